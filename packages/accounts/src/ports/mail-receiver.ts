/** What came over HTTP, exactly as it came. */
export interface MailWebhook {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Uint8Array;
  readonly receivedAt: Date;
}

/** A mail that somebody outside sent us. Where it says it is from is where an answer goes, and no proof of anything. */
export interface IncomingMail {
  /** Begins with the road that it came by; the same however often it is delivered or told of. */
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Files that came with it, without the pictures that its own HTML shows. Their bytes are not taken in. */
  readonly attachments: number;
  readonly receivedAt: Date;
}

/** `another-event`: genuine, and about no mail that came in. */
export type MailWebhookReading =
  | { readonly read: 'mail'; readonly mailId: string }
  | { readonly read: 'another-event' }
  | { readonly refused: 'bad-signature' | 'stale' | 'malformed' };

export interface MailReceiver {
  readonly id: 'resend';
  readWebhook(webhook: MailWebhook): MailWebhookReading;
  /** Null when the vendor has it no more. @throws MailUnavailable when it may be asked again */
  fetch(mailId: string): Promise<IncomingMail | null>;
}
