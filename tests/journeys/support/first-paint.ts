import type { Browser, BrowserContextOptions } from 'playwright-core';

export interface Opening {
  readonly url: string;
  readonly options: BrowserContextOptions;
}

/** A later candidate than this is no longer the opening of the page. */
const settleMs = 400;

/**
 * Largest contentful paint of each page in milliseconds: the least of some openings with an empty cache, taken in turns.
 * The least, since whatever else a machine does only ever adds to it.
 */
export async function largestPaints<Name extends string>(
  browser: Browser,
  pages: Readonly<Record<Name, Opening>>,
  rounds: number,
): Promise<Readonly<Record<Name, number>>> {
  const least = Object.fromEntries(Object.keys(pages).map((name) => [name, Infinity])) as Record<Name, number>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of Object.keys(pages) as Name[]) least[name] = Math.min(least[name], await largestPaint(browser, pages[name]));
  }
  return least;
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

/** Bytes of JavaScript, as they came over the wire, that a page loads until it is quiet. */
export async function scriptBytes(browser: Browser, { url, options }: Opening): Promise<number> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script') sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForTimeout(settleMs);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  } finally {
    await context.close();
  }
}
