import type { Browser, BrowserContextOptions } from 'playwright-core';

export interface Opening {
  readonly url: string;
  readonly options: BrowserContextOptions;
}

/** A later candidate than this is no longer the opening of the page. */
const settleMs = 300;

const roundsMin = 4;
const roundsMax = 16;

/**
 * Largest contentful paints of two pages in milliseconds, each the least of some openings with an empty cache, taken in turns.
 * The least, since whatever else a machine does only ever adds to it; a busy machine is asked some more times.
 * @param ratioMax at most how many times the floor the page may take for this to be enough
 */
export async function largestPaints(
  browser: Browser,
  { page, floor, ratioMax }: { readonly page: Opening; readonly floor: Opening; readonly ratioMax: number },
): Promise<{ readonly pageMs: number; readonly floorMs: number; readonly rounds: number }> {
  const least = { pageMs: Infinity, floorMs: Infinity };
  let rounds = 0;
  while (rounds < roundsMin || (rounds < roundsMax && least.pageMs > ratioMax * least.floorMs)) {
    least.floorMs = Math.min(least.floorMs, await largestPaint(browser, floor));
    least.pageMs = Math.min(least.pageMs, await largestPaint(browser, page));
    rounds += 1;
  }
  return { ...least, rounds };
}

async function largestPaint(browser: Browser, { url, options }: Opening): Promise<number> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForTimeout(settleMs);
    return await page.evaluate<number>(
      `new Promise((resolve, reject) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true });
        setTimeout(() => reject(new Error('nothing was painted')), 5000);
      })`,
    );
  } finally {
    await context.close();
  }
}
