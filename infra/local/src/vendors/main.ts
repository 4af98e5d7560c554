import { readFileSync } from 'node:fs';
import { profile } from '@keepword/policy';
import { createImageEngine } from '../engine/image-engine.js';
import { dataFolder } from '../launch/data-folder.js';
import { localClock } from '../launch/local-clock.js';
import { readRuntime } from '../launch/runtime.js';
import type { StackSecrets } from '../launch/secrets.js';
import { cogVendor } from './cog/cog-vendor.js';
import { creemVendor } from './creem/creem-vendor.js';
import { falVendor } from './fal/fal-vendor.js';
import { githubVendor } from './github/github-vendor.js';
import { googleVendor } from './google/google-vendor.js';
import { inboxVendor } from './inbox/inbox-vendor.js';
import { replicateVendor } from './replicate/replicate-vendor.js';
import { resendVendor } from './resend/resend-vendor.js';
import { stripeVendor } from './stripe/stripe-vendor.js';
import type { SendMail } from './supabase/auth-mails.js';
import { supabaseVendor } from './supabase/supabase-vendor.js';
import type { Vendor } from './vendor.js';
import { startVendorHost } from './vendor-host.js';

// The stand-ins' process: all vendors on one port. Its one argument is the data folder of the stack.
const [dataDir] = process.argv.slice(2);
if (!dataDir) throw new Error('the stand-ins need the data folder as their argument');
const folder = dataFolder(dataDir);
const runtime = readRuntime(folder.runtimeFile);
const secrets = JSON.parse(readFileSync(folder.secretsFile, 'utf8')) as StackSecrets;

const engine = createImageEngine({ instant: process.env['LOCAL_ENGINE'] === 'instant' });
const { smtpPort, controlSecret, privacyMailbox, inboundSmtpPort } = runtime;
const inbox = inboxVendor({ smtpPort, controlSecret, privacyMailbox, inboundSmtpPort });
const sendMail: SendMail = async ({ to, ...mail }) => void inbox.deliver({ ...mail, to: [to] });

const vendors: readonly Vendor[] = [
  inbox.vendor,
  supabaseVendor({ sendMail }),
  googleVendor,
  githubVendor,
  stripeVendor,
  creemVendor,
  replicateVendor(engine),
  falVendor(engine),
  cogVendor(engine),
  resendVendor({ inbox, receives: profile(runtime.profile).bindings.mail === 'resend' }),
];

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
