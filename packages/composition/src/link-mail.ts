import { MailRefused, MailUnavailable, type Mailer } from '@keepword/accounts';
import type { Profile } from '@keepword/policy';
import { newId, type Clock } from '@keepword/primitives';
import { ProblemException, type Logger } from '@keepword/service-kit';
import { renderLetter } from './letters/render-letter.js';

export interface LinkMail {
  readonly to: string;
  readonly subject: string;
  /** One sentence or two before the link, and what to do when one did not ask for it. */
  readonly intro: string;
  readonly closing: string;
  readonly link: { readonly href: string; readonly label: string };
}

interface LinkMailPorts {
  readonly profile: Profile;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly environment: { readonly PRIVACY_MAILBOX: string };
}

/** Mails that carry a secret link are sent at once and never queued: a queue would keep the link. @throws ProblemException vendor-unavailable */
export async function sendLinkMail({ profile, mailer, clock, logger, environment }: LinkMailPorts, mail: LinkMail): Promise<void> {
  const letter = { paragraphs: [mail.intro], link: mail.link, closing: [mail.closing] };
  try {
    await mailer.send({
      id: newId(clock.now()),
      class: 'security',
      from: `${profile.meta.displayName} <${environment.PRIVACY_MAILBOX}>`,
      to: mail.to,
      subject: mail.subject,
      ...renderLetter(letter, profile),
    });
  } catch (error) {
    if (!(error instanceof MailUnavailable || error instanceof MailRefused)) throw error;
    logger.warn({ err: error }, 'a link could not be mailed');
    throw new ProblemException('/problems/vendor-unavailable', {
      detail: 'The mail could not be sent. Try again in a minute.',
      retryAfterSeconds: 60,
    });
  }
}
