/**
 * A «no» that is part of the rules, returned as a value; exceptions are for what should not happen.
 * `refused` is the code that callers switch on, the other fields are the facts that explain it.
 */
export type Refusal<Code extends string = string, Facts extends object = object> = { readonly refused: Code } & Readonly<Facts>;

export function refuse<Code extends string>(code: Code): Refusal<Code>;
export function refuse<Code extends string, Facts extends object>(code: Code, facts: Facts): Refusal<Code, Facts>;
export function refuse<Code extends string>(code: Code, facts: object = {}): Refusal<Code> {
  return { refused: code, ...facts };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && typeof (value as { refused?: unknown }).refused === 'string';
}
