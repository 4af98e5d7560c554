export interface FilterReason {
  /** For programs and moderators. */
  readonly code: string;
  /** For the person who asked. */
  readonly message: string;
}

export type Verdict = { readonly verdict: 'allow' } | { readonly verdict: 'block'; readonly reasons: readonly FilterReason[] };

/** Says what may not be asked for and what may not be shown. */
export interface ContentFilter {
  checkText(text: string): Promise<Verdict>;
  /** @param bytes an encoded picture that `ImageWork.inspect` accepted */
  checkImage(bytes: Uint8Array): Promise<Verdict>;
}
