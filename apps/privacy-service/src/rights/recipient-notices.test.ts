import { noticeReasons } from '@keepword/data-rights';
import { profile } from '@keepword/policy';
import { noticeInWords, recipientName } from './recipient-notices.js';

describe('what a person reads of who was told', () => {
  it('names the recipient in every sentence, and says of each reason something else', () => {
    const sentences = [
      ...noticeReasons.map((reason) => noticeInWords('Stripe', { matter: 'address', state: 'cannot-be-told', reason })),
      noticeInWords('Stripe', { matter: 'address', state: 'due', reason: 'unreachable' }),
      noticeInWords('Stripe', { matter: 'address', state: 'due', reason: null }),
      noticeInWords('Stripe', { matter: 'address', state: 'told', reason: null }),
      noticeInWords('Stripe', { matter: 'restriction', state: 'cannot-be-told', reason: 'no-channel' }),
    ];
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(sentences.every((one) => one.startsWith('Stripe '))).toBe(true);
  });

  it('calls a recipient as the policy does', () => {
    expect(recipientName(profile('fluxkontextpro'), 'stripe')).toBe('Stripe');
    expect(recipientName(profile('fluxkontextpro'), 'somebody')).toBe('somebody');
  });
});
