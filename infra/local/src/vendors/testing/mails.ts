import type { Mail } from '@keepword/accounts';

let count = 0;

export const mailOf = (change: Partial<Mail> = {}): Mail => ({
  id: `018f0000-0000-7000-8000-${String(++count).padStart(12, '0')}`,
  class: 'service',
  from: 'Keepword <hello@keepword.example>',
  to: 'ada.canary@example.com',
  subject: 'Grüße – your link',
  text: 'Open http://127.0.0.1:9/sign-in?token=abc',
  html: '<p>Open <a href="http://127.0.0.1:9/sign-in?token=abc">the link</a></p>',
  ...change,
});

export interface ListedMail {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly sentAt: string;
}

export async function mailsIn(vendorsUrl: string, query = ''): Promise<readonly ListedMail[]> {
  const response = await fetch(`${vendorsUrl}/inbox/messages${query}`);
  return ((await response.json()) as { items: ListedMail[] }).items;
}
