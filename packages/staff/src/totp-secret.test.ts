import { TOTP, URI } from 'otpauth';
import { newTotpSecret } from './totp-secret.js';

describe('a secret for time-based codes', () => {
  it('given its address, then an authenticator makes the codes that the secret’s bytes make', () => {
    const { bytes, otpauthUrl } = newTotpSecret('ada@example.org');
    const scanned = URI.parse(otpauthUrl);
    if (!(scanned instanceof TOTP)) throw new Error('not a time-based one');
    expect({ issuer: scanned.issuer, label: scanned.label, digits: scanned.digits, period: scanned.period }).toEqual({
      issuer: 'Keepword',
      label: 'ada@example.org',
      digits: 6,
      period: 30,
    });
    expect(Buffer.from(scanned.secret.bytes).equals(bytes)).toBe(true);
  });

  it('given two, then they differ and have 160 bits each', () => {
    const [one, two] = [newTotpSecret('ada@example.org').bytes, newTotpSecret('ada@example.org').bytes];
    expect([one.length, two.length]).toEqual([20, 20]);
    expect(Buffer.from(one).equals(two)).toBe(false);
  });

  it('given an address with signs that mean something in an URL, then it comes back whole', () => {
    const { otpauthUrl } = newTotpSecret('o’hara+desk&secret=AAAA@example.org');
    expect(URI.parse(otpauthUrl).label).toBe('o’hara+desk&secret=AAAA@example.org');
  });
});
