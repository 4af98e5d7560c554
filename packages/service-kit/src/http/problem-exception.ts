import { problemTypes, type Problem, type ProblemType } from '@keepword/contracts';
import { withoutCardNumbers } from './card-numbers.js';

export interface ProblemFacts {
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly retryAfterSeconds?: number;
  /** Members of the problem's own (RFC 9457 §3.2). */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The one way a request ends other than well: a published problem type and facts about this case. */
export class ProblemException extends Error {
  override readonly name = 'ProblemException';
  constructor(
    readonly type: ProblemType,
    readonly facts: ProblemFacts = {},
  ) {
    super(facts.detail ?? problemTypes[type].title);
  }

  body(requestId: string): Problem {
    const { title, status } = problemTypes[this.type];
    const { detail, errors, extensions } = this.facts;
    return {
      type: this.type,
      title,
      status,
      // What was sent may be repeated in words of ours; a card number never is.
      ...(detail === undefined ? {} : { detail: withoutCardNumbers(detail) }),
      instance: requestId,
      ...(errors === undefined
        ? {}
        : { errors: errors.map(({ path, message }) => ({ path: withoutCardNumbers(path), message: withoutCardNumbers(message) })) }),
      ...extensions,
    };
  }
}
