import { spawn } from 'node:child_process';
import { existsSync, readdirSync, watch } from 'node:fs';
import path from 'node:path';
import type { AppName } from './app-environment.js';
import { complain, say } from './log.js';
import type { SupervisedProcess } from './supervised-process.js';

const quietMs = 200;

/** Rebuilds a package when its sources change and restarts the apps that use it. The web client reloads itself (Vite). */
export function watchSources(root: string, apps: ReadonlyMap<AppName, SupervisedProcess>): void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let working: Promise<void> = Promise.resolve();
  const flush = () => {
    const folders = [...changed];
    changed.clear();
    working = working.then(() => rebuild(root, folders, apps));
  };
  for (const folder of watchedFolders(root)) {
    const watcher = watch(path.join(root, folder, 'src'), { recursive: true }, (_event, file) => {
      if (file === null || !/\.tsx?$/.test(file) || /\.test\.tsx?$/.test(file)) return;
      changed.add(folder);
      if (timer) clearTimeout(timer);
      timer = setTimeout(flush, quietMs);
    });
    watcher.on('error', (error) => complain(`${folder} is no longer watched: ${error.message}`));
  }
  say('Watching the sources; a saved file is built and its apps start again.');
}

function watchedFolders(root: string): readonly string[] {
  const below = (parent: string) => readdirSync(path.join(root, parent)).map((name) => `${parent}/${name}`);
  const serviceFolders = ['apps/core-api', 'apps/privacy-service', 'apps/worker'];
  return [...below('packages'), ...serviceFolders].filter((folder) => existsSync(path.join(root, folder, 'src')));
}

async function rebuild(root: string, folders: readonly string[], apps: ReadonlyMap<AppName, SupervisedProcess>): Promise<void> {
  const startedMs = performance.now();
  const built = await Promise.all(folders.map((folder) => build(root, folder)));
  if (built.includes(false)) return;
  const packageChanged = folders.some((folder) => folder.startsWith('packages/'));
  const restarted = [...apps.values()].filter(({ name }) => name !== 'web' && (packageChanged || folders.includes(`apps/${name}`)));
  await Promise.all(restarted.map((app) => app.restart()));
  const names = restarted.map(({ name }) => name).join(', ') || 'nothing to start again';
  say(`${folders.join(', ')} built; ${names} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`);
}

function build(root: string, folder: string): Promise<boolean> {
  const swc = path.join(root, 'node_modules/@swc/cli/bin/swc.js');
  const configuration = ['--strip-leading-paths', '--config-file', path.join(root, '.swcrc'), '--quiet'];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [swc, 'src', '-d', 'dist', ...configuration], {
      cwd: path.join(root, folder),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    child.once('close', (code) => {
      if (code !== 0) complain(`${folder} does not build; the running version stays.\n${said.trim()}`);
      resolve(code === 0);
    });
  });
}
