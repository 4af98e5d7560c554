import type { Browser, BrowserContextOptions } from 'playwright-core';

/** Scripts are asked for after the first frame, and by each other: this long after the last one there are no more. */
const settleMs = 700;

/** Bytes of JavaScript, as they came over the wire, that a page loads until it is quiet. */
export async function scriptBytes(browser: Browser, url: string, options: BrowserContextOptions): Promise<number> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const sizes: Promise<number>[] = [];
    let quietSince = performance.now();
    page.on('request', () => (quietSince = performance.now()));
    page.on('requestfinished', (request) => {
      quietSince = performance.now();
      if (request.resourceType() === 'script') sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto(url, { waitUntil: 'load' });
    while (sizes.length === 0 || performance.now() - quietSince < settleMs) await page.waitForTimeout(settleMs / 4);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  } finally {
    await context.close();
  }
}
