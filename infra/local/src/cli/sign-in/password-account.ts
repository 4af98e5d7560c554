import { createHmac } from 'node:crypto';
import { createClient, ProblemError, startSession, type StartedSession } from '@keepword/contracts';
import type { RunningStack } from '../running-stack.js';
import { mailedLink, knownMailIds } from './mailed-link.js';
import { followTo } from './person-browser.js';

/** Signs in with the password that belongs to this address in this data folder, registering it first where it is new. */
export async function signInWithPassword({ runtime, secrets }: RunningStack, email: string, redirectUri: string): Promise<StartedSession> {
  const client = createClient({ baseUrl: runtime.coreApiUrl });
  const password = createHmac('sha256', secrets.demoPasswordKey).update(email.toLowerCase()).digest('base64url').slice(0, 24);
  const signIn = async () => {
    const answer = await client.call(startSession, { body: { with: 'password', email, password } });
    if ('accessToken' in answer) return answer;
    throw new Error(`the account of ${email} waits for its confirmation`);
  };
  try {
    return await signIn();
  } catch (error) {
    // Wrong credentials are also what an unknown address gets.
    if (!(error instanceof ProblemError) || error.problem.status >= 500 || error.problem.status === 429) throw error;
  }
  const before = await knownMailIds(runtime.vendorsUrl, email);
  const registered = await client.call(startSession, { body: { with: 'registration', email, password, redirectUri } });
  if ('accessToken' in registered) return registered;
  if (registered.flow === undefined) throw new Error(`the registration of ${email} cannot be completed from here`);
  const callback = await followTo(await mailedLink(runtime.vendorsUrl, email, before), redirectUri);
  const confirmed = await client.call(startSession, { body: { with: 'callback', flow: registered.flow, callback } });
  if (!('accessToken' in confirmed)) throw new Error(`the confirmation of ${email} gave no session`);
  return confirmed;
}
