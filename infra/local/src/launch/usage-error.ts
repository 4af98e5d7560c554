/** A mistake of the person who typed the command; its message is shown as it is, without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
