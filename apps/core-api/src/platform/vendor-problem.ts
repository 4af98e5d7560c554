import { IdentityUnavailable, MailUnavailable } from '@keepword/accounts';
import { PaymentsUnavailable } from '@keepword/billing';
import { VendorUnavailable } from '@keepword/creations';
import { ProblemException } from '@keepword/service-kit';

const away = [IdentityUnavailable, MailUnavailable, PaymentsUnavailable, VendorUnavailable] as const;

/** A vendor that is away is nobody's fault here: the person is told to try again, and nothing was changed. */
export function vendorProblem(error: unknown): ProblemException | null {
  if (!away.some((kind) => error instanceof kind)) return null;
  return new ProblemException('/problems/vendor-unavailable', {
    detail: 'A provider that this needs does not answer. Nothing was changed; try again in a minute.',
    retryAfterSeconds: 30,
  });
}
