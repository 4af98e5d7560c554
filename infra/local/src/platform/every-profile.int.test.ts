import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Creation } from '@keepword/contracts';
import type { ProfileId } from '@keepword/policy';
import sharp from 'sharp';
import { ServiceProcess } from './testing/service-process.js';
import { eventually } from './testing/eventually.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(180_000);

const everyMethod = ['google', 'github', 'email-password', 'email-magic-link'] as const;
const profiles = ['fluxkrea', 'fluxvision', 'fluxkontextpro', 'fluxchat', 'fluxgen'] as const satisfies readonly ProfileId[];

describe.each(profiles)('%s', (profile) => {
  let stack: PlatformStack;
  beforeAll(async () => {
    stack = await startPlatform(profile);
  });
  afterAll(() => stack?.stop());

  it('takes somebody from signing in to a picture that is paid, seen and found', async () => {
    const ada = await stack.person('ada.canary', 500);
    const made = await ada.make('a lighthouse at dawn plantedword');
    expect(made).toMatchObject({ state: 'succeeded', prompt: 'a lighthouse at dawn plantedword', usedReference: false });
    expect(made.credits.captured).toBe(made.credits.quoted);
    expect(await ada.credits()).toMatchObject({ available: 500 - made.credits.quoted, held: 0 });
    const picture = await ada.raw('GET', made.outputs[0]?.url ?? '');
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, made.outputs[0]?.mediaType]);
    expect((await picture.arrayBuffer()).byteLength).toBe(made.outputs[0]?.bytes);
    expect((await ada.call<{ items: Creation[] }>('GET', '/v1/creations?q=lighthouse')).body.items.map(({ id }) => id)).toEqual([made.id]);
    expect(await stack.traces('plantedword')).not.toContainEqual(expect.stringMatching(/^(logs|queue|key-store)/));
    expect(
      (await stack.traces('plantedword')).filter((trace) => trace.startsWith('database')).every((trace) => trace.endsWith('(sealed)')),
    ).toBe(true);
    expect(await stack.traces('ada.canary')).not.toContainEqual(expect.stringMatching(/^(logs|queue|key-store|objects)/));
    expect(stack.logs()).not.toContain(ada.accessToken);
  });

  it('offers its own ways of signing in and no other', async () => {
    const methods = (await (await fetch(`${stack.url}/v1/sign-in-methods`)).json()) as { items: string[] };
    expect(methods.items.toSorted()).toEqual([...stack.profile.bindings.signInMethods].toSorted());
    const begin = (method: string) =>
      fetch(`${stack.url}/v1/sign-ins`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ method, redirectUri: `${stack.webUrl}/auth/callback`, email: 'bea@example.com' }),
      });
    for (const method of everyMethod.filter((one) => !methods.items.includes(one))) {
      const answer = await begin(method);
      expect([method, answer.status, ((await answer.json()) as { type: string }).type]).toEqual([method, 404, '/problems/not-offered']);
    }
    const elsewhere = await fetch(`${stack.url}/v1/sign-ins`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method: methods.items[0], redirectUri: 'https://elsewhere.example/auth/callback', email: 'bea@example.com' }),
    });
    expect(methods.items.includes('email-password') || elsewhere.status === 400).toBe(true);
  });

  it('sells subscriptions where its policy lists them, and has no route to one elsewhere', async () => {
    const eli = await stack.person('eli');
    const listed = stack.profile.features.includes('subscriptions');
    const { body } = await eli.call<{ items: { kind: string }[] }>('GET', '/v1/billing/offers');
    expect(body.items.some(({ kind }) => kind === 'plan')).toBe(listed);
    const asked = await eli.call<{ type: string }>('GET', '/v1/billing/subscription');
    expect([asked.status, asked.body.type]).toEqual([404, listed ? '/problems/not-found' : '/problems/not-offered']);
    for (const noun of ['cancellation', 'resumption', 'payment'])
      expect((await eli.call<{ type: string }>('POST', `/v1/billing/subscription/${noun}`)).body.type).toBe(asked.body.type);
  });

  it('lets guardians supervise where its policy lets minors in with one, and has no route to them elsewhere', async () => {
    const fay = await stack.person('fay');
    const listed = stack.profile.minors.rule === 'guardian-consent-and-supervision';
    const link = await fay.call<{ type: string }>('GET', `/v1/guardian-supervision?capability=${'x'.repeat(43)}`);
    expect([link.status, link.body.type]).toEqual([404, listed ? '/problems/not-found' : '/problems/not-offered']);
    expect((await fay.call('GET', '/v1/spend-approvals')).status).toBe(listed ? 200 : 404);
  });

  it('ends a session for every use of its token', async () => {
    const bea = await stack.person('bea');
    const second = await stack.person('bea');
    const sessions = (await bea.call<{ items: { id: string; current: boolean; device: string | null }[] }>('GET', '/v1/sessions')).body
      .items;
    expect(sessions).toHaveLength(2);
    const other = sessions.find(({ current }) => !current);
    expect((await bea.call('DELETE', `/v1/sessions/${other?.id}`)).status).toBe(204);
    expect((await second.call('GET', '/v1/account')).status).toBe(401);
    expect((await bea.call('DELETE', '/v1/sessions')).status).toBe(204);
    expect((await bea.call('GET', '/v1/account')).status).toBe(401);
  });

  it('asks for the age first, and keeps the band only', async () => {
    const { openSession } = await import('../cli/sign-in/open-session.js');
    await openSession(stack.running, 'cem@example.com');
    const { rows } = await stack.database.query(`SELECT * FROM accounts WHERE email = 'cem@example.com'`);
    expect(rows[0]).toMatchObject({ age_band: 'adult' });
    expect(Object.values(rows[0] as object)).not.toContain(30);
  });

  it('takes a reference picture as its policy says', async () => {
    const dan = await stack.person('dan', 500);
    const bytes = await sharp({ create: { width: 300, height: 200, channels: 3, background: 'teal' } })
      .withExif({ IFD0: { ImageDescription: 'exif-canary' } })
      .jpeg()
      .toBuffer();
    const { status, body } = await dan.createWith(bytes, 'like this', 'image/jpeg');
    const kind = stack.profile.bindings.acceptsReference;
    if (kind === 'none') {
      expect([status, body.type]).toEqual([404, '/problems/not-offered']);
      return;
    }
    expect(await dan.ended(body.id)).toMatchObject({ state: 'succeeded', usedReference: true });
    expect(await stack.traces('exif-canary')).toEqual([]);
    const uploads = () =>
      (readdirSync(stack.running.folder.objectsDir, { recursive: true }) as string[]).filter(
        (name) => name.startsWith('uploads/') && statSync(path.join(stack.running.folder.objectsDir, name)).isFile(),
      );
    expect(uploads()).toHaveLength(kind === 'stored' ? 1 : 0);
    for (const name of uploads()) {
      expect(readFileSync(path.join(stack.running.folder.objectsDir, name)).includes(Buffer.from([0xff, 0xd8, 0xff]))).toBe(false);
    }
    await dan.call('DELETE', `/v1/creations/${body.id}`);
    await stack.advance(20);
    await eventually(async () => uploads().length === 0, 15_000, 'the removal of the upload');
  });
});

it('refuses to start with a setting missing, and says which', async () => {
  const { mkdtempSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const log = path.join(mkdtempSync(path.join(tmpdir(), 'keepword-boot-')), 'core-api.log');
  await expect(new ServiceProcess('core-api', { PATH: process.env['PATH'] ?? '', PORT: '1' }, log).start()).rejects.toThrow(
    /DATABASE_URL: a postgres:\/\/ address/,
  );
});
