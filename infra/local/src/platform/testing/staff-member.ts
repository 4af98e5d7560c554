import type { ConsoleRole } from '@keepword/contracts';
import { TOTP, URI } from 'otpauth';
import { grantStaff } from '../../cli/grant-staff.js';
import { operatorAccess } from '../../cli/operator-access.js';
import { mailsIn } from '../../vendors/testing/mails.js';
import { eventually } from './eventually.js';
import type { Answer, ProblemBody } from './person.js';
import type { PlatformStack } from './platform-stack.js';

/** What is sent besides method and path. */
export interface ConsoleCall {
  readonly body?: unknown;
  readonly accept?: string;
}

/** Asks the privacy-service under a token, or without one. */
export async function askConsole(url: string, token: string | null, method: string, path: string, { body, accept }: ConsoleCall = {}) {
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(accept === undefined ? {} : { accept }),
  };
  return fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

/** One of the compliance team, signed in by mailed link and code. */
export class StaffMember {
  constructor(
    private readonly url: string,
    readonly staffId: string,
    readonly accessToken: string,
  ) {}

  raw(method: string, path: string, call?: ConsoleCall): Promise<Response> {
    return askConsole(this.url, this.accessToken, method, path, call);
  }

  async call<T = ProblemBody>(method: string, path: string, call?: ConsoleCall): Promise<Answer<T>> {
    const response = await this.raw(method, path, call);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as T };
  }
}

/** Makes somebody one of the team and signs them in. */
export async function signInStaff(stack: PlatformStack, role: ConsoleRole): Promise<StaffMember> {
  const { running, privacyUrl } = stack;
  const email = `${role}@team.example.com`;
  const access = operatorAccess({}, () => running);
  const { staffId, otpauthUrl } = await grantStaff(access, { email, role, replaceSecret: true });
  const links = () => mailsIn(running.runtime.vendorsUrl, `?to=${encodeURIComponent(email)}`);
  const known = new Set((await links()).map(({ id }) => id));
  await askConsole(privacyUrl, null, 'POST', '/v1/console/sign-ins', { body: { email } });
  const mail = await eventually(async () => (await links()).find(({ id }) => !known.has(id)));
  const token = new URL(/http\S+/.exec(mail.text)?.[0] ?? '').searchParams.get('token') ?? '';
  const code = (URI.parse(otpauthUrl ?? '') as TOTP).generate({ timestamp: running.clock.now().getTime() });
  const opened = await askConsole(privacyUrl, null, 'POST', '/v1/console/sessions', { body: { token, code } });
  const { accessToken } = (await opened.json()) as { accessToken?: string };
  if (accessToken === undefined) throw new Error(`${email} could not sign in: ${opened.status}`);
  return new StaffMember(privacyUrl, staffId, accessToken);
}
