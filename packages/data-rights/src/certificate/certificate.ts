import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { dataCategoryIds, profileIds } from '@keepword/policy';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.js';
import { signatureProblem, signatureSchema, signBytes, type KeySet, type SignatureProblem, type SigningKey } from './signing.js';

// Every text is of a narrow shape, so that neither an address nor a name nor a sentence finds a place in a certificate.
const instant = z.iso.datetime({ precision: 3 });
const name = z.string().regex(/^[a-z0-9][a-z0-9._/-]{0,79}$/);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const count = z.int().min(0);
const receiptId = z.string().regex(/^[A-Za-z0-9._:-]{1,120}$/);

const search = z.strictObject({
  at: instant,
  /** The places that were searched. */
  searched: z.array(name).min(1).max(500),
  hits: z.literal(0),
});

const shape = z.strictObject({
  format: z.literal('keepword-erasure-certificate'),
  /** The first did not measure the bytes of objects. */
  version: z.literal([1, 2]),
  /** Of the erasure: a final certificate has that of the provisional one which it replaces. */
  id: z.uuid(),
  caseReference: z.string().regex(/^[A-Z0-9][A-Z0-9-]{0,39}$/),
  profileId: z.enum(profileIds),
  policyDigest: digest,
  scope: z.strictObject({
    kind: z.enum(['account', 'prompts', 'images', 'chats', 'creations']),
    /** How many creations, where single ones were asked for. */
    creations: count.optional(),
  }),
  state: z.enum(['provisional', 'final']),
  requestedAt: instant,
  /** When the last of our own places was empty. */
  purgedAt: instant,
  issuedAt: instant,
  /** `counted` by the subject before, `kept` as `kept` below explains, `remaining` by the subject afterwards. */
  tables: z.array(z.strictObject({ table: name, counted: count, deleted: count, kept: count, remaining: count })).max(500),
  /** Queues, caches, search indexes, logs. */
  places: z.array(z.strictObject({ place: name, counted: count, deleted: count, remaining: count })).max(500),
  /** `bytes` as they lay there, sealed; 0 in the first version, which did not measure them. */
  objects: z.strictObject({ count, bytes: count, remaining: count }),
  vendors: z
    .array(
      z.strictObject({
        recipient: name,
        /** `not-supported`: the recipient has no way to be asked by a machine. */
        state: z.enum(['erased', 'nothing-held', 'pending', 'not-supported']),
        receiptId: receiptId.nullable(),
        at: instant.nullable(),
        /** When the recipient was asked again what it holds, and held nothing. */
        checkedAgainAt: instant.nullable(),
      }),
    )
    .max(100),
  kept: z
    .array(
      z.strictObject({
        category: z.enum(dataCategoryIds),
        how: z.enum(['pseudonymised', 'kept']),
        reason: z.enum(['law', 'policy', 'legal-hold', 'evidence']),
        law: z.enum(['tax', 'financial-regulation']).nullable(),
        rows: count,
        /** When the last of them goes; null where a hold or nothing set says so. */
        until: instant.nullable(),
      }),
    )
    .max(200),
  verification: search,
  /** After the key was destroyed: what lies there, without looking into it. */
  rawCheck: search,
  /** Null for a part of the data, and while a legal hold keeps something: the key that the rest needs stays. */
  keyDestroyedAt: instant.nullable(),
  /** The digest of the file that this one replaces. */
  previousCertificate: digest.nullable(),
});

/** An erasure as it is certified. It holds no personal data. Instants are ISO 8601 in UTC with milliseconds. */
export const erasureCertificateSchema = shape.superRefine((certificate, context) => {
  const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  const pending = certificate.vendors.some(({ state }) => state === 'pending');
  if (pending !== (certificate.state === 'provisional')) say('state', 'is provisional exactly while a recipient is pending');
  if (certificate.scope.kind !== 'account' && certificate.keyDestroyedAt !== null) {
    say('keyDestroyedAt', 'is there only when the whole account was erased');
  }
  for (const { state, at, receiptId: receipt } of certificate.vendors) {
    if ((state === 'erased' || state === 'nothing-held') !== (at !== null)) say('vendors', 'have an instant exactly when they answered');
    if (state === 'pending' && receipt !== null) say('vendors', 'give no receipt while they are pending');
  }
  if ([...certificate.tables, ...certificate.places, certificate.objects].some(({ remaining }) => remaining > 0)) {
    say('tables', 'leave nothing that is found by the subject');
  }
});

export type ErasureCertificate = z.infer<typeof shape>;

const fileSchema = z.strictObject({ certificate: erasureCertificateSchema, signature: signatureSchema });

const bytesMax = 1_048_576;

