import { readFileSync, statSync } from 'node:fs';
import { keySetSchema, verifyCertificate, type CertificateVerdict, type KeySet } from '@keepword/data-rights';
import { UsageError } from '../launch/usage-error.js';
import { fieldLines, type Answer } from './answer.js';

/** Both files are far smaller; what is larger is something else. */
const bytesMax = 1_048_576;

/**
 * Checks a certificate's file against keys that one has from somewhere else than the file.
 * @throws UsageError when a file cannot be read or the keys are none
 */
export async function verifyCertificateFile(file: string, trusted: () => KeySet | Promise<KeySet>): Promise<CertificateVerdict> {
  return verifyCertificate(read(file), await trusted());
}

/** Keys that were written down before: a file with what `/.well-known/keepword-keys.json` held. @throws UsageError */
export function keysIn(file: string): KeySet {
  return keySetOf(read(file).toString('utf8'), `'${file}'`);
}

/** The keys that a stack publishes now. @throws UsageError when it does not answer with keys */
export async function publishedKeys(privacyServiceUrl: string): Promise<KeySet> {
  const address = `${privacyServiceUrl}/v1/proof-keys`;
  let answer: Response;
  try {
    answer = await fetch(address, { signal: AbortSignal.timeout(10_000) });
  } catch (error) {
    throw new UsageError(`${address} does not answer. Give the keys as a file with --keys.`, { cause: error });
  }
  return keySetOf(await answer.text(), address);
}

export function verdictAnswer({ valid, problems, certificate }: CertificateVerdict): Answer {
  const json = { valid, problems, certificate };
  if (!valid || !certificate) {
    const lines = problems.map(({ code, message }) => `  ${code}: ${message}`);
    return { json, text: ['NOT VALID', ...lines].join('\n') };
  }
  const { version, state, caseReference, profileId, scope, purgedAt, issuedAt, tables, objects, vendors, kept } = certificate;
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const fields = {
    certificate: state,
    request: caseReference,
    profile: profileId,
    scope: scope.kind,
    purgedAt,
    issuedAt,
    'rows deleted': String(sum(tables.map(({ deleted }) => deleted))),
    'objects deleted': `${objects.count - objects.remaining}${version === 1 ? '' : `, ${objects.bytes} bytes`}`,
    recipients: vendors.map((vendor) => `${vendor.recipient} ${vendor.state}`).join(', ') || 'none',
    kept:
      kept
        .map(({ category, rows, reason, until }) => `${category}: ${rows} rows (${reason}, until ${until ?? 'further notice'})`)
        .join('; ') || 'nothing',
  };
  return { json, text: `VALID\n${fieldLines(fields)}` };
}

function read(file: string): Buffer {
  try {
    if (statSync(file).size > bytesMax)
      throw new UsageError(`'${file}' has more than ${bytesMax} bytes: it is no certificate and no key file.`);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`'${file}' cannot be read.`, { cause: error });
  }
}

function keySetOf(text: string, where: string): KeySet {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${where} does not hold JSON.`, { cause: error });
  }
  const parsed = keySetSchema.safeParse(value);
  if (!parsed.success || parsed.data.keys.length === 0)
    throw new UsageError(`${where} does not hold published keys: { "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": …, "kid": … }] }.`);
  return parsed.data;
}
