import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';

const root = path.resolve(__dirname, '../..');
const transformer = require('../../infra/jest/transformer.cjs') as { process(source: string, file: string): { code: string } };

type Check = (actual: unknown, said: string) => void;
type Example = (check: Check) => Promise<void>;

/** The blocks of a README marked `ts`, as one program: later ones may use what earlier ones made. */
function programOf(readme: string): string | null {
  const blocks = [...readFileSync(readme, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
  if (blocks.length === 0) return null;
  const lines = blocks.join('\n').split('\n');
  const isImport = (line: string) => line.startsWith('import ');
  const body = withChecks(lines.filter((line) => !isImport(line)).join('\n'));
  return `${lines.filter(isImport).join('\n')}\nexport async function example(check) {\n${body}\n}\n`;
}

/** A comment behind a value that is printed, or that stands alone, says what the value is. */
function withChecks(code: string): string {
  const check = (value: string, said: string) => `check((${value.trim().replace(/,$/, '')}), ${JSON.stringify(said)});`;
  return code
    .replace(/console\.log\(([\s\S]*?)\);\s*\/\/ (.*)$/gm, (_, value: string, said: string) => check(value, said))
    .replace(/^(\w+\(.*\)); \/\/ (.*)$/gm, (_, value: string, said: string) => check(value, said));
}

/** Runs against the sources, whatever was built last. */
function load(program: string): Example {
  const { code } = transformer.process(program, path.join(root, 'tests/architecture/example.ts'));
  const loaded: { exports: { example?: Example } } = { exports: {} };
  const requireOurs = (request: string) => {
    const [, name = '', below = ''] = /^@keepword\/([\w-]+)(?:\/(.+))?$/.exec(request) ?? [];
    return require(path.join(root, 'packages', name, 'src', below, 'index.ts')) as unknown;
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- the README of the same repository is what is being tested
  new Function('module', 'exports', 'require', code)(loaded, loaded.exports, requireOurs);
  if (!loaded.exports.example) throw new Error('the program has no example');
  return loaded.exports.example;
}

const readmes = readdirSync(path.join(root, 'packages')).flatMap((name) => {
  const readme = path.join(root, 'packages', name, 'README.md');
  const program = existsSync(readme) ? programOf(readme) : null;
  return program === null ? [] : [[`packages/${name}/README.md`, program] as const];
});

/** `…` stands for anything, and what follows a semicolon is for people. */
function fits(actual: unknown, said: string): boolean {
  const [value = ''] = said.split('; ');
  const compact = (text: string) => text.replaceAll(/\s+/g, '');
  const pattern = compact(value)
    .split('…')
    .map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`))
    .join('.*');
  return new RegExp(`^${pattern}$`, 's').test(compact(inspect(actual, { depth: 6 })));
}

describe('the example of a package', () => {
  it.each(readmes)('in %s runs and gives what it says', async (_, program) => {
    let checked = 0;
    await load(program)((actual, said) => {
      checked += 1;
      if (!fits(actual, said)) throw new Error(`the README says ${said}, and it is ${inspect(actual, { depth: 6 })}`);
    });
    expect(checked).toBeGreaterThan(0);
  });

  it('is there for what engineers import on its own', () => {
    expect(readmes.map(([readme]) => readme)).toEqual(expect.arrayContaining(['packages/credits/README.md', 'packages/policy/README.md']));
  });
});
