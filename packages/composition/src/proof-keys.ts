import { readFileSync } from 'node:fs';
import { keyInUse, keySetOf, signingKeyFromSeed, type KeySet, type SigningKey } from '@keepword/data-rights';
import { BadEnvironment } from '@keepword/service-kit';
import { z } from 'zod';

const file = z.object({
  keys: z
    .array(
      z.object({
        seed: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes as base64url'),
        from: z.iso.datetime(),
        until: z.iso.datetime().optional(),
        revokedAt: z.iso.datetime().optional(),
      }),
    )
    .min(1)
    .max(100),
});

/** What certificates and manifests are signed with, and what they are verified against. */
export interface ProofKeys {
  /** What `/.well-known/keepword-keys.json` holds. */
  readonly published: KeySet;
  /** @throws Error when no key is in use at that time */
  at(instant: Date): SigningKey;
}

/**
 * The keys of the file that `PROOF_SIGNING_KEYS_FILE` names. They stand in a file and not in the database: whoever can write rows
 * must not be able to sign what is said of them.
 * @throws BadEnvironment when there is none, or its content is not as described
 */
export function readProofKeys(path: string | undefined): ProofKeys {
  if (path === undefined) throw new BadEnvironment('PROOF_SIGNING_KEYS_FILE: a file with signing keys is needed (found nothing)');
  const parsed = file.safeParse(contentOf(path));
  if (!parsed.success) throw new BadEnvironment(`PROOF_SIGNING_KEYS_FILE: ${z.prettifyError(parsed.error)}`);
  const keys = parsed.data.keys.map(({ seed, from, until, revokedAt }) =>
    signingKeyFromSeed(Buffer.from(seed, 'base64url'), {
      notBefore: from,
      ...(until ? { notAfter: until } : {}),
      ...(revokedAt ? { revokedAt } : {}),
    }),
  );
  return {
    published: keySetOf(keys),
    at(instant) {
      const key = keyInUse(keys, instant);
      if (!key) throw new Error(`no signing key is in use at ${instant.toISOString()}`);
      return key;
    },
  };
}

function contentOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new BadEnvironment('PROOF_SIGNING_KEYS_FILE: the file cannot be read as JSON');
  }
}
