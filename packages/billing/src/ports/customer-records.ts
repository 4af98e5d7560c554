export interface CorrectedEmail {
  /** The processor's own numbers of the person, where our rows know them. */
  readonly customerIds: readonly string[];
  readonly formerEmail: string;
  readonly email: string;
}

/** What a processor keeps of a customer beyond single payments, and can be corrected (GDPR Art. 16 and 19). */
export interface CustomerRecords {
  /**
   * Changes the address where the former one stands; one that the payer gave the processor instead is theirs and stays. Safe to repeat.
   * @returns `told` also when the address stood there already
   * @throws PaymentsUnavailable; Error when the processor refuses
   */
  correctEmail(corrected: CorrectedEmail): Promise<'told' | 'nothing-to-correct'>;
}
