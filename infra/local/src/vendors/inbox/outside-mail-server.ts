import { createTransport } from 'nodemailer';
import type { VendorControl } from '../vendor-control.js';
import type { ReceivedMail } from './mail.js';

const attemptsMax = 6;
const silenceMs = 15_000;

/**
 * The mail server of somebody outside: hands a mail to the door where our mail comes in, and comes again while it is told «later» or finds nobody.
 * What is refused for good is not sent again. Bent by the inbox's switches as webhooks are: twice, late, or not at all.
 */
export class OutsideMailServer {
  readonly #control: VendorControl;
  readonly #transport;
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(port: number, control: VendorControl) {
    this.#control = control;
    this.#transport = createTransport({
      host: '127.0.0.1',
      port,
      name: 'outside.example',
      ignoreTLS: true,
      pool: true,
      maxConnections: 4,
      socketTimeout: silenceMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  deliver(mail: ReceivedMail & { readonly messageId: string }): void {
    const { drop, duplicate, delayMs } = this.#control.settings.webhook;
    if (drop) return;
    this.#later(delayMs, () => void this.#send(mail, 1));
    if (duplicate) this.#later(delayMs + 50, () => void this.#send(mail, 1));
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#transport.close();
  }

  #later(delayMs: number, work: () => void): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, delayMs);
    this.#timers.add(timer);
  }

  async #send(mail: ReceivedMail & { readonly messageId: string }, attempt: number): Promise<void> {
    const { from, to, subject, text, html, messageId, attachments = [] } = mail;
    try {
      await this.#transport.sendMail({
        messageId,
        from,
        to: [...to],
        subject,
        text,
        ...(html === null ? {} : { html }),
        attachments: attachments.map(({ filename, contentType, content }) => ({ filename, contentType, content, encoding: 'base64' })),
      });
    } catch (error) {
      const { responseCode = 0 } = error as { responseCode?: number };
      // A refusal for good ends it, as it would outside; its sender would find it in their own mailbox.
      if (responseCode >= 500 || attempt >= attemptsMax) return;
      this.#later(500 * 2 ** attempt, () => void this.#send(mail, attempt + 1));
    }
  }
}
