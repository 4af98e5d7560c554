// The floors of the house: imports only go down. Floor 0 primitives · 1 policy, data-map, contracts · 2 domains · 3 adapters · 4 apps.
const domains = ['credits', 'creations', 'accounts', 'billing', 'staff', 'consent', 'retention', 'data-rights', 'egress'];
const anyOf = (names) => `(?:${names.join('|')})`;
const domain = anyOf(domains);
const adapter =
  '(?:database|keyring|image-sharp|content-filter|service-kit|(?:queue|object-store|identity|email|model-provider|payments|analytics)-[a-z0-9-]+)';
const floor1 = anyOf(['policy', 'data-map', 'contracts']);
const source = (names) => `^packages/${names}/`;
const tests = '(?:\\.test\\.tsx?$|/testing/)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'primitives-stand-on-nothing',
      severity: 'error',
      from: { path: source('primitives') },
      to: { path: '^(?:packages|apps|infra)/', pathNot: source('primitives') },
    },
    {
      name: 'floor-1-imports-nothing-above',
      comment: 'The data map is checked against the profiles, so it reads policy; policy and contracts read neither.',
      severity: 'error',
      from: { path: `^packages/(${floor1})/` },
      to: { path: '^(?:packages|apps|infra)/', pathNot: [source('primitives'), '^packages/$1/', source('policy')] },
    },
    {
      name: 'domains-import-no-domain-and-nothing-above',
      severity: 'error',
      from: { path: `^packages/(${domain})/`, pathNot: tests },
      to: { path: '^(?:packages|apps|infra)/', pathNot: [source('primitives'), source(floor1), '^packages/$1/'] },
    },
    {
      name: 'domain-tests-may-use-the-testkit-besides',
      severity: 'error',
      from: { path: `^packages/(${domain})/.*${tests}` },
      to: { path: '^(?:packages|apps|infra)/', pathNot: [source('primitives'), source(floor1), source('testkit'), '^packages/$1/'] },
    },
    {
      name: 'domains-know-no-technology',
      comment: 'No framework, ORM, queue, file or network: those come in through ports.',
      severity: 'error',
      from: { path: source(domain), pathNot: tests },
      to: {
        path: [
          'node_modules/(?:@nestjs|typeorm|pg|bullmq|ioredis|fastify|undici|stripe|creem|replicate|resend)(?:/|$)',
          '^(?:node:)?(?:fs|fs/promises|net|http|https|child_process|process|worker_threads|dns|tls)$',
        ],
      },
    },
    {
      name: 'adapters-never-import-each-other',
      comment: 'Adapters meet only where they are composed. What every Nest app needs at boot (service-kit) is composed as well.',
      severity: 'error',
      from: { path: `^packages/(${adapter})/`, pathNot: tests },
      to: { path: `^packages/${adapter}/`, pathNot: '^packages/$1/' },
    },
    {
      name: 'packages-import-no-app-and-no-infrastructure',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(?:apps|infra)/' },
    },
    {
      name: 'only-apps-and-the-local-stack-compose',
      severity: 'error',
      from: { path: '^packages/', pathNot: source('composition') },
      to: { path: source('composition') },
    },
    { name: 'apps-never-import-apps', severity: 'error', from: { path: '^apps/([^/]+)/' }, to: { path: '^apps/', pathNot: '^apps/$1/' } },
    {
      name: 'web-imports-contracts-primitives-policy-only',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^(?:packages|infra)/', pathNot: source('(?:contracts|primitives|policy)') },
    },
    {
      name: 'nothing-imports-infra',
      severity: 'error',
      from: { path: '^(?:packages|apps)/' },
      to: { path: '^infra/' },
    },
    {
      name: 'the-testkit-is-for-tests-and-the-local-stack',
      severity: 'error',
      from: { path: '^(?:packages|apps)/', pathNot: [tests, source('testkit')] },
      to: { path: source('testkit') },
    },
    {
      name: 'only-platform-folders-construct-adapters',
      severity: 'error',
      from: { path: '^apps/(?:core-api|privacy-service|worker)/src/', pathNot: ['/platform/', '/main\\.ts$', tests] },
      to: {
        path: source('(?:queue|object-store|identity|email|model-provider|payments|analytics)-[a-z0-9-]+'),
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-development-dependency-in-what-runs',
      severity: 'error',
      from: { path: '^(?:packages|apps/(?:core-api|privacy-service|worker))/[^/]+/src', pathNot: [tests, source('testkit')] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(?:^|/)(?:dist|bundle|build|coverage)/', '^apps/web/(?:build|\\.cache)/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      conditionNames: ['keepword-source', 'import', 'node', 'require', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
