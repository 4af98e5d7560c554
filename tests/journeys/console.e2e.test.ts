import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { faultsOf } from './support/accessibility.js';
import { launchBrowser } from './support/browser.js';
import { signInToConsole } from './support/staff-sign-in.js';
import { profileUnderTest, startStack, type TestStack } from './support/stack.js';
import { story } from './support/story.js';
import { Visitor } from './support/visitor.js';

const email = `nora.${randomUUID()}@example.com`;
const officer = `officer.${randomUUID()}@example.com`;
const auditor = `auditor.${randomUUID()}@example.com`;
/** What a worker does about a request, it does within seconds; a reading of the page follows. */
const workMs = 60_000;

interface Session {
  readonly subjectId: string;
  readonly accessToken: string;
}

describe(`the privacy console under ${profileUnderTest}`, () => {
  let stack: TestStack;
  let browser: Browser;
  let staff: Visitor;
  let reader: Visitor;
  let person: Session;
  const step = story(() => staff);
  const auditorStep = story(() => reader);

  const asks = async (at: string, body: object, who?: Session): Promise<void> => {
    const answer = await fetch(`${stack.info.privacyServiceUrl}${at}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        ...(who ? { authorization: `Bearer ${who.accessToken}` } : {}),
      },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(202);
  };

  beforeAll(async () => {
    stack = await startStack();
    browser = await launchBrowser();
    // 422 is how a form says that something is missing.
    staff = await Visitor.open(browser, stack.info, { expectedStatuses: [422] });
    reader = await Visitor.open(browser, stack.info);
    person = await stack.keepword<Session>('session', email);
    await asks('/v1/cases', { class: 'complaint', message: 'The colours are wrong.' }, person);
    await asks('/v1/inquiries', { email: `somebody.${randomUUID()}@example.com`, message: 'What do you keep of visitors?' });
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  step('opens on what is due, with a calendar, and is gone through by keys', async ({ page }) => {
    await signInToConsole(stack, staff, officer, 'privacy-officer');
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.getByText('Open what has the focus').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'hidden' });
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.waitForURL(/\/console\/cases/);
    await page.locator('tbody tr').nth(1).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/cases\/[0-9a-f-]{36}/);
    await page.getByRole('heading', { level: 1, name: /: received$/ }).waitFor();
    await page.keyboard.press('u');
    await page.waitForURL(/\/console\/cases(\?|$)/);
  });

  step('keeps a view under a name, and deletes it', async ({ page }) => {
    await page.getByLabel('Class').selectOption('complaint');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.waitForURL(/class=complaint/);
    await page.getByLabel('Name of this view').fill('Complaints');
    await page.getByRole('button', { name: 'Keep this view' }).click();
    await page.getByRole('link', { name: 'Complaints' }).waitFor();
    await page.goto('/console/cases');
    await page.getByRole('link', { name: 'Complaints' }).click();
    await page.waitForURL(/class=complaint/);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete the view Complaints' }).click();
    await page.getByRole('link', { name: 'Complaints' }).waitFor({ state: 'detached' });
  });

  step('shows a person by their exact address and for a reason alone, and sets a hold and lifts it', async ({ page }) => {
    await page.goto('/console/subjects');
    await page.getByLabel('Pseudonym, or exact mail address').fill(`${email}x`);
    await page.locator('#find-reason').fill('a question by phone');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Pseudonym, or exact mail address').fill(email);
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText(person.subjectId).first().waitFor();
    await page.getByRole('heading', { name: 'What is held' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.goto('/console/holds');
    await page.getByText('There is none.').waitFor();
    await page.getByLabel('Pseudonym', { exact: true }).fill(person.subjectId);
    await page.locator('#hold-reason').fill('a court has asked for it');
    await page.getByLabel(/^To be reviewed at/).fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 16));
    await page.getByRole('button', { name: 'Set the hold' }).click();
    await page.getByText('The hold stands.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByText('Lift', { exact: true }).click();
    await page.locator('tbody').getByLabel('Reason').fill('the court has decided');
    await page.getByRole('button', { name: 'Lift it' }).click();
    await page.getByText('The hold is lifted.').waitFor();
  });

  step('follows an erasure step by step to its certificate', async ({ page }) => {
    const again = await stack.keepword<Session>('session', email);
    await asks('/v1/cases', { class: 'erasure', scope: { what: 'account' } }, again);
    await page.goto('/console/erasures');
    const run = page.getByRole('row').nth(1).getByRole('link');
    for (let tries = 0; tries < 40 && (await run.count()) === 0; tries += 1) {
      await page.waitForTimeout(500);
      await page.reload();
    }
    expect(await faultsOf(page)).toEqual([]);
    await run.click();
    await page.getByRole('heading', { name: /^Erasure of an account/ }).waitFor();
    await page
      .getByText(/certificate$/)
      .first()
      .waitFor({ timeout: workMs });
    expect(await faultsOf(page)).toEqual([]);
  });

  step('draws what was answered in time, and writes down what is processed', async ({ page }) => {
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByRole('heading', { name: 'Figures' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.goto('/console/records');
    expect(await faultsOf(page)).toEqual([]);
    const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'As CSV' }).click()]);
    expect(csv.suggestedFilename()).toMatch(/\.csv$/);
    await page.goto('/console/moderation');
    expect(await faultsOf(page)).toEqual([]);
  });

  auditorStep('lets an auditor read what the team did, and change nothing', async ({ page }) => {
    await signInToConsole(stack, reader, auditor, 'auditor');
    await page.goto('/console/audit');
    await page.getByText(/^Chain intact over \d+ entries/).waitFor();
    await page.getByText('a question by phone').first().waitFor();
    await page.getByText('a court has asked for it').first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.goto('/console/cases');
    await page.locator('tbody tr').first().waitFor();
    expect(await page.getByRole('button', { name: 'Keep this view' }).count()).toBe(0);
  });
});
