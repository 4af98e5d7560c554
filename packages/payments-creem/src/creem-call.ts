import { PaymentsUnavailable } from '@keepword/billing';
import { CreemError, HTTPClientError, InvalidRequestError } from 'creem/models/errors';

/** @throws PaymentsUnavailable where the same call may be tried again; Error when Creem refuses it */
export async function creemCall<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw translated(error);
  }
}

/** The SDK's errors carry the request and the answer's body, which may repeat an address, so only the status goes further. */
function translated(error: unknown): unknown {
  // The SDK does not know every way in which a connection can fail; what it calls unexpected is one of them.
  if (error instanceof HTTPClientError && !(error instanceof InvalidRequestError))
    return new PaymentsUnavailable(`Creem is not available: ${error.name}`);
  if (!(error instanceof CreemError)) return error;
  const passing = error.statusCode === 429 || error.statusCode >= 500;
  return passing
    ? new PaymentsUnavailable(`Creem is not available: ${error.statusCode}`)
    : new Error(`Creem refused the call: ${error.name} ${error.statusCode}`);
}
