import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describeModelProvider } from '@keepword/creations/testing';
import { disclosedCategories, falConfig, FalModelProvider } from '@keepword/model-provider-fal';
import { fixedClock, systemClock } from '@keepword/primitives';
import { createImageEngine } from '../../engine/image-engine.js';
import { fieldsOfLastSubmission, removeDataOf, startModelVendor, testSecrets } from '../testing/model-vendor-stack.js';
import { falVendor } from './fal-vendor.js';

const configOf = (url: string) =>
  falConfig.parse({
    apiKey: testSecrets.falKey,
    baseUrl: `${url}/queue`,
    platformUrl: `${url}/platform`,
    jwksUrl: `${url}/.well-known/jwks.json`,
    deliveryUrls: [`${url}/files/`],
    timeoutMs: 5_000,
  });

describeModelProvider('fal', async () => {
  const stack = await startModelVendor(falVendor(createImageEngine({ instant: true })), systemClock);
  return {
    provider: new FalModelProvider(configOf(stack.url), systemClock),
    vendorModel: 'fal-ai/flux/dev',
    webhookUrl: stack.webhookUrl,
    received: () => stack.received,
    rejectWith: (status) => void stack.control.change({ rejectWith: status }),
    deliverTwice: () => void stack.control.change({ webhook: { duplicate: true } }),
    submittedFields: () => fieldsOfLastSubmission(stack, 'POST'),
    disclosedCategories,
    unreachable: () => new FalModelProvider(configOf('http://127.0.0.1:1'), systemClock),
    async stop() {
      await stack.stop();
      removeDataOf(stack);
    },
  };
});

describe('fal webhooks', () => {
  const now = new Date('2026-11-21T08:00:00Z');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const other = generateKeyPairSync('ed25519').privateKey;
  const body = JSON.stringify({
    request_id: 'r1',
    status: 'OK',
    payload: { images: [{ url: 'https://v3.fal.media/files/a.png' }], prompt: 'secret' },
  });

  const signed = (changes: { id?: string; at?: Date; key?: KeyObject; body?: string } = {}) => {
    const id = changes.id ?? 'r1';
    const timestamp = String(Math.floor((changes.at ?? now).getTime() / 1000));
    const digest = createHash('sha256').update(body).digest('hex');
    const signature = sign(null, Buffer.from(`${id}\nuser\n${timestamp}\n${digest}`), changes.key ?? privateKey).toString('hex');
    return {
      headers: {
        'x-fal-webhook-request-id': id,
        'x-fal-webhook-user-id': 'user',
        'x-fal-webhook-timestamp': timestamp,
        'x-fal-webhook-signature': signature,
      } as Record<string, string | undefined>,
      rawBody: Buffer.from(changes.body ?? body),
      receivedAt: now,
    };
  };

  /** Counts how often the keys are asked for. */
  function provider(keys: () => KeyObject[] = () => [publicKey], clock = fixedClock(now)) {
    const asked = { times: 0, clock };
    const answer = async () => {
      asked.times += 1;
      return Response.json({ keys: keys().map((key) => key.export({ format: 'jwk' })) });
    };
    return { asked, provider: new FalModelProvider(configOf('http://127.0.0.1:1'), clock, answer) };
  }

  it('are read when genuine, with the keys fetched once; a replayed one has the same event id', async () => {
    const { asked, provider: fal } = provider();
    const expected = {
      eventId: 'r1',
      predictionId: 'r1',
      status: { state: 'succeeded', outputUrls: ['https://v3.fal.media/files/a.png'] },
    };
    expect(await fal.readWebhook(signed())).toEqual(expected);
    expect(await fal.readWebhook(signed())).toEqual(expected);
    expect(asked.times).toBe(1);
  });

  it.each([
    ['another key', signed({ key: other })],
    ['a changed body', signed({ body: body.replace('OK', 'NO') })],
    ['a changed id', { ...signed(), headers: { ...signed().headers, 'x-fal-webhook-request-id': 'r2' } }],
    ['a signature that is none', { ...signed(), headers: { ...signed().headers, 'x-fal-webhook-signature': 'zz' } }],
  ])('are refused with %s', async (_what, webhook) => {
    expect(await provider().provider.readWebhook(webhook)).toEqual({ refused: 'bad-signature' });
  });

  it('do not make us ask for the keys with every forgery', async () => {
    const { asked, provider: fal } = provider();
    for (let n = 0; n < 20; n += 1) await fal.readWebhook(signed({ key: other }));
    expect(asked.times).toBe(1);
  });

  it('are read after the vendor has changed its keys', async () => {
    let keys = [publicKey];
    const { asked, provider: fal } = provider(() => keys);
    await fal.readWebhook(signed());
    const next = generateKeyPairSync('ed25519');
    keys = [next.publicKey];
    asked.clock.set(new Date(now.getTime() + 61_000));
    expect(await fal.readWebhook(signed({ key: next.privateKey }))).toMatchObject({ predictionId: 'r1' });
  });

  it.each([-5, 5])('are refused when %i minutes and a second away', async (minutes) => {
    const { asked, provider: fal } = provider();
    const at = new Date(now.getTime() + minutes * 60_000 + Math.sign(minutes) * 1_000);
    expect(await fal.readWebhook(signed({ at }))).toEqual({ refused: 'stale' });
    expect(asked.times).toBe(0);
  });

  it.each(['request-id', 'user-id', 'timestamp', 'signature'])('are malformed without %s', async (name) => {
    const webhook = signed();
    const headers = { ...webhook.headers, [`x-fal-webhook-${name}`]: undefined };
    expect(await provider().provider.readWebhook({ ...webhook, headers })).toEqual({ refused: 'malformed' });
  });

  it('are refused when the keys cannot be had', async () => {
    const fal = new FalModelProvider(configOf('http://127.0.0.1:1'), fixedClock(now));
    expect(await fal.readWebhook(signed())).toEqual({ refused: 'bad-signature' });
  });
});

describe('the fal stand-in', () => {
  it('keeps nothing of the prompt once the request is over, as X-Fal-Store-IO: 0 asks', async () => {
    const stack = await startModelVendor(falVendor(createImageEngine({ instant: true })), systemClock);
    const fal = new FalModelProvider(configOf(stack.url), systemClock);
    const order = { jobId: 'j', prompt: 'canary-91c0', width: 128, height: 128, seed: 1, count: 1, tierInput: {}, webhookUrl: null };
    const { predictionId } = await fal.submit({ ...order, vendorModel: 'fal-ai/flux/dev' });
    expect(stack.control.requests(1)[0]?.headers['x-fal-store-io']).toBe('0');
    while ((await fal.poll(predictionId, 'fal-ai/flux/dev'))?.state !== 'succeeded') await pause(20);
    const folder = path.join(stack.dataDir, 'fal', 'predictions');
    const kept = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
    expect(kept.join('')).not.toContain('canary-91c0');
    await fal.forget(predictionId);
    expect(readdirSync(folder)).toEqual([]);
    await stack.stop();
    removeDataOf(stack);
  });
});
