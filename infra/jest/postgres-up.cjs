// One real PostgreSQL for all integration tests; each suite copies a database of its own from a migrated template.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { register } = require('./load-typescript.cjs');

module.exports = async () => {
  register();
  const { startEmbeddedPostgres } = require('../../packages/testkit/src/index.ts');
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'keepword-test-'));
  fs.chmodSync(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, port: 0, superuserPassword: 'test', durable: false, maxConnections: 300 });
  globalThis.keepwordTestPostgres = { server, dataDir };
  process.env.KEEPWORD_TEST_POSTGRES = server.url('postgres');
  const prepare = path.join(__dirname, '../../packages/database/src/testing/prepare-template.ts');
  if (fs.existsSync(prepare)) await require(prepare).prepareTemplate(process.env.KEEPWORD_TEST_POSTGRES);
};
