import { randomUUID } from 'node:crypto';
import { isRefusal, type Instant } from '@keepword/primitives';
import { expandLook } from '../catalogue/looks.js';
import { quote } from '../catalogue/quote.js';
import { openContent } from '../lifecycle/content.js';
import type { CreationContent, CreationOwner } from '../lifecycle/creation.js';
import { decideStart, isOver } from '../lifecycle/decide.js';
import { failure } from '../lifecycle/failures.js';
import { callbackDigest, type Callbacks } from '../ports/callbacks.js';
import type { LockedCreation, Prediction } from '../ports/creation-store.js';
import { VendorRefused, type ModelProvider, type PredictionRequest, type ReferenceImage } from '../ports/model-provider.js';
import { endCreation } from './end-creation.js';
import type { LifecyclePorts } from './ports.js';

export interface SubmitPorts extends LifecyclePorts {
  readonly provider: ModelProvider;
  readonly callbacks: Callbacks;
}

/**
 * `waiting`: others of the same person come first; it is woken when its turn has come. `elsewhere`: its reference is in the memory
 * of another process, which submits it. `over`: there is nothing to do any more.
 */
export type SubmitOutcome = 'submitted' | 'waiting' | 'elsewhere' | 'over' | 'failed';

interface Claim {
  readonly locked: LockedCreation;
  readonly prediction: Prediction;
}

/**
 * Sends a creation to the model vendor. Safe to repeat: a second run, also after a crash in the middle, sends the same job id.
 * @throws VendorUnavailable when it is to be tried again
 */
export async function submitCreation(ports: SubmitPorts, owner: CreationOwner): Promise<SubmitOutcome> {
  const claim = await claimOf(ports, owner);
  if (typeof claim === 'string') return claim;
  const { creation } = claim.locked;
  const content = await openContent(ports.seal, owner, claim.locked.content);
  const reference = creation.usedReference ? await ports.references.find(owner) : undefined;
  if (reference === null) return endNow(ports, owner, { state: 'reference-lost', failure: failure('reference-lost') });
  const request = requestOf(ports, claim, content, reference);
  if (!request) return endNow(ports, owner, { state: 'failed', failure: failure('processing-failed', 'the model is no longer offered') });
  let vendorPredictionId: string;
  try {
    ({ predictionId: vendorPredictionId } = await ports.provider.submit(request));
  } catch (error) {
    if (error instanceof VendorRefused) return endNow(ports, owner, { state: 'failed', failure: failure('vendor-refused') });
    throw error;
  }
  return saveSubmitted(ports, owner, claim.prediction, vendorPredictionId);
}

/** Takes the creation's turn, in one transaction: from then on it counts as running. */
function claimOf(ports: SubmitPorts, owner: CreationOwner): Promise<Claim | SubmitOutcome> {
  const at = ports.clock.now();
  return ports.transactions.transaction(owner.subjectId, async (uow) => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    if (!locked || isOver(locked.creation)) return 'over';
    const { creation, prediction, deletion } = locked;
    if (prediction && prediction.state !== 'submitting') return 'submitted';
    if (creation.usedReference && !ports.references.within(owner)) return 'elsewhere';
    if (prediction) return { locked, prediction };
    const { runningMax } = ports.settings.limits;
    const line = await ports.store.unfinished(uow, owner.subjectId, runningMax);
    const decision = decideStart(
      creation,
      deletion,
      line.map(({ id }) => id),
      runningMax,
    );
    if (isRefusal(decision)) return decision.refused === 'over' ? 'over' : 'waiting';
    const made = newPrediction(ports, locked);
    if (!made) {
      const outcome = { state: 'failed' as const, failure: failure('processing-failed', 'the model is no longer offered') };
      await endCreation(ports, uow, locked, outcome, at);
      return 'failed';
    }
    await ports.store.saveStarted(uow, owner, at);
    await ports.store.insertPrediction(uow, made, callbackDigest(ports.callbacks.secretFor(made.id)), at);
    await ports.events.publish(uow, owner.subjectId, { type: 'creation.progress', id: creation.id, percent: 0, position: null }, at);
    return { locked, prediction: made };
  });
}

const anySize = { width: 1024, height: 1024, count: 1 };

function newPrediction(ports: SubmitPorts, { creation }: LockedCreation): Prediction | null {
  const offered = quote(ports.settings.catalogue, creation.model, creation.tier, anySize);
  if (isRefusal(offered)) return null;
  return {
    id: randomUUID(),
    creationId: creation.id,
    subjectId: creation.subjectId,
    vendor: ports.provider.id,
    vendorModel: offered.vendorModel,
    vendorPredictionId: null,
    state: 'submitting',
    percent: null,
    forgottenAt: null,
  };
}

function requestOf(
  ports: SubmitPorts,
  { locked: { creation }, prediction }: Claim,
  { prompt, look, parameters }: CreationContent,
  reference: ReferenceImage | undefined,
): PredictionRequest | null {
  const offered = quote(ports.settings.catalogue, creation.model, creation.tier, parameters);
  const text = look ? expandLook(look) : prompt;
  if (isRefusal(offered) || text === null || isRefusal(text)) return null;
  const { width, height, seed, count, negativePrompt } = parameters;
  return {
    jobId: prediction.id,
    vendorModel: prediction.vendorModel,
    prompt: text,
    ...(negativePrompt ? { negativePrompt } : {}),
    width,
    height,
    seed,
    count,
    tierInput: offered.tier.input[ports.settings.catalogue.models] ?? {},
    ...(reference ? { reference } : {}),
    webhookUrl: ports.callbacks.urlFor(prediction.vendor, ports.callbacks.secretFor(prediction.id)),
  };
}

function endNow(ports: SubmitPorts, owner: CreationOwner, outcome: Parameters<typeof endCreation>[3]): Promise<SubmitOutcome> {
  const at: Instant = ports.clock.now();
  return ports.transactions.transaction(owner.subjectId, async (uow) => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    return locked && (await endCreation(ports, uow, locked, outcome, at)) ? 'failed' : 'over';
  });
}

/** The vendor may have reported already, and the person may have canceled, while it was being submitted. */
function saveSubmitted(ports: SubmitPorts, owner: CreationOwner, sent: Prediction, vendorPredictionId: string): Promise<SubmitOutcome> {
  const at = ports.clock.now();
  return ports.transactions.transaction(owner.subjectId, async (uow) => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    const prediction = locked?.prediction;
    if (!locked || !prediction || prediction.id !== sent.id) return 'over';
    if (locked.creation.usedReference) await ports.references.release(uow, owner);
    const state = prediction.state === 'submitting' ? 'submitted' : prediction.state;
    await ports.store.savePrediction(uow, { ...prediction, vendorPredictionId, state }, at);
    if (!isOver(locked.creation)) return 'submitted';
    if (locked.creation.state !== 'succeeded') await ports.outbox.append(uow, 'creation.cancel', owner, at);
    return 'over';
  });
}
