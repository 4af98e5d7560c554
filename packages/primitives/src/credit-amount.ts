declare const brand: unique symbol;

/** A whole number of credits, 0 or more. Credits have no fractions and no currency. */
export type CreditAmount = number & { readonly [brand]: 'CreditAmount' };

export function isCreditAmount(value: unknown): value is CreditAmount {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** @throws RangeError when `value` is negative, fractional or beyond 2^53 - 1. */
export function creditAmount(value: number): CreditAmount {
  if (!isCreditAmount(value)) {
    throw new RangeError(`credits must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, found ${value}`);
  }
  return value;
}
