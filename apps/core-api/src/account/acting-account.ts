import type { Account } from '@keepword/accounts';
import { ProblemException } from '@keepword/service-kit';

/** An account that may buy and create: open, its age answered, and no guardian missing. @throws ProblemException that says what to do */
export function mustBeAbleToAct(account: Account | null): Account {
  if (!account || account.state === 'closed') throw new ProblemException('/problems/account-closed');
  if (account.restrictedSince !== null)
    throw new ProblemException('/problems/restricted', {
      detail: 'You asked that your data is only kept. Lift the restriction in your privacy settings to go on.',
    });
  if (account.ageBand === null)
    throw new ProblemException('/problems/age-required', {
      detail: 'Send your age in whole years to `PATCH /v1/account`; only an age band is kept.',
    });
  if (account.ageBand === 'minor-with-guardian' && account.guardianAgreedAt === null)
    throw new ProblemException('/problems/underage', { detail: 'A guardian has to agree first: name one with `PUT /v1/guardian`.' });
  return account;
}
