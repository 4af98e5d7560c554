/** What a mailed link stands for. */
export interface OneTimeTokenPayload {
  /** A token made for one thing is worth nothing for another. */
  readonly purpose: 'sign-in';
  readonly email: string;
}

/** Where mailed links wait: the browser that opens one need not be the one that asked for it. Only hashes of tokens come here. */
export interface OneTimeTokenStore {
  /** @param tokenHash SHA-256, 64 hexadecimal digits */
  put(tokenHash: string, payload: OneTimeTokenPayload, expiresAt: Date): Promise<void>;
  /** Removes the token in the same step, so that of two callers at once only one gets it; null when it is unknown, taken or `at` is not before its expiry. */
  take(tokenHash: string, at: Date): Promise<OneTimeTokenPayload | null>;
}
