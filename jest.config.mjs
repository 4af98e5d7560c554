/** One jest for the whole house. A test's file name tells its cost: `.test.ts` is pure, `.int.test.ts` needs Postgres. */
const common = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['keepword-source', 'node', 'node-addons', 'require', 'default'] },
  resolver: '<rootDir>/infra/jest/resolver.cjs',
  transform: { '\\.(ts|tsx|js|mjs|cjs)$': '<rootDir>/infra/jest/transformer.cjs' },
  // The transformer decides itself: only packages that ship nothing but ES modules are rewritten.
  transformIgnorePatterns: [],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.*/bundle/', '<rootDir>/.*/build/', '<rootDir>/.keepword/'],
};

export default {
  // For a hung test, not for a slow machine: what a suite needs on a busy one is some ten seconds.
  testTimeout: 90_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{packages,apps,infra,tests}/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.int\\.test\\.ts$', '\\.e2e\\.test\\.ts$'],
    },
    {
      ...common,
      displayName: 'integration',
      testMatch: ['<rootDir>/{packages,apps,infra,tests}/**/*.int.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/infra/local/src/platform/'],
      globalSetup: '<rootDir>/infra/jest/postgres-up.cjs',
      globalTeardown: '<rootDir>/infra/jest/postgres-down.cjs',
    },
    {
      // Whole services as processes, against the stand-ins: minutes of both cores, so the full run has them.
      ...common,
      displayName: 'platform',
      testMatch: ['<rootDir>/infra/local/src/platform/**/*.int.test.ts'],
      testPathIgnorePatterns: ['/node_modules/'],
      globalSetup: '<rootDir>/infra/jest/postgres-up.cjs',
      globalTeardown: '<rootDir>/infra/jest/postgres-down.cjs',
    },
  ],
};
