import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

const stampFile = path.join(root, 'node_modules', '.keepword-installed');

/** Installs with the pinned pnpm when the lockfile is another than at the last install. Ends the process where that fails. */
export function install() {
  const stamp = wantedStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true;
  const pnpm = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).packageManager;
  const startedMs = performance.now();
  console.error(`Installing with ${pnpm} …`);
  const done = runPackage(pnpm, ['pnpm', 'install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn']);
  if (done.status !== 0) {
    console.error(done.stdout ?? '');
    console.error(done.stderr ?? '');
    console.error(
      `The packages could not be installed (${pnpm} ended with ${done.status ?? done.signal ?? done.error?.message}); see above.`,
    );
    process.exit(1);
  }
  writeFileSync(stampFile, stamp);
  console.error(`Installed in ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`);
  return true;
}

/** Packages with native parts differ by Node's ABI, system and processor. */
function wantedStamp() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(path.join(root, file)));
  return [hash.digest('hex'), process.versions.modules, process.platform, process.arch].join(' ');
}

/** Runs a package's command through npm, which comes with Node; nothing global is needed or changed. */
function runPackage(spec, command) {
  const npm = process.env.npm_execpath ?? '';
  const args = ['exec', '--yes', `--package=${spec}`, '--', ...command];
  const options = { cwd: root, encoding: 'utf8', env: { ...process.env, CI: '1' }, maxBuffer: 64 * 1024 * 1024 };
  return /npm-cli\.[cm]?js$/.test(npm) ? spawnSync(process.execPath, [npm, ...args], options) : spawnSync('npm', args, options);
}
