import { TOTP, URI } from 'otpauth';
import { grantStaff } from '../cli/grant-staff.js';
import { operatorAccess } from '../cli/operator-access.js';
import { mailsIn } from '../vendors/testing/mails.js';
import { eventually } from './testing/eventually.js';
import type { ProblemBody } from './testing/person.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(180_000);

const email = 'ada.officer@example.com';
let stack: PlatformStack;
let totp: TOTP;
beforeAll(async () => {
  stack = await startPlatform('fluxgen', {}, { withPrivacyService: true });
  const access = operatorAccess({}, () => stack.running);
  const { otpauthUrl } = await grantStaff(access, { email, role: 'privacy-officer', replaceSecret: false });
  totp = URI.parse(otpauthUrl ?? '') as TOTP;
});
afterAll(() => stack?.stop());

interface Answered extends ProblemBody {
  readonly accessToken: string;
  readonly staff: { readonly email: string; readonly roles: readonly string[] };
}

async function call(method: string, path: string, { body, token }: { readonly body?: unknown; readonly token?: string } = {}) {
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
  const response = await fetch(stack.privacyUrl + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answered, text };
}

const mailsTo = (address: string) => mailsIn(stack.running.runtime.vendorsUrl, `?to=${encodeURIComponent(address)}`);
const code = () => totp.generate({ timestamp: stack.running.clock.now().getTime() });

/** A code counts once, so the next sign-in takes that of the next half minute. */
async function nextCode(): Promise<string> {
  await stack.advance(31);
  return code();
}

async function mailedToken(): Promise<string> {
  const known = new Set((await mailsTo(email)).map(({ id }) => id));
  expect((await call('POST', '/v1/console/sign-ins', { body: { email } })).status).toBe(202);
  const mail = await eventually(async () => (await mailsTo(email)).find(({ id }) => !known.has(id)));
  return new URL(/http\S+/.exec(mail.text)?.[0] ?? '').searchParams.get('token') ?? '';
}

describe('the way into the console', () => {
  it('takes the mailed link and the authenticator’s code, and ends when it is told to', async () => {
    const token = await mailedToken();
    const wrong = await call('POST', '/v1/console/sessions', { body: { token, code: '000000' } });
    expect([wrong.status, wrong.body.type]).toEqual([422, '/problems/sign-in-failed']);
    const opened = await call('POST', '/v1/console/sessions', { body: { token, code: code() } });
    expect([opened.status, opened.body.staff.roles]).toEqual([201, ['privacy-officer']]);
    const { accessToken } = opened.body;
    expect((await call('GET', '/v1/console/session', { token: accessToken })).body.staff.email).toBe(email);
    expect((await call('DELETE', '/v1/console/session', { token: accessToken })).status).toBe(204);
    expect((await call('GET', '/v1/console/session', { token: accessToken })).status).toBe(401);
    expect(await stack.traces(accessToken)).toEqual([]);
  });

  it('says the same to an address that is not of the team, and mails nothing', async () => {
    const [known, unknown] = await Promise.all(
      [email, 'nobody@example.com'].map((one) => call('POST', '/v1/console/sign-ins', { body: { email: one } })),
    );
    expect([unknown?.status, unknown?.text]).toEqual([known?.status, known?.text]);
    expect(await mailsTo('nobody@example.com')).toEqual([]);
  });

  it('is closed to people’s tokens, as people’s routes are to the team', async () => {
    const person = await stack.person('berta');
    expect((await call('GET', '/v1/console/session', { token: person.accessToken })).status).toBe(401);
    expect((await call('GET', '/v1/console/session')).status).toBe(401);
    const opened = await call('POST', '/v1/console/sessions', { body: { token: await mailedToken(), code: await nextCode() } });
    const asPerson = await fetch(`${stack.url}/v1/account`, { headers: { authorization: `Bearer ${opened.body.accessToken}` } });
    expect([opened.status, asPerson.status]).toEqual([201, 401]);
  });
});
