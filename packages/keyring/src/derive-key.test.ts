import { hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { deriveKey } from './derive-key.js';

it('derives what HKDF-SHA-256 derives, without a salt as well', () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(bytes, bytes, fc.string(), (secret, salt, purpose) => {
      const expected = Buffer.from(hkdfSync('sha256', secret, salt, purpose, 32));
      expect(deriveKey(secret, salt, purpose).equals(expected)).toBe(true);
    }),
  );
});
