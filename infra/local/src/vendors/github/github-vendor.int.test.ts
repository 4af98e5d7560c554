import { ada, consent } from '../identity-testing/browser.js';
import { redirectUri, secrets, startIdentityStack, type IdentityStack } from '../identity-testing/identity-stack.js';

let stack: IdentityStack;
beforeAll(async () => {
  stack = await startIdentityStack();
});
afterAll(() => stack.stop());

const github = () => `${stack.host.url}/github`;

async function freshCode(scope: string, fields: Record<string, string> = ada): Promise<string> {
  const parameters = new URLSearchParams({ client_id: secrets.githubClientId, redirect_uri: redirectUri, scope, state: 's' });
  return (await consent(`${github()}/login/oauth/authorize?${parameters.toString()}`, fields)).searchParams.get('code') ?? '';
}

async function redeem(code: string, change: Record<string, string> = {}, json = true): Promise<Response> {
  const fields = {
    client_id: secrets.githubClientId,
    client_secret: secrets.githubClientSecret,
    code,
    redirect_uri: redirectUri,
    ...change,
  };
  return fetch(`${github()}/login/oauth/access_token`, {
    method: 'POST',
    headers: {
      ...(json ? { accept: 'application/json' } : {}),
      'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded',
    },
    body: json ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
  });
}

const fieldsOf = async (response: Response) => (await response.json()) as Record<string, string>;

const api = (path: string, token: string) => fetch(`${github()}${path}`, { headers: { authorization: `token ${token}` } });

describe('GitHub’s OAuth app flow', () => {
  it('tells who signed in, with a stable number and the address only by its own call', async () => {
    const { access_token: token = '', scope } = await fieldsOf(await redeem(await freshCode('read:user user:email')));
    expect(scope).toBe('read:user,user:email');
    const profile = (await (await api('/user', token)).json()) as { id: number; avatar_url: string };
    expect(profile).toMatchObject({ login: 'ada', name: ada.name, email: null, id: expect.any(Number) as number });
    expect((await fetch(profile.avatar_url)).headers.get('content-type')).toBe('image/png');
    expect(await (await api('/user/emails', token)).json()).toEqual([
      { email: ada.email, primary: true, verified: true, visibility: 'private' },
    ]);
    const again = await fieldsOf(await redeem(await freshCode('')));
    expect(await (await api('/user', again['access_token'] ?? '')).json()).toMatchObject({ id: profile.id });
    expect((await api('/user/emails', again['access_token'] ?? '')).status).toBe(404);
  });

  it('answers as a form when JSON is not asked for', async () => {
    const fields = new URLSearchParams(await (await redeem(await freshCode(''), {}, false)).text());
    expect(fields.get('token_type')).toBe('bearer');
  });

  it('reports a spent code and a wrong secret with status 200, and a wrong token with 401', async () => {
    const code = await freshCode('');
    await redeem(code);
    const replayed = await redeem(code);
    expect({ status: replayed.status, error: (await fieldsOf(replayed))['error'] }).toEqual({
      status: 200,
      error: 'bad_verification_code',
    });
    expect((await fieldsOf(await redeem(await freshCode(''), { client_secret: 'wrong' })))['error']).toBe('incorrect_client_credentials');
    expect((await api('/user', 'wrong')).status).toBe(401);
  });
});
