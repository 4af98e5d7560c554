import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

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
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 180_000,
};
