import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { eventually } from './testing/eventually.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(180_000);

/** A picture that no other one looks like, with a canary and a place in its EXIF. */
async function picture(canary: string, side = 300): Promise<Buffer> {
  return sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } })
    .withExif({ IFD0: { ImageDescription: canary, Artist: canary }, IFD3: { GPSLatitude: '52/1 31/1 0/1' } })
    .png()
    .toBuffer();
}

describe('a reference picture under fluxgen', () => {
  let stack: PlatformStack;
  beforeAll(async () => {
    stack = await startPlatform('fluxgen');
  });
  afterAll(() => stack?.stop());

  it('is used and written down nowhere: not its bytes, its name, its description, nor who sent it from where', async () => {
    const ada = await stack.person('ada.canary', 500);
    const bytes = await picture('exif-canary-4711');
    const { status, body } = await ada.createWith(bytes, 'like this but at night');
    expect([status, body.usedReference]).toEqual([202, true]);
    const made = await ada.ended(body.id, 60_000);
    expect(made).toMatchObject({ state: 'succeeded', usedReference: true });
    expect(await stack.traces('exif-canary-4711')).toEqual([]);
    expect(await stack.traces('the-name-of-the-file')).toEqual([]);
    const { rows } = await stack.database.query('SELECT * FROM creation_uploads');
    expect(rows).toEqual([]);
    expect((await stack.database.query('SELECT 1 FROM reference_leases')).rowCount).toBe(0);
    // The stand-ins live at that address too: a picture's own address is not where the person is.
    const addresses = (await stack.traces('127.0.0.1')).filter((trace) => !trace.includes('accounts.picture_url'));
    expect(addresses).not.toContainEqual(expect.stringMatching(/^(database|queue|logs)/));
    expect(stack.logs()).not.toMatch(/ada\.canary|at night|Bearer|127\.0\.0\.1:\d+.*remote/);
  });

  it('of the wrong kind, too large, or a bomb is refused before anything is charged', async () => {
    const bea = await stack.person('bea', 500);
    const refusals = [
      [Buffer.from('not a picture'), 415],
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 415],
      [Buffer.alloc(0), 415],
      [randomBytes(10 * 1024 * 1024 + 1), 413],
      [
        await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: 'white' } })
          .png()
          .toBuffer(),
        413,
      ],
      [(await picture('cut')).subarray(0, 5_000), 415],
    ] as const;
    for (const [bytes, status] of refusals) {
      const answer = await bea.createWith(bytes, 'like this');
      expect([bytes.length, answer.status]).toEqual([bytes.length, status]);
    }
    expect(await bea.credits()).toMatchObject({ available: 500, held: 0 });
    expect((await bea.call<{ items: unknown[] }>('GET', '/v1/creations')).body.items).toEqual([]);
  });

  it('replays a repeated upload by its key, and tells another picture apart', async () => {
    const cem = await stack.person('cem', 500);
    const [one, other] = [await picture('one'), await picture('other')];
    const first = await cem.createWith(one, 'same', 'image/png', 'the-key');
    const again = await cem.createWith(one, 'same', 'image/png', 'the-key');
    expect([again.status, again.headers.get('idempotent-replay'), again.body.id]).toEqual([202, 'true', first.body.id]);
    expect((await cem.createWith(other, 'same', 'image/png', 'the-key')).status).toBe(409);
    await cem.ended(first.body.id, 60_000);
  });

  it('that waits in a process which dies ends as lost within a minute, its hold released', async () => {
    const dan = await stack.person('dan', 500);
    const slow = await Promise.all([dan.create('a tower __vendor_slow__'), dan.create('a bridge __vendor_slow__')]);
    await eventually(async () => (await Promise.all(slow.map(({ body }) => dan.show(body.id)))).every(({ state }) => state === 'running'));
    const { body } = await dan.createWith(await picture('waiting'), 'waits for its turn');
    expect((await dan.show(body.id)).state).toBe('queued');
    await stack.coreApi.end('SIGKILL');
    await stack.coreApi.start();
    await stack.advance(45);
    expect(await dan.ended(body.id)).toMatchObject({
      state: 'reference-lost',
      failure: { type: 'reference-lost' },
      credits: { captured: 0 },
    });
    for (const {
      body: { id },
    } of slow)
      expect((await dan.ended(id)).state).toBe('succeeded');
    const spent = (await Promise.all(slow.map(({ body: { id } }) => dan.show(id)))).reduce(
      (sum, { credits }) => sum + (credits.captured ?? 0),
      0,
    );
    expect(await dan.credits()).toMatchObject({ available: 500 - spent, held: 0 });
  });
});
