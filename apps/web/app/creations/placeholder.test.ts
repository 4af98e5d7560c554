import { inflateSync } from 'node:zlib';
import { placeholder } from './placeholder.server.js';

/** A hash of a picture that is wider than high. */
const hash = '1QcSHQRnh493V4dIh4eXh1h4kJUI';

describe('the stand-in of a picture', () => {
  it('is a small PNG with one filter byte per line', () => {
    const uri = placeholder(hash) ?? '';
    expect(uri.length).toBeLessThan(700);
    const png = Buffer.from(uri.replace('data:image/png;base64,', ''), 'base64');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    const start = png.indexOf('IDAT');
    const rows = inflateSync(png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4)));
    expect(Math.max(width, height)).toBe(10);
    expect(rows).toHaveLength(height * (1 + width * 3));
  });

  it.each([null, '', 'AA==', Buffer.alloc(80).toString('base64')])('is missing for %j', (text) => {
    expect(placeholder(text)).toBeNull();
  });
});
