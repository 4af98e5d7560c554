import type { Browser } from 'playwright-core';
import { launchBrowser } from './support/browser.js';
import { makeFromPrompt, pictureAppears } from './support/making.js';
import { signInForTheFirstTime, type Person } from './support/sign-in.js';
import { profileUnderTest, startStack, type ProfileName, type TestStack } from './support/stack.js';
import { story } from './support/story.js';
import { Visitor } from './support/visitor.js';

const modelVendors: Readonly<Record<ProfileName, string>> = {
  fluxkrea: 'replicate',
  fluxgen: 'replicate',
  fluxchat: 'replicate',
  fluxkontextpro: 'fal',
  fluxvision: 'cog',
};

const person: Person = { name: 'Ida Refused', email: 'ida.refused@example.com', password: 'a long walk along the dike' };

describe(`when it does not work, under ${profileUnderTest}`, () => {
  let stack: TestStack;
  let browser: Browser;
  let visitor: Visitor;
  const step = story(() => visitor);

  const switchVendor = async (method: 'PATCH' | 'DELETE', switches: object = {}) => {
    const answer = await fetch(`${stack.info.vendorsUrl}/${modelVendors[profileUnderTest]}/_control`, {
      method,
      headers: { 'x-keepword-control': stack.info.controlSecret, 'content-type': 'application/json' },
      ...(method === 'PATCH' ? { body: JSON.stringify(switches) } : {}),
    });
    if (!answer.ok) throw new Error(`the vendor's switches answered ${answer.status}`);
  };

  beforeAll(async () => {
    stack = await startStack();
    browser = await launchBrowser();
    // A refused form is answered by 422, which the browser sees as well as the person.
    visitor = await Visitor.open(browser, stack.info, { expectedStatuses: [422] });
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  step('leads to buying where there are not enough credits', async ({ page }) => {
    await page.goto('/sign-in?returnTo=/studio');
    await signInForTheFirstTime(visitor, person);
    await makeFromPrompt(visitor, 'A quiet harbour');
    const refusal = page.getByRole('alert');
    await refusal.getByText('Not enough credits').waitFor();
    await refusal.getByRole('link', { name: 'Buy credits' }).click();
    await page.getByRole('heading', { name: 'Credits', exact: true }).waitFor();
    await stack.keepword('credits', 'grant', person.email, '100');
  });

  step('shows the reason of a blocked prompt', async ({ page }) => {
    await page.goto('/studio');
    await makeFromPrompt(visitor, 'child porn');
    await page
      .getByText(/content filter|not allowed|cannot be made/i)
      .first()
      .waitFor();
    await page.getByRole('link', { name: '100 credits available' }).waitFor();
  });

  step('says that nothing was charged where the vendor failed', async ({ page }) => {
    await switchVendor('PATCH', { fail: true });
    await page.goto('/studio');
    await makeFromPrompt(visitor, 'A windmill in spring');
    const latest = page.getByRole('region', { name: 'Latest pictures' });
    await latest.getByText('This did not work').waitFor({ timeout: 60_000 });
    await latest
      .getByText(/^Nothing was charged/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: '100 credits available' }).waitFor();
    await switchVendor('DELETE');
  });

  step('gives everything back when it is canceled', async ({ page }) => {
    await switchVendor('PATCH', { delayMs: 5_000 });
    await makeFromPrompt(visitor, 'A bridge at night');
    const latest = page.getByRole('region', { name: 'Latest pictures' });
    await latest.getByRole('button', { name: 'Cancel' }).click();
    await latest.getByText('Canceled').waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: '100 credits available' }).waitFor();
    await switchVendor('DELETE');
  });

  step('shows in a second tab what the first one makes', async () => {
    const second = await visitor.context.newPage();
    await second.goto('/studio');
    await makeFromPrompt(visitor, 'A heron by a pond');
    await pictureAppears(second, 'heron');
    await second.close();
  });
});
