import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { newId, type Clock, type Instant } from '@keepword/primitives';
import type { InboxMail, MailAttachment, ReceivedMail } from './mail.js';

const mailsMax = 2_000;
/** The file may hold this many lines before the oldest are cut off, so that most mails cost one appended line. */
const linesMax = mailsMax + 500;

/** The mails of every mailbox, one per recipient, oldest first; a line of JSON each, so that they survive a restart. */
export class MailStore {
  readonly #file: string;
  readonly #clock: Clock;
  #mails: InboxMail[];
  #linesInFile: number;

  constructor(file: string, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    // A line that was cut off by a crash is the last one and has no end; it is left out.
    const whole = lines.slice(0, -1).filter((line) => line !== '');
    this.#mails = whole.slice(-mailsMax).map((line) => JSON.parse(line) as InboxMail);
    this.#linesInFile = whole.length;
    if (lines.at(-1)) this.#rewrite();
  }

  /** A mailbox recognises a mail that it already has by its Message-ID, and keeps it once. */
  add(mail: ReceivedMail): readonly InboxMail[] {
    return mail.to.map((to) => this.#addFor(to, mail));
  }

  /** Gives up what came before an instant, in the file as well. */
  forget(before: Instant): void {
    const kept = this.#mails.filter(({ sentAt }) => new Date(sentAt) >= before);
    if (kept.length === this.#mails.length) return;
    this.#mails = kept;
    this.#rewrite();
  }

  get(id: string): InboxMail | undefined {
    return this.#mails.find((mail) => mail.id === id);
  }

  /** Newest first. @param to the recipient's address in any case; a part of it with `contains` */
  list(to: string | undefined, limit: number, match: 'whole' | 'contains' = 'whole'): readonly InboxMail[] {
    const wanted = to?.trim().toLowerCase();
    const suits = (mail: InboxMail) =>
      !wanted || (match === 'whole' ? mail.to.toLowerCase() === wanted : mail.to.toLowerCase().includes(wanted));
    return this.#mails.filter(suits).slice(-limit).reverse();
  }

  #addFor(to: string, { from, subject, text, html, messageId, headers, attachments }: ReceivedMail): InboxMail {
    const sentAt = this.#clock.now();
    const known = messageId && this.#mails.find((mail) => mail.messageId === messageId && mail.to.toLowerCase() === to.toLowerCase());
    if (known) return known;
    const id = newId(sentAt);
    const mail = {
      id,
      from,
      to,
      subject,
      text,
      html,
      sentAt: sentAt.toISOString(),
      messageId: messageId ?? `<${id}@inbox.local>`,
      headers: headers ?? {},
      attachments: attachments ?? noAttachments,
    };
    this.#mails.push(mail);
    if (this.#mails.length > mailsMax) this.#mails.shift();
    if (this.#linesInFile >= linesMax) this.#rewrite();
    else {
      appendFileSync(this.#file, `${JSON.stringify(mail)}\n`);
      this.#linesInFile += 1;
    }
    return mail;
  }

  #rewrite(): void {
    writeFileSync(`${this.#file}.part`, this.#mails.map((mail) => `${JSON.stringify(mail)}\n`).join(''));
    renameSync(`${this.#file}.part`, this.#file);
    this.#linesInFile = this.#mails.length;
  }
}

const noAttachments: readonly MailAttachment[] = [];
