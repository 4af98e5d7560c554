import type { CreationFailure, FailureType } from './creation.js';

const messages: Readonly<Record<FailureType, string>> = {
  'vendor-refused': 'The model’s provider did not accept this request.',
  'vendor-unavailable': 'The model’s provider could not be reached.',
  'vendor-failed': 'The model stopped with an error.',
  'vendor-canceled': 'The model’s provider stopped this run.',
  'timed-out': 'The model did not finish in time.',
  'no-usable-output': 'The model sent nothing that can be shown.',
  'processing-failed': 'Something went wrong on our side while the result was being stored.',
  'reference-lost': 'The reference image was only in memory and is gone. Please add it again.',
  'blocked-output': 'The content filter does not allow the result to be shown.',
};

/** @param reason what is known about it in our own words, never a vendor's; at most 300 characters are kept */
export function failure(type: FailureType, reason?: string): CreationFailure {
  const message = reason ? `${messages[type]} (${reason})` : messages[type];
  return { type, message: `${message} Nothing was charged.`.slice(0, 400) };
}
