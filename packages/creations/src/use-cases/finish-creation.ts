import { isRefusal, newId, type Id, type Instant } from '@keepword/primitives';
import { catalogue } from '../catalogue/models.js';
import { openContent } from '../lifecycle/content.js';
import { expandLook } from '../catalogue/looks.js';
import type { CreationContent, CreationOwner } from '../lifecycle/creation.js';
import { isOver, type Outcome } from '../lifecycle/decide.js';
import { failure } from '../lifecycle/failures.js';
import { everyObjectKey, objectKeys, sealPlaces } from '../lifecycle/seal-places.js';
import type { ContentFilter, FilterReason } from '../ports/content-filter.js';
import type { LockedCreation, Prediction, StoredOutput } from '../ports/creation-store.js';
import type { ImageWork } from '../ports/image-work.js';
import { VendorRefused, type ModelProvider } from '../ports/model-provider.js';
import type { ObjectStore } from '../ports/object-store.js';
import { isReleased, moderatedTextTag } from '../moderation/released-words.js';
import { endCreation } from './end-creation.js';
import { forgetPrediction } from './forget-prediction.js';
import type { LifecyclePorts } from './ports.js';

export interface FinishPorts extends LifecyclePorts {
  readonly provider: ModelProvider;
  readonly objects: ObjectStore;
  readonly images: ImageWork;
  readonly filter: ContentFilter;
}

/** Bytes that one output may have. */
export const outputBytesMax = 48 * 1024 * 1024;

export type FinishOutcome = 'succeeded' | 'blocked' | 'failed' | 'over';

interface Finishable {
  readonly locked: LockedCreation;
  readonly prediction: Prediction;
  readonly urls: readonly string[];
}

type Brought = { readonly output: StoredOutput } | { readonly blocked: readonly FilterReason[] } | { readonly unusable: true };

/**
 * Brings in what a finished prediction made: download, filter, mark, thumbnail, seal, store, and then rows, price and event in one
 * transaction. Safe to repeat after a crash at any point: objects go to the same keys, and a creation ends once.
 * @throws VendorUnavailable when it is to be tried again
 */
export async function finishCreation(ports: FinishPorts, command: CreationOwner & { readonly predictionId: Id }): Promise<FinishOutcome> {
  const owner = { creationId: command.creationId, subjectId: command.subjectId };
  const finishable = await load(ports, owner, command.predictionId);
  if (!finishable) {
    await removeUnrecorded(ports, owner);
    return 'over';
  }
  const { locked, prediction, urls } = finishable;
  const content = await openContent(ports.seal, owner, locked.content);
  const { parameters } = content;
  // Asked for once, and only where the filter objects to something.
  let asked: Promise<JudgedWords> | null = null;
  const judged = () => (asked ??= judgedWords(ports, owner, content));
  const wanted = urls.slice(0, parameters.count);
  // Reading each picture takes a core: one after the other keeps memory and neighbours calm.
  const brought: Brought[] = [];
  for (const [n, url] of wanted.entries()) brought.push(await bringIn(ports, { owner, model: locked.creation.model, n, url, judged }));
  const outcome = outcomeOf(brought, parameters.count);
  const ended = await write(ports, owner, { brought, outcome, judged });
  if (ended !== 'succeeded' || brought.some((picture) => !('output' in picture))) await removeUnrecorded(ports, owner);
  await forgetPrediction(ports, prediction);
  return ended;
}

function load(ports: FinishPorts, owner: CreationOwner, predictionId: Id): Promise<Finishable | null> {
  return ports.transactions.transaction(owner.subjectId, async (uow) => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    const prediction = locked?.prediction;
    if (!locked || !prediction || prediction.id !== predictionId || isOver(locked.creation)) return null;
    const sealed = await ports.store.findResult(uow, predictionId);
    if (!sealed) return null;
    const plain = await ports.seal.open(owner.subjectId, sealPlaces.result(predictionId), sealed);
    return { locked, prediction, urls: JSON.parse(new TextDecoder().decode(plain)) as string[] };
  });
}

interface Picture {
  readonly owner: CreationOwner;
  readonly model: string;
  readonly n: number;
  readonly url: string;
  readonly judged: () => Promise<JudgedWords>;
}

/** The words that a picture was asked for with: what a moderator can judge of it, since a blocked picture is not kept. */
interface JudgedWords {
  readonly text: string;
  readonly textTag: Uint8Array;
  /** Codes for which these words were released before. */
  readonly released: readonly string[];
}

async function judgedWords(ports: FinishPorts, { subjectId }: CreationOwner, content: CreationContent): Promise<JudgedWords> {
  const expanded = content.look ? expandLook(content.look) : (content.prompt ?? '');
  // A Look that is offered no more is judged by what was put into it.
  const text = isRefusal(expanded) ? Object.values(content.look?.slots ?? {}).join(', ') : expanded;
  const textTag = await moderatedTextTag(ports.seal, subjectId, text);
  const released = await ports.transactions.transaction(subjectId, (uow) =>
    ports.store.releasedCodes(uow, { subjectId, textTag, stage: 'output' }),
  );
  return { text, textTag, released };
}

