import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { faultsOf } from './support/accessibility.js';
import { launchBrowser } from './support/browser.js';
import { mailTo } from './support/inbox.js';
import { makeFromPrompt, pictureAppears } from './support/making.js';
import { signInForTheFirstTime, type Person } from './support/sign-in.js';
import { profileUnderTest, startStack, type TestStack } from './support/stack.js';
import { signInToConsole } from './support/staff-sign-in.js';
import { story } from './support/story.js';
import { Visitor } from './support/visitor.js';

const person: Person = { name: 'Mia Wright', email: `mia.${randomUUID()}@example.com`, password: 'four swans on cold water' };
const moderator = `moderator.${randomUUID()}@example.com`;
/** The filter takes it for something that it is not. */
const mistaken = 'a child and a naked flame';

describe(`what people decide about what the filter stopped under ${profileUnderTest}`, () => {
  let stack: TestStack;
  let browser: Browser;
  let visitor: Visitor;
  let staff: Visitor;
  const step = story(() => visitor);
  const staffStep = story(() => staff);

  beforeAll(async () => {
    stack = await startStack();
    browser = await launchBrowser();
    // 422 is how the studio says that the filter stopped it.
    visitor = await Visitor.open(browser, stack.info, { expectedStatuses: [422] });
    staff = await Visitor.open(browser, stack.info, { expectedStatuses: [422] });
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  step('a person has people decide, and is told that what the filter stopped waits for one', async () => {
    const { page } = visitor;
    await page.goto('/sign-in');
    await signInForTheFirstTime(visitor, person);
    await page.goto('/settings/privacy/decisions');
    await page.getByRole('button', { name: 'Have a person decide' }).click();
    await page.getByText('From now on a person decides.').waitFor();
    await stack.keepword('credits', 'grant', person.email, '100');
    await page.goto('/studio');
    await makeFromPrompt(visitor, mistaken);
    await page.getByText('a person of our team looks at it now').waitFor();
    await page.getByRole('link', { name: 'See the decision, or have a person look at it' }).click();
    await page.getByText('It waits for a person of our team.').waitFor();
    expect(await page.getByRole('blockquote').innerText()).toContain(mistaken);
    expect(await faultsOf(page)).toEqual([]);
  });

  staffStep('a moderator finds it waiting and releases it on a ground of the list', async () => {
    const { page } = staff;
    await signInToConsole(stack, staff, moderator, 'moderator');
    await page.goto('/console/moderation');
    const item = page.getByRole('listitem').filter({ hasText: 'waits for a person' }).first();
    await item.getByText('Decide', { exact: true }).first().click();
    await item.getByLabel('Decision').selectOption('overturned:filter-mistaken');
    expect(await faultsOf(page)).toEqual([]);
    await item.getByLabel('Reason').last().fill('a candle and a child, nothing else');
    await item.getByRole('button', { name: 'Decide' }).click();
    await page.getByText('The person is told by mail.').waitFor();
  });

  step('the person is told why and by whom, and runs the very words again', async () => {
    const { page } = visitor;
    const mail = await mailTo(stack.info, person.email, /The filter was mistaken/);
    expect(mail.text).not.toContain('candle');
    await page.goto('/settings/privacy/decisions');
    await page.getByText('A person looked at it and released it.').waitFor();
    await page.getByRole('link', { name: 'Run it again in the studio' }).click();
    await page.getByRole('button', { name: 'Make the picture' }).waitFor();
    expect(await page.getByLabel('What should the picture show?').inputValue()).toBe(mistaken);
    await makeFromPrompt(visitor, mistaken);
    await pictureAppears(page, mistaken);
  });
});
