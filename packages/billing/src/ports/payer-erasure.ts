import type { Period } from '@keepword/primitives';

/** By what a processor knows somebody, as far as our own rows say; the processor's own numbers. */
export interface PayerTraces {
  readonly customerIds: readonly string[];
  readonly subscriptionIds: readonly string[];
  readonly checkoutIds: readonly string[];
  readonly paymentIds: readonly string[];
}

export type PayerErased =
  | { readonly state: 'nothing-held' }
  | { readonly state: 'erased'; readonly receiptId?: string }
  /** The processor takes no such order by its API; what could be ended was. */
  | { readonly state: 'not-supported' }
  /** It works on it, or does not answer. `checkpoint` goes into the next call. */
  | { readonly state: 'pending'; readonly reason: string; readonly retryAfter?: Period; readonly checkpoint?: string };

/** Has a processor forget somebody who paid. Amounts and payment numbers stay with it, as law has it keep them. */
export interface PayerErasure {
  /**
   * Ends running subscriptions first, so that nothing more is charged. Safe to repeat.
   * @param orderId the same for what one erasure orders within a day, however often it is asked
   * @throws PaymentsUnavailable
   */
  erase(traces: PayerTraces, orderId: string, checkpoint: string | null): Promise<PayerErased>;
  /** Asks anew. @returns how many of its records still say who it was. @throws PaymentsUnavailable */
  stillHeld(traces: PayerTraces): Promise<number>;
}
