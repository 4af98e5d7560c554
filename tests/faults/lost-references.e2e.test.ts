import { setTimeout as pause } from 'node:timers/promises';
import { startStack, type TestStack } from '../journeys/support/stack.js';
import { until } from '../journeys/support/until.js';
import { booksOf } from './support/books.js';
import { killNow } from './support/killing.js';
import { ApiPerson, endStates, type Creation } from './support/person.js';
import { noisyPicture } from './support/pictures.js';
import { seededRandom } from './support/seeded-random.js';

const seed = Number(process.env['KEEPWORD_FAULT_SEED'] ?? 20_260_301);
const persons = 3;
const picturesEach = 6;
const granted = 1_000;
/** For how long credits may be held for a creation whose reference died with its process. */
const lostWithinMs = 60_000;

describe(`reference pictures that are only in the memory of a process that is killed (KEEPWORD_FAULT_SEED=${seed})`, () => {
  const random = seededRandom(seed);
  const people: ApiPerson[] = [];
  let stack: TestStack;
  let lastKillAt = 0;

  beforeAll(async () => {
    stack = await startStack({ profile: 'fluxgen', environment: { LOCAL_ENGINE: 'instant' } });
    // A vendor slower than the kills are apart: whenever core-api dies, some pictures are in its memory only.
    const slow = await fetch(`${stack.info.vendorsUrl}/replicate/_control`, {
      method: 'PATCH',
      headers: { 'x-keepword-control': stack.info.controlSecret, 'content-type': 'application/json' },
      body: JSON.stringify({ delayMs: 5_000 }),
    });
    expect(slow.status).toBe(200);
    for (let n = 0; n < persons; n += 1)
      people.push(await ApiPerson.open(stack, `reference${n}@example.com`, granted, { takesReference: true }));
  }, 240_000);
  afterAll(() => stack?.stop());

  it('end within a minute, made or lost', async () => {
    const make = async (person: ApiPerson) => {
      for (let n = 0; n < picturesEach; n += 1) {
        await pause(random() * 2_500);
        await person.create({
          prompt: `a painting of it, ${n}`,
          reference: { bytes: noisyPicture(128, 'a comment'), fileName: 'holiday.png' },
        });
      }
    };
    const kill = async () => {
      for (const victim of ['core-api', 'worker', 'core-api', 'postgres'] as const) {
        await pause(1_500 + random() * 2_500);
        await killNow(stack, victim);
      }
      lastKillAt = Date.now();
    };
    await Promise.all([kill(), ...people.map(make)]);
    const from = Date.now();
    await until(
      'the end of every creation',
      async () => (await everyCreation()).every(({ state }) => endStates.has(state)),
      lostWithinMs + 30_000,
    );
    const lost = (await everyCreation()).filter(({ state }) => state === 'reference-lost');
    for (const { finishedAt } of lost) expect(Date.parse(finishedAt ?? '') - Math.max(lastKillAt, from)).toBeLessThan(lostWithinMs);
    // Else nothing was in memory when core-api was killed, and nothing was tried.
    expect(lost.length).toBeGreaterThan(0);
  }, 300_000);

  it('lose nothing else', async () => {
    const creations = await everyCreation();
    expect(creations).toHaveLength(persons * picturesEach);
    expect(new Set(creations.map(({ state }) => state))).toEqual(new Set(['succeeded', 'reference-lost']));
  });

  it('cost nothing when they were lost, and the books balance', async () => {
    for (const person of people) {
      const creations = await person.creations();
      const captured = creations.reduce((sum, { credits }) => sum + (credits.captured ?? 0), 0);
      for (const { state, credits } of creations) if (state === 'reference-lost') expect(credits.captured ?? 0).toBe(0);
      const lines = await person.statement();
      expect(await person.credits()).toMatchObject({ available: granted - captured, held: 0 });
      expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(granted - captured);
    }
    expect(await booksOf(stack)).toMatchObject({ balanced: true });
  });

  const everyCreation = async (): Promise<readonly Creation[]> => (await Promise.all(people.map((person) => person.creations()))).flat();
});
