import { setTimeout as pause } from 'node:timers/promises';
import {
  VendorRefused,
  VendorUnavailable,
  type ModelProvider,
  type PredictionRequest,
  type PredictionStatus,
  type PredictionWebhook,
  type VendorWebhook,
} from '../ports/model-provider.js';

/** A provider in front of a vendor (or of its stand-in) that can be made to fail. */
export interface ModelProviderStage {
  readonly provider: ModelProvider;
  readonly vendorModel: string;
  readonly webhookUrl: string;
  /** Webhooks as they arrived, oldest first. */
  received(): readonly VendorWebhook[];
  /** From now on the vendor answers every call with this status; null ends it. */
  rejectWith(status: number | null): void;
  /** From now on every webhook is delivered twice. */
  deliverTwice(): void;
  /** Dotted names of the fields in the last submission's body and query. */
  submittedFields(): readonly string[];
  readonly disclosedCategories: Readonly<Record<string, string>>;
  /** The same provider with a vendor that nobody answers for. */
  unreachable(): ModelProvider;
  stop(): Promise<void>;
}

const waitMsMax = 20_000;
const prompt = 'a red fox under a quiet moon, canary-7f3a';
let jobs = 0;

const requestOf = (stage: ModelProviderStage, changes: Partial<PredictionRequest> = {}): PredictionRequest => ({
  jobId: `job${process.pid}-${(jobs += 1)}`,
  vendorModel: stage.vendorModel,
  prompt,
  width: 256,
  height: 192,
  seed: 7,
  count: 1,
  tierInput: { num_inference_steps: 4 },
  webhookUrl: stage.webhookUrl,
  ...changes,
});

async function reports(stage: ModelProviderStage, predictionId: string): Promise<Exclude<PredictionWebhook, { refused: string }>[]> {
  const all: Exclude<PredictionWebhook, { refused: string }>[] = [];
  for (const webhook of stage.received()) {
    const read = await stage.provider.readWebhook(webhook);
    if ('refused' in read) throw new Error(`a genuine webhook was refused: ${read.refused}`);
    if (read.predictionId === predictionId) all.push(read);
  }
  return all;
}

const isFinal = ({ state }: PredictionStatus) => state === 'succeeded' || state === 'failed' || state === 'canceled';

async function finalReport(stage: ModelProviderStage, predictionId: string): Promise<PredictionStatus> {
  for (const started = performance.now(); performance.now() - started < waitMsMax; await pause(25)) {
    const final = (await reports(stage, predictionId)).find(({ status }) => isFinal(status));
    if (final) return final.status;
  }
  throw new Error('no final report came');
}

