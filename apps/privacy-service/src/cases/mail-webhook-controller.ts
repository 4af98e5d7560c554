import { MailUnavailable, type MailReceiver } from '@keepword/accounts';
import { endpoint } from '@keepword/contracts';
import { ProblemException, RateLimits, Route } from '@keepword/service-kit';
import { Controller, Inject, Req, type RawBodyRequest } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';
import { takeMail } from './take-mail.js';

export const MAIL_RECEIVER = Symbol('MailReceiver');

export const mailWebhook = endpoint({
  method: 'POST',
  path: '/webhooks/resend',
  access: 'webhook',
  summary: 'Where Resend tells of a mail to the privacy mailbox; signed',
  status: 200,
});

const received = { received: true };

@Controller()
export class MailWebhookController {
  constructor(
    @Inject(PLATFORM) private readonly platform: PrivacyPlatform,
    /** Null where the profile does not list Resend. */
    @Inject(MAIL_RECEIVER) private readonly receiver: MailReceiver | null,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  /** Whatever is not taken in for good is answered with 200, so that it is not told again; what may work later is not. */
  @Route(mailWebhook)
  async receive(@Req() request: RawBodyRequest<FastifyRequest>) {
    const { receiver, platform } = this;
    if (!receiver) throw new ProblemException('/problems/not-found');
    const reading = receiver.readWebhook({
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(' ') : value]),
      ),
      rawBody: new Uint8Array(request.rawBody ?? Buffer.alloc(0)),
      receivedAt: platform.clock.now(),
    });
    if ('refused' in reading) {
      platform.logger.warn({ vendor: receiver.id, refused: reading.refused }, 'webhook refused');
      throw new ProblemException(reading.refused === 'malformed' ? '/problems/invalid-request' : '/problems/unauthenticated');
    }
    if (reading.read === 'another-event') return received;
    const mail = await this.#fetch(receiver, reading.mailId);
    const outcome = mail && (await takeMail(platform, this.limits, mail));
    if (outcome !== 'taken') platform.logger.info({ vendor: receiver.id, outcome: outcome ?? 'gone' }, 'a mail was not taken in');
    return received;
  }

  async #fetch(receiver: MailReceiver, mailId: string) {
    try {
      return await receiver.fetch(mailId);
    } catch (error) {
      if (!(error instanceof MailUnavailable)) throw error;
      this.platform.logger.warn({ err: error }, 'a received mail could not be fetched');
      throw new ProblemException('/problems/vendor-unavailable', { retryAfterSeconds: 60 });
    }
  }
}
