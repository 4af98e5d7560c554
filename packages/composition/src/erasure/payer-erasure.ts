import { PaymentsUnavailable, type PayerErasure as PayerErasureAtVendor, type PayerTraces } from '@keepword/billing';
import type { EraseAnswer, ErasureParticipant, ErasureTarget, Survey, VerifyAnswer } from '@keepword/data-rights';
import { addPeriod, type Instant, type SubjectId } from '@keepword/primitives';
import { z } from 'zod';

const ids = z.array(z.string());
const handleSchema = z.object({ customerIds: ids, subscriptionIds: ids, checkoutIds: ids, paymentIds: ids });
const nothing: PayerTraces = { customerIds: [], subscriptionIds: [], checkoutIds: [], paymentIds: [] };

/** What a payment processor knows of somebody who paid; only for a whole account, since all of it is about payments. */
export class PayerErasure implements ErasureParticipant {
  readonly name: string;
  readonly group = 'vendors';
  readonly recipient: string;

  /** @param traces from our own rows */
  constructor(
    private readonly provider: { readonly id: string; readonly payers: PayerErasureAtVendor },
    private readonly traces: (subjectId: SubjectId, provider: string) => Promise<PayerTraces>,
  ) {
    this.name = provider.id;
    this.recipient = provider.id;
  }

  async survey({ subjectId }: ErasureTarget): Promise<Survey> {
    const traces = await this.traces(subjectId, this.provider.id);
    const count = Object.values(traces as Record<keyof PayerTraces, readonly string[]>).reduce((sum, some) => sum + some.length, 0);
    return { places: [{ place: this.recipient, kind: 'place', count, kept: [] }], handle: JSON.stringify(traces) };
  }

  async erase({ handle, runId }: ErasureTarget, checkpoint: string | null, at: Instant): Promise<EraseAnswer> {
    const orderId = `erasure-${runId}-${at.toISOString().slice(0, 10)}`;
    try {
      const answer = await this.provider.payers.erase(tracesIn(handle), orderId, checkpoint);
      if (answer.state !== 'pending') return answer;
      const { reason, retryAfter } = answer;
      // A processor that works on it is asked again after the run's own pause; a new order begins without a checkpoint.
      return {
        state: 'pending',
        reason,
        ...(retryAfter === undefined ? {} : { retryAt: addPeriod(at, retryAfter) }),
        ...(answer.checkpoint === undefined ? {} : { checkpoint: answer.checkpoint }),
      };
    } catch (error) {
      if (error instanceof PaymentsUnavailable) return unavailable(checkpoint);
      throw error;
    }
  }

  async verify({ handle }: ErasureTarget): Promise<VerifyAnswer> {
    try {
      return { state: 'searched', places: [{ place: this.recipient, found: await this.provider.payers.stillHeld(tracesIn(handle)) }] };
    } catch (error) {
      if (error instanceof PaymentsUnavailable) return { state: 'pending', reason: 'vendor-unavailable' };
      throw error;
    }
  }
}

const tracesIn = (handle: string | null): PayerTraces => (handle === null ? nothing : handleSchema.parse(JSON.parse(handle)));

const unavailable = (checkpoint: string | null): EraseAnswer => ({
  state: 'pending',
  reason: 'vendor-unavailable',
  ...(checkpoint === null ? {} : { checkpoint }),
});
