import { escapeHtml, MailRefused, MailUnavailable } from '@keepword/accounts';
import { newId } from '@keepword/primitives';
import { ProblemException } from '@keepword/service-kit';
import type { Platform } from '../platform/platform.js';

/** Mails that carry a secret link are sent at once and never queued: a queue would keep the link. */
export async function sendSignInLink(platform: Platform, to: string, link: string): Promise<void> {
  const { displayName } = platform.profile.meta;
  await sendNow(platform, {
    to,
    subject: `Your link to sign in to ${displayName}`,
    text: `Open this link to sign in to ${displayName}. It works once, for 15 minutes.\n\n${link}\n\nIf you did not ask for it, nothing happens without it.\n`,
    link: { href: link, label: `Sign in to ${displayName}` },
  });
}

export async function sendEmailChangeLink(platform: Platform, to: string, link: string): Promise<void> {
  const { displayName } = platform.profile.meta;
  await sendNow(platform, {
    to,
    subject: `Confirm this address for ${displayName}`,
    text: `Open this link to use this address for your account at ${displayName}. It works once, for one hour.\n\n${link}\n\nIf you did not ask for it, ignore this mail.\n`,
    link: { href: link, label: 'Use this address' },
  });
}

interface LinkMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly link: { readonly href: string; readonly label: string };
}

async function sendNow(platform: Platform, mail: LinkMail): Promise<void> {
  const { displayName } = platform.profile.meta;
  const [intro, , , closing] = mail.text.split('\n');
  const html = `<p>${escapeHtml(intro ?? '')}</p><p><a href="${escapeHtml(mail.link.href)}">${escapeHtml(mail.link.label)}</a></p><p>${escapeHtml(closing ?? '')}</p>`;
  try {
    await platform.mailer.send({
      id: newId(platform.clock.now()),
      class: 'security',
      from: `${displayName} <${platform.environment.PRIVACY_MAILBOX}>`,
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      html,
    });
  } catch (error) {
    if (!(error instanceof MailUnavailable || error instanceof MailRefused)) throw error;
    platform.logger.warn({ err: error }, 'a link could not be mailed');
    throw new ProblemException('/problems/vendor-unavailable', {
      detail: 'The mail could not be sent. Try again in a minute.',
      retryAfterSeconds: 60,
    });
  }
}
