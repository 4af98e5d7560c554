import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { describeModelProvider } from '@keepword/creations/testing';
import { disclosedCategories, replicateConfig, ReplicateModelProvider } from '@keepword/model-provider-replicate';
import { fixedClock, systemClock, type Clock } from '@keepword/primitives';
import { createImageEngine } from '../../engine/image-engine.js';
import {
  fieldsOfLastSubmission,
  removeDataOf,
  startModelVendor,
  testSecrets,
  type ModelVendorStack,
} from '../testing/model-vendor-stack.js';
import { replicateVendor } from './replicate-vendor.js';

const configOf = (url: string) =>
  replicateConfig.parse({
    apiToken: testSecrets.replicateApiToken,
    webhookSecret: testSecrets.replicateWebhookSecret,
    baseUrl: `${url}/v1`,
    deliveryUrls: [`${url}/delivery/`],
    timeoutMs: 5_000,
  });

const providerFor = (stack: ModelVendorStack, clock: Clock) => new ReplicateModelProvider(configOf(stack.url), clock);

describeModelProvider('Replicate', async () => {
  const stack = await startModelVendor(replicateVendor(createImageEngine({ instant: true })), systemClock);
  return {
    provider: providerFor(stack, systemClock),
    vendorModel: 'black-forest-labs/flux-krea-dev',
    webhookUrl: stack.webhookUrl,
    received: () => stack.received,
    rejectWith: (status) => void stack.control.change({ rejectWith: status }),
    deliverTwice: () => void stack.control.change({ webhook: { duplicate: true } }),
    submittedFields: () => fieldsOfLastSubmission(stack, 'POST'),
    disclosedCategories,
    unreachable: () => new ReplicateModelProvider(configOf('http://127.0.0.1:1'), systemClock),
    async stop() {
      await stack.stop();
      removeDataOf(stack);
    },
  };
});

