import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Of the npm registry, for Linux on x64; the last one that Node 20 can unpack. It holds the whole browser, so it needs no other server. */
const packaged = '@sparticuz/chromium@147.0.0';

const howToGetOne =
  'Install one (Debian: apt-get install chromium; macOS: Google Chrome; anywhere: npx playwright install --with-deps chromium) or say where it is: KEEPWORD_CHROMIUM=/path/to/chromium';

/**
 * Finds a Chromium: the given one, one on the PATH, Playwright's own, one that an earlier run unpacked; else installs one, by Debian's
 * packages, from the npm registry, or by Playwright's download.
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
  return [...onPath, ...macApplications, ...playwrightsOwn(), unpacked()].find(isProgram) ?? null;
}

function installed(): string {
  const said: string[] = [];
  for (const { command, args, environment = {} } of installers()) {
    process.stderr.write(`No Chromium was found; trying: ${command} ${args.join(' ')}\n`);
    const done = spawnSync(command, args, {
      encoding: 'utf8',
      // Without a network nobody waits for npm's five tries.
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', npm_config_fetch_retries: '1', ...environment },
      timeout: 600_000,
    });
    if (done.status !== 0) said.push(`${command} ${args[0]} ended with ${done.status ?? done.error?.message}: ${lastWords(done)}`);
    const found = present();
    if (found) return found;
  }
  throw new Error(`There is no Chromium and none could be installed. ${howToGetOne}\n${said.join('\n')}`);
}

interface Installer {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

function installers(): readonly Installer[] {
  const debianAsRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  const apt = [
    { command: 'apt-get', args: ['update'] },
    { command: 'apt-get', args: ['install', '-y', '--no-install-recommends', 'chromium'] },
  ];
  const playwright = { command: 'npx', args: ['--yes', `playwright@${playwrightVersion()}`, 'install', 'chromium'] };
  return [...(debianAsRoot ? apt : []), ...(process.platform === 'linux' && process.arch === 'x64' ? fromNpm() : []), playwright];
}

/** Fetches the package and has it unpack itself, which it does into the folder for temporary files. */
function fromNpm(): readonly Installer[] {
  const folder = ownCache();
  mkdirSync(folder, { recursive: true });
  const fetched = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', packaged];
  const main = path.join(folder, 'node_modules/@sparticuz/chromium/build/esm/index.js');
  const unpack = `import(${JSON.stringify(main)}).then(({ default: chromium }) => chromium.executablePath())`;
  return [
    { command: 'npm', args: ['install', ...fetched] },
    { command: process.execPath, args: ['--input-type=module', '--eval', unpack], environment: { TMPDIR: folder } },
  ];
}

const ownCache = () => path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'keepword', 'chromium-147');
const unpacked = () => path.join(ownCache(), 'chromium');

const noise = /^npm (?:notice|warn|error A complete log)|^Node\.js v/i;

/** What a failed command said last, past the advertisements of npm. */
function lastWords({ stdout, stderr }: { readonly stdout: string | null; readonly stderr: string | null }): string {
  const lines = `${stdout ?? ''}\n${stderr ?? ''}`.split('\n').filter((line) => line.trim() !== '' && !noise.test(line));
  return lines.at(-1)?.trim() ?? 'it said nothing';
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
