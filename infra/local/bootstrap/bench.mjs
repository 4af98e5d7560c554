import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
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
  process.exit(spawnSync(process.execPath, [main, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1);
}
