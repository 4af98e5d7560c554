import { certificateBytesMax, verifyCertificateFile, type CertificateProblemCode } from '@keepword/contracts';
import { shownCertificate, type ShownCertificate } from '../../certificates/certificate.server.js';
import { isRefused, tried, type Refused } from '../../platform/problems.server.js';
import type { Visit } from '../../platform/visit.server.js';

export type Verdict =
  | { valid: true; certificate: ShownCertificate | null }
  | { valid: false; problems: { code: CertificateProblemCode; message: string }[] };

/** The largest form: the file once as a file, and room for what stands around it. */
export const formBytesMax = certificateBytesMax + 20_000;

export const tooLarge: Verdict = {
  valid: false,
  problems: [{ code: 'too-large', message: `at most ${certificateBytesMax} bytes are read` }],
};

/** The bytes that a form brings: of the file, or else what was pasted, without the spaces around it; null when neither is there. */
export async function certificateBytesIn(form: FormData): Promise<Uint8Array | null> {
  const file = form.get('file');
  if (file instanceof Blob && file.size > 0) return new Uint8Array(await file.arrayBuffer());
  const text = form.get('text');
  if (typeof text !== 'string' || text.trim() === '') return null;
  return new TextEncoder().encode(text.trim());
}

/** Asked without a person: whoever is signed in here plays no part in it. */
export async function verdictOn(visit: Visit, bytes: Uint8Array): Promise<Verdict | Refused> {
  if (bytes.length > certificateBytesMax) return tooLarge;
  const body = { file: Buffer.from(bytes).toString('base64') };
  const checked = await tried(visit, () => visit.capabilityApi.call(verifyCertificateFile, { body }));
  if (isRefused(checked)) return checked;
  return checked.valid ? { valid: true, certificate: shownCertificate(checked.file) } : { valid: false, problems: checked.problems };
}
