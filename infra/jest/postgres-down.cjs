const fs = require('node:fs');

module.exports = async () => {
  const { server, dataDir } = globalThis.keepwordTestPostgres;
  await server.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
};
