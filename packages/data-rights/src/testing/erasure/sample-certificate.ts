import type { ErasureCertificate } from '../../certificate/certificate.js';

/** A final certificate of a whole account, for tests. */
export function sampleCertificate(change: Partial<ErasureCertificate> = {}): ErasureCertificate {
  const at = '2026-03-01T08:00:00.000Z';
  return {
    format: 'keepword-erasure-certificate',
    version: 2,
    id: '01953e2b-7c00-7000-8000-000000000001',
    caseReference: 'KW-2026-000123',
    profileId: 'fluxkrea',
    policyDigest: `sha256:${'ab'.repeat(32)}`,
    scope: { kind: 'account' },
    state: 'final',
    requestedAt: at,
    purgedAt: at,
    issuedAt: at,
    tables: [{ table: 'purchases', counted: 3, deleted: 0, kept: 3, remaining: 0 }],
    places: [{ place: 'queue', counted: 1, deleted: 1, remaining: 0 }],
    objects: { count: 2, bytes: 2_000, remaining: 0 },
    vendors: [{ recipient: 'stripe', state: 'erased', receiptId: 'prv_1', at, checkedAgainAt: at }],
    kept: [{ category: 'billing.payment', how: 'pseudonymised', reason: 'law', law: 'tax', rows: 3, until: '2033-03-01T08:00:00.000Z' }],
    verification: { at, searched: ['purchases'], hits: 0 },
    rawCheck: { at, searched: ['purchases'], hits: 0 },
    keyDestroyedAt: at,
    previousCertificate: null,
    ...change,
  };
}
