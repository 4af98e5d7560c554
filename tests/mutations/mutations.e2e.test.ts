import { nameOf, type Mutation, type NoticingTest } from './support/mutation.js';
import { mutations } from './support/mutations.js';
import { runTests, type TestRun } from './support/run-tests.js';
import { ScratchTree } from './support/scratch-tree.js';

/** One lane for each of the two cores that everything here is measured on. */
const lanes = 2;
// Some three minutes of both cores; the limit is for a machine that has much else to do.
const allMaxMs = 40 * 60_000;

/** Undisturbed first: a test that is red anyway notices nothing. */
const untouched = new Map<NoticingTest, TestRun>();
const broken = new Map<Mutation, TestRun>();

beforeAll(async () => {
  const trees = Array.from({ length: lanes }, () => new ScratchTree());
  try {
    const work = [
      ...groups(mutations.map(({ noticedBy }) => noticedBy)).map((tests) => async (tree: ScratchTree) => {
        const run = await runTests(tree.root, tests);
        for (const test of tests) untouched.set(test, run);
      }),
      ...mutations.map((mutation) => async (tree: ScratchTree) => {
        const run = tree.changed(mutation, () => runTests(tree.root, [mutation.noticedBy]));
        broken.set(mutation, await run.catch((error: unknown): TestRun => ({ results: [], output: String(error) })));
      }),
    ];
    await Promise.all(trees.map((tree) => inTurn(work, tree)));
  } finally {
    for (const tree of trees) tree.remove();
  }
}, allMaxMs);

it.each(mutations.map((mutation) => [nameOf(mutation), mutation] as const))('%s is noticed', (_, mutation) => {
  const { noticedBy } = mutation;
  expect(said(untouched.get(noticedBy), noticedBy)).toBe('passed');
  expect(said(broken.get(mutation), noticedBy)).toBe('failed');
});

/** `passed`, `failed`, or what jest said where the test did not even run: a breakage that nothing could load proves nothing. */
function said(run: TestRun | undefined, { name }: NoticingTest): string {
  const results = run?.results.filter(({ fullName }) => fullName.includes(name)) ?? [];
  if (results.length === 0) return `did not run:\n${run?.output ?? ''}`;
  return results.every(({ status }) => status === 'passed') ? 'passed' : 'failed';
}

/** One jest for the tests of a project that need no more than it: each start costs seconds. */
function groups(tests: readonly NoticingTest[]): readonly (readonly NoticingTest[])[] {
  const projects = [...new Set(tests.map(({ project }) => project))];
  return projects.map((one) => tests.filter(({ project }) => project === one));
}

async function inTurn(work: ((tree: ScratchTree) => Promise<void>)[], tree: ScratchTree): Promise<void> {
  for (let next = work.shift(); next; next = work.shift()) await next(tree);
}
