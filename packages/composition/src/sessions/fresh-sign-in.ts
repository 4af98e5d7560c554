import { FRESH_AUTHENTICATION } from '@keepword/data-rights';
import { addPeriod, type Clock } from '@keepword/primitives';
import { ProblemException, type Caller } from '@keepword/service-kit';

/** For what cannot be undone: whoever finds a browser that is signed in must not be able to do it. @throws ProblemException reauthentication-required */
export function mustHaveSignedInFreshly({ authenticatedAt }: Caller, clock: Clock): void {
  if (addPeriod(authenticatedAt, FRESH_AUTHENTICATION) >= clock.now()) return;
  throw new ProblemException('/problems/reauthentication-required', {
    detail: 'For this the last sign-in may be at most a quarter of an hour old. Sign in again and repeat it.',
  });
}
