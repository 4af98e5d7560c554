import { subtractPeriod } from '@keepword/primitives';
import type { CreationSweeps, Prediction } from '../ports/creation-store.js';
import { VendorRefused, VendorUnavailable, type ModelProvider } from '../ports/model-provider.js';
import type { LifecyclePorts } from './ports.js';

type ForgetPorts = Pick<LifecyclePorts, 'transactions' | 'store' | 'clock'> & { readonly provider: ModelProvider };

/**
 * Asks the vendor to remove its copy of a prediction that is over, once.
 * @returns false when the vendor could not do it now; {@link forgetOverduePredictions} asks again
 */
export async function forgetPrediction(ports: ForgetPorts, prediction: Prediction): Promise<boolean> {
  const { vendorPredictionId, vendorModel, creationId, subjectId } = prediction;
  if (prediction.forgottenAt || vendorPredictionId === null || prediction.vendor !== ports.provider.id) return true;
  try {
    await ports.provider.forget(vendorPredictionId, vendorModel);
  } catch (error) {
    if (error instanceof VendorUnavailable) return false;
    // A vendor that refuses does not have it any more, or offers no such thing.
    if (!(error instanceof VendorRefused)) throw error;
  }
  const at = ports.clock.now();
  await ports.transactions.transaction(subjectId, (uow) =>
    ports.store.saveForgotten(uow, { creationId, subjectId, predictionId: prediction.id }, at),
  );
  return true;
}

/** Asks again where a vendor could not remove its copy, for everything that has been over for a minute. @returns how many are gone now */
export async function forgetOverduePredictions(ports: ForgetPorts & { readonly sweeps: CreationSweeps }, limit: number): Promise<number> {
  const overdue = await ports.sweeps.notForgotten(subtractPeriod(ports.clock.now(), 'PT1M'), limit);
  let forgotten = 0;
  for (const { creationId, subjectId, predictionId } of overdue) {
    const owner = { creationId, subjectId };
    const prediction = await ports.transactions.transaction(subjectId, (uow) => ports.store.findOwnPrediction(uow, owner, predictionId));
    if (prediction && (await forgetPrediction(ports, prediction))) forgotten += 1;
  }
  return forgotten;
}
