import { existsSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { install } from './install.mjs';

/** Prints nothing but what the command itself prints, and builds only where nothing was ever built. */
export async function cli(args) {
  const main = path.join(import.meta.dirname, '../bundle/cli.js');
  if (!existsSync(main)) {
    install();
    build();
  }
  const { main: run } = await import(main);
  await run(args);
}
