import { createHash } from 'node:crypto';
import type { KeySet } from '../certificate/signing.js';
import { manifestPath, manifestSignaturePath, verifyManifest, type ExportManifest, type ManifestProblem } from './manifest.js';

/** Reads a bundle's files, whatever holds them: a ZIP, or a folder that it was unpacked into. */
export interface BundleReader {
  /** Every file, as often as it is there. */
  paths(): Promise<readonly string[]>;
  open(path: string): Promise<AsyncIterable<Uint8Array>>;
}

export interface BundleProblem {
  readonly code: ManifestProblem['code'] | 'file-missing' | 'file-changed' | 'file-not-listed' | 'file-twice';
  readonly message: string;
}

export interface BundleVerdict {
  readonly valid: boolean;
  readonly problems: readonly BundleProblem[];
  readonly manifest: ExportManifest | null;
}

const manifestBytesMax = 268_435_456;

/** Checks the signature and then every file against the manifest; reads the files in pieces. */
export async function verifyBundle(reader: BundleReader, trusted: KeySet): Promise<BundleVerdict> {
  const paths = await reader.paths();
  const present = new Set(paths);
  const own = [manifestPath, manifestSignaturePath];
  const missing = own.filter((path) => !present.has(path));
  if (missing.length > 0) return { valid: false, problems: missing.map((path) => problem('file-missing', path)), manifest: null };
  const [manifestBytes, signature] = [await whole(reader, manifestPath), await whole(reader, manifestSignaturePath)];
  const { problems: signatureProblems, manifest } = verifyManifest(manifestBytes, signature, trusted);
  const problems: BundleProblem[] = [...signatureProblems];
  if (manifest) {
    const listed = new Set([...own, ...manifest.files.map(({ path }) => path)]);
    problems.push(...[...present].filter((path) => !listed.has(path)).map((path) => problem('file-not-listed', path)));
    if (present.size !== paths.length) problems.push({ code: 'file-twice', message: 'the bundle holds a file more than once' });
    for (const file of manifest.files) {
      if (!present.has(file.path)) problems.push(problem('file-missing', file.path));
      else if (!(await isAsListed(reader, file))) problems.push(problem('file-changed', file.path));
    }
  }
  return { valid: problems.length === 0, problems, manifest };
}

const messages = {
  'file-missing': 'is missing',
  'file-changed': 'is not what the manifest says',
  'file-not-listed': 'is not in the manifest',
} as const;

const problem = (code: keyof typeof messages, path: string): BundleProblem => ({ code, message: `${path} ${messages[code]}` });

async function isAsListed(reader: BundleReader, { path, bytes, sha256 }: ExportManifest['files'][number]): Promise<boolean> {
  const hash = createHash('sha256');
  let read = 0;
  for await (const piece of await reader.open(path)) {
    read += piece.length;
    // A file that grew may be endless.
    if (read > bytes) return false;
    hash.update(piece);
  }
  return read === bytes && hash.digest('hex') === sha256;
}

async function whole(reader: BundleReader, path: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let read = 0;
  for await (const piece of await reader.open(path)) {
    read += piece.length;
    pieces.push(piece);
    if (read > manifestBytesMax) break;
  }
  return Buffer.concat(pieces);
}
