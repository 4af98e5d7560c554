import fc from 'fast-check';
import { sampleCertificate } from '../testing/erasure/sample-certificate.js';
import {
  certificateDigest,
  erasureCertificateSchema,
  replacesCertificate,
  signCertificate,
  verifyCertificate,
  type ErasureCertificate,
} from './certificate.js';
import { canonicalJson } from './canonical-json.js';
import { keyInUse, keySetOf, keySetSchema, signBytes, signingKeyFromSeed, thumbprint } from './signing.js';

const seed = (byte: number) => new Uint8Array(32).fill(byte);
const key = signingKeyFromSeed(seed(1));
const trusted = keySetOf([key]);
const codes = (file: Uint8Array, keys = trusted) => verifyCertificate(file, keys).problems.map(({ code }) => code);
const bytesOf = (value: unknown) => new TextEncoder().encode(canonicalJson(value));
const valueOf = (file: Uint8Array) => JSON.parse(Buffer.from(file).toString()) as { certificate: ErasureCertificate; signature: object };

describe('keys', () => {
  it('has the thumbprint of RFC 8037 for the key of RFC 8037', () => {
    expect(thumbprint('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo')).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    const d = Buffer.from('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', 'base64url');
    expect(signingKeyFromSeed(d).published.x).toBe('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo');
  });

  it('publishes no secret', () => {
    expect(Object.keys(keySetSchema.parse(trusted).keys[0] ?? {})).toEqual(['kty', 'crv', 'x', 'kid', 'use']);
    expect(() => signingKeyFromSeed(seed(1).subarray(1))).toThrow(RangeError);
  });

  it('signs with the newest key that is in its time and not revoked', () => {
    const old = signingKeyFromSeed(seed(2), { notAfter: '2026-06-30T00:00:00Z' });
    const next = signingKeyFromSeed(seed(3), { notBefore: '2026-06-01T00:00:00Z' });
    const lost = signingKeyFromSeed(seed(4), { notBefore: '2026-06-02T00:00:00Z', revokedAt: '2026-06-03T00:00:00Z' });
    const at = (text: string) => keyInUse([old, next, lost], new Date(text))?.kid;
    expect(at('2026-05-01T00:00:00Z')).toBe(old.kid);
    expect(at('2026-06-15T00:00:00Z')).toBe(next.kid);
    expect(keyInUse([lost], new Date('2026-06-15T00:00:00Z'))).toBeNull();
  });
});

