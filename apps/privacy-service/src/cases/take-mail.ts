import type { IncomingMail } from '@keepword/accounts';
import { CASE_LIMITS, findReference, receiveMail } from '@keepword/data-rights';
import { isRefusal } from '@keepword/primitives';
import { withoutCardNumbers } from '@keepword/service-kit';
import type { PrivacyPlatform } from '../platform/platform.js';
import { caseProblem } from './case-problems.js';
import { opensAs } from './opens-as.js';

export type MailOutcome = 'taken' | 'not-for-us' | 'sent-by-a-machine' | 'no-sender';

/**
 * Takes a mail into the case that its subject names, or opens one. Told of twice, it is taken in once.
 * @throws ProblemException when the case does not take it
 */
export async function takeMail(
  platform: Pick<PrivacyPlatform, 'desk' | 'clock' | 'environment' | 'policyVersion'>,
  mail: IncomingMail,
): Promise<MailOutcome> {
  const { desk, clock, environment, policyVersion } = platform;
  const mailbox = environment.PRIVACY_MAILBOX.toLowerCase();
  if (!mail.to.some((to) => addressIn(to)?.toLowerCase() === mailbox)) return 'not-for-us';
  const from = addressIn(mail.from);
  if (from === null) return 'no-sender';
  if (from.toLowerCase() === mailbox || (isFromMachine(mail, from) && findReference(mail.subject) === null)) return 'sent-by-a-machine';
  const at = clock.now();
  const text = textOf(mail);
  const taken = await desk.transaction(at, (ports) =>
    receiveMail(ports, {
      // Its Message-ID is whatever the sender wrote; the vendor's id is nobody else's to choose.
      messageId: `resend:${mail.id}`,
      subjectLine: mail.subject,
      text,
      from,
      addressKey: desk.addressKey(from),
      receivedAt: mail.receivedAt < at ? mail.receivedAt : at,
      policyVersion,
      opensAs: opensAs(`${mail.subject}\n${text}`),
    }),
  );
  if (isRefusal(taken)) throw caseProblem(taken);
  return 'taken';
}

/** The address of `a@b` or `Name <a@b>`; null when there is none. */
export function addressIn(written: string): string | null {
  const bare = /<([^<>\s]+)>\s*$/.exec(written)?.[1] ?? written.trim();
  return bare.length <= CASE_LIMITS.address && /^[^\s@<>]+@[^\s@<>]+$/.test(bare) ? bare : null;
}

/** A bounce or an automatic reply opens no case: our receipt would bring the next one (RFC 3834). In a case it is read like any other. */
function isFromMachine({ headers }: IncomingMail, from: string): boolean {
  const submitted = headers['auto-submitted'] ?? 'no';
  return /^auto-replied/i.test(submitted) || headers['return-path'] === '<>' || /^(mailer-daemon|postmaster)@/i.test(from);
}

const cut = ' […]';

/** What was written, within the limit of a message. Attachments are not taken in: what they hold was not asked for. */
export function textOf({ text, html, attachments }: Pick<IncomingMail, 'text' | 'html' | 'attachments'>): string {
  const left = attachments > 0 ? `\n\n[Attachments that were not taken in: ${attachments}]` : '';
  // A form can refuse a card number; a mail has come, so the number alone stays outside.
  const words = withoutCardNumbers((text ?? withoutTags(html ?? '')).slice(0, CASE_LIMITS.text * 2));
  const room = CASE_LIMITS.text - left.length;
  const fitting = words.length <= room ? words : `${words.slice(0, room - cut.length)}${cut}`;
  // Half a character, where it was cut or came like that, is no text.
  return `${fitting}${left}`.replaceAll(/\p{Surrogate}/gu, '');
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };

/** For mails that come as HTML only: the words, one line for each block. */
function withoutTags(html: string): string {
  return html
    .slice(0, CASE_LIMITS.text * 10)
    .replaceAll(/<(style|script|head)\b[^>]*>[\s\S]*?<\/\1>/gi, ' ')
    .replaceAll(/<(br|\/p|\/div|\/tr|\/li|\/h[1-6])\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(\w+|#39);/g, (whole, name: string) => entities[name] ?? whole)
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/\n\s*\n+/g, '\n\n')
    .trim();
}
