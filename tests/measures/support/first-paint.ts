import type { Browser, BrowserContextOptions } from 'playwright-core';

export interface Opening {
  readonly url: string;
  readonly options: BrowserContextOptions;
}

/** A later candidate than this is no longer the opening of the page. */
const settleMs = 300;

const rounds = 12;

/**
 * Largest contentful paints of some pages in milliseconds, each the least of twelve openings with an empty cache, taken in turns.
 * The least, since whatever else a machine does only ever adds to it; always twelve, since a measurement that ends when it likes what it sees says
 * nothing.
 */
export async function largestPaints<Name extends string>(
  browser: Browser,
  pages: Readonly<Record<Name, Opening>>,
): Promise<{ readonly least: Readonly<Record<Name, number>>; readonly rounds: number }> {
  const names = Object.keys(pages) as Name[];
  const least = Object.fromEntries(names.map((name) => [name, Infinity])) as Record<Name, number>;
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) least[name] = Math.min(least[name], await largestPaint(browser, pages[name]));
  return { least, rounds };
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
