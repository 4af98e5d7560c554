import { MailUnavailable, type MailReceiver } from '@keepword/accounts';
import { fixedClock, type Instant } from '@keepword/primitives';
import { createLogger, ProblemException, RateLimits } from '@keepword/service-kit';
import type { RawBodyRequest } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { PrivacyPlatform } from '../platform/platform.js';
import { MailWebhookController } from './mail-webhook-controller.js';

const now: Instant = new Date('2026-03-04T08:00:00Z');
const platform = { clock: fixedClock(now), logger: createLogger('test', 'silent') } as unknown as PrivacyPlatform;
const limits = new RateLimits({ 'sign-in': 1, open: 1, read: 1, write: 1, mailed: 1 });
const request = { headers: {}, rawBody: Buffer.from('{}') } as unknown as RawBodyRequest<FastifyRequest>;

const receiver = (reading: ReturnType<MailReceiver['readWebhook']>, fetched: () => ReturnType<MailReceiver['fetch']>): MailReceiver => ({
  id: 'resend',
  readWebhook: () => reading,
  fetch: fetched,
});

async function typeOf(which: MailReceiver | null): Promise<string> {
  try {
    await new MailWebhookController(platform, which, limits).receive(request);
    return 'received';
  } catch (error) {
    if (!(error instanceof ProblemException)) throw error;
    return error.type;
  }
}

const nothing = () => Promise.resolve(null);

describe('Resend’s webhook', () => {
  it('is not there where the profile does not list Resend', async () => {
    expect(await typeOf(null)).toBe('/problems/not-found');
  });

  it('is refused without a sound signature, and taken note of where it tells of something else', async () => {
    expect(await typeOf(receiver({ refused: 'bad-signature' }, nothing))).toBe('/problems/unauthenticated');
    expect(await typeOf(receiver({ refused: 'stale' }, nothing))).toBe('/problems/unauthenticated');
    expect(await typeOf(receiver({ refused: 'malformed' }, nothing))).toBe('/problems/invalid-request');
    expect(await typeOf(receiver({ read: 'another-event' }, nothing))).toBe('received');
    expect(await typeOf(receiver({ read: 'mail', mailId: 'gone' }, nothing))).toBe('received');
  });

  it('is asked to come again while the mail cannot be fetched', async () => {
    const away = () => Promise.reject(new MailUnavailable('away'));
    expect(await typeOf(receiver({ read: 'mail', mailId: 'one' }, away))).toBe('/problems/vendor-unavailable');
  });
});