describe('a certificate', () => {
  const file = signCertificate(sampleCertificate(), key);

  it('given the published keys, then it is valid', () => {
    expect(verifyCertificate(file, trusted)).toEqual({ valid: true, problems: [], certificate: sampleCertificate() });
  });

  it('given the first version, then it is still read, and a later one than ours is not', () => {
    const older = sampleCertificate({ version: 1, objects: { count: 2, bytes: 0, remaining: 0 } });
    expect(verifyCertificate(signCertificate(older, key), trusted)).toEqual({ valid: true, problems: [], certificate: older });
    const later = bytesOf({ ...valueOf(file), certificate: { ...sampleCertificate(), version: 3 } });
    expect(codes(later)).toEqual(['not-a-certificate']);
  });

  it('given any changed byte, then it is not', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (index, flip) => {
        const changed = Uint8Array.from(file);
        changed[index] = (changed[index] ?? 0) ^ flip;
        expect(verifyCertificate(changed, trusted).valid).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('given a changed bit in the last byte of its signature, then it is not: spare bits are no second spelling', () => {
    for (let code = 48; code < 123; code++) {
      const text = Buffer.from(file).toString();
      const changed = text.replace(/.("\}\})$/, `${String.fromCharCode(code)}$1`);
      if (changed !== text) expect(verifyCertificate(Buffer.from(changed), trusted).valid).toBe(false);
    }
  });

  it('given another spelling of the same JSON, then it is not canonical', () => {
    expect(codes(Buffer.from(JSON.stringify(valueOf(file), null, 2)))).toEqual(['not-canonical']);
    expect(codes(Buffer.concat([file, Buffer.from('\n')]))).toEqual(['not-canonical']);
    const twice = Buffer.from(Buffer.from(file).toString().replace('{"certificate"', '{"signature":1,"certificate"'));
    expect(codes(twice)).toEqual(['not-canonical']);
  });

  it('given a key of its own inside, then it is refused whoever signed', () => {
    const thief = signingKeyFromSeed(seed(9));
    const forged = valueOf(signCertificate(sampleCertificate(), thief));
    expect(codes(bytesOf({ ...forged, key: thief.published }))).toEqual(['key-inside']);
    expect(codes(bytesOf({ ...forged, signature: { ...forged.signature, jwk: thief.published } }))).toEqual(['key-inside']);
    expect(codes(bytesOf({ ...forged, note: 'signed' }))).toEqual(['not-a-certificate']);
    expect(codes(bytesOf(forged))).toEqual(['unknown-key']);
  });

  it('given a trusted list with another key under the name, then it is refused', () => {
    const other = signingKeyFromSeed(seed(9)).published;
    expect(codes(file, { keys: [{ ...other, kid: key.kid }] })).toEqual(['key-id-mismatch']);
  });

  it('given a signature that was made for something else, then it is refused', () => {
    const certificate = sampleCertificate();
    const signature = signBytes(key, 'export-manifest', bytesOf(certificate));
    expect(codes(bytesOf({ certificate, signature }))).toEqual(['signature-wrong']);
  });

  it.each([
    [{ revokedAt: '2030-01-01T00:00:00Z' }, 'key-revoked'],
    [{ notBefore: '2026-03-02T00:00:00Z' }, 'signed-before-key'],
    [{ notAfter: '2026-02-28T00:00:00Z' }, 'signed-after-key'],
  ] as const)('given a key with %p, then %s', (window, code) => {
    expect(codes(file, keySetOf([signingKeyFromSeed(seed(1), window)]))).toEqual([code]);
  });

  it('given keys that rotated, then old certificates stay valid', () => {
    const [old, next] = [signingKeyFromSeed(seed(1), { notAfter: '2026-04-01T00:00:00Z' }), signingKeyFromSeed(seed(2))];
    expect(codes(file, keySetOf([next, old]))).toEqual([]);
  });

  it.each([['not json'], ['[]'], ['{}'], ['\ufeff{}'], ['null']])('given %j, then it is refused', (text) => {
    expect(verifyCertificate(Buffer.from(text), trusted)).toMatchObject({ valid: false, certificate: null });
  });

  it('given a part of itself, then it says that it was cut off', () => {
    expect(codes(file.subarray(0, Math.floor(file.length / 2)))).toEqual(['cut-off']);
    expect(codes(file.subarray(0, file.length - 1))).toEqual(['cut-off']);
    expect(codes(Buffer.from('{"signature":'))).toEqual(['not-json']);
  });

  it('given more than it may have, then it is not even read', () => {
    expect(codes(new Uint8Array(1_048_577))).toEqual(['too-large']);
    expect(codes(Uint8Array.from([0xff, 0xfe]))).toEqual(['not-json']);
  });
});

describe('what a certificate may say', () => {
  const at = '2026-03-01T08:00:00.000Z';
  const pending = { recipient: 'resend', state: 'pending', receiptId: null, at: null, checkedAgainAt: null } as const;
  const accepts = (change: object) => erasureCertificateSchema.safeParse({ ...sampleCertificate(), ...change }).success;

  it.each([
    ['final while a recipient is pending', { vendors: [pending] }],
    ['provisional though nobody is pending', { state: 'provisional' }],
    ['a part of the data with a destroyed key', { scope: { kind: 'prompts' } }],
    ['a part with a destroyed key', { scope: { kind: 'prompts' } }],
    ['rows left over', { tables: [{ table: 'accounts', counted: 1, deleted: 0, kept: 0, remaining: 1 }] }],
    ['hits', { verification: { at, searched: ['accounts'], hits: 1 } }],
    ['an answer without an instant', { vendors: [{ ...pending, state: 'erased' }] }],
    ['an address as a reference', { caseReference: 'ada@example.org' }],
    ['an address as a receipt', { vendors: [{ ...pending, state: 'erased', at, receiptId: 'ada@example.org' }] }],
    ['a sentence as a place', { places: [{ place: 'the home of Ada', counted: 0, deleted: 0, remaining: 0 }] }],
    ['a field it does not know', { subjectId: '01953e2b-7c00-7000-8000-000000000001' }],
  ])('refuses %s', (_, change) => expect(accepts(change)).toBe(false));

  it('lets a final certificate replace the provisional one it names', () => {
    const provisional = sampleCertificate({ state: 'provisional', vendors: [pending] });
    const file = signCertificate(provisional, key);
    const final = sampleCertificate({ previousCertificate: certificateDigest(file) });
    expect(replacesCertificate(final, { file, certificate: provisional })).toBe(true);
    expect(replacesCertificate(sampleCertificate(), { file, certificate: provisional })).toBe(false);
    expect(replacesCertificate({ ...final, caseReference: 'KW-1' }, { file, certificate: provisional })).toBe(false);
  });
});
