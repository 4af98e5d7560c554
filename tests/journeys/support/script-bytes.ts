import type { Browser, BrowserContextOptions } from 'playwright-core';

/** What a page loads late would be seen within this time after its load event. */
const settleMs = 500;

/** Bytes of JavaScript, as they came over the wire, that a page loads until it is quiet. */
export async function scriptBytes(browser: Browser, url: string, options: BrowserContextOptions): Promise<number> {
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
