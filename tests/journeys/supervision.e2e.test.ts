import { randomInt } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { violationsOn } from './support/accessibility.js';
import { launchBrowser } from './support/browser.js';
import { buyButton, giveReceiptAddress } from './support/buying.js';
import { creditsPage } from './support/credits.js';
import { linkTo, mailsTo, mailTo } from './support/inbox.js';
import { makeFromPrompt, pictureAppears } from './support/making.js';
import { goToTheAgeQuestion, type Person } from './support/sign-in.js';
import { profileUnderTest, startStack, type TestStack } from './support/stack.js';
import { story } from './support/story.js';
import { until } from './support/until.js';
import { Visitor } from './support/visitor.js';

const number = randomInt(1_000_000);
const minor: Person = { name: 'Kim Young', email: `kim-${number}@example.com`, password: `a long passphrase ${number}` };
const guardianEmail = `guardian-of-kim-${number}@example.com`;
const prompt = `a secret lighthouse ${number}`;
const phone = { viewport: { width: 390, height: 844 } };

describe(`a guardian who supervises under ${profileUnderTest}`, () => {
  let stack: TestStack;
  let browser: Browser;
  let [young, guardian, scriptless]: Visitor[] = [];
  const minorStep = story(() => young as Visitor);
  const guardianStep = story(() => guardian as Visitor);

  beforeAll(async () => {
    stack = await startStack();
    browser = await launchBrowser();
    young = await Visitor.open(browser, stack.info);
    // 404 is how a link that opens nothing answers.
    guardian = await Visitor.open(browser, stack.info, { ...phone, expectedStatuses: [404] });
    scriptless = await Visitor.open(browser, stack.info, { ...phone, javaScriptEnabled: false });
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const linkSaying = async (words: RegExp) => /https?:\/\/\S+/.exec((await mailTo(stack.info, guardianEmail, words)).text ?? '')?.[0] ?? '';
  const asksToBuy = /May this be bought[\s\S]*Nothing is bought unless you approve it/;

  minorStep('somebody of fifteen opens an account and names a guardian', async ({ page }) => {
    await page.goto('/sign-in?returnTo=%2Fcredits');
    await goToTheAgeQuestion(young as Visitor, minor);
    await page.getByLabel('Age in years').fill('15');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'Someone has to agree first' }).waitFor();
    await page.getByLabel('Email address of your parent or guardian').fill(guardianEmail);
    await page.getByRole('button', { name: 'Ask them' }).click();
    await page.getByText('Two links have to be opened there').waitFor();
  });

  guardianStep('the guardian agrees by two links, and gets one to a page that shows numbers', async ({ page }) => {
    const first = await linkTo(stack.info, guardianEmail);
    await page.goto(first);
    await page.getByRole('button', { name: 'I am the parent or guardian, and agree' }).click();
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    await page.goto(await linkTo(stack.info, guardianEmail, new Set([first])));
    await page.getByRole('button', { name: 'I am the parent or guardian, and agree' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();

    await page.goto(await linkSaying(/that you agreed to/));
    await page.getByText('Nothing. You get a mail before anything is bought.').waitFor();
    expect(await rowsOf(page)).toHaveLength(1);
    expect(await faultsOf(page)).toEqual([]);
  });

  minorStep('whoever buys without an approval hears that the guardian was asked, and nothing is bought', async ({ page }) => {
    await page.goto('/credits');
    await buyButton(page, 100, 'Stripe').click();
    await page.getByRole('status').getByText('Your guardian has just been asked by mail. You can buy it once they approve.').waitFor();
    await page.getByText('Waits for your guardian until').waitFor();
    expect(await page.getByRole('button', { name: /^Buy it with/ }).count()).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    expect((await mailsTo(stack.info, minor.email)).some(({ text }) => text?.includes('/guardian/'))).toBe(false);
  });

  guardianStep('the guardian approves it on the page that the mail leads to', async ({ page }) => {
    await page.goto(await linkSaying(asksToBuy));
    await page.getByText('Without an answer it ends on').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Approve 100 credits for' }).click();
    await page.getByText('Approved. It can be bought once within seven days.').waitFor();
    await page.getByRole('button', { name: 'Take the approval back' }).waitFor();
  });

  minorStep('the minor buys it, once', async ({ page }) => {
    await page.goto('/credits');
    await page.getByRole('button', { name: 'Buy it with Stripe 100 credits for' }).click();
    await page.getByText('Stripe checkout').waitFor();
    await giveReceiptAddress(page, minor.email);
    await page.getByRole('button', { name: 'Pay' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect((await creditsPage(page)).available).toBe(100);
    await page.getByText('and used').waitFor();
    expect(await page.getByRole('button', { name: /^Buy it with/ }).count()).toBe(0);
    await page.goto('/studio');
    await makeFromPrompt(young as Visitor, prompt);
    await pictureAppears(page, prompt);
  });

  guardianStep('the guardian sees how much was bought, spent and made, and nothing of what it was', async ({ page }) => {
    await until('the creation in the totals', async () => {
      await page.reload();
      return (await rowsOf(page))[0]?.at(-1) === '1';
    });
    const [, bought, spent] = (await rowsOf(page))[0] ?? [];
    const { available } = await creditsPage((young as Visitor).page);
    expect([bought, spent]).toEqual(['100', String(100 - available)]);
    expect(await page.content()).not.toContain('lighthouse');
  });

  minorStep('what a guardian declines without scripts stays declined', async ({ page }) => {
    await page.goto('/credits');
    await page.getByRole('button', { name: 'Subscribe to 300 credits a month' }).click();
    await page.getByText('Your guardian has just been asked by mail').waitFor();
    const { page: plain } = scriptless as Visitor;
    await plain.goto(await linkSaying(/May this be bought[\s\S]*every month, until it is cancelled/));
    await plain.getByText('this is charged every month until it is cancelled').waitFor();
    await plain.getByRole('button', { name: 'Decline 300 credits a month' }).click();
    await plain.getByText('Declined. Nothing is bought.').waitFor();
    expect(scriptless?.complaints()).toEqual([]);
    await page.goto('/credits');
    await page.getByRole('button', { name: 'Subscribe to 300 credits a month' }).click();
    await page.getByText('Your guardian declined this.').waitFor();
  });

  guardianStep('a link that is none opens a page that says so, and one that has expired is exchanged by mail', async ({ page }) => {
    const old = await linkSaying(asksToBuy);
    expect((await page.goto(`/guardian/supervision?token=${'x'.repeat(43)}`))?.status()).toBe(404);
    await page.getByRole('heading', { name: 'This link opens no page' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);

    await stack.keepword('clock', 'advance', 'P31D');
    await page.goto(old);
    await page.getByRole('heading', { name: 'This link has expired' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    const before = new Set((await mailsTo(stack.info, guardianEmail)).map(({ id }) => id));
    await page.getByRole('button', { name: 'Send me a new link' }).click();
    await page.getByText('a new link is on its way').waitFor();
    const mail = await until('a mail with a new link', async () =>
      (await mailsTo(stack.info, guardianEmail)).find(({ id, subject }) => !before.has(id) && /that you agreed to/.test(subject)),
    );
    await page.goto(/https?:\/\/\S+/.exec(mail.text ?? '')?.[0] ?? '');
    await page.getByRole('heading', { name: 'Month by month' }).waitFor();
    const figures = (await rowsOf(page)).map((row) => row.slice(1));
    expect(figures).toContainEqual(['100', expect.stringMatching(/^[1-9]/), '1']);
  });

  guardianStep('the guardian takes the consent back on that page, which is gone with the account', async ({ page }) => {
    const supervision = page.url();
    await page.getByRole('link', { name: 'take your consent back' }).click();
    await page.getByRole('button', { name: 'Close and erase it' }).click();
    await page.getByRole('heading', { name: 'The account is closed' }).waitFor();
    await page.goto(supervision);
    await page.getByRole('heading', { name: 'This link opens no page' }).waitFor();
  });
});

/** Month, bought, spent and creations of each month, newest first. */
async function rowsOf(page: Page): Promise<string[][]> {
  const rows = await page.getByRole('region', { name: 'Month by month' }).getByRole('row').all();
  return Promise.all(rows.slice(1).map((row) => row.locator('th, td').allInnerTexts()));
}

/** What axe finds, and what does not fit on the screen. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  const [found, width] = [await violationsOn(page), await page.evaluate<number>('document.documentElement.scrollWidth')];
  const screen = page.viewportSize()?.width ?? width;
  return width > screen ? [...found, `${page.url()} is ${width} pixels wide on a screen of ${screen}`] : found;
}
