import { dataCategoryIds, profileIds } from '@keepword/policy';
import { z } from 'zod';
import { canonicalJson } from '../certificate/canonical-json.js';
import { signatureMessages } from '../certificate/certificate.js';
import {
  signatureProblem,
  signatureSchema,
  signBytes,
  type KeySet,
  type SignatureProblem,
  type SigningKey,
} from '../certificate/signing.js';

export const manifestPath = 'manifest.json';
export const manifestSignaturePath = 'manifest.json.sig';

/** What a bundle holds: every file but the manifest and its signature. */
export const manifestSchema = z.strictObject({
  format: z.literal('keepword-export'),
  version: z.literal(1),
  id: z.uuid(),
  subjectId: z.uuid(),
  profileId: z.enum(profileIds),
  policyDigest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  generatedAt: z.iso.datetime({ precision: 3 }),
  files: z.array(z.strictObject({ path: z.string().min(1).max(300), bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
  /** Records by category, those without any included. */
  counts: z.array(z.strictObject({ category: z.enum(dataCategoryIds), records: z.int().min(0) })),
  media: z.strictObject({ files: z.int().min(0), bytes: z.int().min(0) }),
});

export type ExportManifest = z.infer<typeof manifestSchema>;

const bytesMax = 268_435_456;

/** The manifest in its canonical form (RFC 8785) and the signature over exactly those bytes. */
export function signedManifest(
  manifest: ExportManifest,
  key: SigningKey,
): { readonly manifest: Uint8Array; readonly signature: Uint8Array } {
  const bytes = new TextEncoder().encode(canonicalJson(manifestSchema.parse(manifest)));
  return { manifest: bytes, signature: new TextEncoder().encode(canonicalJson(signBytes(key, 'export-manifest', bytes))) };
}

export interface ManifestProblem {
  readonly code: 'too-large' | 'not-json' | 'not-a-manifest' | SignatureProblem;
  readonly message: string;
}

export interface ManifestVerdict {
  readonly valid: boolean;
  readonly problems: readonly ManifestProblem[];
  readonly manifest: ExportManifest | null;
}

/** Checks the two files of a bundle against keys that one trusts. What they say about the other files is checked by `verifyBundle`. */
export function verifyManifest(manifestBytes: Uint8Array, signatureBytes: Uint8Array, trusted: KeySet): ManifestVerdict {
  const refused = (code: ManifestProblem['code'], message: string) => ({ valid: false, problems: [{ code, message }], manifest: null });
  if (manifestBytes.length > bytesMax || signatureBytes.length > 1_000)
    return refused('too-large', 'the manifest or its signature is too large');
  const [value, signatureValue] = [parsed(manifestBytes), parsed(signatureBytes)];
  if (value === undefined || signatureValue === undefined) return refused('not-json', 'the manifest or its signature is not JSON');
  const [manifest, signature] = [manifestSchema.safeParse(value), signatureSchema.safeParse(signatureValue)];
  if (!manifest.success || !signature.success) return refused('not-a-manifest', 'the manifest or its signature has another shape');
  const signedAt = new Date(manifest.data.generatedAt);
  const wrong = signatureProblem({ purpose: 'export-manifest', bytes: manifestBytes, signature: signature.data, signedAt }, trusted);
  const problems = wrong ? [{ code: wrong, message: signatureMessages[wrong] }] : [];
  return { valid: problems.length === 0, problems, manifest: manifest.data };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    // The parser says «malformed» by throwing; anything else is a fault of ours.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
