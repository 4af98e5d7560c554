import { PaymentsUnavailable } from '@keepword/billing';
import Stripe from 'stripe';

/** @throws PaymentsUnavailable where the same call may be tried again; Error when Stripe refuses it */
export async function stripeCall<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw translated(error);
  }
}

/** Null for what Stripe does not know. */
export function knownCall<Result>(work: () => Promise<Result>): Promise<Result | null> {
  return stripeCall(async () => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return null;
      throw error;
    }
  });
}

/** Stripe's own messages may repeat what was sent (an address), so only its codes go further. */
function translated(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  const status = error.statusCode ?? 0;
  const described = [error.type, error.code, error.param, status || null, error.requestId].filter(Boolean).join(' ');
  const passing = error instanceof Stripe.errors.StripeConnectionError || status === 409 || status === 429 || status >= 500;
  return passing ? new PaymentsUnavailable(`Stripe is not available: ${described}`) : new Error(`Stripe refused the call: ${described}`);
}
