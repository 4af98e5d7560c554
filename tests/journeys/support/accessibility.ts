import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds wrong on the page as it is shown now, one line per rule and element. */
export async function violationsOn(page: Page): Promise<readonly string[]> {
  // Through the debugger, so the page's own content security policy stays as it is.
  await page.evaluate(`${axeSource};0`);
  const violations = await page.evaluate<readonly AxeViolation[]>('axe.run().then(({ violations }) => violations)');
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
}

const narrow = { width: 390, height: 844 };

/** What axe objects to on the page as it is, and whether a narrow screen holds it. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  const found = [...(await violationsOn(page))];
  const size = page.viewportSize();
  await page.setViewportSize(narrow);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  if (width !== narrow.width) found.push(`${page.url()} is ${width} pixels wide on a screen of ${narrow.width}`);
  if (size) await page.setViewportSize(size);
  return found;
}
