/** Everything that comes in has a bound; these are the cases'. */
export const CASE_LIMITS = {
  /** Characters of one message, note or explanation. */
  text: 20_000,
  /** Characters of an address; what RFC 5321 lets a path be. */
  address: 254,
  /** Characters of an idempotency key, such as a mail's message id. */
  key: 998,
  /** Characters of a purpose named in an objection or a withdrawal. */
  purpose: 100,
  /** Characters of a subject line that are searched for a reference. */
  subjectLine: 998,
  /** Characters of a message that a class is suggested from. */
  suggestedFrom: 20_000,
  /** Contents that come with one command: a message and the address to answer to. */
  contentsPerCommand: 8,
  /** Wrong answers to challenges of one case; after them only an officer, or a signed-in session, goes on. */
  wrongAttempts: 5,
  /** Events of one case, beyond which it takes no more replies. */
  events: 2_000,
  /** Items of one page. */
  page: 100,
  /** Cases that one sweep lists. */
  sweep: 1_000,
} as const;

/** How long a challenge link can be used. */
export const CHALLENGE_LIFETIME = 'PT24H';

/** How fresh a re-authentication must be to count as a proof of identity. */
export const FRESH_AUTHENTICATION = 'PT15M';
