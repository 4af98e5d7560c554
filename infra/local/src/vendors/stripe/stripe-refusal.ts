/** An answer of Stripe's that is not a success; see docs.stripe.com/api/errors. */
export class StripeRefusal extends Error {
  override readonly name = 'StripeRefusal';

  constructor(
    readonly status: number,
    message: string,
    readonly details: {
      readonly type?: 'invalid_request_error' | 'idempotency_error' | 'card_error';
      readonly code?: string;
      readonly param?: string;
    } = {},
  ) {
    super(message);
  }

  get body() {
    return { error: { type: 'invalid_request_error', message: this.message, ...this.details } };
  }
}

export const missing = (kind: string, id: string) =>
  new StripeRefusal(404, `No such ${kind}: '${id}'`, { code: 'resource_missing', param: 'id' });
