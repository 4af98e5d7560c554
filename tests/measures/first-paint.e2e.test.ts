import type { Browser } from 'playwright-core';
import { launchBrowser } from '../journeys/support/browser.js';
import { signInForTheFirstTime, type Person } from '../journeys/support/sign-in.js';
import { startStack, type TestStack } from '../journeys/support/stack.js';
import { Visitor } from '../journeys/support/visitor.js';
import { startEmptyPage } from './support/empty-page.js';
import { largestPaints } from './support/first-paint.js';

const person: Person = { name: 'Quinn Early', email: 'quinn.early@example.com', password: 'four ladders against a wall' };
const ratioMax = 2;

/** A measurement, part of `npm run bench`: it wants the machine for itself and judges no commit. */
describe('the first paint of the studio', () => {
  let stack: TestStack;
  let browser: Browser;
  let empty: Awaited<ReturnType<typeof startEmptyPage>>;

  beforeAll(async () => {
    [stack, empty] = [await startStack(), await startEmptyPage()];
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await empty?.stop();
    await stack?.stop();
  });

  it(`comes after at most ${ratioMax} times as long as that of an empty Remix page`, async () => {
    const visitor = await Visitor.open(browser, stack.info);
    await visitor.page.goto('/sign-in?returnTo=/studio');
    await signInForTheFirstTime(visitor, person);
    await visitor.page.getByRole('heading', { name: 'Studio' }).waitFor();
    const options = { storageState: await visitor.context.storageState() };
    await visitor.close();
    const { pageMs, floorMs, rounds } = await largestPaints(browser, {
      page: { url: new URL('/studio', stack.info.webUrl).toString(), options },
      floor: { url: empty.url, options: {} },
      ratioMax,
    });
    const words = `the studio paints after ${pageMs} ms, an empty page after ${floorMs} ms (${rounds} rounds)`;
    process.stdout.write(`${words}\n`);
    if (pageMs > ratioMax * floorMs) throw new Error(words);
  });
});
