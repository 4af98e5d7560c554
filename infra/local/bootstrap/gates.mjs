import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root, tool } from './paths.mjs';

const jest = (name, ...args) => ({
  name,
  jest: true,
  // Suites that drive a whole stack have both cores to themselves.
  script: [tool('jest', 'bin/jest.js'), '--ci', ...(args.includes('--runInBand') ? [] : ['--maxWorkers=2']), ...args],
});
const tsc = (project) => [tool('typescript', 'bin/tsc'), '-p', project];

const everyCommit = [
  { name: 'types', script: tsc('tsconfig.json') },
  { name: 'types-of-web', script: tsc('apps/web/tsconfig.json') },
  { name: 'lint', script: [tool('oxlint', 'bin/oxlint'), '--type-aware'] },
  { name: 'format', script: [tool('oxfmt', 'bin/oxfmt'), '--check', '.'] },
  { name: 'dead-code', script: [tool('knip', 'bin/knip.js')] },
  {
    name: 'floors',
    script: [
      tool('dependency-cruiser', 'bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      'packages',
      'apps',
      'infra',
      'tests',
    ],
  },
  jest('unit', '--selectProjects', 'unit'),
  jest('integration', '--selectProjects', 'integration'),
  { name: 'build', build: true },
  { name: 'published-shape', script: ['tests/architecture/published-shape.mjs'] },
  journeys('fluxkrea'),
];

const otherProfiles = ['fluxvision', 'fluxkontextpro', 'fluxchat', 'fluxgen'];

/** Journeys of what only some of them offer. */
const offeredBy = { fluxchat: ['subscription', 'supervision'] };

/** Suites of `npm run test:full` besides the other profiles' journeys; a folder below `tests/` each, run when it has tests. */
const fullSuites = [
  { folder: 'canary', environment: {} },
  { folder: 'faults', environment: {} },
  { folder: 'queue-on-redis', environment: {} },
  { folder: 'mutations', environment: {} },
];

/** The gates of a mode, in order. The cheap ones come first, so that a mistake shows early. */
export function gates(mode) {
  if (mode === 'test') return everyCommit;
  return [
    { name: 'build', build: true },
    jest('platform', '--selectProjects', 'platform', '--runInBand'),
    // What differs between profiles is the way through the main job and what people ask of their data, and what is sold; pages look alike.
    // Their model vendors are others, and so are the ways in which those fail.
    ...['fluxkontextpro', 'fluxvision'].map((profile) => journeys(profile, 'failures', `journeys-${profile}-failures`)),
    ...otherProfiles.map((profile) => journeys(profile, `(${['main-job', 'data-rights', ...(offeredBy[profile] ?? [])].join('|')})`)),
    ...fullSuites.filter(({ folder }) => hasTests(folder)).map(({ folder, environment }) => suite(folder, folder, environment)),
  ];
}

function journeys(profile, only = '', name = `journeys-${profile}`) {
  return suite(name, `journeys/${only}`, { KEEPWORD_PROFILE: profile });
}

/** What is measured in a browser: part of the benchmarks, since how long something takes judges no commit. */
export const browserMeasures = suite('measures', 'measures', {}).script;

/** Suites that work on a whole running stack: one after the other, since each starts a stack of its own. */
function suite(name, folder, environment) {
  return { ...jest(name, '--config', `tests/journeys/jest.config.mjs`, '--runInBand', `tests/${folder}`), environment };
}

function hasTests(folder) {
  try {
    return readdirSync(path.join(root, 'tests', folder), { recursive: true }).some((file) => String(file).endsWith('.e2e.test.ts'));
  } catch {
    return false; // no such folder
  }
}
