import type { Page } from 'playwright-core';
import type { Visitor } from './visitor.js';

export interface Purchase {
  readonly credits: number;
  readonly processor: 'Stripe' | 'Creem';
}

/** From anywhere: to the credits page, through the processor's hosted page, and back to the receipt. */
export async function buyCredits({ page }: Visitor, email: string, { credits, processor }: Purchase): Promise<void> {
  await page.getByRole('link', { name: /credits available/ }).click();
  await page.getByRole('heading', { name: 'Credits', exact: true }).waitFor();
  await buyButton(page, credits, processor).click();
  await page.getByText(`${processor} checkout`).waitFor();
  await giveReceiptAddress(page, email);
  await page.getByRole('button', { name: 'Pay' }).click();
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();
}

/** On the processor's page, where it was not told an address. */
export async function giveReceiptAddress(page: Page, email: string): Promise<void> {
  await page.getByRole('button', { name: 'Pay' }).waitFor();
  const receiptTo = page.getByLabel('Email for the receipt');
  if (await receiptTo.isVisible()) await receiptTo.fill(email);
}

/** One processor's button says «Buy»; where there are several, each says who takes the payment. */
export function buyButton(page: Page, credits: number, processor: Purchase['processor']) {
  const words = credits.toLocaleString('en');
  return page.getByRole('button', { name: new RegExp(`^(?:Buy|Pay with ${processor}) ${words} credits$`) });
}
