import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './support/browser.js';
import { buyButton, giveReceiptAddress } from './support/buying.js';
import { isPng } from './support/downloads.js';
import { Keyboard } from './support/keyboard.js';
import { pictureAppears, priceShown } from './support/making.js';
import { goToTheAgeQuestion, leaveTheAgeQuestion, signInForTheFirstTime, type Person } from './support/sign-in.js';
import { profileUnderTest, startStack, type TestStack } from './support/stack.js';
import { story } from './support/story.js';
import { until } from './support/until.js';
import { Visitor } from './support/visitor.js';

const tabber: Person = { name: 'Tabitha Keys', email: `tabitha.${randomUUID()}@example.com`, password: 'eleven stones in a circle' };
const plain: Person = { name: 'Paula Plain', email: `paula.${randomUUID()}@example.com`, password: 'nine crows on one fence' };

describe(`the main job under ${profileUnderTest}`, () => {
  let stack: TestStack;
  let browser: Browser;

  beforeAll(async () => {
    stack = await startStack();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  describe('by keyboard alone', () => {
    let visitor: Visitor;
    let keyboard: Keyboard;
    const step = story(() => visitor);

    beforeAll(async () => {
      visitor = await Visitor.open(browser, stack.info);
      keyboard = new Keyboard(visitor.page);
    });

    afterAll(() => visitor?.close());

    step('skips to the content, signs in and answers the age question', async ({ page }) => {
      await page.goto('/');
      await keyboard.to(page.getByRole('link', { name: 'Skip to the content' }));
      await keyboard.press('Enter');
      await keyboard.enter(page.getByRole('link', { name: 'Make a picture' }));
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await goToTheAgeQuestion(visitor, tabber);
      await keyboard.to(page.getByLabel('Age in years'));
      await keyboard.type('34');
      await keyboard.press('Enter');
      await leaveTheAgeQuestion(visitor);
      await page.getByRole('heading', { name: 'Studio' }).waitFor();
    });

    step('buys credits', async ({ page }) => {
      await keyboard.enter(page.getByRole('link', { name: /credits available/ }));
      await page.getByRole('heading', { name: 'Credits', exact: true }).waitFor();
      await keyboard.enter(buyButton(page, 100, 'Stripe'));
      await page.getByText('Stripe checkout').waitFor();
      await giveReceiptAddress(page, tabber.email);
      await keyboard.enter(page.getByRole('button', { name: 'Pay' }));
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    });

    step('makes two pictures, choosing the quality by arrow keys', async ({ page }) => {
      await keyboard.enter(page.getByRole('link', { name: 'To the studio' }));
      await page.getByRole('heading', { name: 'Studio' }).waitFor();
      const before = await priceShown(page);
      await keyboard.to(page.getByLabel('What should the picture show?'));
      await keyboard.type('A kettle on a stove');
      await keyboard.to(page.getByRole('group', { name: 'Model and quality' }).getByRole('radio', { checked: true }));
      await keyboard.press('ArrowRight');
      await until('another price', async () => (await priceShown(page)) !== before);
      await keyboard.press('ArrowLeft');
      await until('the first price', async () => (await priceShown(page)) === before);
      await keyboard.enter(page.getByRole('button', { name: 'Make the picture' }));
      await pictureAppears(page, 'kettle');
      await keyboard.to(page.getByLabel('What should the picture show?'));
      await keyboard.press('Control+A');
      await keyboard.type('A lamp on a desk');
      await keyboard.press('Control+Enter');
      await pictureAppears(page, 'lamp');
    });

    step('looks at them in the lightbox, which keeps the focus and gives it back', async ({ page }) => {
      await keyboard.enter(page.getByRole('link', { name: 'History', exact: true }));
      await page.getByRole('heading', { name: 'History' }).waitFor();
      const tile = page.getByRole('listitem').getByRole('link').filter({ hasText: 'lamp' });
      await keyboard.enter(tile);
      const dialog = page.getByRole('dialog');
      await page.getByRole('dialog', { name: /lamp/ }).waitFor();
      await keyboard.press('ArrowRight');
      await page.getByRole('dialog', { name: /kettle/ }).waitFor();
      await keyboard.press('ArrowLeft');
      await page.getByRole('dialog', { name: /lamp/ }).waitFor();
      for (let tabs = 0; tabs < 25; tabs += 1) {
        await keyboard.press('Tab');
        expect(await dialog.locator(':focus').count()).toBe(1);
      }
      await keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await tile.and(page.locator(':focus')).waitFor();
    });

    step('downloads one, deletes it, takes that back, and signs out', async ({ page }) => {
      await keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: /lamp/ });
      await dialog.waitFor();
      await keyboard.to(dialog.getByRole('button', { name: 'Download', exact: true }));
      const [download] = await Promise.all([page.waitForEvent('download'), keyboard.press('Enter')]);
      expect(isPng(readFileSync(await download.path()))).toBe(true);
      await keyboard.enter(dialog.getByRole('button', { name: 'Delete' }));
      await page.getByText('One entry is deleted.').waitFor();
      await keyboard.enter(page.getByRole('button', { name: 'Undo' }));
      await page.getByRole('listitem').getByRole('link').filter({ hasText: 'lamp' }).waitFor();
      await keyboard.enter(page.getByRole('button', { name: 'Sign out' }));
      await page.getByText('You are signed out.').waitFor();
    });
  });

  describe('without scripts', () => {
    let visitor: Visitor;
    const step = story(() => visitor);

    beforeAll(async () => {
      visitor = await Visitor.open(browser, stack.info, { javaScriptEnabled: false });
    });

    afterAll(() => visitor?.close());

    step('reads what is promised and signs in', async ({ page }) => {
      for (const address of ['/', '/legal/privacy', '/legal/terms', '/legal/recipients']) {
        await page.goto(address);
        await page.getByRole('heading', { level: 1 }).waitFor();
      }
      await page.goto('/sign-in?returnTo=/studio');
      await signInForTheFirstTime(visitor, plain);
      await page.getByRole('heading', { name: 'Studio' }).waitFor();
    });

    step('buys credits and gets a receipt', async ({ page }) => {
      await page.getByRole('link', { name: /credits available/ }).click();
      await buyButton(page, 100, 'Stripe').click();
      await page.getByText('Stripe checkout').waitFor();
      await giveReceiptAddress(page, plain.email);
      await page.getByRole('button', { name: 'Pay' }).click();
      await reloadUntil(page, () => page.getByRole('heading', { name: 'Thank you' }).isVisible());
    });

    step('makes a picture and finds it', async ({ page }) => {
      await page.getByRole('link', { name: 'To the studio' }).click();
      await page.getByLabel('What should the picture show?').fill('A plain wooden bench');
      await page.getByRole('button', { name: 'Make the picture' }).click();
      await page.getByRole('region', { name: 'Latest pictures' }).getByText('A plain wooden bench').first().waitFor();
      await reloadUntil(page, () => page.getByRole('link', { name: /^Open picture 1: .*bench/ }).isVisible());
      await page.getByRole('link', { name: 'History', exact: true }).click();
      await page.getByRole('listitem').getByRole('link').filter({ hasText: 'bench' }).click();
      await page.getByRole('dialog', { name: /bench/ }).waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('dialog').getByRole('button', { name: 'Download', exact: true }).click(),
      ]);
      expect(isPng(readFileSync(await download.path()))).toBe(true);
    });

    step('deletes it, takes that back, and deletes it from the grid', async ({ page }) => {
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByText('One entry is deleted.').waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('checkbox', { name: /Choose .*bench/ }).check();
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByText('One entry is deleted.').waitFor();
      await page.goto('/history');
      await page.getByText('Nothing here yet').waitFor();
    });
  });
});

const everyMs = 700;

/** What a person without scripts does while they wait. */
async function reloadUntil(page: Page, arrived: () => Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; !(await arrived()); waitedMs += everyMs) {
    if (waitedMs > 60_000) throw new Error('reloading does not bring it');
    await page.waitForTimeout(everyMs);
    await page.reload();
  }
}