async function bringIn(ports: FinishPorts, { owner, model, n, url, judged }: Picture): Promise<Brought> {
  const downloaded = await downloadOf(ports, url);
  const facts = downloaded && (await ports.images.inspect(downloaded));
  if (!downloaded || !facts || isRefusal(facts)) return { unusable: true };
  const verdict = await ports.filter.checkImage(downloaded);
  if (verdict.verdict === 'block') {
    const codes = verdict.reasons.map(({ code }) => code);
    if (!isReleased(codes, (await judged()).released)) return { blocked: verdict.reasons };
  }
  const modelName = catalogue.find(({ id }) => id === model)?.name ?? model;
  const [marked, thumbnail] = await Promise.all([
    ports.images.markProvenance(downloaded, { model: modelName }),
    ports.images.thumbnail(downloaded),
  ]);
  const { subjectId, creationId } = owner;
  const objectKey = objectKeys.output(subjectId, creationId, n);
  const thumbnailKey = objectKeys.thumbnail(subjectId, creationId, n);
  await Promise.all([putSealed(ports, owner, objectKey, marked), putSealed(ports, owner, thumbnailKey, thumbnail.webp)]);
  const thumbHash = await ports.seal.seal(subjectId, sealPlaces.thumbHash(creationId, n), new TextEncoder().encode(thumbnail.thumbHash));
  return { output: { n, ...facts, bytes: marked.byteLength, objectKey, thumbnailKey, thumbHash } };
}

/** Null when the vendor will not give this output, however often it is asked. */
async function downloadOf({ provider }: FinishPorts, url: string): Promise<Uint8Array | null> {
  try {
    return (await provider.download(url, outputBytesMax)).bytes;
  } catch (error) {
    if (error instanceof VendorRefused) return null;
    throw error;
  }
}

async function putSealed({ seal, objects }: FinishPorts, { subjectId }: CreationOwner, key: string, bytes: Uint8Array): Promise<void> {
  await objects.put(key, seal.sealStream(subjectId, sealPlaces.object(key), once(bytes)));
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Pictures that may be shown make it a success, also when others were blocked or could not be read; only what came is paid. */
function outcomeOf(brought: readonly Brought[], asked: number): Outcome {
  const delivered = brought.filter((picture) => 'output' in picture).length;
  if (delivered > 0) return { state: 'succeeded', asked, delivered };
  const blocked = brought.find((picture) => 'blocked' in picture);
  if (!blocked) return { state: 'failed', failure: failure('no-usable-output') };
  return { state: 'blocked', failure: failure('blocked-output', blocked.blocked[0]?.message) };
}

interface Ending {
  readonly brought: readonly Brought[];
  readonly outcome: Outcome;
  readonly judged: () => Promise<JudgedWords>;
}

async function write(ports: FinishPorts, owner: CreationOwner, { brought, outcome, judged }: Ending): Promise<FinishOutcome> {
  const at: Instant = ports.clock.now();
  const outputs = brought.flatMap((picture) => ('output' in picture ? [picture.output] : []));
  const codes = [...new Set(brought.flatMap((picture) => ('blocked' in picture ? picture.blocked.map(({ code }) => code) : [])))];
  const record = codes.length > 0 ? await recordOf(ports, owner, await judged(), at) : null;
  return ports.transactions.transaction(owner.subjectId, async (uow): Promise<FinishOutcome> => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    if (!locked || isOver(locked.creation)) return 'over';
    if (outputs.length > 0) await ports.store.insertOutputs(uow, owner, outputs, at);
    if (record) {
      const awaitsPerson = await ports.store.wantsPerson(uow, owner.subjectId);
      await ports.store.insertModerationRecord(uow, { ...record, ...owner, stage: 'output', codes, awaitsPerson, at });
    }
    await endCreation(ports, uow, locked, outcome, at);
    return outcome.state === 'succeeded' || outcome.state === 'blocked' ? outcome.state : 'failed';
  });
}

async function recordOf({ seal }: FinishPorts, { subjectId }: CreationOwner, { text, textTag }: JudgedWords, at: Instant) {
  const id = newId(at);
  return { id, content: await seal.seal(subjectId, sealPlaces.moderation(id), new TextEncoder().encode(text)), textTag };
}

/**
 * Removes objects of a creation that no row names: it ended while its pictures were being stored, or an earlier attempt was cut off
 * between objects and rows. A creation that ends without success while results wait is always given one more turn of this job for it.
 */
async function removeUnrecorded(ports: FinishPorts, owner: CreationOwner): Promise<void> {
  const recorded = await ports.transactions.transaction(owner.subjectId, async (uow) => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    if (locked && !isOver(locked.creation)) return null;
    return new Set(await ports.store.objectKeys(uow, owner));
  });
  if (!recorded) return;
  const leftOver = everyObjectKey(owner.subjectId, owner.creationId).filter((key) => !recorded.has(key));
  await Promise.all(leftOver.map((key) => ports.objects.delete(key)));
}
