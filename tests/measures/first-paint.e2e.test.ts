import type { Browser } from 'playwright-core';
import { launchBrowser } from '../journeys/support/browser.js';
import { signInForTheFirstTime, type Person } from '../journeys/support/sign-in.js';
import { startStack, type TestStack } from '../journeys/support/stack.js';
import { Visitor } from '../journeys/support/visitor.js';
import { buildEmptyPage, serveEmptyPage, type EmptyPage } from './support/empty-page.js';
import { largestPaints } from './support/first-paint.js';

const person: Person = { name: 'Quinn Early', email: 'quinn.early@example.com', password: 'four ladders against a wall' };
const ratioMax = 2;

/** A measurement, part of `npm run bench`: it wants the machine for itself and judges no commit. */
describe('the first paint of the studio', () => {
  let stack: TestStack;
  let browser: Browser;
  /** The same page twice: with the headers that keep our pages apart from others, and without any. */
  let [empty, bare]: readonly EmptyPage[] = [];

  beforeAll(async () => {
    stack = await startStack();
    await buildEmptyPage();
    [empty, bare] = [await serveEmptyPage(await isolationOf(stack.info.webUrl)), await serveEmptyPage()];
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await empty?.stop();
    await bare?.stop();
    await stack?.stop();
  });

  it(`comes after at most ${ratioMax} times as long as that of an empty Remix page`, async () => {
    const visitor = await Visitor.open(browser, stack.info);
    await visitor.page.goto('/sign-in?returnTo=/studio');
    await signInForTheFirstTime(visitor, person);
    await visitor.page.getByRole('heading', { name: 'Studio' }).waitFor();
    const options = { storageState: await visitor.context.storageState() };
    await visitor.close();
    if (!empty || !bare) throw new Error('the empty page is not served');
    const pages = {
      studio: { url: new URL('/studio', stack.info.webUrl).toString(), options },
      empty: { url: empty.url, options: {} },
      bare: { url: bare.url, options: {} },
    };
    const { least, rounds } = await largestPaints(browser, pages);
    const words = `the studio paints after ${least.studio} ms, an empty page after ${least.empty} ms, without our headers after ${least.bare} ms (${rounds} rounds)`;
    process.stdout.write(`${words}\n`);
    if (least.studio > ratioMax * least.empty) throw new Error(words);
  });
});

/** Headers that decide into which process a browser puts a page, which it does again when the answer comes. */
async function isolationOf(webUrl: string): Promise<Record<string, string>> {
  const { headers } = await fetch(webUrl, { headers: { accept: 'text/html' } });
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith('cross-origin-')));
}
