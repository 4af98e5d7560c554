import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { browserMeasures } from './gates.mjs';
import { install } from './install.mjs';
import { root } from './paths.mjs';

export function bench(args) {
  install();
  build();
  const main = path.join(root, 'infra/bench/dist/main.js');
  if (!existsSync(main)) {
    console.error('There are no benchmarks to run yet.');
    process.exit(1);
  }
  const run = (script, given) => spawnSync(process.execPath, [...script, ...given], { cwd: root, stdio: 'inherit' }).status ?? 1;
  const names = args.filter((arg) => !arg.startsWith('-'));
  const others = args.filter((arg) => arg !== 'first-paint');
  // It needs a browser and no load generator, so it is no part of the program that does the rest.
  const painted = names.length === 0 || names.includes('first-paint') ? run(browserMeasures, []) : 0;
  const measured = names.length === 1 && names[0] === 'first-paint' ? 0 : run([main], others);
  process.exit(measured || painted);
}