describe('Replicate webhooks', () => {
  const now = new Date('2026-11-21T08:00:00Z');
  const provider = new ReplicateModelProvider(configOf('http://127.0.0.1:1'), fixedClock(now));
  const body = JSON.stringify({
    id: 'p1',
    status: 'processing',
    logs: ' 50%|█████     | 14/28 [00:01<00:01]\n',
    input: { prompt: 'secret' },
  });
  const signed = (changes: { id?: string; at?: Date; body?: string; secret?: string; signature?: string } = {}) => {
    const id = changes.id ?? 'msg_1';
    const timestamp = String(Math.floor((changes.at ?? now).getTime() / 1000));
    const key = Buffer.from((changes.secret ?? testSecrets.replicateWebhookSecret).slice(6), 'base64');
    const signature = changes.signature ?? `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    return {
      headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } as Record<string, string | undefined>,
      rawBody: Buffer.from(changes.body ?? body),
      receivedAt: now,
    };
  };

  it('are read when genuine; a replayed one has the same event id', async () => {
    const expected = { eventId: 'msg_1', predictionId: 'p1', status: { state: 'running', percent: 50 } };
    expect(await provider.readWebhook(signed())).toEqual(expected);
    expect(await provider.readWebhook(signed())).toEqual(expected);
  });

  it('may carry several signatures, of which one fits', async () => {
    const genuine = signed().headers['webhook-signature'];
    expect(await provider.readWebhook(signed({ signature: `v1,AAAA v2,abc ${genuine}` }))).toMatchObject({ predictionId: 'p1' });
  });

  it.each([
    ['another secret', signed({ secret: 'whsec_YW5vdGhlcg==' })],
    ['a changed body', signed({ body: body.replace('p1', 'p2') })],
    ['no fitting signature', signed({ signature: 'v1,' })],
    ['a signature of another version', signed({ signature: String(signed().headers['webhook-signature']).replace('v1,', 'v0,') })],
    ['a changed id', { ...signed(), headers: { ...signed().headers, 'webhook-id': 'msg_2' } }],
  ])('are refused with %s', async (_what, webhook) => {
    expect(await provider.readWebhook(webhook)).toEqual({ refused: 'bad-signature' });
  });

  it.each([-5, 5])('are refused when %i minutes and a second away', async (minutes) => {
    const at = new Date(now.getTime() + minutes * 60_000 + Math.sign(minutes) * 1_000);
    expect(await provider.readWebhook(signed({ at }))).toEqual({ refused: 'stale' });
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('are malformed without %s', async (name) => {
    const webhook = signed();
    expect(await provider.readWebhook({ ...webhook, headers: { ...webhook.headers, [name]: undefined } })).toEqual({
      refused: 'malformed',
    });
  });
});

describe('the Replicate stand-in', () => {
  const order = { jobId: 'j', vendorModel: 'a/b', prompt: 'a boat', width: 128, height: 128, seed: 1, count: 1, tierInput: {} };

  async function statusOnceOver(provider: ReplicateModelProvider, id: string) {
    for (;;) {
      const status = await provider.poll(id);
      if (status?.state !== 'queued' && status?.state !== 'running') return status;
      await pause(20);
    }
  }

  it('keeps a prediction over a restart and deletes it after an hour of its clock', async () => {
    const clock = fixedClock('2026-11-21T08:00:00Z');
    const first = await startModelVendor(replicateVendor(createImageEngine({ instant: true })), clock);
    const { predictionId } = await providerFor(first, clock).submit({ ...order, webhookUrl: null });
    await statusOnceOver(providerFor(first, clock), predictionId);
    await first.stop();
    const second = await startModelVendor(replicateVendor(createImageEngine({ instant: true })), clock, first.dataDir);
    const provider = providerFor(second, clock);
    const status = await provider.poll(predictionId);
    if (status?.state !== 'succeeded') throw new Error('it is lost');
    expect((await provider.download(status.outputUrls[0]!, 1_000_000)).bytes.length).toBeGreaterThan(50);
    clock.set('2026-11-21T09:00:01Z');
    expect(await provider.poll(predictionId)).toBeNull();
    await expect(provider.download(status.outputUrls[0]!, 1_000_000)).rejects.toMatchObject({ statusCode: 404 });
    await second.stop();
    removeDataOf(second);
  });

  it('runs again what a restart interrupted', async () => {
    const first = await startModelVendor(replicateVendor(createImageEngine({ instant: true })), systemClock);
    const { predictionId } = await providerFor(first, systemClock).submit({ ...order, prompt: 'a boat __vendor_slow__', webhookUrl: null });
    await pause(200);
    await first.stop();
    const second = await startModelVendor(replicateVendor(createImageEngine({ instant: true })), systemClock, first.dataDir);
    expect(await statusOnceOver(providerFor(second, systemClock), predictionId)).toMatchObject({ state: 'succeeded' });
    await second.stop();
    removeDataOf(second);
  });

  it('offers its files API, and takes an uploaded file as the reference', async () => {
    const stack = await startModelVendor(replicateVendor(createImageEngine({ instant: true })), systemClock);
    const { default: Replicate } = await import('replicate');
    const client = new Replicate({ auth: testSecrets.replicateApiToken, baseUrl: `${stack.url}/v1`, useFileOutput: false });
    const file = await client.files.create(new Blob([new Uint8Array([1, 2, 3])], { type: 'image/png' }));
    expect(file).toMatchObject({ size: 3, content_type: 'image/png' });
    const prediction = await client.predictions.create({
      model: 'a/b',
      input: { prompt: 'x', image: file.urls.get, width: 64, height: 64 },
      wait: 5,
    });
    expect(prediction.status).toBe('succeeded');
    expect(await client.files.delete(file.id)).toBe(true);
    await expect(client.files.get(file.id)).rejects.toThrow('404');
    expect((await client.webhooks.default.secret.get()).key).toBe(testSecrets.replicateWebhookSecret);
    await stack.stop();
    removeDataOf(stack);
  });

  it('asks for the token', async () => {
    const stack = await startModelVendor(replicateVendor(createImageEngine({ instant: true })), systemClock);
    const provider = new ReplicateModelProvider({ ...configOf(stack.url), apiToken: 'r8_other' }, systemClock);
    await expect(provider.submit({ ...order, webhookUrl: null })).rejects.toMatchObject({ statusCode: 401 });
    await stack.stop();
    removeDataOf(stack);
  });
});
