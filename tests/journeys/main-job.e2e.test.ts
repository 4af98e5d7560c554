import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { violationsOn } from './support/accessibility.js';
import { launchBrowser } from './support/browser.js';
import { buyCredits, type Purchase } from './support/buying.js';
import { crawl } from './support/crawl.js';
import { creditsPage } from './support/credits.js';
import { downloadPicture, isPng, sizeOfPng } from './support/downloads.js';
import { noisyPicture } from '../faults/support/pictures.js';
import { countFiles, filesHolding } from './support/files.js';
import { mailTo } from './support/inbox.js';
import { makeFromLook, makeFromPrompt, makeFromReference, pictureAppears } from './support/making.js';
import { signInForTheFirstTime, type Person } from './support/sign-in.js';
import { story } from './support/story.js';
import { profileUnderTest, startStack, type ProfileName, type TestStack } from './support/stack.js';
import { until } from './support/until.js';
import { Visitor } from './support/visitor.js';

/** What differs between the profiles on the way, besides the sign-in. */
const particulars: Readonly<
  Record<
    ProfileName,
    {
      readonly purchases: readonly Purchase[];
      readonly looks: boolean;
      readonly reference: 'stored' | 'transient' | null;
      readonly signInWays: readonly string[];
    }
  >
> = {
  fluxkrea: { purchases: [{ credits: 100, processor: 'Stripe' }], looks: false, reference: 'stored', signInWays: ['google', 'github'] },
  fluxvision: { purchases: [{ credits: 100, processor: 'Stripe' }], looks: false, reference: null, signInWays: [] },
  fluxkontextpro: {
    purchases: [
      { credits: 100, processor: 'Stripe' },
      { credits: 500, processor: 'Creem' },
    ],
    looks: false,
    reference: null,
    signInWays: ['google'],
  },
  fluxchat: { purchases: [{ credits: 100, processor: 'Stripe' }], looks: false, reference: 'stored', signInWays: [] },
  fluxgen: { purchases: [{ credits: 100, processor: 'Stripe' }], looks: true, reference: 'transient', signInWays: ['google'] },
};

/** A word that stands nowhere else, made of syllables so that no filter takes it for something. */
function newWord(): string {
  const syllables = ['ka', 'lo', 'mi', 'ru', 'ta', 've', 'no', 'sa', 'pi', 'do'];
  return `zor${Array.from({ length: 5 }, () => syllables[randomInt(syllables.length)]).join('')}`;
}

/** Files of one picture: itself and its thumbnail. */
const filesPerPicture = 2;

const kept = { cookies: ['keepword'], localStorage: 0 };

