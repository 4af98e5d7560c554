/** How long what guardians supervise with lasts and is kept; platform defaults, since no document names a time. */
export const guardianSupervision = {
  /** How long a mailed link opens the guardian's page. */
  linkOpens: 'P30D',
  /** How long an expired link can still be exchanged for a new one, which goes to the address on file. */
  linkRenewable: 'P1Y',
  /** How long a question waits for its answer, and how long an approval can be used. */
  approvalCounts: 'P7D',
  /** How long what was asked and answered is kept: a guardian looks back over a year. */
  approvalsKept: 'P1Y',
} as const;
