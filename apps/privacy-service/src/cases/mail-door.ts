import { createHmac } from 'node:crypto';
import type { MailDoorKeeper } from '@keepword/accounts';
import { networkOf, type RateLimits } from '@keepword/service-kit';
import type { PrivacyPlatform } from '../platform/platform.js';
import { mailboxesOf, takeMail } from './take-mail.js';

/** What comes in by SMTP takes the same road as a mail that a vendor tells of, and counts against the same limit as a form. */
export function mailDoorKeeper(platform: PrivacyPlatform, limits: RateLimits): MailDoorKeeper {
  const { environment, clock, logger } = platform;
  const mailboxes = mailboxesOf(platform);
  return {
    isMailbox: (address) => mailboxes.has(address.toLowerCase()),
    admits: async (networkAddress) => (await limits.count('open', networkOf(networkAddress))).allowed,
    nameOf: (parts) => createHmac('sha256', environment.SUBJECT_HASH_KEY).update(JSON.stringify(parts)).digest('base64url'),
    now: () => clock.now(),
    async take(mail) {
      const outcome = await takeMail(platform, limits, mail);
      if (outcome !== 'taken') logger.info({ outcome }, 'a mail was not taken in');
    },
    failed: (error) => logger.warn({ err: error }, 'a mail could not be taken in'),
  };
}
