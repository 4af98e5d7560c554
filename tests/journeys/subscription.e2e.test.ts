import { randomInt } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { violationsOn } from './support/accessibility.js';
import { launchBrowser } from './support/browser.js';
import { creditsPage } from './support/credits.js';
import { mailTo } from './support/inbox.js';
import { signInAgain, signInForTheFirstTime, type Person } from './support/sign-in.js';
import { profileUnderTest, startStack, type ProfileName, type TestStack } from './support/stack.js';
import { story } from './support/story.js';
import { until } from './support/until.js';
import { Visitor } from './support/visitor.js';

/** The profiles that list subscriptions; under the others there is neither a plan nor a page for one. */
const offering: readonly ProfileName[] = ['fluxchat', 'fluxkrea'];
const offered = offering.includes(profileUnderTest);
const plan = { credits: 300, words: '300 credits a month' };

describe(`a subscription under ${profileUnderTest}`, () => {
  const person: Person = {
    name: 'Sub Scriber',
    email: `subscriber-${randomInt(1_000_000)}@example.com`,
    password: `a long passphrase ${randomInt(1_000_000)}`,
  };
  let stack: TestStack;
  let browser: Browser;
  let visitor: Visitor;

  beforeAll(async () => {
    stack = await startStack();
    browser = await launchBrowser();
    visitor = await Visitor.open(browser, stack.info, { viewport: { width: 390, height: 844 }, expectedStatuses: offered ? [] : [404] });
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const step = story(() => visitor);

  step('signs in', async ({ page }) => {
    await page.goto('/sign-in?returnTo=%2Fcredits');
    await signInForTheFirstTime(visitor, person);
    await page.goto('/credits');
    await page.getByRole('heading', { name: 'Credits', exact: true }).waitFor();
  });

  if (!offered) {
    step('finds no plan and no page for one', async ({ page }) => {
      expect(await page.getByRole('button', { name: /^Subscribe/ }).count()).toBe(0);
      expect((await page.goto('/credits/subscription'))?.status()).toBe(404);
    });
    return;
  }

  step('subscribes, and has the credits and a receipt', async ({ page }) => {
    await page.getByRole('button', { name: `Subscribe to ${plan.words}` }).click();
    await page.getByText('Stripe checkout').waitFor();
    await page.getByText('every month').waitFor();
    await page.getByRole('button', { name: 'Subscribe' }).waitFor();
    const receiptTo = page.getByLabel('Email for the receipt');
    if (await receiptTo.isVisible()) await receiptTo.fill(person.email);
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.getByRole('heading', { name: 'Your subscription is running' }).waitFor();
    await page.getByText('Next payment').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await mailTo(stack.info, person.email, new RegExp(`receipt[\\s\\S]*\\b${plan.credits}\\b`, 'i'));
    expect((await creditsPage(page)).available).toBe(plan.credits);
    expect(await page.getByRole('button', { name: /^Subscribe/ }).count()).toBe(0);
  });

  /** A session lasts no month, so whoever comes back after one signs in again. */
  const aMonthLater = async ({ page }: Visitor) => {
    await stack.keepword('clock', 'advance', 'P1M');
    await page.goto('/sign-in?returnTo=%2Fcredits');
    if (profileUnderTest === 'fluxchat') {
      await page.getByLabel('Mail address').fill(person.email);
      await page.getByLabel('Password').fill(person.password);
      await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
    } else await signInAgain(visitor, person);
    await page.getByRole('heading', { name: 'Credits', exact: true }).waitFor();
  };

  step('is renewed when the month is over', async ({ page }) => {
    await aMonthLater(visitor);
    await until('the credits of the second month', async () => {
      await page.goto('/credits');
      return (await creditsPage(page)).available === 2 * plan.credits;
    });
    expect((await creditsPage(page)).changes).toEqual([plan.credits, plan.credits]);
  });

  step('cancels, takes that back, and cancels again; the mail says until when it runs', async ({ page }) => {
    await page.getByRole('link', { name: 'See or change it' }).click();
    await page.getByRole('button', { name: 'Cancel the subscription' }).click();
    await page.getByRole('heading', { name: 'Your subscription is cancelled' }).waitFor();
    await page.getByRole('button', { name: 'Resume the subscription' }).click();
    await page.getByRole('heading', { name: 'Your subscription is running' }).waitFor();
    await page.getByRole('button', { name: 'Cancel the subscription' }).click();
    await page.getByRole('heading', { name: 'Your subscription is cancelled' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await mailTo(stack.info, person.email, /subscription is cancelled[\s\S]*runs until/i);
  });

  step('ends with the month: nothing more is charged, and another could begin', async ({ page }) => {
    await aMonthLater(visitor);
    await until('the end of the subscription', async () => {
      await page.goto('/credits/subscription');
      return page.getByRole('heading', { name: 'Your subscription has ended' }).isVisible();
    });
    // The first month's credits are gone three days after it; the second one's can still be spent.
    await until('the end of the first month’s credits', async () => {
      await page.goto('/credits');
      return (await creditsPage(page)).available === plan.credits;
    });
    expect((await creditsPage(page)).changes.filter((change) => change > 0)).toEqual([plan.credits, plan.credits]);
    await page.getByRole('button', { name: `Subscribe to ${plan.words}` }).waitFor();
    await mailTo(stack.info, person.email, /subscription has ended/i);
  });
});
