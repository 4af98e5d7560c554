import type { IncomingMail, MailDoorKeeper } from '@keepword/accounts';
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';

export interface Envelope {
  /** Empty for a bounce. */
  readonly from: string;
  readonly to: readonly string[];
}

const mime = { maxNestingDepth: 50, maxHeadersSize: 256 * 1024, maxRfc822NestingDepth: 3 } as const;

/** A delivery adds such lines above the mail, so they differ from one to the next. @throws Error when the mail is no mail */
export async function readMail(
  raw: Uint8Array,
  envelope: Envelope,
  { nameOf, now }: Pick<MailDoorKeeper, 'nameOf' | 'now'>,
): Promise<IncomingMail> {
  const mail = await PostalMime.parse(raw, mime);
  const from = writtenFrom(mail.from) ?? envelope.from;
  const subject = mail.subject ?? '';
  return {
    id: `smtp:${nameOf(['keepword inbound mail v1', ...sameInEachDelivery(mail), from, subject, mail.text ?? '', mail.html ?? ''])}`,
    from,
    to: envelope.to,
    subject,
    text: mail.text ?? null,
    html: mail.html ?? null,
    headers: {
      ...Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
      // The last server on the way writes it, which is us: what the mail itself says here is anybody's word.
      'return-path': `<${envelope.from}>`,
    },
    attachments: mail.attachments.filter((each) => !isShownInside(each)).length,
    receivedAt: now(),
  };
}

/**
 * A Message-ID is whatever its sender wrote, so another mail that borrows one is another mail: nobody can have somebody else's request dropped as
 * a repetition. A mail without one (RFC 5322 lets it be missing) is told from the next by its date.
 */
function sameInEachDelivery({ messageId, date }: Email): readonly [string, string] {
  return messageId === undefined ? ['date', date ?? ''] : ['message-id', messageId];
}

function writtenFrom(from: Address | undefined): string | null {
  const mailbox = from?.group ? from.group[0] : from;
  if (!mailbox?.address) return null;
  return mailbox.name === '' ? mailbox.address : `${mailbox.name} <${mailbox.address}>`;
}

/** A picture of the mail's own HTML, such as the logo of a signature. */
const isShownInside = ({ related, disposition, contentId }: Attachment) =>
  related === true || (disposition === 'inline' && contentId !== undefined);
