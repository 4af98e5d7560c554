/** An answer of Resend's that is not a success; see resend.com/docs/api-reference/errors. */
export class ResendRefusal extends Error {
  override readonly name = 'ResendRefusal';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  get body() {
    return { statusCode: this.status, name: this.code, message: this.message };
  }
}
