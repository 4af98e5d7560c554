import sharp from 'sharp';
import { createImageEngine } from './image-engine.js';
import type { PictureRequest } from './picture-request.js';
import { readPrompt } from './prompt-reading.js';

const request: PictureRequest = {
  model: 'krea',
  prompt: 'a red fox in a snowy forest at dawn',
  width: 256,
  height: 192,
  seed: 7,
  format: 'png',
};
const engine = createImageEngine();
const paint = async (changes: Partial<PictureRequest> = {}) => Buffer.from((await engine.render({ ...request, ...changes })).bytes);

/** Mean difference of two pictures' channels, 0 to 255. */
async function difference(one: Buffer, other: Buffer): Promise<number> {
  const [first, second] = await Promise.all([one, other].map((bytes) => sharp(bytes).resize(64, 48).removeAlpha().raw().toBuffer()));
  return first!.reduce((sum, value, at) => sum + Math.abs(value - second![at]!), 0) / first!.length;
}

describe('the picture engine', () => {
  it.each(['watercolor of a boat at sea', 'pixel art rocket in space', ''])('paints %j twice with the same bytes', async (prompt) => {
    expect((await paint({ prompt })).equals(await paint({ prompt }))).toBe(true);
  });

  it.each([
    ['prompt', { prompt: 'a whale under water' }],
    ['seed', { seed: 8 }],
    ['model', { model: 'schnell' }],
  ])('paints another picture for another %s', async (_what, changes) => {
    expect(await difference(await paint(), await paint(changes))).toBeGreaterThan(4);
  });

  it.each([
    ['png', 256, 2048],
    ['webp', 320, 256],
    ['jpeg', 256, 256],
  ] as const)('gives a %s of the asked size that says who made it', async (format, width, height) => {
    const bytes = await paint({ format, width, height });
    const metadata = await sharp(bytes).metadata();
    expect(metadata).toMatchObject({ format, width, height });
    expect(metadata.exif?.toString('latin1')).toContain('Keepword demo engine');
    expect(bytes.includes(Buffer.from('fox'))).toBe(false);
  });

  it('takes a reference picture into account', async () => {
    const reference = await sharp({ create: { width: 80, height: 60, channels: 3, background: '#12a040' } })
      .png()
      .toBuffer();
    const { channels } = await sharp(await paint({ reference, prompt: 'a cat' })).stats();
    const { channels: without } = await sharp(await paint({ prompt: 'a cat' })).stats();
    expect(channels[1]!.mean - channels[0]!.mean).toBeGreaterThan(without[1]!.mean - without[0]!.mean + 15);
    await expect(paint({ reference: Buffer.from('not a picture') })).rejects.toThrow();
  });

  it('reports progress that only grows, and can be cancelled', async () => {
    const percents: number[] = [];
    await engine.render(request, { onProgress: (percent) => void percents.push(percent) });
    expect(percents.at(-1)).toBe(100);
    expect(percents).toEqual([...percents].sort((one, other) => one - other));
    const abort = new AbortController();
    const cancelled = engine.render(request, { signal: abort.signal, onProgress: () => abort.abort(new Error('stop')) });
    await expect(cancelled).rejects.toThrow('stop');
  });

  it('paints two at a time; one that is cancelled while it waits gives its place up', async () => {
    let running = 0;
    let most = 0;
    const abort = new AbortController();
    const one = (signal?: AbortSignal) =>
      engine
        .render(
          { ...request, width: 128, height: 128 },
          { onStart: () => (most = Math.max(most, (running += 1))), ...(signal ? { signal } : {}) },
        )
        .finally(() => (running -= 1));
    const all = [one(), one(), one(abort.signal).catch(() => (running += 1)), one(), one()];
    expect(engine.waiting()).toBe(3);
    abort.abort(new Error('stop'));
    await Promise.all(all);
    expect(most).toBe(2);
    expect(engine.waiting()).toBe(0);
  });

  it('gives plain pictures at once where that is asked for', async () => {
    const instant = createImageEngine({ instant: true });
    const { bytes } = await instant.render({ ...request, width: 1024, height: 1024 });
    expect(await sharp(Buffer.from(bytes)).metadata()).toMatchObject({ width: 1024, height: 1024 });
    expect(bytes.length).toBeLessThan(100_000);
  });

  it.each([0, 63, 2049, 100.5, Number.NaN])('refuses a side of %s', async (width) => {
    await expect(paint({ width })).rejects.toThrow(RangeError);
  });
});

describe('reading a prompt', () => {
  const read = (prompt: string, negativePrompt = '') => readPrompt({ ...request, prompt, negativePrompt });
  const sprites = (prompt: string, negativePrompt = '') => read(prompt, negativePrompt).subjects.map(({ sprite }) => sprite);

  it.each([
    ['two cats and a rocket', ['cat', 'rocket']],
    ['Foxes, wolves and mice!', ['fox', 'wolf', 'mouse']],
    ['a tropical fish near the lighthouse', ['tropical-fish', 'lighthouse']],
    ['a ladybug on a daisy', ['lady-beetle', 'blossom']],
    ['mountains at sunrise', []],
    ['', []],
  ])('finds what %j names', (prompt, expected) => {
    expect(sprites(prompt)).toEqual(expected);
  });

  it('leaves out what is not wanted', () => {
    expect(sprites('a cat and a dog in a garden', 'dogs, rain')).toEqual(['cat']);
  });

  it('reads counts, colours, place and manner', () => {
    expect(read('watercolor of three blue balloons over the sea')).toMatchObject({
      setting: 'sea',
      treatment: 'watercolor',
      subjects: [{ sprite: 'balloon', count: 3, tint: [0x34, 0x73, 0xc8] }],
    });
  });
});
