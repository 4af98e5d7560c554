import { certificateBytesIn } from './verdict.server.js';

const form = (fields: Record<string, string | Blob>) => {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.set(name, value);
  return made;
};
const text = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString('latin1');

describe('what a form brings to be checked', () => {
  it('is the file, byte for byte, before anything that was pasted', async () => {
    const file = new Blob([Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0x0a])]);
    expect(text(await certificateBytesIn(form({ file, text: 'other' })))).toBe('\u00ef\u00bb\u00bf{\u00ff\n');
  });

  it('is what was pasted, without the spaces around it', async () => {
    expect(text(await certificateBytesIn(form({ file: new Blob([]), text: '  {"a":1}\r\n' })))).toBe('{"a":1}');
  });

  it('is nothing where neither is there', async () => {
    expect(await certificateBytesIn(form({ file: new Blob([]), text: ' \n' }))).toBeNull();
  });
});
