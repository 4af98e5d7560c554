import type { Visitor } from './visitor.js';

const textCharsMax = 2000;

export type Step = (name: string, run: (visitor: Visitor) => Promise<void>) => void;

/**
 * Tests that build on one another, about one visitor. A step fails when it throws or when the browser had a complaint;
 * the steps after it then fail at once and name it, since what they start from is not there.
 */
export function story(visitor: () => Visitor): Step {
  let broken: string | null = null;
  return (name, run) =>
    it(name, async () => {
      if (broken !== null) throw new Error(`not reached: «${broken}» failed before`);
      broken = name;
      try {
        await run(visitor());
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${await whatIsShown(visitor())}`, { cause: error });
      }
      expect(visitor().complaints()).toEqual([]);
      broken = null;
    });
}

async function whatIsShown(visitor: Visitor): Promise<string> {
  const { page } = visitor;
  const text = await page
    .locator('body')
    .innerText({ timeout: 1_000 })
    .catch(() => 'no page');
  return `The browser is at ${page.url()}, has these complaints: ${visitor.complaints().join('; ') || 'none'}, came by ${visitor.lastVisited().join(' → ')}, and shows:\n${text.slice(0, textCharsMax)}`;
}
