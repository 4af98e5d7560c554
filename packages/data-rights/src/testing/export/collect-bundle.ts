import { Writable } from 'node:stream';
import { profile } from '@keepword/policy';
import { writeBundle, type BundleCommand } from '../../export/bundle.js';
import type { ExportManifest } from '../../export/manifest.js';
import { signingKeyFromSeed } from '../../certificate/signing.js';

export const sampleSubject = '01953e2b-7c00-7000-8000-000000000001';
export const sampleKey = signingKeyFromSeed(new Uint8Array(32).fill(5));

/** Writes a bundle into memory, for tests. */
export async function collectBundle(
  command: Partial<BundleCommand> & Pick<BundleCommand, 'sources'>,
): Promise<{ zip: Buffer; manifest: ExportManifest }> {
  const pieces: Buffer[] = [];
  const output = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(piece);
      done();
    },
  });
  const manifest = await writeBundle({ ...sampleCommand, ...command }, output);
  return { zip: Buffer.concat(pieces), manifest };
}

export const sampleCommand: BundleCommand = {
  id: '01953e2b-7c00-7000-8000-0000000000ee',
  subjectId: sampleSubject,
  profile: profile('fluxkrea'),
  policyDigest: `sha256:${'cd'.repeat(32)}`,
  sources: [],
  key: sampleKey,
  generatedAt: new Date('2026-03-01T08:00:00.000Z'),
};