async function outputs(stage: ModelProviderStage, status: PredictionStatus): Promise<Buffer[]> {
  if (status.state !== 'succeeded') throw new Error(`it ${status.state}`);
  const files = await Promise.all(status.outputUrls.map((url) => stage.provider.download(url, 8_000_000)));
  return files.map(({ bytes, mediaType }) => {
    expect(mediaType).toBe('image/png');
    return Buffer.from(bytes);
  });
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

/** What every adapter of the port must do; run by each against its vendor's wire protocol. */
export function describeModelProvider(name: string, start: () => Promise<ModelProviderStage>): void {
  describe(`${name} as a model provider`, () => {
    let stage: ModelProviderStage;
    beforeEach(async () => {
      stage = await start();
    });
    afterEach(() => stage.stop());

    describePictures(() => stage);
    describeEndings(() => stage);
    describeFailures(() => stage);
    describeStrangers(() => stage);
  });
}

function describePictures(stageOf: () => ModelProviderStage): void {
  it('gives as many pictures of the asked size as were asked for, each from the next seed', async () => {
    const stage = stageOf();
    const two = await stage.provider.submit(requestOf(stage, { count: 2 }));
    const next = await stage.provider.submit(requestOf(stage, { seed: 8 }));
    const [first, second] = await outputs(stage, await finalReport(stage, two.predictionId));
    const [third] = await outputs(stage, await finalReport(stage, next.predictionId));
    expect([first!.readUInt32BE(16), first!.readUInt32BE(20)]).toEqual([256, 192]);
    expect(first!.equals(second!)).toBe(false);
    expect(second!.equals(third!)).toBe(true);
  });

  it('sends nothing but what is disclosed', async () => {
    const stage = stageOf();
    const reference = { bytes: Buffer.from(tinyPng, 'base64'), mediaType: 'image/png' as const };
    const { predictionId } = await stage.provider.submit(requestOf(stage, { negativePrompt: 'rain', reference }));
    await finalReport(stage, predictionId);
    const wildcard = Object.keys(stage.disclosedCategories).filter((field) => field.endsWith('*'));
    const tierFields = wildcard.map((field) => field.replace('*', 'num_inference_steps'));
    const known = new Set([...Object.keys(stage.disclosedCategories), ...tierFields, 'webhook', 'webhook_events_filter', 'fal_webhook']);
    expect(stage.submittedFields().filter((field) => !known.has(field))).toEqual([]);
    expect(stage.submittedFields()).toEqual(expect.arrayContaining(tierFields));
  });

  it('can be asked how it stands where the vendor offers that', async () => {
    const stage = stageOf();
    const { predictionId } = await stage.provider.submit(requestOf(stage));
    await finalReport(stage, predictionId);
    const polled = await stage.provider.poll(predictionId, stage.vendorModel);
    expect(polled?.state ?? null).toBe(stage.provider.canPoll ? 'succeeded' : null);
    expect(await stage.provider.poll('b9d1c9c2-0000-4000-8000-000000000000', stage.vendorModel)).toBeNull();
    expect(await stage.provider.poll('../../etc/passwd', stage.vendorModel)).toBeNull();
  });

  it('gives a repeated delivery the same event id, and different events different ones', async () => {
    const stage = stageOf();
    stage.deliverTwice();
    const { predictionId } = await stage.provider.submit(requestOf(stage));
    await finalReport(stage, predictionId);
    await pause(200);
    const all = await reports(stage, predictionId);
    const finals = all.filter(({ status }) => isFinal(status));
    expect(finals).toHaveLength(2);
    expect(new Set(finals.map(({ eventId }) => eventId)).size).toBe(1);
    expect(new Set(all.map(({ eventId }) => eventId)).size).toBe(all.length / 2);
  });

  it('forgets without complaint, twice and for strangers too', async () => {
    const stage = stageOf();
    const { predictionId } = await stage.provider.submit(requestOf(stage));
    await finalReport(stage, predictionId);
    await stage.provider.forget(predictionId, stage.vendorModel);
    await stage.provider.forget(predictionId, stage.vendorModel);
    await stage.provider.forget('nobody', stage.vendorModel);
    expect(await stage.provider.holds('nobody', stage.vendorModel)).toBe(false);
    expect(await stage.provider.holds(predictionId, stage.vendorModel)).toBe(stage.provider.id === 'replicate');
  });
}

function describeEndings(stageOf: () => ModelProviderStage): void {
  it('tells a failure in its own words, without what the vendor echoes', async () => {
    const stage = stageOf();
    const { predictionId } = await stage.provider.submit(requestOf(stage, { prompt: `${prompt} __vendor_fail__` }));
    const status = await finalReport(stage, predictionId);
    expect(status.state).toBe('failed');
    const polled = stage.provider.canPoll ? await stage.provider.poll(predictionId, stage.vendorModel) : status;
    expect(polled?.state).toBe('failed');
    const everything = JSON.stringify([status, polled, await reports(stage, predictionId)]);
    expect(everything).not.toContain('canary-7f3a');
  });

  it('stops a prediction, and does not mind being asked again', async () => {
    const stage = stageOf();
    const { predictionId } = await stage.provider.submit(requestOf(stage, { prompt: `${prompt} __vendor_slow__` }));
    await stage.provider.cancel(predictionId, stage.vendorModel);
    expect(await finalReport(stage, predictionId)).toEqual({ state: 'canceled' });
    if (stage.provider.canPoll) expect(await stage.provider.poll(predictionId, stage.vendorModel)).toEqual({ state: 'canceled' });
    await stage.provider.cancel(predictionId, stage.vendorModel);
    await stage.provider.cancel('b9d1c9c2-0000-4000-8000-000000000000', stage.vendorModel);
  });
}

function describeFailures(stageOf: () => ModelProviderStage): void {
  it.each([408, 429, 500, 503])('may be tried again after %i', async (status) => {
    const stage = stageOf();
    stage.rejectWith(status);
    const error = await thrownBy(stage.provider.submit(requestOf(stage)));
    expect(error).toBeInstanceOf(VendorUnavailable);
    expect(String((error as Error).stack)).not.toContain('canary-7f3a');
    stage.rejectWith(null);
    await stage.provider.submit(requestOf(stage));
  });

  it.each([400, 401, 402, 403, 422])('is not tried again after %i', async (status) => {
    const stage = stageOf();
    stage.rejectWith(status);
    const error = await thrownBy(stage.provider.submit(requestOf(stage)));
    expect(error).toBeInstanceOf(VendorRefused);
    expect((error as VendorRefused).statusCode).toBe(status);
    expect(Object.keys(error as object).sort()).toEqual(['name', 'statusCode', 'vendor']);
  });

  it('may be tried again when nobody answers', async () => {
    const stage = stageOf();
    const started = performance.now();
    expect(await thrownBy(stage.unreachable().submit(requestOf(stage)))).toBeInstanceOf(VendorUnavailable);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('refuses what the vendor refuses', async () => {
    const stage = stageOf();
    expect(await thrownBy(stage.provider.submit(requestOf(stage, { width: 100_000 })))).toBeInstanceOf(VendorRefused);
  });
}

function describeStrangers(stageOf: () => ModelProviderStage): void {
  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:1/',
    'file:///etc/passwd',
    'data:text/html;base64,PGI+',
    'not a url',
    '',
  ])('does not fetch %j', async (url) => {
    expect(await thrownBy(stageOf().provider.download(url, 1_000_000))).toBeInstanceOf(VendorRefused);
  });

  it('does not fetch what only looks like one of its outputs, nor more bytes than allowed', async () => {
    const stage = stageOf();
    const { predictionId } = await stage.provider.submit(requestOf(stage));
    const status = await finalReport(stage, predictionId);
    if (status.state !== 'succeeded') throw new Error(`it ${status.state}`);
    const url = status.outputUrls[0]!;
    expect(await thrownBy(stage.provider.download(url, 50))).toBeInstanceOf(VendorRefused);
    if (!url.startsWith('http')) return;
    const { origin, host } = new URL(url);
    for (const lure of [
      url.replace(host, `${host}@127.0.0.1:1`),
      `${origin}.example.org/x`,
      `${url}/../../../../_control`,
      url.replace('out-', '..%2f'),
    ]) {
      if (lure !== url) expect(await thrownBy(stage.provider.download(lure, 1_000_000))).toBeInstanceOf(VendorRefused);
    }
  });

  it('never throws on what a stranger sends', async () => {
    const { provider } = stageOf();
    const bodies = [
      '',
      '{',
      '[]',
      'null',
      '{"id":5}',
      '{"id":"x","status":"exploded"}',
      '\u0000\uffff',
      '{"request_id":"x","status":"OK"}',
    ];
    for (const body of bodies) {
      const read = await provider.readWebhook({ headers: {}, rawBody: Buffer.from(body), receivedAt: new Date(0) });
      expect(read).toEqual({ refused: expect.any(String) as string });
    }
  });
}

const tinyPng = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGPgj7kFRAwQCgAkSAVpN2q0KwAAAABJRU5ErkJggg==';
