import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { accepting } from './accepting.js';
import { erasure } from './erasure.js';
import { erasingWhole } from './erasing-whole.js';
import { endToEnd } from './end-to-end.js';
import { exportMemory } from './export-memory.js';
import { exporting } from './exporting.js';
import { history } from './history.js';
import { endCleanlyOnSignals } from './interrupt.js';
import { ledger } from './ledger.js';
import { table, type Result } from './result.js';

const benches: Readonly<Record<string, (quick: boolean) => Promise<Result[]>>> = {
  ledger: (quick) => ledger(quick ? 1_500 : 3_000, quick ? 2 : 5),
  accepting: (quick) => accepting(quick ? 1_500 : 4_000, quick ? 2 : 5, quick ? 400 : 1_000),
  history: (quick) => history(quick ? 100 : 500),
  erasure: (quick) => erasure(quick ? 2_000 : 10_000, quick ? 100 : 500, quick ? 3 : 5),
  'erasure-whole': (quick) => erasingWhole({ creations: 100, others: quick ? 100 : 500, people: quick ? 8 : 40 }),
  export: (quick) =>
    quick
      ? exporting({ creations: 2_000, pictures: 20, pictureBytes: 1_000_000 }, 2)
      : exporting({ creations: 10_000, pictures: 100, pictureBytes: 1_000_000 }, 5),
  'export-memory': (quick) =>
    quick
      ? exportMemory({ creations: 20, pictures: 20, pictureBytes: 10_000_000, words: 100_000 })
      : exportMemory({ creations: 100, pictures: 100, pictureBytes: 10_000_000, words: 1_000_000 }),
  'end-to-end': (quick) => endToEnd(quick ? 40 : 200, 1),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, out: { type: 'string', default: '.keepword/bench/results.json' } },
});
const unknown = positionals.find((name) => !(name in benches));
if (unknown !== undefined) {
  console.error(`There is no benchmark '${unknown}'. They are: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
endCleanlyOnSignals();
const file = path.resolve(values.out);
mkdirSync(path.dirname(file), { recursive: true });
const machine = { node: process.version, platform: `${process.platform}-${process.arch}`, cores: cpus().length };
const results: Result[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`${name} …`);
  const startMs = performance.now();
  try {
    const measured = await bench(values.quick);
    results.push(...measured);
    console.log(`${table(measured)}\n(${((performance.now() - startMs) / 1000).toFixed(0)} s)\n`);
  } catch (error) {
    // One that fails takes nothing from the others, but the run as a whole has failed.
    console.error(`${name} could not be measured:`, error);
    process.exitCode = 1;
  }
}
writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), quick: values.quick, machine, results }, null, 2)}\n`);
console.log(`\n${table(results)}\n\n${file}`);
