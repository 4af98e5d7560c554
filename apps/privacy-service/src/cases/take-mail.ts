import type { IncomingMail } from '@keepword/accounts';
import { CASE_LIMITS, findReference, receiveMail } from '@keepword/data-rights';
import { isRefusal } from '@keepword/primitives';
import { withoutCardNumbers, type RateLimits } from '@keepword/service-kit';
import { convert } from 'html-to-text';
import type { PrivacyPlatform } from '../platform/platform.js';
import { caseProblem } from './case-problems.js';
import { opensAs } from './opens-as.js';

export type MailOutcome = 'taken' | 'not-for-us' | 'sent-by-a-machine' | 'no-sender';

/**
 * Takes a mail into the case that its subject names, or opens one. Told of twice, it is taken in once.
 * @throws ProblemException when the case does not take it, or when too many came from that address: it can be sent again later
 */
export async function takeMail(
  platform: Pick<PrivacyPlatform, 'desk' | 'clock' | 'environment' | 'profile' | 'policyVersion'>,
  limits: Pick<RateLimits, 'countMailTo'>,
  mail: IncomingMail,
): Promise<MailOutcome> {
  const { desk, clock, policyVersion } = platform;
  const mailboxes = mailboxesOf(platform);
  const isOurs = (written: string) => mailboxes.has(addressIn(written)?.toLowerCase() ?? '');
  if (!mail.to.some(isOurs)) return 'not-for-us';
  const from = addressIn(mail.from);
  if (from === null) return 'no-sender';
  if (isOurs(from) || (isFromMachine(mail, from) && findReference(mail.subject) === null)) return 'sent-by-a-machine';
  // Where it says it is from is where the receipt goes, and anybody can write that.
  await limits.countMailTo(from);
  const at = clock.now();
  const text = textOf(mail);
  const taken = await desk.transaction(at, (ports) =>
    receiveMail(ports, {
      messageId: mail.id,
      subjectLine: mail.subject,
      text,
      from,
      addressKey: desk.addressKey(from),
      receivedAt: mail.receivedAt < at ? mail.receivedAt : at,
      policyVersion,
      attachmentsLeftOut: mail.attachments,
      opensAs: opensAs(`${mail.subject}\n${text}`),
    }),
  );
  if (isRefusal(taken)) throw caseProblem(taken);
  return 'taken';
}

/** The addresses at which privacy matters are read: the configured one, and whichever the policy names. Lower case. */
export function mailboxesOf({ environment, profile }: Pick<PrivacyPlatform, 'environment' | 'profile'>): ReadonlySet<string> {
  const named = profile.contacts.flatMap(({ email }) => (email === undefined || email === 'PROFILE_CONTACT_REQUIRED' ? [] : [email]));
  return new Set([environment.PRIVACY_MAILBOX, ...named].map((address) => address.toLowerCase()));
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

/** What was written, within the limit of a message. */
export function textOf({ text, html }: Pick<IncomingMail, 'text' | 'html'>): string {
  // A form can refuse a card number; a mail has come, so the number alone stays outside.
  const words = withoutCardNumbers((text ?? withoutTags(html ?? '')).slice(0, CASE_LIMITS.text * 2));
  const fitting = words.length <= CASE_LIMITS.text ? words : `${words.slice(0, CASE_LIMITS.text - cut.length)}${cut}`;
  // Half a character, where it was cut or came like that, is no text.
  return fitting.replaceAll(/\p{Surrogate}/gu, '');
}

/** For mails that come as HTML only: the words, without markup, scripts, pictures and where links lead. */
function withoutTags(html: string): string {
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: CASE_LIMITS.text * 10, maxDepth: 100, ellipsis: cut.trim() },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  })
    .replaceAll('\u00a0', ' ')
    .trim();
}
