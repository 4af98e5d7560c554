import type { Browser, Page } from 'playwright-core';
import { violationsOn } from './support/accessibility.js';
import { launchBrowser } from './support/browser.js';
import { makeFromPrompt, pictureAppears } from './support/making.js';
import { signInForTheFirstTime, type Person } from './support/sign-in.js';
import { profileUnderTest, startStack, type TestStack } from './support/stack.js';
import { story } from './support/story.js';
import { Visitor } from './support/visitor.js';

const person: Person = { name: 'Petra Reader', email: 'petra.reader@example.com', password: 'six geese over the water' };

const openPages = ['/', '/sign-in', '/legal/privacy', '/legal/terms', '/legal/recipients'];
const personalPages = ['/', '/studio', '/history', '/credits', '/settings/profile'];

describe(`the pages under ${profileUnderTest}`, () => {
  let stack: TestStack;
  let browser: Browser;
  let visitor: Visitor;
  let signedOut: Visitor;
  let picture = '';
  const step = story(() => visitor);

  beforeAll(async () => {
    stack = await startStack();
    browser = await launchBrowser();
    visitor = await Visitor.open(browser, stack.info);
    signedOut = await Visitor.open(browser, stack.info);
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  step('signs in and makes a picture to show', async ({ page }) => {
    await page.goto('/sign-in?returnTo=/studio');
    await signInForTheFirstTime(visitor, person);
    await stack.keepword('credits', 'grant', person.email, '50');
    await page.goto('/studio');
    await makeFromPrompt(visitor, 'Three pears on a table');
    await pictureAppears(page, 'pears');
    const link = page.getByRole('link', { name: /^Open picture 1/ });
    picture = (await link.getAttribute('href')) ?? '';
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    step(`has no page that axe objects to, ${colorScheme}`, async () => {
      const found: string[] = [];
      for (const { one, paths } of [
        { one: signedOut, paths: openPages },
        { one: visitor, paths: [...personalPages, picture] },
      ]) {
        await one.page.emulateMedia({ colorScheme });
        for (const path of paths) {
          await one.page.goto(path);
          found.push(...(await violationsOn(one.page)).map((violation) => `${path}: ${violation}`));
        }
      }
      expect(found).toEqual([]);
    });
  }

  step('fits a narrow screen', async () => {
    for (const { one, paths } of [
      { one: signedOut, paths: openPages },
      { one: visitor, paths: [...personalPages, picture] },
    ]) {
      await one.page.setViewportSize({ width: 390, height: 800 });
      for (const path of paths) {
        await one.page.goto(path);
        expect({ path, width: await one.page.evaluate('document.documentElement.scrollWidth') }).toEqual({ path, width: 390 });
      }
      await one.page.setViewportSize({ width: 1280, height: 800 });
    }
  });

  step('has no link that leads nowhere', async () => {
    const found = new Map<string, string>();
    for (const { one, paths } of [
      { one: signedOut, paths: openPages },
      { one: visitor, paths: [...personalPages, picture] },
    ]) {
      for (const path of paths) {
        await one.page.goto(path);
        for (const href of await linksOn(one.page)) found.set(href, path);
      }
    }
    const broken: string[] = [];
    for (const [href, from] of found) {
      const status = await visitor.statusOf(href);
      if (status >= 400) broken.push(`${href} on ${from} answers ${status}`);
    }
    expect(broken).toEqual([]);
  });
});

/** Addresses on this origin that the page links to, without what is only another place on the page. */
function linksOn(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(
    '[...new Set([...document.links].filter(({ origin }) => origin === location.origin).map(({ pathname, search }) => pathname + search))]',
  );
}
