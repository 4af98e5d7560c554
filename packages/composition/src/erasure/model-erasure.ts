import { VendorRefused, VendorUnavailable, type ModelProvider } from '@keepword/creations';
import type { EraseAnswer, ErasureParticipant, ErasureTarget, Survey, VerifyAnswer } from '@keepword/data-rights';
import { addPeriod, subtractPeriod, type Id, type Instant, type Period, type SubjectId } from '@keepword/primitives';
import { z } from 'zod';

/** How far back a vendor's own period of keeping can reach, with room for a late end. */
const vendorKeepsFor: Period = 'PT3H';
/** The handle stays far below its limit; nobody makes more within those hours. */
const predictionsMax = 3_000;
/** Of each call of a run; then the checkpoint is saved. */
const predictionsPerCall = 50;

const handleSchema = z.array(z.tuple([z.string(), z.string()]));

interface Prediction {
  readonly vendorPredictionId: string;
  readonly vendorModel: string;
}

/** From our own rows, the newest first. */
export type PredictionsOf = (
  subjectId: SubjectId,
  of: { readonly vendor: string; readonly newsSince: Instant; readonly creationIds?: readonly Id[]; readonly limit: number },
) => Promise<readonly Prediction[]>;

/**
 * What a model vendor still has: each prediction is stopped and forgotten there, and then asked for again. A vendor that deletes by itself
 * after its period is asked until it has.
 */
export class ModelErasure implements ErasureParticipant {
  readonly name = 'models';
  readonly group = 'vendors';

  /** @param recipient the vendor's id in the profile */
  constructor(
    private readonly provider: Pick<ModelProvider, 'id' | 'canPoll' | 'cancel' | 'forget' | 'holds'>,
    private readonly predictions: PredictionsOf,
    readonly recipient: string,
  ) {}

  async survey({ subjectId, scope }: ErasureTarget, at: Instant): Promise<Survey> {
    const found = await this.predictions(subjectId, {
      vendor: this.provider.id,
      newsSince: subtractPeriod(at, vendorKeepsFor),
      limit: predictionsMax,
      ...(scope.kind === 'creations' ? { creationIds: scope.creationIds } : {}),
    });
    const handle = JSON.stringify(found.map(({ vendorPredictionId, vendorModel }) => [vendorPredictionId, vendorModel]));
    return { places: [{ place: this.recipient, kind: 'place', count: found.length, kept: [] }], handle };
  }

  async erase({ handle }: ErasureTarget, checkpoint: string | null): Promise<EraseAnswer> {
    const all = predictionsIn(handle);
    if (all.length === 0) return { state: 'nothing-held' };
    const from = Number(checkpoint ?? 0);
    try {
      for (const [id, model] of all.slice(from, from + predictionsPerCall)) {
        await accepted(() => this.provider.cancel(id, model));
        await accepted(() => this.provider.forget(id, model));
      }
    } catch (error) {
      if (error instanceof VendorUnavailable) return { state: 'pending', reason: 'vendor-unavailable', checkpoint: String(from) };
      throw error;
    }
    const next = from + predictionsPerCall;
    if (next < all.length) return { state: 'more', checkpoint: String(next) };
    // Whoever cannot be asked keeps nothing once a prediction is over: to call that erased would be to claim an answer that nobody gave.
    return { state: this.provider.canPoll ? 'erased' : 'nothing-held' };
  }

  async verify({ handle }: ErasureTarget, _phase: 'by-subject' | 'raw', at: Instant): Promise<VerifyAnswer> {
    try {
      for (const [id, model] of predictionsIn(handle)) {
        // Nothing more can be done than to wait: the next search is as good as the vendor's own clock.
        if (await this.provider.holds(id, model)) return { state: 'pending', reason: 'kept-by-vendor', retryAt: addPeriod(at, 'PT15M') };
      }
      return { state: 'searched', places: [{ place: this.recipient, found: 0 }] };
    } catch (error) {
      if (error instanceof VendorUnavailable) return { state: 'pending', reason: 'vendor-unavailable' };
      throw error;
    }
  }
}

const predictionsIn = (handle: string | null) => (handle === null ? [] : handleSchema.parse(JSON.parse(handle)));

/** A vendor that refuses does not have it any more, or offers no such thing: whether it has it is asked afterwards. */
async function accepted(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof VendorRefused)) throw error;
  }
}
