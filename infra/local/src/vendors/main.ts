import { readFileSync } from 'node:fs';
import { dataFolder } from '../launch/data-folder.js';
import { localClock } from '../launch/local-clock.js';
import { readRuntime } from '../launch/runtime.js';
import type { StackSecrets } from '../launch/secrets.js';
import { githubVendor } from './github/github-vendor.js';
import { googleVendor } from './google/google-vendor.js';
import type { Vendor } from './vendor.js';
import { startVendorHost } from './vendor-host.js';

// The stand-ins' process: all vendors on one port. Its one argument is the data folder of the stack.
const [dataDir] = process.argv.slice(2);
if (!dataDir) throw new Error('the stand-ins need the data folder as their argument');
const folder = dataFolder(dataDir);
const runtime = readRuntime(folder.runtimeFile);
const secrets = JSON.parse(readFileSync(folder.secretsFile, 'utf8')) as StackSecrets;

const vendors: readonly Vendor[] = [googleVendor, githubVendor];

const host = await startVendorHost({
  port: Number(new URL(runtime.vendorsUrl).port),
  controlSecret: runtime.controlSecret,
  clock: localClock(folder.clockFile),
  dataDir: folder.vendorsDir,
  databaseUrl: runtime.databaseUrl,
  webUrl: runtime.webUrl,
  coreApiUrl: runtime.coreApiUrl,
  privacyServiceUrl: runtime.privacyServiceUrl,
  secrets: secrets.vendors,
  vendors,
});

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void host.stop().then(() => process.exit(0));
  });
