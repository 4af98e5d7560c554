import { sendLinkMail } from '@keepword/composition';
import type { Platform } from '../platform/platform.js';

export async function sendSignInLink(platform: Platform, to: string, link: string): Promise<void> {
  const { displayName } = platform.profile.meta;
  await sendLinkMail(platform, {
    to,
    subject: `Your link to sign in to ${displayName}`,
    intro: `Open this link to sign in to ${displayName}. It works once, for 15 minutes.`,
    closing: 'If you did not ask for it, nothing happens without it.',
    link: { href: link, label: `Sign in to ${displayName}` },
  });
}

export async function sendEmailChangeLink(platform: Platform, to: string, link: string): Promise<void> {
  const { displayName } = platform.profile.meta;
  await sendLinkMail(platform, {
    to,
    subject: `Confirm this address for ${displayName}`,
    intro: `Open this link to use this address for your account at ${displayName}. It works once, for one hour.`,
    closing: 'If you did not ask for it, ignore this mail.',
    link: { href: link, label: 'Use this address' },
  });
}
