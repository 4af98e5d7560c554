import { giveCredits } from './give-credits.js';
import type { RunningStack } from './running-stack.js';
import { openSession } from './sign-in/open-session.js';

const demoCredits = 500;
const demoEmail = 'demo@example.com';

/** A person to sign in as, with credits to spend. The ledger knows the gift by its key, so that repeating it changes nothing. */
export async function seedDemo(stack: RunningStack): Promise<{ readonly email: string; readonly credits: number }> {
  await openSession(stack, demoEmail);
  await giveCredits(stack, { email: demoEmail, amount: demoCredits, expiresAt: null, key: 'seed:demo' });
  return { email: demoEmail, credits: demoCredits };
}
