import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { findIn, sourcesBelow } from './source-files.js';

const root = path.resolve(__dirname, '../..');
const domains = ['credits', 'creations', 'accounts', 'billing', 'staff', 'consent', 'retention', 'data-rights', 'egress'].filter((name) =>
  existsSync(path.join(root, 'packages', name, 'src')),
);

describe('domain packages', () => {
  it.each(domains)('%s is handed the time, chance and settings, and never takes them', (name) => {
    const files = sourcesBelow(`packages/${name}/src`);
    expect(files.length).toBeGreaterThan(0);
    // `new Date(value)` turns a value into an instant; only the empty call reads the wall clock.
    expect(findIn(files, /\bDate\.now\(|\bnew Date\(\s*\)|\bprocess\.(?:env|hrtime)|\bMath\.random\(|\bperformance\.now\(/)).toEqual([]);
  });
});

describe('all sources', () => {
  const everything = ['packages', 'apps', 'infra'].flatMap((folder) => sourcesBelow(folder));

  it('names what it exports', () => {
    expect(findIn(everything, /^\s*export \*/)).toEqual([]);
  });

  it('never asks the database for the time in what a promise depends on', () => {
    const database = sourcesBelow('packages/database/src');
    expect(
      findIn(database, /\bnow\(\)(?!\s*[{:=])|\bCURRENT_TIMESTAMP\b|\bclock_timestamp\(/).filter(
        (found) => !/\bclock\.now\(\)|Date\.now\(\)/.test(found),
      ),
    ).toEqual([]);
  });

  it('keeps the powers of the local stack in the local stack', () => {
    const production = ['packages', 'apps'].flatMap((folder) => sourcesBelow(folder));
    expect(findIn(production, /x-keepword-control|_control\b/)).toEqual([]);
  });
});

describe('tests', () => {
  it('say by their name what they cost', () => {
    const files = ['packages', 'apps', 'infra', 'tests'].flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(?:spec|test)\.tsx?$/.test(entry.name) && !/node_modules|\/dist\//.test(entry.parentPath))
        .map((entry) => entry.name),
    );
    expect(files.filter((name) => !/^[a-z0-9.-]+?(?:\.int|\.e2e)?\.test\.tsx?$/.test(name))).toEqual([]);
  });
});
