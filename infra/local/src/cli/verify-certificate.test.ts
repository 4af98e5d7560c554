import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keySetOf, signCertificate, signingKeyFromSeed, type ErasureCertificate } from '@keepword/data-rights';
import { sampleCertificate } from '@keepword/data-rights/testing';
import { keysIn, verdictAnswer, verifyCertificateFile } from './verify-certificate.js';

const key = signingKeyFromSeed(new Uint8Array(32).fill(7));
const stranger = signingKeyFromSeed(new Uint8Array(32).fill(8));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keepword-certificate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const written = (name: string, content: string | Uint8Array) => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};
const certificate: ErasureCertificate = sampleCertificate();
const keys = (of = key) => written('keys.json', JSON.stringify(keySetOf([of])));

describe('verifying a certificate’s file', () => {
  it('given the keys from a file, then it is valid and says what it is about', async () => {
    const file = written('certificate.json', signCertificate(certificate, key));
    const verdict = await verifyCertificateFile(file, () => keysIn(keys()));
    expect(verdict).toMatchObject({ valid: true, problems: [] });
    expect(verdictAnswer(verdict).text).toContain(`VALID\ncertificate      ${certificate.state}`);
  });

  it('given one changed byte, anywhere, then it is not', async () => {
    const bytes = Buffer.from(signCertificate(certificate, key));
    for (let at = 0; at < bytes.length; at += 97) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const verdict = await verifyCertificateFile(written('changed.json', changed), () => keysIn(keys()));
      expect([at, verdict.valid]).toEqual([at, false]);
      expect(verdictAnswer(verdict).text).toMatch(/^NOT VALID\n {2}\S/);
    }
  });

  it('given a key of its own in the file, then it is not believed', async () => {
    const forged = JSON.parse(Buffer.from(signCertificate(certificate, stranger)).toString('utf8')) as object;
    const file = written('forged.json', JSON.stringify({ ...forged, keys: keySetOf([stranger]).keys }));
    expect((await verifyCertificateFile(file, () => keysIn(keys()))).valid).toBe(false);
  });

  it('given no file, or no keys, then it says which', async () => {
    const file = written('certificate.json', signCertificate(certificate, key));
    await expect(verifyCertificateFile(path.join(folder, 'nothing'), () => keysIn(keys()))).rejects.toThrow('cannot be read');
    await expect(verifyCertificateFile(file, () => keysIn(written('none.json', '{"keys":[]}')))).rejects.toThrow(
      'does not hold published keys',
    );
  });
});
