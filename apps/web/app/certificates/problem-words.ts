import type { CertificateProblemCode } from '@keepword/contracts';

/** Why a file proves nothing, for somebody who has it and nothing else. */
export const problemWords: Readonly<Record<CertificateProblemCode, string>> = {
  'too-large': 'The file is larger than any certificate.',
  'not-json': 'This is no certificate: it cannot be read as JSON in UTF-8.',
  'cut-off': 'The file ends in the middle. Download it once more, or copy all of it.',
  'not-canonical':
    'The file was written anew, with other spaces, line breaks or order. Use it byte for byte as it was downloaded: only then it is the file that was signed.',
  'not-a-certificate': 'This is no certificate of ours: it lacks something, or has something that none has.',
  'key-inside': 'It brings a key of its own. Anybody can sign with a key of their own; only the published keys count.',
  'unknown-key': 'It was signed with a key that is not, and never was, among the published ones.',
  'key-id-mismatch': 'The name of its key does not belong to that key.',
  'key-revoked': 'The key that signed it was revoked: it got lost, and whoever has it can sign anything.',
  'signed-before-key': 'It says that it was signed at a time when its key was not yet in use.',
  'signed-after-key': 'It says that it was signed at a time when its key was no longer in use.',
  'signature-malformed': 'Its signature is not one of Ed25519.',
  'signature-wrong': 'Its signature does not fit: something in it was changed after it was signed.',
};
