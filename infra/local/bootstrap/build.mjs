import { spawnSync } from 'node:child_process';
import { root, tool } from './paths.mjs';

/** Builds what changed; turbo knows by the inputs' hashes. Ends the process where that fails. */
export function build() {
  const startedMs = performance.now();
  const done = spawnSync(
    process.execPath,
    [tool('turbo', 'bin/turbo'), 'run', 'build', '--output-logs=errors-only', '--log-order=grouped', '--no-update-notifier'],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1' },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (done.status !== 0) {
    console.error(done.stdout);
    console.error(done.stderr);
    console.error('The build failed; see above.');
    process.exit(1);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  if (seconds > 3) console.error(`Built in ${seconds.toFixed(1)} s.`);
  return true;
}
