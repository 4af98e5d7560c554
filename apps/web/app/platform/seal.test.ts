import { createSeal } from './seal.server.js';

const secret = 'a secret that is long enough for this test';
const value = { csrf: 'c', signedIn: { accessToken: 'token '.repeat(200) } };

describe('a sealed value', () => {
  it('opens under the secret and purpose it was sealed with, and is different each time', () => {
    const seal = createSeal(secret, 'session');
    expect(seal.open(seal.seal(value))).toEqual(value);
    expect(seal.seal(value)).not.toBe(seal.seal(value));
  });

  it('shows nothing of what it holds', () => {
    const sealed = createSeal(secret, 'session').seal(value);
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('token');
  });

  it('opens neither under another secret nor for another purpose', () => {
    const sealed = createSeal(secret, 'session').seal(value);
    expect(createSeal(`${secret}!`, 'session').open(sealed)).toBeNull();
    expect(createSeal(secret, 'other').open(sealed)).toBeNull();
  });

  it('does not open after any byte was changed', () => {
    const seal = createSeal(secret, 'session');
    const bytes = Buffer.from(seal.seal(value), 'base64url');
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(bytes.readUInt8(index) ^ 1, index);
      expect(seal.open(changed.toString('base64url'))).toBeNull();
    }
  });

  it.each(['', 'x', '....', 'A'.repeat(40), '%00'])('does not open %j', (text) => {
    expect(createSeal(secret, 'session').open(text)).toBeNull();
  });
});
