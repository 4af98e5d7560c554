import { createClient, patchAccount, startSession, startSignIn, type StartedSession } from '@keepword/contracts';
import { profile } from '@keepword/policy';
import type { RunningStack } from '../running-stack.js';
import { consentAs, followTo } from './person-browser.js';
import { mailedLink, knownMailIds } from './mailed-link.js';
import { signInWithPassword } from './password-account.js';

/** What `keepword session` answers. */
export interface OpenedSession {
  readonly email: string;
  readonly subjectId: string;
  readonly accessToken: string;
  readonly expiresAt: string;
}

/** The age that the stand-in person gives: an adult under every profile. */
const adultAge = 30;

/** Signs a person up or in over HTTP, as a browser would, and answers the age question. */
export async function openSession(stack: RunningStack, email: string): Promise<OpenedSession> {
  const started = await signIn(stack, email);
  if (started.account.ageBand === null) {
    const client = createClient({ baseUrl: stack.runtime.coreApiUrl, accessToken: started.accessToken });
    await client.call(patchAccount, { body: { age: adultAge } });
  }
  return {
    email: started.account.email,
    subjectId: started.account.subjectId,
    accessToken: started.accessToken,
    expiresAt: started.expiresAt,
  };
}

async function signIn(stack: RunningStack, email: string): Promise<StartedSession> {
  const { runtime } = stack;
  const [method] = profile(runtime.profile).bindings.signInMethods;
  if (method === undefined) throw new Error(`the profile ${runtime.profile} offers no way to sign in`);
  const redirectUri = `${runtime.webUrl}/auth/callback`;
  if (method === 'email-password') return signInWithPassword(stack, email, redirectUri);

  const client = createClient({ baseUrl: runtime.coreApiUrl });
  if (method === 'email-magic-link') {
    const before = await knownMailIds(runtime.vendorsUrl, email);
    const { flow } = await client.call(startSignIn, { body: { method, redirectUri, email } });
    const callback = await followTo(await mailedLink(runtime.vendorsUrl, email, before), redirectUri);
    return sessionFrom(await client.call(startSession, { body: { with: 'callback', flow, callback } }));
  }
  const { url, flow } = await client.call(startSignIn, { body: { method, redirectUri } });
  if (url === null) throw new Error(`the sign-in with ${method} gave no address to go to`);
  const callback = await consentAs({ email, name: nameFrom(email) }, url, redirectUri);
  return sessionFrom(await client.call(startSession, { body: { with: 'callback', flow, callback } }));
}

function sessionFrom(answer: StartedSession | { readonly confirmationSent: true }): StartedSession {
  if ('accessToken' in answer) return answer;
  throw new Error('the sign-in asks for a confirmation that no mail was promised for');
}

/** `ada.lovelace@example.com` is Ada Lovelace. */
function nameFrom(email: string): string {
  const words = (email.split('@')[0] ?? email).split(/[._+-]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || email;
}
