import type { Page } from 'playwright-core';

const wholeNumber = (words: string) => Number(words.replace('−', '-').replace(/[^\d-]/g, ''));

/** What the credits page says: the balance, and the statement's changes and balances, newest first. */
export async function creditsPage(page: Page): Promise<{
  readonly available: number;
  readonly held: number;
  readonly changes: readonly number[];
  readonly balances: readonly number[];
}> {
  await page.getByRole('link', { name: /credits available/ }).click();
  await page.getByRole('heading', { name: 'Credits', exact: true }).waitFor();
  const figure = async (term: string) =>
    wholeNumber(
      await page
        .locator('dl > div', { has: page.getByText(term, { exact: true }) })
        .locator('dd')
        .innerText(),
    );
  const rows = await page.getByRole('region', { name: 'Statement' }).getByRole('row').all();
  const cells = await Promise.all(rows.slice(1).map((row) => row.getByRole('cell').allInnerTexts()));
  return {
    available: await figure('Available'),
    held: await figure('Held for what is being made'),
    changes: cells.map(([, , change]) => wholeNumber(change ?? '')),
    balances: cells.map(([, , , balance]) => wholeNumber(balance ?? '')),
  };
}
