import { build } from './build.mjs';
import { install } from './install.mjs';

/** Runs in this very process, so that a signal sent to it reaches the launcher and nothing stands between. */
export async function start(args) {
  const startedMs = performance.now();
  install();
  build();
  const { main } = await import('../bundle/launch.js');
  await main(args, startedMs);
}
