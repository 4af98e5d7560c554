import type { IncomingMail } from './mail-receiver.js';

/** Where mail from outside comes in without a vendor in between. */
export interface MailDoor {
  /** @throws Error when nothing can listen there */
  open(): Promise<{ readonly port: number }>;
  /** Whoever is in the middle of a mail is asked to come again later. */
  close(): Promise<void>;
}

/** Who stands at a {@link MailDoor} and says what may come in. */
export interface MailDoorKeeper {
  /** Whether mail to that address is read here; everything else is turned away. */
  isMailbox(address: string): boolean;
  /** Asked for each mail; false bids whoever is at that network address to come again later. */
  admits(networkAddress: string): Promise<boolean>;
  /** A name for a mail from the parts that stay the same however often it is delivered; nothing can be read from it. */
  nameOf(parts: readonly string[]): string;
  now(): Date;
  /** Resolves when the mail is kept for good. What it throws leaves the mail with its sender, who comes again. */
  take(mail: IncomingMail): Promise<void>;
  /** Something went wrong that nobody at the door can mend; without a word of the mail. */
  failed(error: unknown): void;
}
