import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describeModelProvider } from '@keepword/creations/testing';
import { cogConfig, CogModelProvider, disclosedCategories } from '@keepword/model-provider-cog';
import { systemClock } from '@keepword/primitives';
import { createImageEngine } from '../../engine/image-engine.js';
import { fieldsOfLastSubmission, removeDataOf, startModelVendor } from '../testing/model-vendor-stack.js';
import { cogVendor } from './cog-vendor.js';

const providerAt = (baseUrl: string) => new CogModelProvider(cogConfig.parse({ baseUrl, timeoutMs: 5_000 }), systemClock);

describeModelProvider('Cog', async () => {
  const stack = await startModelVendor(cogVendor(createImageEngine({ instant: true })), systemClock);
  return {
    provider: providerAt(`${stack.url}/models/{model}`),
    vendorModel: 'keepword/flux-vision',
    webhookUrl: stack.webhookUrl,
    received: () => stack.received,
    rejectWith: (status) => void stack.control.change({ rejectWith: status }),
    deliverTwice: () => void stack.control.change({ webhook: { duplicate: true } }),
    submittedFields: () => fieldsOfLastSubmission(stack, 'PUT'),
    disclosedCategories,
    unreachable: () => providerAt('http://127.0.0.1:1'),
    async stop() {
      await stack.stop();
      removeDataOf(stack);
    },
  };
});

describe('Cog without polling', () => {
  const order = { jobId: 'job-1', vendorModel: 'any', prompt: 'a boat', width: 128, height: 128, seed: 1, count: 1, tierInput: {} };

  it('paints again under the same id what was missed, and keeps nothing once the end was told', async () => {
    const stack = await startModelVendor(cogVendor(createImageEngine({ instant: true })), systemClock);
    const cog = providerAt(stack.url);
    stack.control.change({ webhook: { drop: true } });
    await cog.submit({ ...order, webhookUrl: stack.webhookUrl });
    expect(await cog.submit({ ...order, webhookUrl: stack.webhookUrl })).toEqual({ predictionId: 'job-1' });
    await pause(500);
    expect(stack.received).toHaveLength(0);
    expect(readdirSync(path.join(stack.dataDir, 'cog', 'predictions'))).toEqual([]);
    stack.control.reset();
    await cog.submit({ ...order, webhookUrl: stack.webhookUrl });
    await pause(500);
    const reports = await Promise.all(stack.received.map((report) => cog.readWebhook(report)));
    expect(reports).toMatchObject(['running', 'succeeded'].map((state) => ({ predictionId: 'job-1', status: { state } })));
    expect(readdirSync(path.join(stack.dataDir, 'cog', 'predictions'))).toEqual([]);
    await stack.stop();
    removeDataOf(stack);
  });

  it('takes being busy as something that passes', async () => {
    const stack = await startModelVendor(cogVendor(createImageEngine({ instant: true })), systemClock);
    stack.control.change({ rejectWith: 409 });
    await expect(providerAt(stack.url).submit({ ...order, webhookUrl: null })).rejects.toMatchObject({ name: 'VendorUnavailable' });
    await stack.stop();
    removeDataOf(stack);
  });

  it('has a health check, an openapi document and an answer for those who wait', async () => {
    const stack = await startModelVendor(cogVendor(createImageEngine({ instant: true })), systemClock);
    expect(await (await fetch(`${stack.url}/health-check`)).json()).toMatchObject({ status: 'READY' });
    expect(await (await fetch(`${stack.url}/openapi.json`)).json()).toMatchObject({ info: { title: 'Cog' } });
    const answer = await fetch(`${stack.url}/predictions`, {
      method: 'POST',
      body: JSON.stringify({ input: { prompt: 'a boat', width: 64, height: 64 } }),
    });
    expect(await answer.json()).toMatchObject({ status: 'succeeded', output: [expect.stringMatching(/^data:image\/png;base64,/)] });
    await stack.stop();
    removeDataOf(stack);
  });

  it.each(['', '{', '{"id":"../x","status":"succeeded"}', '{"id":"x","status":"boiling"}', '{"status":"succeeded"}'])(
    'refuses %j',
    async (body) => {
      const read = await providerAt('http://127.0.0.1:1').readWebhook({ headers: {}, rawBody: Buffer.from(body), receivedAt: new Date(0) });
      expect(read).toEqual({ refused: 'malformed' });
    },
  );
});
