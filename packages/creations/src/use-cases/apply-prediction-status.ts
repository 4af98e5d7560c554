import type { Instant, UnitOfWork } from '@keepword/primitives';
import { isOver } from '../lifecycle/decide.js';
import { failure } from '../lifecycle/failures.js';
import { sealPlaces } from '../lifecycle/seal-places.js';
import { callbackDigest } from '../ports/callbacks.js';
import type { LockedCreation, Prediction } from '../ports/creation-store.js';
import type { PredictionStatus } from '../ports/model-provider.js';
import { endCreation } from './end-creation.js';
import type { LifecyclePorts } from './ports.js';

/** What a vendor says about one of its predictions, by a verified call back or as the answer to our asking. */
export interface PredictionReport {
  readonly vendor: string;
  /** The vendor's own id. */
  readonly predictionId: string;
  /** The secret from the address that was called; null when we asked. */
  readonly callbackSecret: string | null;
  readonly status: PredictionStatus;
}

/** `unknown`: no such prediction of ours. `ignored`: late, repeated or out of order, so that nothing changes. */
export type ReportOutcome = 'applied' | 'ignored' | 'unknown';

/** Takes in what a vendor reports. Repeated and reordered reports change nothing. */
export async function applyPredictionStatus(ports: LifecyclePorts, report: PredictionReport): Promise<ReportOutcome> {
  const { vendor, predictionId: vendorPredictionId, callbackSecret } = report;
  const sought = { vendor, vendorPredictionId, callbackDigest: callbackSecret === null ? null : callbackDigest(callbackSecret) };
  const found = await ports.transactions.transaction(null, (uow) => ports.store.findPrediction(uow, sought));
  if (!found || (found.vendorPredictionId !== null && found.vendorPredictionId !== vendorPredictionId)) return 'unknown';
  const owner = { creationId: found.creationId, subjectId: found.subjectId };
  // Results are addresses at the vendor, at times the picture itself: sealed like all content.
  const urls = report.status.state === 'succeeded' ? await sealUrls(ports, found, report.status.outputUrls) : null;
  const at = ports.clock.now();
  return ports.transactions.transaction(owner.subjectId, async (uow) => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    const prediction = locked?.prediction;
    if (!locked || !prediction || prediction.id !== found.id || isOver(locked.creation)) return 'ignored';
    if (prediction.state === 'succeeded' || prediction.state === 'over') return 'ignored';
    const known = { ...prediction, vendorPredictionId };
    if (urls) return saveSucceeded(ports, uow, known, urls, at);
    return applyUnsuccessful(ports, uow, { ...locked, prediction: known }, report.status, at);
  });
}

function sealUrls({ seal }: LifecyclePorts, { id, subjectId }: Prediction, urls: readonly string[]): Promise<Uint8Array> {
  return seal.seal(subjectId, sealPlaces.result(id), new TextEncoder().encode(JSON.stringify(urls)));
}

async function saveSucceeded(ports: LifecyclePorts, uow: UnitOfWork, prediction: Prediction, urls: Uint8Array, at: Instant) {
  const { creationId, subjectId, id } = prediction;
  await ports.store.savePrediction(uow, { ...prediction, state: 'succeeded', percent: 100 }, at);
  await ports.store.saveResult(uow, prediction, urls, at);
  await ports.outbox.append(uow, 'creation.finish', { creationId, subjectId, predictionId: id }, at);
  return 'applied' as const;
}

async function applyUnsuccessful(
  ports: LifecyclePorts,
  uow: UnitOfWork,
  locked: LockedCreation & { readonly prediction: Prediction },
  status: PredictionStatus,
  at: Instant,
): Promise<ReportOutcome> {
  const { prediction, creation } = locked;
  switch (status.state) {
    case 'failed':
      await endCreation(ports, uow, locked, { state: 'failed', failure: failure('vendor-failed', status.reason) }, at);
      return 'applied';
    case 'canceled':
      await endCreation(ports, uow, locked, { state: 'failed', failure: failure('vendor-canceled') }, at);
      return 'applied';
    case 'queued':
    case 'running': {
      const percent = status.state === 'running' ? status.percent : null;
      const position = status.state === 'queued' ? status.position : null;
      // A vendor's reports overtake each other; what people see only moves forward.
      if (percent !== null && percent <= (prediction.percent ?? -1)) return 'ignored';
      await ports.store.savePrediction(uow, { ...prediction, state: 'submitted', percent: percent ?? prediction.percent }, at);
      if (percent === null && position === null && prediction.percent !== null) return 'applied';
      await ports.events.publish(uow, creation.subjectId, { type: 'creation.progress', id: creation.id, percent, position }, at);
      return 'applied';
    }
    case 'succeeded':
      return 'ignored';
  }
}
