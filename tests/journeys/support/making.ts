import type { Page } from 'playwright-core';
import { until } from './until.js';
import type { Visitor } from './visitor.js';

/** Credits that the form says the picture will cost. */
export async function priceShown(page: Page): Promise<number> {
  const words = await page
    .getByText(/^[\d,]+ credits?$/)
    .first()
    .innerText();
  return Number(words.replace(/\D/g, ''));
}

/** Writes a prompt in the studio, on the cheapest square there is, and sends it. Answers the price that was shown. */
export async function makeFromPrompt({ page }: Visitor, prompt: string): Promise<number> {
  await page.getByLabel('What should the picture show?').fill(prompt);
  const price = await priceShown(page);
  await page.getByRole('button', { name: 'Make the picture' }).click();
  return price;
}

/** Fills a Look from the list, every text slot with the same words, and sends it. Answers the price that was shown, and the Look's name: its pictures carry it. */
export async function makeFromLook({ page }: Visitor, words: string): Promise<{ readonly price: number; readonly name: string }> {
  await page.getByRole('link', { name: 'Looks', exact: true }).first().click();
  await page.getByRole('heading', { name: 'Looks', exact: true }).waitFor();
  await page.getByRole('listitem').getByRole('link').first().click();
  await page.getByRole('button', { name: 'Make the picture' }).waitFor();
  const name = await page.getByRole('main').getByRole('heading', { level: 1 }).innerText();
  for (const slot of await page.getByRole('textbox').all()) await slot.fill(words);
  const price = await priceShown(page);
  await page.getByRole('button', { name: 'Make the picture' }).click();
  await page.getByRole('heading', { name: 'Studio' }).waitFor();
  return { price, name };
}

/** A file as a person chooses it. */
export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Chooses the first model that takes a reference, adds one and sends the form. Answers the price that was shown. */
export async function makeFromReference({ page }: Visitor, prompt: string, file: ChosenFile): Promise<number> {
  const model = page
    .getByRole('group')
    .filter({ has: page.getByText('Takes a reference image') })
    .filter({ has: page.getByRole('radio') });
  await model.last().getByRole('radio').first().check();
  await page.getByLabel('What should the picture show?').fill(prompt);
  await page.getByLabel('Reference image').setInputFiles(file);
  await page.getByRole('img', { name: 'The reference as you chose it' }).waitFor();
  const price = await settledPrice(page);
  await page.getByRole('button', { name: 'Make the picture' }).click();
  return price;
}

/** The price after another model was chosen: it is the chosen quality's own, which is asked from the service. */
async function settledPrice(page: Page): Promise<number> {
  const words = await page
    .locator('label')
    .filter({ has: page.getByRole('radio', { checked: true }) })
    .filter({ hasText: /\d cr$/ })
    .innerText();
  const credits = Number(/(\d+) cr$/.exec(words)?.[1]);
  return until('the price of that quality', async () => (await priceShown(page)) === credits && credits);
}

/** Waits, without reloading, until the newest picture is there and its pixels too. @param words of its title */
export async function pictureAppears(page: Page, words: string): Promise<void> {
  const picture = page
    .getByRole('region', { name: 'Latest pictures' })
    .getByRole('link', { name: new RegExp(`^Open picture 1: .*${words}`) });
  await picture.waitFor({ timeout: 60_000 });
  const image = picture.getByRole('img', { name: new RegExp(words) });
  await image.evaluate((element: { decode(): Promise<void> }) => element.decode());
}
