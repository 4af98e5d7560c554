import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Journeys of what one profile offers alone; that the others have no such page is a platform test. */
const onlyUnder = { supervision: 'fluxchat' };
const profile = process.env.KEEPWORD_PROFILE ?? 'fluxkrea';
const elsewhere = Object.keys(onlyUnder).filter((journey) => onlyUnder[journey] !== profile);

/** Black-box suites over a whole running stack: journeys in a browser and what else needs everything at once. */
export default {
  rootDir: root,
  testEnvironment: 'node',
  resolver: '<rootDir>/infra/jest/resolver.cjs',
  transform: { '\\.(ts|tsx|js|mjs|cjs)$': '<rootDir>/infra/jest/transformer.cjs' },
  transformIgnorePatterns: [],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.*/build/', '<rootDir>/.keepword/'],
  testMatch: ['<rootDir>/tests/**/*.e2e.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...elsewhere.map((journey) => `/tests/journeys/${journey}\\.e2e`)],
  testTimeout: 180_000,
};
