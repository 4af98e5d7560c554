import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const howToGetOne =
  'Install one (Debian: apt-get install chromium; macOS: Google Chrome; anywhere: npx playwright install --with-deps chromium) or say where it is: KEEPWORD_CHROMIUM=/path/to/chromium';

/**
 * Finds a Chromium: the given one, one on the PATH, Playwright's own; else installs one.
 * @throws Error that says what to do, where there is none and none can be installed. Nothing is skipped for want of a browser.
 */
export function findChromium(): string {
  const given = process.env['KEEPWORD_CHROMIUM'];
  if (given) {
    if (isProgram(given)) return given;
    throw new Error(`KEEPWORD_CHROMIUM is '${given}', where no program is. ${howToGetOne}`);
  }
  return present() ?? installed();
}

function present(): string | null {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).flatMap((dir) => names.map((name) => path.join(dir, name)));
  return [...onPath, ...macApplications, ...playwrightsOwn()].find(isProgram) ?? null;
}

function installed(): string {
  const said: string[] = [];
  for (const [command, ...args] of installers()) {
    process.stderr.write(`No Chromium was found; trying: ${[command, ...args].join(' ')}\n`);
    const done = spawnSync(command ?? '', args, {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: 600_000,
    });
    if (done.status !== 0)
      said.push(`${command} ended with ${done.status ?? done.error?.message}: ${(done.stderr ?? '').trim().split('\n').at(-1) ?? ''}`);
    const found = present();
    if (found) return found;
  }
  throw new Error(`There is no Chromium and none could be installed. ${howToGetOne}\n${said.join('\n')}`);
}

function installers(): readonly (readonly string[])[] {
  const debianAsRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  const apt = [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
  ] as const;
  return [...(debianAsRoot ? apt : []), ['npx', '--yes', `playwright@${playwrightVersion()}`, 'install', 'chromium']];
}

function playwrightVersion(): string {
  const { version } = require('playwright-core/package.json') as { version: string };
  return version;
}

function playwrightsOwn(): readonly string[] {
  const cache =
    process.env['PLAYWRIGHT_BROWSERS_PATH'] ??
    (process.platform === 'darwin' ? path.join(homedir(), 'Library/Caches/ms-playwright') : path.join(homedir(), '.cache/ms-playwright'));
  if (!existsSync(cache)) return [];
  return readdirSync(cache)
    .filter((name) => /^chromium(?:_headless_shell)?-\d+$/.test(name))
    .toSorted()
    .toReversed()
    .flatMap((name) =>
      [
        'chrome-linux/chrome',
        'chrome-linux64/chrome',
        'chrome-linux/headless_shell',
        'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
      ].map((file) => path.join(cache, name, file)),
    );
}

/** Ubuntu's `chromium-browser` is a note that points to a snap package: it is there and does not run. */
function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    execFileSync(file, ['--version'], { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false; // not there, or not a program that runs
  }
}
