import { keptInWords, vendorInWords } from './certificate-words.js';
import { shownCertificate } from './certificate.server.js';

const at = '2026-03-01T08:00:00.000Z';
const certificate = {
  format: 'keepword-erasure-certificate',
  caseReference: 'KW-7F3K-9Q2M',
  scope: { kind: 'account' },
  state: 'final',
  requestedAt: at,
  purgedAt: at,
  issuedAt: at,
  tables: [{ table: 'accounts', counted: 1, deleted: 1, kept: 0, remaining: 0 }],
  places: [],
  version: 2,
  objects: { count: 3, bytes: 900, remaining: 0 },
  vendors: [{ recipient: 'resend', state: 'erased', receiptId: 'r1', at, checkedAgainAt: null }],
  kept: [],
  verification: { at, searched: ['accounts'], hits: 0 },
  keyDestroyedAt: at,
};

describe('a certificate on its page', () => {
  it('shows what the file says, with the name of the key', () => {
    expect(shownCertificate({ certificate, signature: { kid: 'k1' } })).toMatchObject({ caseReference: 'KW-7F3K-9Q2M', keyId: 'k1' });
    expect(shownCertificate({ certificate, signature: {} })?.keyId).toBeNull();
  });

  it.each([null, 'text', {}, { certificate: {}, signature: {} }, { certificate: { ...certificate, tables: 3 }, signature: {} }])(
    'shows nothing of %j',
    (file) => expect(shownCertificate(file)).toBeNull(),
  );

  it('says what a recipient answered and why something was kept', () => {
    expect(vendorInWords({ state: 'pending' })).toBe('Not answered yet');
    expect(keptInWords({ reason: 'law', law: 'tax', how: 'pseudonymised' })).toBe(
      'A law asks for it: tax law. It no longer says whose it was.',
    );
    expect(keptInWords({ reason: 'policy', law: null, how: 'kept' })).toBe('The privacy policy says so.');
  });
});
