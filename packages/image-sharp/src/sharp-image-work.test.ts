import { isRefusal } from '@keepword/primitives';
import sharp from 'sharp';
import { digitalSourceType, sharpImageWork } from './index.js';

const images = sharpImageWork();

function picture(width = 320, height = 200) {
  return sharp({ create: { width, height, channels: 3, background: '#3a7' } });
}
const encoded = {
  png: () => picture().png().toBuffer(),
  jpeg: () => picture().jpeg().toBuffer(),
  webp: () => picture().webp().toBuffer(),
  'lossless webp with alpha': () => picture().ensureAlpha(0.5).webp({ lossless: true }).toBuffer(),
};
const pixels = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();

describe.each(Object.entries(encoded))('a %s', (_name, make) => {
  it('carries the mark after provenance, with the same pixels', async () => {
    const bytes = await make();
    const marked = await images.markProvenance(bytes, { model: 'FLUX & friends' });
    const xmp = (await sharp(marked).metadata()).xmpAsString ?? '';
    expect(xmp).toContain(digitalSourceType);
    expect(xmp).toContain('FLUX &amp; friends');
    expect(await pixels(marked)).toEqual(await pixels(bytes));
  });

  it('says its prompt when embedded and nothing but the mark when stripped', async () => {
    const facts = { model: 'm', prompt: 'a <fox> \u0007 & "hen"', parameters: { seed: 7 } };
    const embedded = await images.withMetadata(await make(), 'embed', facts);
    expect((await sharp(embedded).metadata()).xmpAsString).toContain('a &lt;fox&gt;   &amp; &quot;hen&quot;');
    const stripped = await images.withMetadata(embedded, 'strip', facts);
    const xmp = (await sharp(stripped).metadata()).xmpAsString ?? '';
    expect(xmp).toContain(digitalSourceType);
    expect(xmp).not.toContain('fox');
    expect(Buffer.from(stripped).includes('fox')).toBe(false);
  });
});

it('loses what a camera wrote when it is marked', async () => {
  const bytes = await picture()
    .withExif({ IFD0: { Copyright: 'somebody' } })
    .jpeg()
    .toBuffer();
  expect((await sharp(bytes).metadata()).exif).toBeDefined();
  const marked = await images.markProvenance(bytes, { model: 'm' });
  expect((await sharp(marked).metadata()).exif).toBeUndefined();
});

it('reads format and size and refuses everything else', async () => {
  expect(await images.inspect(await encoded.png())).toEqual({ mediaType: 'image/png', width: 320, height: 200 });
  expect(await images.inspect(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toEqual({ refused: 'unsupported-image' });
  expect(await images.inspect(Buffer.from('nothing'))).toEqual({ refused: 'unsupported-image' });
  expect(await images.inspect(await picture(4104, 8).png().toBuffer())).toEqual({ refused: 'image-too-large' });
});

it('makes a small WebP and a ThumbHash', async () => {
  const { webp, thumbHash } = await images.thumbnail(await picture(1600, 800).png().toBuffer());
  expect(await sharp(webp).metadata()).toMatchObject({ format: 'webp', width: 480, height: 240 });
  expect(Buffer.from(thumbHash, 'base64').length).toBeGreaterThan(4);
});

it('cleans a reference: upright, at most 2048 px, without metadata', async () => {
  const bytes = await picture(3000, 1000).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const reference = await images.sanitiseReference(bytes);
  if (isRefusal(reference)) throw new Error(reference.refused);
  const facts = await sharp(reference.bytes).metadata();
  expect(facts).toMatchObject({ format: 'jpeg', width: 683, height: 2048 });
  expect(facts.exif).toBeUndefined();
  expect(facts.orientation).toBeUndefined();
});

it('refuses a reference whose picture is cut off', async () => {
  const bytes = await sharp({
    create: { width: 900, height: 900, channels: 3, background: 'red', noise: { type: 'gaussian', mean: 120, sigma: 40 } },
  })
    .png()
    .toBuffer();
  expect(await images.sanitiseReference(bytes.subarray(0, bytes.length / 2))).toEqual({ refused: 'image-unreadable' });
});
