import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { VendorWebhook } from '@keepword/creations';
import type { Clock } from '@keepword/primitives';
import Fastify from 'fastify';
import type { Vendor, VendorSecrets } from '../vendor.js';
import type { VendorControl } from '../vendor-control.js';
import { startVendorHost } from '../vendor-host.js';

export const testSecrets: VendorSecrets = {
  supabaseAnonKey: 'anon',
  supabaseServiceRoleKey: 'service',
  googleClientId: 'google',
  googleClientSecret: 'google',
  githubClientId: 'github',
  githubClientSecret: 'github',
  stripeSecretKey: 'stripe',
  stripeWebhookSecret: 'whsec_c3RyaXBl',
  creemApiKey: 'creem',
  creemWebhookSecret: 'creem',
  replicateApiToken: 'r8_test',
  replicateWebhookSecret: 'whsec_dGhlIHdlYmhvb2sgc2VjcmV0IG9mIHRoZSB0ZXN0cw==',
  falKey: 'key:secret',
  resendApiKey: 'resend',
  resendWebhookSecret: 'whsec_cmVzZW5k',
  smtpUser: 'smtp',
  smtpPassword: 'smtp',
};

export interface ModelVendorStack {
  /** The stand-in's address, prefix included. */
  readonly url: string;
  readonly control: VendorControl;
  /** Where its webhooks go, and what came there. */
  readonly webhookUrl: string;
  readonly received: VendorWebhook[];
  readonly dataDir: string;
  stop(): Promise<void>;
}

/** One stand-in on a free port and a receiver of its webhooks. With `dataDir` an earlier one's state is taken up again. */
export async function startModelVendor(
  vendor: Vendor,
  clock: Clock,
  dataDir = mkdtempSync(path.join(tmpdir(), 'keepword-vendor-')),
): Promise<ModelVendorStack> {
  const received: VendorWebhook[] = [];
  const receiver = Fastify({ bodyLimit: 64 * 1024 * 1024 });
  receiver.removeAllContentTypeParsers();
  receiver.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  receiver.post('/webhook', async (request) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    received.push({ headers, rawBody: request.body as Buffer, receivedAt: clock.now() });
    return {};
  });
  const receiverUrl = await receiver.listen({ host: '127.0.0.1', port: 0 });
  const host = await startVendorHost({
    port: 0,
    controlSecret: 'control',
    clock,
    dataDir,
    databaseUrl: '',
    webUrl: '',
    coreApiUrl: '',
    privacyServiceUrl: '',
    secrets: testSecrets,
    vendors: [vendor],
  });
  return {
    url: `${host.url}/${vendor.prefix}`,
    control: host.control(vendor.prefix),
    webhookUrl: `${receiverUrl}/webhook`,
    received,
    dataDir,
    async stop() {
      await host.stop();
      await receiver.close();
    },
  };
}

export function removeDataOf(stack: ModelVendorStack): void {
  rmSync(stack.dataDir, { recursive: true, force: true });
}

/** Names of the fields in the last request with the given method whose body is JSON; fields of `input` are dotted. */
export function fieldsOfLastSubmission(stack: ModelVendorStack, method: string): string[] {
  const request = stack.control.requests(500).find((one) => one.method === method && one.body.startsWith('{'));
  if (!request) return [];
  const query = [...new URL(request.path, 'http://127.0.0.1').searchParams.keys()];
  const body = JSON.parse(request.body) as Record<string, unknown>;
  const fields = Object.entries(body).flatMap(([name, value]) =>
    name === 'input' ? Object.keys(value as object).map((field) => `input.${field}`) : [name],
  );
  return [...query, ...fields];
}
