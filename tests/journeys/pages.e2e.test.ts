import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { violationsOn } from './support/accessibility.js';
import { launchBrowser } from './support/browser.js';
import { buyCredits } from './support/buying.js';
import { crawl } from './support/crawl.js';
import { linkTo, mailTo } from './support/inbox.js';
import { makeFromPrompt, pictureAppears } from './support/making.js';
import { goToTheAgeQuestion, leaveTheAgeQuestion, signInAgain, type Person } from './support/sign-in.js';
import { profileUnderTest, startStack, type TestStack } from './support/stack.js';
import { scriptBytes } from './support/script-bytes.js';
import { story } from './support/story.js';
import { until } from './support/until.js';
import { Visitor } from './support/visitor.js';

const person: Person = { name: 'Petra Reader', email: `petra.${randomUUID()}@example.com`, password: 'six geese over the water' };

const scriptBytesMax = 130_000;
/** Colours on their way from one scheme to the other are no fault of the page. */
const still = { reducedMotion: 'reduce' } as const;
const narrow = { width: 390, height: 844 };

describe(`the pages under ${profileUnderTest}`, () => {
  let stack: TestStack;
  let browser: Browser;
  let visitor: Visitor;
  let signedOut: Visitor;
  /** One of each kind of page, as the links lead to them. */
  let openPages: readonly string[] = [];
  let personalPages: readonly string[] = [];
  const step = story(() => visitor);

  beforeAll(async () => {
    stack = await startStack();
    browser = await launchBrowser();
    visitor = await Visitor.open(browser, stack.info);
    signedOut = await Visitor.open(browser, stack.info, { expectedStatuses: [404] });
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  /** Opens a page and names what is wrong with it, in both schemes and on a narrow screen. */
  const faultsOf = async ({ page }: Visitor, address: string): Promise<readonly string[]> => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'light', ...still });
    await page.goto(address);
    return faultsHere(page, address);
  };
  const faultsHere = async (page: Visitor['page'], address: string): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, ...still });
      found.push(...(await violationsOn(page)).map((violation) => `${address}, ${colorScheme}: ${violation}`));
    }
    await page.setViewportSize(narrow);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width !== narrow.width) found.push(`${address} is ${width} pixels wide on a screen of ${narrow.width}`);
    return found;
  };

  step('asks the age on a page that everybody can use', async ({ page }) => {
    await page.goto('/sign-in?returnTo=/studio');
    await goToTheAgeQuestion(visitor, person);
    expect(await faultsHere(page, 'the age question')).toEqual([]);
    await page.getByLabel('Age in years').fill('34');
    await page.getByRole('button', { name: 'Go on' }).click();
    await leaveTheAgeQuestion(visitor);
    expect([
      ...(await faultsOf(visitor, '/studio')),
      ...(await faultsOf(visitor, '/history')),
      ...(await faultsOf(visitor, '/credits')),
    ]).toEqual([]);
  });

  step('ships little JavaScript to the studio', async () => {
    const studio = new URL('/studio', stack.info.webUrl).toString();
    const bytes = await scriptBytes(browser, studio, { storageState: await visitor.context.storageState() });
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(scriptBytesMax);
  });

  step('buys and makes something to show', async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto('/studio');
    await buyCredits(visitor, person.email, { credits: 100, processor: 'Stripe' });
    await page.getByRole('link', { name: 'To the studio' }).click();
    await page.getByRole('heading', { name: 'Studio' }).waitFor();
    await makeFromPrompt(visitor, 'Three pears on a table');
    await pictureAppears(page, 'pears');
  });

  step('has no link that leads nowhere, signed in or not', async () => {
    const [open, personal] = [await crawl(signedOut), await crawl(visitor)];
    expect([...open.broken, ...personal.broken]).toEqual([]);
    [openPages, personalPages] = [open.pages, personal.pages];
    expect(openPages).toEqual(expect.arrayContaining(['/', '/sign-in', '/legal/privacy', '/legal/recipients', '/legal/terms']));
    expect(personalPages.map((page) => page.replace(/[\da-f-]{36}.*/, ':id'))).toEqual(
      expect.arrayContaining(['/studio', '/history', '/history/:id', '/credits', '/credits/purchases/:id', '/settings/profile']),
    );
  });

  step('has no page that axe objects to or that a narrow screen cannot hold, signed out', async () => {
    const found: string[] = [];
    for (const address of [...openPages, '/nowhere-at-all']) found.push(...(await faultsOf(signedOut, address)));
    expect(found).toEqual([]);
  });

  step('nor signed in', async () => {
    const found: string[] = [];
    for (const address of personalPages) {
      if (!openPages.includes(address) || address === '/') found.push(...(await faultsOf(visitor, address)));
    }
    expect(found).toEqual([]);
  });

  step('corrects name, appearance and address, and ends a session elsewhere', async ({ page }) => {
    const elsewhere = await Visitor.open(browser, stack.info);
    await elsewhere.page.goto('/sign-in?returnTo=/studio');
    await signInAgain(elsewhere, person);
    await elsewhere.page.getByRole('heading', { name: 'Studio' }).waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto('/settings/profile');
    const others = page.getByRole('button', { name: /^End it/ });
    expect(await others.count()).toBe(1);
    await others.click();
    await page.getByText('That session has ended.').waitFor();
    await others.waitFor({ state: 'detached' });
    await elsewhere.page.goto('/studio');
    await elsewhere.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await elsewhere.close();

    await page.getByLabel('How we call you').fill('Petra Corrected');
    await page.getByRole('button', { name: 'Save the name' }).click();
    await page.getByRole('link', { name: 'Petra Corrected' }).waitFor();
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page.getByRole('button', { name: 'Save the preferences' }).click();
    await page.locator('html[data-theme=dark]').waitFor({ state: 'attached' });
    const renamed = `new.${person.email}`;
    await page.getByLabel('New address').fill(renamed);
    await page.getByRole('button', { name: 'Change the address' }).click();
    await page.getByText('We sent a link to the new address.').waitFor();
    await page.goto(await linkTo(stack.info, renamed));
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByRole('heading', { name: 'Changed' }).waitFor();
    await page.getByRole('link', { name: 'To your profile' }).click();
    await page.getByText(renamed).waitFor();
    await mailTo(stack.info, person.email, /changed/);
  });

  step('says what it thinks where the policy lists feedback, and takes it back; elsewhere there is no such page', async ({ page }) => {
    if (profileUnderTest !== 'fluxkrea') {
      expect(await visitor.statusOf('/feedback')).toBe(404);
      return;
    }
    await page.getByRole('link', { name: 'Feedback' }).click();
    await page.getByText('or until you take it back.').waitFor();
    await page.getByRole('radio', { name: 'Quite' }).check();
    await page.getByLabel('In your words').fill('The pears were ripe');
    await page.getByRole('button', { name: 'Send it' }).click();
    await page.getByText('Thank you.').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'The pears were ripe' }).getByText('Quite').waitFor();
    expect(await page.getByLabel('In your words').inputValue()).toBe('');
    expect(await faultsHere(page, 'the feedback page')).toEqual([]);
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('It is taken back and deleted.').waitFor();
    await page.getByText('The pears were ripe').waitFor({ state: 'detached' });
  });

  step('says honestly that there is nothing at a mistyped address', async () => {
    const response = await signedOut.page.goto('/nowhere-at-all');
    expect(response?.status()).toBe(404);
    await signedOut.page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    expect(await signedOut.statusOf('/history/not-an-id')).toBe(302);
    expect(await visitor.statusOf('/history/not-an-id')).toBe(404);
    expect(await visitor.statusOf('/history/01890000-0000-7000-8000-000000000000')).toBe(404);
    expect(await visitor.statusOf('/credits/purchases/01890000-0000-7000-8000-000000000000')).toBe(404);
    expect(signedOut.complaints()).toEqual([]);
  });

  step('answers with the headers that are promised, and with a new nonce each time', async () => {
    const nonces = await Promise.all([nonceOf('/'), nonceOf('/'), nonceOf('/legal/privacy'), nonceOf('/nowhere-at-all')]);
    expect(new Set(nonces).size).toBe(nonces.length);
    const forms = await Promise.all(
      ['/legal/privacy.txt', '/legal/privacy.json', '/healthz', '/readyz', '/.well-known/gpc.json', '/.well-known/security.txt'].map(
        (form) => fetch(new URL(form, stack.info.webUrl)),
      ),
    );
    expect(forms.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(forms[0]?.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(forms[1]?.headers.get('content-type')).toMatch(/^application\/json/);
  });

  const nonceOf = async (address: string): Promise<string> => {
    const page = await fetch(new URL(address, stack.info.webUrl), { headers: { accept: 'text/html' } });
    const policy = page.headers.get('content-security-policy') ?? '';
    const [, nonce = ''] = /script-src 'self' 'nonce-([\w+/=]{22,})' 'strict-dynamic'/.exec(policy) ?? [];
    for (const rule of ["default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"])
      expect(policy).toContain(rule);
    expect(policy).not.toContain('unsafe');
    const html = await page.text();
    const unmarked = [...html.matchAll(/<(?:script|style)\b[^>]*>/g)].filter(([tag]) => !tag.includes(`nonce="${nonce}"`));
    expect(unmarked.map(([tag]) => tag)).toEqual([]);
    expect(html).not.toMatch(/\sstyle="|\son\w+="/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('referrer-policy')).toBe('same-origin');
    expect(page.headers.get('x-powered-by')).toBeNull();
    expect(page.headers.get('set-cookie')).toBeNull();
    return nonce;
  };

  it('is not disturbed by whatever a person does while a page comes alive', async () => {
    const hasty = await Visitor.open(browser, stack.info);
    // All that React would wake up for (its discrete, replayable events), again and again until long after the first paint.
    const types =
      'mousedown mouseup touchcancel touchend touchstart auxclick dblclick pointercancel pointerdown pointerup dragend dragstart drop compositionend compositionstart keydown keypress keyup input textInput copy cut paste click change contextmenu reset';
    await hasty.page.addInitScript(`{
      const types = ${JSON.stringify(types)}.split(' ');
      const fire = () => types.forEach((type) => document.querySelector('textarea')?.dispatchEvent(new Event(type, { bubbles: true })));
      const firing = setInterval(fire, 1);
      setTimeout(() => clearInterval(firing), 1_500);
    }`);
    for (let opened = 0; opened < 6; opened++) {
      await hasty.page.goto('/contact');
      await hasty.page.waitForTimeout(1_500);
    }
    expect(hasty.complaints()).toEqual([]);
    await hasty.close();
  });

  step('refuses forms from elsewhere, and sign-outs and sign-ins that another site asks for', async () => {
    const send = async (address: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
      (await visitor.context.request.post(new URL(address, stack.info.webUrl).toString(), { form, headers, maxRedirects: 0 })).status();
    const elsewhere = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
    expect({
      sawNoToken: await send('/sign-out', {}),
      guessedToken: await send('/history', { csrf: 'A'.repeat(64), intent: 'delete', id: '01890000-0000-7000-8000-000000000000' }),
      fromElsewhere: await send('/studio', { prompt: 'A stolen picture' }, elsewhere),
      buying: await send('/credits?index', { buy: 'x:stripe' }, elsewhere),
    }).toEqual({ sawNoToken: 403, guessedToken: 403, fromElsewhere: 403, buying: 403 });
    expect(await visitor.statusOf('/sign-out')).toBe(302);
    expect(await visitor.statusOf('/studio')).toBe(200);
  });

  step('stays readable, and says what is wrong, while the service behind it is down', async () => {
    const witness = await Visitor.open(browser, stack.info, {
      expectedStatuses: [503],
      storageState: await visitor.context.storageState(),
    });
    const processes = path.join(stack.dataDir, stack.info.profile, 'processes.json');
    const pidOfCoreApi = () => (JSON.parse(readFileSync(processes, 'utf8')) as Record<string, { pid: number }>)['core-api']?.pid ?? 0;
    process.kill(pidOfCoreApi(), 'SIGKILL');
    const response = await witness.page.goto('/studio');
    expect(response?.status()).toBe(503);
    await witness.page.getByRole('heading', { name: 'Not available right now' }).waitFor();
    expect(await faultsHere(witness.page, 'the error page')).toEqual([]);
    await until('core-api', async () => (await fetch(new URL('/readyz', stack.info.webUrl))).ok, 60_000);
    await witness.page.goto('/studio');
    await witness.page.getByRole('heading', { name: 'Studio' }).waitFor();
    expect(witness.complaints()).toEqual([]);
    await witness.close();
  });
});
