import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The stand-in's Ed25519 key, made at first start and kept, as a vendor's is. */
export class FalSigningKey {
  readonly #key: KeyObject;

  constructor(dataDir: string) {
    const file = path.join(dataDir, 'webhook-key.pem');
    if (!existsSync(file)) {
      const { privateKey } = generateKeyPairSync('ed25519');
      writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    }
    this.#key = createPrivateKey(readFileSync(file));
  }

  jwks() {
    const { kty, crv, x } = createPublicKey(this.#key).export({ format: 'jwk' });
    return { keys: [{ kty, crv, x, alg: 'EdDSA', use: 'sig', kid: createHash('sha256').update(String(x)).digest('hex').slice(0, 16) }] };
  }

  headers(requestId: string, userId: string, timestamp: string, body: string): Record<string, string> {
    const digest = createHash('sha256').update(body).digest('hex');
    const signature = sign(null, Buffer.from([requestId, userId, timestamp, digest].join('\n'), 'utf8'), this.#key).toString('hex');
    return {
      'x-fal-webhook-request-id': requestId,
      'x-fal-webhook-user-id': userId,
      'x-fal-webhook-timestamp': timestamp,
      'x-fal-webhook-signature': signature,
    };
  }
}
