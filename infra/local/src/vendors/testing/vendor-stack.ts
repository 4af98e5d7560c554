import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@keepword/primitives';
import Fastify from 'fastify';
import type { Vendor, VendorSecrets } from '../vendor.js';
import { startVendorHost, type VendorHost } from '../vendor-host.js';

export const stackSecrets: VendorSecrets = {
  supabaseAnonKey: 'anon',
  supabaseServiceRoleKey: 'service',
  googleClientId: 'google',
  googleClientSecret: 'google',
  githubClientId: 'github',
  githubClientSecret: 'github',
  stripeSecretKey: 'sk_test_0123456789',
  stripeWebhookSecret: 'whsec_of_the_tests',
  creemApiKey: 'creem_test_0123456789',
  creemWebhookSecret: 'whsec_of_the_creem_tests',
  replicateApiToken: 'r8_test',
  replicateWebhookSecret: 'whsec_dGVzdA==',
  falKey: 'key:secret',
  resendApiKey: 're_0123456789',
  resendWebhookSecret: 'whsec_dGhlIHdlYmhvb2sgc2VjcmV0IG9mIHRoZSB0ZXN0cw==',
  smtpUser: 'keepword',
  smtpPassword: 'the password of the tests',
};
export const stackControlSecret = 'the control secret of the tests';

/** What one of our services was sent. */
export interface ArrivedWebhook {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Uint8Array;
}

export interface VendorStack {
  readonly host: VendorHost;
  readonly webUrl: string;
  /** Where the stand-ins write. */
  readonly dataDir: string;
  readonly arrived: ArrivedWebhook[];
  /** Waits until so many webhooks have arrived in all. */
  waitForWebhooks(count: number): Promise<readonly ArrivedWebhook[]>;
  /** Ends the stand-ins and starts them again on the same data. */
  restart(vendors: readonly Vendor[]): Promise<void>;
  stop(): Promise<void>;
}

const waitMsMax = 10_000;

/** Some stand-ins on a free port, and one server in place of our services that takes down every webhook. */
export async function startVendorStack(vendors: readonly Vendor[], clock: Clock): Promise<VendorStack> {
  const arrived: ArrivedWebhook[] = [];
  const services = Fastify();
  services.removeAllContentTypeParsers();
  services.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  services.post('/webhooks/:vendor', async (request) => {
    arrived.push({ path: request.url, headers: request.headers as Record<string, string>, rawBody: request.body as Buffer });
    return {};
  });
  const servicesUrl = await services.listen({ host: '127.0.0.1', port: 0 });
  const dataDir = mkdtempSync(path.join(tmpdir(), 'keepword-vendors-'));
  const webUrl = 'http://127.0.0.1:9';
  const start = (list: readonly Vendor[]) =>
    startVendorHost({
      port: 0,
      controlSecret: stackControlSecret,
      clock,
      dataDir,
      databaseUrl: '',
      webUrl,
      coreApiUrl: servicesUrl,
      privacyServiceUrl: servicesUrl,
      secrets: stackSecrets,
      vendors: list,
    });
  let host = await start(vendors);
  return {
    get host() {
      return host;
    },
    webUrl,
    dataDir,
    arrived,
    async waitForWebhooks(count) {
      for (let waited = 0; arrived.length < count; waited += 20) {
        if (waited > waitMsMax) throw new Error(`${arrived.length} webhooks came instead of ${count}`);
        await pause(20);
      }
      return arrived;
    },
    async restart(list) {
      await host.stop();
      host = await start(list);
    },
    async stop() {
      await host.stop();
      await services.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