describe(`the main job under ${profileUnderTest}`, () => {
  const { purchases, looks, reference, signInWays } = particulars[profileUnderTest];
  const planted = newWord();
  /** Words in the title of the second picture. */
  let second = newWord();
  const person: Person = { name: 'Wilma Planted', email: `${newWord()}@example.com`, password: `${newWord()} ${newWord()}` };
  let stack: TestStack;
  let browser: Browser;
  let visitor: Visitor;
  let objectsBefore = 0;
  let spent = 0;
  const pictures = reference === null ? 2 : 3;
  const referencesKept = reference === 'stored' ? 1 : 0;
  let address = '';
  const tokens: string[] = [];

  beforeAll(async () => {
    stack = await startStack();
    browser = await launchBrowser();
    visitor = await Visitor.open(browser, stack.info);
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const step = story(() => visitor);

  step('starts on the landing page and signs in', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await visitor.keeps()).toEqual({ cookies: [], localStorage: 0 });
    await page.getByRole('link', { name: 'Make a picture' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signInForTheFirstTime(visitor, person);
    await page.getByRole('heading', { name: 'Studio' }).waitFor();
    expect(await visitor.keeps()).toEqual(kept);
    tokens.push(...(await visitor.context.cookies()).map(({ value }) => value));
  });

  step('offers the ways in and the pages of this profile, and 404 for all others', async () => {
    const stranger = await Visitor.open(browser, stack.info, { expectedStatuses: [404] });
    const found = await Promise.all(
      ['google', 'github', 'facebook', 'callback2'].map(async (way) => ({ way, status: await stranger.statusOf(`/auth/${way}`) })),
    );
    expect(found.filter(({ status }) => status !== 404).map(({ way }) => way)).toEqual(signInWays);
    const passwords = profileUnderTest === 'fluxchat' ? 200 : 404;
    expect(await stranger.statusOf('/sign-in/register')).toBe(passwords);
    expect(await stranger.statusOf('/sign-in/reset')).toBe(passwords);
    expect(await stranger.statusOf('/looks')).toBe(looks ? 200 : 404);
    // Under the default profile the journey through the pages does the rest, and more of it.
    if (profileUnderTest !== 'fluxkrea') expect(await faultsOfEveryPage(stranger)).toEqual([]);
    await stranger.close();
  });

  for (const purchase of purchases) {
    step(`buys ${purchase.credits} credits through ${purchase.processor} and gets a receipt`, async ({ page }) => {
      await buyCredits(visitor, person.email, purchase);
      await page
        .getByText(`${purchase.credits} credits`)
        .or(page.getByText(String(purchase.credits), { exact: true }))
        .first()
        .waitFor();
      await mailTo(stack.info, person.email, new RegExp(`receipt[\\s\\S]*\\b${purchase.credits}\\b`, 'i'));
      expect(await visitor.keeps()).toEqual(kept);
    });
  }

  step('makes a picture from words, with the price before and the picture without a reload', async ({ page }) => {
    objectsBefore = countFiles(stack.info.objectsDir);
    await page.getByRole('link', { name: 'To the studio' }).click();
    const price = await makeFromPrompt(visitor, `A lighthouse by the sea at dusk, ${planted}`);
    expect(price).toBeGreaterThan(0);
    await page.getByRole('progressbar', { name: new RegExp(planted) }).waitFor();
    await pictureAppears(page, planted);
    spent += price;
    expect(await visitor.keeps()).toEqual(kept);
  });

  step(`makes a second one${looks ? ' from a Look' : ''}`, async ({ page }) => {
    if (looks) {
      const { price, name } = await makeFromLook(visitor, 'red fox');
      second = name;
      spent += price;
    } else {
      spent += await makeFromPrompt(visitor, `A fox in the snow, ${second}`);
    }
    await pictureAppears(page, second);
  });

  if (reference === null) {
    step('has no place for a reference image', async ({ page }) => {
      await page.goto('/studio');
      for (const quality of await page.getByRole('group', { name: 'Model and quality' }).getByRole('radio').all()) {
        await quality.check();
        expect(await page.getByLabel('Reference image').count()).toBe(0);
      }
      expect(await page.getByText('Takes a reference image').count()).toBe(0);
    });
  } else {
    step('makes one after a reference image, of whose file neither name nor remarks are kept', async ({ page }) => {
      const [fileWord, title] = [newWord(), newWord()];
      const file = { name: `${fileWord}.png`, mimeType: 'image/png', buffer: noisyPicture(300, fileWord) };
      await page.goto('/studio');
      await page.getByRole('link', { name: 'Open picture 1' }).first().waitFor();
      const before = countFiles(stack.info.objectsDir);
      spent += await makeFromReference(visitor, `The same as an engraving, ${title}`, file);
      await pictureAppears(page, title);
      await page.getByRole('listitem').filter({ hasText: title }).getByText('with a reference').waitFor();
      expect(countFiles(stack.info.objectsDir)).toBe(before + filesPerPicture + referencesKept);
      await page.getByRole('link', { name: new RegExp(`^Open picture 1: .*${title}`) }).click();
      await page.getByRole('dialog').getByText('A reference image was used').waitFor();
      expect(await hitsOf(stack, fileWord)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    });
  }

  step('finds it in the history, by its words too, and turns pages in the lightbox by keys', async ({ page }) => {
    await page.goto('/studio');
    await page.getByRole('link', { name: 'History', exact: true }).click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    expect(await tiles(page).count()).toBe(pictures);
    for (const name of ['CSV', 'JSON']) {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()]);
      expect(file.suggestedFilename()).toBe(`history.${name.toLowerCase()}`);
      expect(readFileSync(await file.path(), 'utf8')).toContain(planted);
    }
    await page.getByRole('searchbox', { name: 'Words in your prompts' }).fill(planted);
    await page.getByRole('button', { name: 'Search' }).click();
    await tiles(page).filter({ hasText: second }).waitFor({ state: 'detached' });
    expect(await tiles(page).count()).toBe(1);
    await page.getByRole('link', { name: 'History', exact: true }).click();
    await tiles(page).filter({ hasText: second }).click();
    await page.getByRole('dialog', { name: new RegExp(second) }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: new RegExp(planted) }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('dialog', { name: new RegExp(second) }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await visitor.keeps()).toEqual(kept);
  });

  step('downloads it, with and without what was asked for inside', async ({ page }) => {
    await tiles(page).filter({ hasText: planted }).click();
    const dialog = page.getByRole('dialog', { name: new RegExp(planted) });
    await dialog.waitFor();
    const shown = /(\d+) × (\d+)/.exec(await dialog.innerText());
    const told = await downloadPicture(page, 'With the prompt');
    const silent = await downloadPicture(page, 'Without');
    for (const file of [told, silent]) {
      expect(isPng(file)).toBe(true);
      expect(sizeOfPng(file)).toEqual({ width: Number(shown?.[1]), height: Number(shown?.[2]) });
      expect(file.includes('http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia')).toBe(true);
    }
    expect(told.includes(planted)).toBe(true);
    expect(silent.includes(planted)).toBe(false);
  });

  step('deletes it, takes that back, and deletes it for good', async ({ page }) => {
    address = new URL(page.url()).pathname;
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('One entry is deleted.').waitFor();
    expect(await visitor.statusOf(address)).toBe(404);
    await page.getByRole('button', { name: 'Undo' }).click();
    await tiles(page).filter({ hasText: planted }).waitFor();
    expect(await visitor.statusOf(address)).toBe(200);

    await page.getByRole('checkbox', { name: new RegExp(`Choose .*${planted}`) }).check();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('One entry is deleted.').waitFor();
    expect(await visitor.statusOf(address)).toBe(404);
    expect(await visitor.statusOf(`/media${address.replace('/history', '')}/0`)).toBe(404);
  });

  step('shows a statement that sums to the balance', async () => {
    const { available, held, changes, balances } = await creditsPage(visitor.page);
    const bought = purchases.reduce((sum, { credits }) => sum + credits, 0);
    expect({ available, held }).toEqual({ available: bought - spent, held: 0 });
    expect(changes.reduce((sum, change) => sum + change, 0)).toBe(available);
    expect(balances[0]).toBe(available);
  });

  step('leaves nothing of what was deleted after a minute at most', async () => {
    await until(
      'the removal of the deleted files',
      async () => countFiles(stack.info.objectsDir) === objectsBefore + (pictures - 1) * filesPerPicture + referencesKept,
      60_000,
    );
    // The rows go right after the files. The model vendor keeps its own copy for an hour.
    const ours = async () => (await hitsOf(stack, planted)).filter(({ where }) => where !== 'vendors');
    await until('the removal of the deleted rows', async () => (await ours()).length === 0, 10_000);
  });

  step('signs out on both sides: the old cookie opens nothing', async ({ page }) => {
    const before = await visitor.context.cookies();
    tokens.push(...before.map(({ value }) => value));
    expect(before).toEqual([expect.objectContaining({ name: 'keepword', httpOnly: true, sameSite: 'Lax', domain: '127.0.0.1' })]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    const thief = await Visitor.open(browser, stack.info);
    await thief.context.addCookies(before);
    await thief.page.goto('/studio');
    await thief.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(new URL(thief.page.url()).pathname).toBe('/sign-in');
    await thief.close();
  });

  step('talked to nobody but Keepword and the pages it was sent to, and wrote nothing personal into the logs', async () => {
    expect(visitor.origins()).toEqual([stack.info.webUrl, new URL(stack.info.vendorsUrl).origin].toSorted());
    const words = [planted, person.email, person.name, person.password, ...tokens];
    expect(filesHolding(stack.info.logsDir, words)).toEqual([]);
    expect(words.filter((word) => stack.output().includes(word))).toEqual([]);
  });

  step('leaves nothing anywhere of what was deleted after a day', async () => {
    await stack.keepword('clock', 'advance', 'PT25H');
    await until('the removal of the last copies', async () => (await hitsOf(stack, planted)).length === 0);
  });
});

interface Hit {
  readonly where: string;
  readonly location: string;
}

async function hitsOf(stack: TestStack, word: string): Promise<readonly Hit[]> {
  return (await stack.keepword<{ hits: readonly Hit[] }>('canary', 'scan', word)).hits;
}

function tiles(page: Page) {
  return page.getByRole('main').getByRole('listitem').getByRole('link');
}

/** What is wrong with the pages that somebody who is not signed in can get to: links that lead nowhere, and what axe objects to. */
async function faultsOfEveryPage(stranger: Visitor): Promise<readonly string[]> {
  const { broken, pages } = await crawl(stranger);
  const faults = [...broken];
  for (const page of pages) {
    await stranger.page.goto(page);
    faults.push(...(await violationsOn(stranger.page)).map((violation) => `${page}: ${violation}`));
  }
  return faults;
}
