import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { NoticingTest } from './mutation.js';
import { root } from './scratch-tree.js';

export interface TestResult {
  readonly fullName: string;
  readonly status: 'passed' | 'failed' | 'pending' | 'skipped' | 'todo' | 'disabled';
}

export interface TestRun {
  /** Of the tests that were asked for. */
  readonly results: readonly TestResult[];
  /** What jest said, for a report. */
  readonly output: string;
}

interface JestReport {
  readonly testResults: readonly { readonly assertionResults: readonly TestResult[] }[];
}

const jestScript = path.join(root, 'node_modules/jest/bin/jest.js');

/** Runs the named tests in a tree, in one jest of their own. All of them are of one project. */
export async function runTests(tree: string, tests: readonly NoticingTest[]): Promise<TestRun> {
  const report = path.join(tree, 'mutation-results.json');
  rmSync(report, { force: true });
  const [first] = tests;
  if (!first) return { results: [], output: '' };
  const args = ['--ci', '--runInBand', '--selectProjects', first.project, '--json', `--outputFile=${report}`];
  const names = [...new Set(tests.map(({ name }) => name))];
  const files = [...new Set(tests.map(({ file }) => file))];
  const output = await run(tree, [jestScript, ...args, '--testNamePattern', names.map(literally).join('|'), '--runTestsByPath', ...files]);
  if (!existsSync(report)) return { results: [], output };
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
  const results = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName, status }) => status !== 'pending' && names.some((name) => fullName.includes(name)));
  return { results, output };
}

const literally = (text: string) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

function run(cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.once('error', reject).once('close', () => resolve(output));
  });
}
