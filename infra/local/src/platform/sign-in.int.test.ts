import type { StartedSession } from '@keepword/contracts';
import { knownMailIds, mailedLink } from '../cli/sign-in/mailed-link.js';
import { openSession } from '../cli/sign-in/open-session.js';
import { consentAs, followTo } from '../cli/sign-in/person-browser.js';
import { mailsIn } from '../vendors/testing/mails.js';
import type { ProblemBody } from './testing/person.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(180_000);

let stack: PlatformStack;
afterEach(() => stack?.stop());

const redirectUri = () => `${stack.webUrl}/auth/callback`;
/** Whatever one of the routes here may answer; each test looks at what its own does. */
type Answered = StartedSession & ProblemBody & { readonly flow: string; readonly url: string; readonly reason?: string };
const post = async (path: string, body: unknown) => {
  const response = await fetch(`${stack.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answered };
};
const accountOf = async (accessToken: string) =>
  (await fetch(`${stack.url}/v1/account`, { headers: { authorization: `Bearer ${accessToken}` } })).status;

describe('a forgotten password', () => {
  const [known, unknown] = ['ada.canary@example.com', 'nobody@example.com'];
  const newPassword = 'a long new password';
  const withPassword = (password: string) => post('/v1/sessions', { with: 'password', email: known, password });
  const askReset = (email: string) => post('/v1/password-resets', { email, redirectUri: redirectUri() });

  it('is replaced by whoever opens the mailed link, once; nobody learns whether an address is known', async () => {
    stack = await startPlatform('fluxchat');
    const { vendorsUrl } = stack.running.runtime;
    const { subjectId } = await openSession(stack.running, known);
    const before = await knownMailIds(vendorsUrl, known);
    const [asked, askedForNobody] = [await askReset(known), await askReset(unknown)];
    expect([asked.status, askedForNobody.status]).toEqual([202, 202]);
    expect(Object.keys(askedForNobody.body)).toEqual(Object.keys(asked.body));

    const callback = await followTo(await mailedLink(vendorsUrl, known, before), redirectUri());
    const reset = (flow: string, password = newPassword) =>
      post('/v1/sessions', { with: 'password-reset', flow, callback, newPassword: password });
    const foreign = await reset(askedForNobody.body.flow);
    expect([foreign.status, foreign.body.type, foreign.body.reason]).toEqual([422, '/problems/sign-in-failed', 'flow-mismatch']);
    const short = await reset(asked.body.flow, 'short');
    expect([short.status, short.body.errors?.map(({ path }) => path)]).toEqual([400, ['body.newPassword']]);

    const done = await reset(asked.body.flow);
    expect([done.status, done.body.account.subjectId]).toEqual([201, subjectId]);
    expect(await accountOf(done.body.accessToken)).toBe(200);
    const again = await reset(asked.body.flow, 'and yet another password');
    expect([again.status, again.body.type]).toEqual([422, '/problems/sign-in-failed']);

    expect((await withPassword(newPassword)).status).toBe(201);
    const old = await withPassword('and yet another password');
    expect([old.status, old.body.type, old.body.reason]).toEqual([422, '/problems/sign-in-failed', 'wrong-credentials']);
    expect(await mailsIn(vendorsUrl, `?to=${encodeURIComponent(unknown)}`)).toEqual([]);
    expect(stack.logs()).not.toMatch(/ada\.canary|long new password/);
  });

  it('is no matter of a profile without passwords', async () => {
    stack = await startPlatform('fluxgen');
    const refused = await askReset(known);
    expect([refused.status, refused.body.type]).toEqual([404, '/problems/not-offered']);
  });
});

describe('signing in with GitHub', () => {
  const begin = async (method: string) => (await post('/v1/sign-ins', { method, redirectUri: redirectUri() })).body;
  const finish = (flow: string, callback: Record<string, string>) => post('/v1/sessions', { with: 'callback', flow, callback });
  const person = { email: 'bea.canary@example.com', name: 'Bea Canary' };

  it('opens an account with what the profile keeps, finds it again, and is the same person as with Google', async () => {
    stack = await startPlatform('fluxkrea');
    const opened = [];
    for (const method of ['github', 'github', 'google']) {
      const { url, flow } = await begin(method);
      const { status, body } = await finish(flow, await consentAs(person, url, redirectUri()));
      expect([method, status]).toEqual([method, 201]);
      opened.push(body);
    }
    const [first] = opened;
    expect(first?.account).toMatchObject({ email: person.email, displayName: person.name, ageBand: null });
    expect(new Set(opened.map(({ account }) => account.subjectId)).size).toBe(1);
    for (const { accessToken } of opened) expect(await accountOf(accessToken)).toBe(200);
    const { rows } = await stack.database.query<{ count: string }>('SELECT count(*) FROM accounts');
    expect(rows[0]?.count).toBe('1');
    expect(stack.logs()).not.toMatch(/bea\.canary|Bea Canary/);

    const { url, flow } = await begin('github');
    const callback = await consentAs(person, url, redirectUri());
    const elsewhere = await begin('github');
    const mixed = await finish(elsewhere.flow, callback);
    expect([mixed.status, mixed.body.reason]).toEqual([422, 'flow-mismatch']);
    expect((await finish(flow, { ...callback, state: 'forged' })).body.reason).toBe('flow-mismatch');
    expect((await finish('forged', callback)).status).toBe(422);
  });
});