/** Names under which other formats carry a key along with what it signed. */
const keyNames: ReadonlySet<string> = new Set(['key', 'keys', 'jwk', 'jwks', 'jku', 'x5c', 'publicKey', 'public_key']);

/**
 * The certificate as a file: canonical JSON (RFC 8785) of `{ certificate, signature }`, in UTF-8.
 * @throws ZodError when it breaks a rule of its own
 */
export function signCertificate(certificate: ErasureCertificate, key: SigningKey): Uint8Array {
  const checked = erasureCertificateSchema.parse(certificate);
  return encoded({ certificate: checked, signature: signBytes(key, 'erasure-certificate', encoded(checked)) });
}

export interface CertificateProblem {
  readonly code: 'too-large' | 'not-json' | 'cut-off' | 'not-canonical' | 'not-a-certificate' | 'key-inside' | SignatureProblem;
  /** For a reader; says where, never what a field holds. */
  readonly message: string;
}

export interface CertificateVerdict {
  readonly valid: boolean;
  readonly problems: readonly CertificateProblem[];
  /** What the file says, when it has the shape; to be believed only when `valid`. */
  readonly certificate: ErasureCertificate | null;
}

/** Checks a certificate's file with nothing but the keys one trusts. A key that comes along in the file is an unknown field, thus a problem. */
export function verifyCertificate(bytes: Uint8Array, trusted: KeySet): CertificateVerdict {
  if (bytes.length > bytesMax) return refused('too-large', `a certificate has at most ${bytesMax} bytes`);
  const value = parsed(bytes);
  if (value === undefined) {
    return isCutOff(bytes) ? refused('cut-off', 'the file ends in the middle') : refused('not-json', 'the file is not JSON in UTF-8');
  }
  const file = fileSchema.safeParse(value);
  if (!file.success) return { valid: false, problems: file.error.issues.slice(0, problemsMax).map(shapeProblem), certificate: null };
  const { certificate, signature } = file.data;
  const problems: CertificateProblem[] = [];
  if (!Buffer.from(encoded(value)).equals(bytes)) {
    problems.push({ code: 'not-canonical', message: 'the file is not written in its canonical form' });
  }
  const signedAt = new Date(certificate.issuedAt);
  const wrong = signatureProblem({ purpose: 'erasure-certificate', bytes: encoded(certificate), signature, signedAt }, trusted);
  if (wrong) problems.push({ code: wrong, message: signatureMessages[wrong] });
  return { valid: problems.length === 0, problems, certificate };
}

/** By what a final certificate names the provisional one. */
export function certificateDigest(file: Uint8Array): string {
  return `sha256:${createHash('sha256').update(file).digest('hex')}`;
}

/** Whether `later` replaces the file `earlier`: it names its digest and is about the same erasure. Both must be valid already. */
export function replacesCertificate(later: ErasureCertificate, earlier: { file: Uint8Array; certificate: ErasureCertificate }): boolean {
  return (
    later.previousCertificate === certificateDigest(earlier.file) &&
    later.id === earlier.certificate.id &&
    later.caseReference === earlier.certificate.caseReference &&
    earlier.certificate.state === 'provisional'
  );
}

export const signatureMessages: Readonly<Record<SignatureProblem, string>> = {
  'unknown-key': 'none of the trusted keys signed it',
  'key-id-mismatch': 'a trusted key does not have the name that its own digest gives it',
  'key-revoked': 'the key that signed it was revoked',
  'signed-before-key': 'it says that it was signed before its key came into use',
  'signed-after-key': 'it says that it was signed after its key went out of use',
  'signature-malformed': 'the signature is not one of Ed25519',
  'signature-wrong': 'the signature is not that of this text: something was changed',
};

function refused(code: CertificateProblem['code'], message: string): CertificateVerdict {
  return { valid: false, problems: [{ code, message }], certificate: null };
}

const problemsMax = 20;

function shapeProblem(issue: z.core.$ZodIssue): CertificateProblem {
  const place = issue.path.join('.') || 'the file';
  if (issue.code !== 'unrecognized_keys') return { code: 'not-a-certificate', message: `${place}: ${issue.message}` };
  // Named by place only: what somebody added can be called anything.
  if (issue.keys.some((name) => keyNames.has(name)))
    return { code: 'key-inside', message: `${place}: holds a key of its own, which proves nothing` };
  return { code: 'not-a-certificate', message: `${place}: holds fields that no certificate has` };
}

/** Whether it begins as our files begin and stops before its last brace. */
function isCutOff(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('utf8').trimEnd();
  return text.startsWith('{"certificate"') && !text.endsWith('}}');
}

function encoded(value: unknown): Uint8Array {
  return new TextEncoder().encode(canonicalJson(value));
}

function parsed(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    // The parser says «malformed» by throwing; anything else is a fault of ours.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
