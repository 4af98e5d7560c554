import type { Creation } from '@keepword/contracts';
import type { ProfileId } from '@keepword/policy';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(60_000);

describe.each(['fluxkrea', 'fluxvision', 'fluxkontextpro', 'fluxchat', 'fluxgen'] as const satisfies readonly ProfileId[])(
  '%s',
  (profile) => {
    let stack: PlatformStack;
    beforeAll(async () => {
      stack = await startPlatform(profile);
    });
    afterAll(() => stack?.stop());

    it('takes somebody from signing in to a picture that is paid, seen, and gone when deleted', async () => {
      const ada = await stack.person('ada', 500);
      const made = await ada.make('a lighthouse at dawn');
      expect(made).toMatchObject({ state: 'succeeded', prompt: 'a lighthouse at dawn', usedReference: false });
      expect(made.outputs).toHaveLength(1);
      expect(made.credits.captured).toBe(made.credits.quoted);
      expect(await ada.credits()).toMatchObject({ available: 500 - made.credits.quoted, held: 0 });
      const picture = await ada.raw('GET', made.outputs[0]?.url ?? '');
      expect([picture.status, picture.headers.get('content-type')]).toEqual([200, made.outputs[0]?.mediaType]);
      expect((await picture.arrayBuffer()).byteLength).toBe(made.outputs[0]?.bytes);
      const list = await ada.call<{ items: Creation[] }>('GET', '/v1/creations?q=lighthouse');
      expect(list.body.items.map(({ id }) => id)).toEqual([made.id]);
    });
  },
);
