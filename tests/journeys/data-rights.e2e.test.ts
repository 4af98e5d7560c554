import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { faultsOf, violationsOn } from './support/accessibility.js';
import { launchBrowser } from './support/browser.js';
import { mailsTo, mailTo } from './support/inbox.js';
import { makeFromPrompt, pictureAppears } from './support/making.js';
import { signInAgain, signInForTheFirstTime, type Person } from './support/sign-in.js';
import { profileUnderTest, startStack, type TestStack } from './support/stack.js';
import { signInToConsole } from './support/staff-sign-in.js';
import { story } from './support/story.js';
import { until } from './support/until.js';
import { unzip } from './support/unzip.js';
import { Visitor } from './support/visitor.js';

const person: Person = { name: 'Rita Wright', email: `rita.${randomUUID()}@example.com`, password: 'four swans on cold water' };
const correctedName = 'Rita Wrightt';
const officer = `officer.${randomUUID()}@example.com`;
const reference = /KW-[0-9A-Z]{4}-[0-9A-Z]{4}/;
/** What a worker does about a request, it does within seconds; a reading of the page follows. */
const workMs = 60_000;

describe(`what people ask of their data under ${profileUnderTest}`, () => {
  let stack: TestStack;
  let browser: Browser;
  let visitor: Visitor;
  let staff: Visitor;
  const folder = mkdtempSync(path.join(tmpdir(), 'keepword-rights-'));
  const bundle = path.join(folder, 'data.zip');
  const certificate = path.join(folder, 'certificate.json');
  const step = story(() => visitor);
  const staffStep = story(() => staff);

  beforeAll(async () => {
    stack = await startStack();
    browser = await launchBrowser();
    // 422 is how a form says that something is missing.
    visitor = await Visitor.open(browser, stack.info, { expectedStatuses: [422] });
    staff = await Visitor.open(browser, stack.info, { expectedStatuses: [422] });
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const deliver = async (mail: { from: string; to: string; subject: string; text: string }): Promise<void> => {
    const delivered = await fetch(`${stack.info.vendorsUrl}/inbox/_control/deliver`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-keepword-control': stack.info.controlSecret },
      body: JSON.stringify(mail),
    });
    expect(delivered.status).toBeLessThan(300);
  };
  /** Another number of rows than was signed. */
  const changedCertificate = (): string =>
    readFileSync(certificate, 'utf8').replace(/"counted":(\d)/, (_, digit) => `"counted":${(Number(digit) + 1) % 10}`);
  const linkMailedTo = async (email: string, kind: 'verification' | 'exports' | 'erasures'): Promise<string> => {
    const link = new RegExp(`https?://\\S+/${kind}\\S*|https?://\\S+/\\S+/${kind}\\S*`);
    const mail = await mailTo(stack.info, email, link);
    return link.exec(mail.text ?? '')?.[0] ?? '';
  };

  it('takes a wish from anybody, without scripts, and begins when the mailed link was confirmed', async () => {
    const plain = await Visitor.open(browser, stack.info, { javaScriptEnabled: false, expectedStatuses: [422] });
    const stranger = `stranger.${randomUUID()}@example.com`;
    const { page } = plain;
    await page.goto('/');
    await page.getByRole('link', { name: 'Contact' }).click();
    await page.getByLabel('What would you like?').selectOption({ label: 'Know what you hold of me' });
    await page.getByLabel('Your mail address').fill(stranger);
    await page.getByRole('button', { name: 'Send it' }).click();
    await page.getByRole('heading', { name: 'We have it' }).waitFor();
    expect(await page.getByText(reference).count()).toBe(0);
    const link = await linkMailedTo(stranger, 'verification');
    for (let opened = 0; opened < 2; opened++) await page.goto(link);
    await page.getByRole('button', { name: 'Yes, it is mine' }).click();
    await page.getByText(reference).waitFor();
    await page.goto(link);
    await page.getByRole('button', { name: 'Yes, it is mine' }).click();
    await page.getByRole('alert').waitFor();
    expect(plain.complaints()).toEqual([]);
    await plain.close();
  });

  step('shows what is held, and puts a copy together without a reload', async ({ page }) => {
    await page.goto('/sign-in?returnTo=/settings/profile');
    await signInForTheFirstTime(visitor, person);
    await page.goto('/settings/profile');
    await stack.keepword('credits', 'grant', person.email, '20');
    await page.goto('/studio');
    await makeFromPrompt(visitor, 'A heron above the reeds');
    await pictureAppears(page, 'A heron above the reeds');
    await page.goto('/settings/profile');
    await page.getByLabel('How we call you').fill(correctedName);
    await page.getByRole('button', { name: 'Save the name' }).click();
    await page.getByText('Your name is saved.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'your data' }).click();
    await page.getByRole('region', { name: 'What is held of you' }).getByRole('row').nth(1).waitFor();
    await page.getByRole('button', { name: 'Put a copy together' }).click();
    await page.getByText('We have it.').waitFor();
    const download = page.getByRole('link', { name: /^Download, / });
    await download.waitFor({ timeout: workMs });
    const [file] = await Promise.all([page.waitForEvent('download'), download.click()]);
    copyFileSync(await file.path(), bundle);
    expect(await faultsOf(page)).toEqual([]);
  });

  it('gives a copy that is read without a connection, with the corrected name and the picture', async () => {
    const files = await unzip(bundle, path.join(folder, 'data'));
    const offline = await browser.newContext({ offline: true });
    const reader = await offline.newPage();
    const broken: string[] = [];
    reader.on('requestfailed', (request) => broken.push(request.url()));
    const page = (name: string) => pathToFileURL(path.join(folder, 'data', name)).toString();
    await reader.goto(page('index.html'));
    expect(await violationsOn(reader)).toEqual([]);
    const pages = await reader.evaluate<string[]>(
      `[...document.querySelectorAll('a[href^="pages/"]')].map((link) => link.getAttribute('href'))`,
    );
    expect(pages.length).toBeGreaterThan(2);
    let [words, pictures] = ['', 0];
    for (const name of pages) {
      await reader.goto(page(name));
      words += await reader.locator('body').innerText();
      pictures += await reader.evaluate<number>('[...document.images].filter((image) => image.naturalWidth > 0).length');
    }
    for (const said of [correctedName, person.email, 'A heron above the reeds']) expect(words).toContain(said);
    expect(pictures).toBeGreaterThan(0);
    expect(files.filter((name) => name.startsWith('media/')).length).toBeGreaterThan(0);
    expect(broken).toEqual([]);
    await offline.close();
  });

  step('goes on with a download where it broke off, from the mailed link alone', async () => {
    const link = await linkMailedTo(person.email, 'exports');
    const nobody = await Visitor.open(browser, stack.info);
    await nobody.page.goto(link);
    const address = await nobody.page.getByRole('link', { name: 'Download' }).getAttribute('href');
    const rest = await nobody.context.request.get(address ?? '', { headers: { range: 'bytes=2-3' } });
    expect([rest.status(), [...(await rest.body())]]).toEqual([206, [3, 4]]);
    await nobody.page.goto(link.replace(/capability=.{8}/, 'capability=AAAAAAAA'));
    await nobody.page.getByRole('link', { name: 'Download' }).click();
    await nobody.page.getByRole('alert').waitFor();
    await nobody.close();
  });

  step('objects, restricts and lifts', async ({ page }) => {
    await page.goto('/settings/privacy');
    await page.getByText('No marketing', { exact: true }).click();
    await page.getByRole('button', { name: 'Object to marketing' }).click();
    await page.getByText('We have it.').waitFor();
    await appears(page, page.getByRole('heading', { name: 'What holds because you asked for it' }));
    await page.getByText('Keep it, but do not use it').click();
    await page.getByRole('button', { name: 'Ask for the restriction' }).click();
    await page.getByText('We have it.').waitFor();
    await appears(page, page.getByText('Your data is only kept'));
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Lift the restriction' }).click();
    await disappears(page, page.getByText('Your data is only kept'));
  });

  step('asks for a correction, adds to it and has it stand in the list', async ({ page }) => {
    await page.goto('/settings/privacy');
    await page.getByText('Correct something', { exact: true }).click();
    await page.getByLabel('In your words', { exact: true }).fill('My name is spelt with two t.');
    await page.getByRole('button', { name: 'Ask for the correction' }).click();
    await page.getByRole('link', { name: reference }).click();
    await page.getByRole('heading', { name: 'A correction' }).waitFor();
    await page.getByLabel('Add something').fill('Everywhere, please.');
    await page.getByRole('button', { name: 'Send it' }).click();
    await page.getByText('Everywhere, please.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  it('takes a wish by mail, of which it believes nothing but the proof', async () => {
    const unknown = `elsewhere.${randomUUID()}@example.com`;
    const text = 'Please send me a copy of all my personal data.';
    const elsewhere = await Visitor.open(browser, stack.info);
    for (const from of [unknown, person.email]) {
      await deliver({ from, to: stack.info.privacyMailbox, subject: 'My data', text });
      await elsewhere.page.goto(await linkMailedTo(from, 'verification'));
      await elsewhere.page.getByRole('button', { name: 'Yes, it is mine' }).click();
      await elsewhere.page.getByText(reference).waitFor();
    }
    await mailTo(stack.info, unknown, /No account belongs to the address/);
    await until(
      'a second copy',
      async () => (await mailsTo(stack.info, person.email)).filter(({ text: said }) => said?.includes('/exports/')).length > 1 || undefined,
    );
    expect((await mailsTo(stack.info, unknown)).some(({ text: said }) => said?.includes('/exports/'))).toBe(false);
    expect(elsewhere.complaints()).toEqual([]);
    await elsewhere.close();
  });

  staffStep('is worked on by the team, who say why they read', async ({ page }) => {
    await signInToConsole(stack, staff, officer, 'privacy-officer');
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Cases', exact: true }).click();
    await page.getByLabel('Class').selectOption('rectification');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.waitForURL(/class=rectification/);
    await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' });
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^A correction/ }).waitFor();
    await page.getByLabel('Why you read it; the person sees this').fill('To correct the name');
    await page.getByRole('button', { name: 'Show what was written' }).click();
    await page.getByText('My name is spelt with two t.').waitFor();
    await page.locator('summary', { hasText: 'Ask the person' }).click();
    await page.getByLabel('Text', { exact: true }).locator('visible=true').fill('Which name do you mean?');
    await page.getByRole('button', { name: 'Ask the person' }).click();
    await page.getByText('Ask the person: done.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  step('is shown to the person: the question, and who read', async ({ page }) => {
    await page.reload();
    await page.getByText('Which name do you mean?').waitFor();
    await page.goto('/settings/privacy');
    await page.locator('#timeline').getByText('To correct the name').waitFor();
  });

  step('closes the account after a fresh sign-in, and keeps nothing of it here', async ({ page }) => {
    await stack.keepword('clock', 'advance', 'PT20M');
    await page.goto('/settings/privacy/erase');
    await page.getByRole('button', { name: /^Close the account/ }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await closeAccount(page);
    await page.getByRole('link', { name: 'Sign in once more' }).click();
    await page.getByText('needs a sign-in of the last few minutes').waitFor();
    await signInAgain(visitor, person);
    await page.getByRole('heading', { name: 'Close the account' }).waitFor();
    await closeAccount(page);
    await page.getByRole('heading', { name: 'The account is closed' }).waitFor();
    await page.getByText(reference).waitFor();
    expect(page.url()).toBe(new URL('/goodbye', stack.info.webUrl).toString());
    expect(await faultsOf(page)).toEqual([]);
    expect(await visitor.statusOf('/settings/privacy')).toBe(302);
  });

  step('shows the certificate from the mailed link alone', async ({ page }) => {
    await page.goto(await linkMailedTo(person.email, 'erasures'));
    await page.getByRole('heading', { name: 'The search afterwards' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download the certificate' }).click()]);
    copyFileSync(await file.path(), certificate);
  });

  it('gives a certificate that is checked without us, against the keys that were published, and told from one that was changed', async () => {
    const keys = path.join(folder, 'keys.json');
    const published = await fetch(new URL('/.well-known/keepword-keys.json', stack.info.webUrl));
    writeFileSync(keys, await published.text());
    const verified = await stack.keepword<{ valid: boolean }>('certificate', 'verify', certificate, '--keys', keys);
    expect(verified).toMatchObject({ valid: true, problems: [] });
    const changed = path.join(folder, 'changed.json');
    writeFileSync(changed, changedCertificate());
    await expect(stack.keepword('certificate', 'verify', changed, '--keys', keys)).rejects.toThrow('not valid');
  });

  step('checks the certificate on the public page, where a changed one is refused', async ({ page }) => {
    const fileOf = (buffer: Buffer) => ({ name: 'erasure-certificate.json', mimeType: 'application/json', buffer });
    await page.getByRole('link', { name: 'Check a certificate' }).first().click();
    await page.getByLabel('The certificate’s file').setInputFiles(fileOf(readFileSync(certificate)));
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('It was signed with a published key').waitFor();
    await page.getByRole('heading', { name: 'What was kept, and why' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('The certificate’s file').setInputFiles(fileOf(Buffer.from(changedCertificate())));
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('something in it was changed after it was signed').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  it('checks a certificate without scripts too', async () => {
    const plain = await Visitor.open(browser, stack.info, { javaScriptEnabled: false, expectedStatuses: [422] });
    await plain.page.goto('/certificates/verify');
    await plain.page.getByLabel('Or what the file holds').fill(`  ${readFileSync(certificate, 'utf8')}\n`);
    await plain.page.getByRole('button', { name: 'Check it' }).click();
    await plain.page.getByText('It was signed with a published key').waitFor();
    await plain.page.getByLabel('Or what the file holds').fill('{"certificate":');
    await plain.page.getByRole('button', { name: 'Check it' }).click();
    await plain.page.getByText('The file ends in the middle').waitFor();
    await plain.close();
  });

  it('reminds the team twice before a deadline, and alarms it when nobody answered', async () => {
    const email = `waiting.${randomUUID()}@example.com`;
    const written = await fetch(`${stack.info.privacyServiceUrl}/v1/inquiries`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ message: 'Is anybody there?', email }),
    });
    expect(written.status).toBe(202);
    const receipt = await mailTo(stack.info, email, reference);
    const named = reference.exec(receipt.subject)?.[0] ?? 'no reference';
    const toTeam = async () =>
      (await mailsTo(stack.info, stack.info.privacyMailbox)).map(({ subject }) => subject).filter((subject) => subject.includes(named));
    expect(await toTeam()).toEqual([]);
    // No profile takes longer than thirty days.
    await stack.keepword('clock', 'advance', 'P30D');
    await mailTo(stack.info, stack.info.privacyMailbox, new RegExp(`OVERDUE: ${named}, the answer`));
    const answers = (await toTeam()).filter((subject) => subject.endsWith('the answer'));
    expect(answers.toSorted()).toEqual([
      `Due soon: ${named}, the answer`,
      `Due soon: ${named}, the answer`,
      `OVERDUE: ${named}, the answer`,
    ]);
  });

  const closeAccount = async (page: Page): Promise<void> => {
    await page.getByLabel(/^To go on, type/).fill('erase everything');
    await page.getByRole('button', { name: /^Close the account/ }).click();
  };

  /** Reads the page again until what the worker does is seen on it. */
  const appears = (page: Page, what: Locator) => seen(page, what, true);
  const disappears = (page: Page, what: Locator) => seen(page, what, false);
  const seen = async (page: Page, what: Locator, there: boolean): Promise<void> => {
    await until(`a page that ${there ? 'shows' : 'no longer shows'} what was asked for`, async () => {
      await page.goto('/settings/privacy');
      return (await what.count()) > 0 === there || undefined;
    });
  };
});
