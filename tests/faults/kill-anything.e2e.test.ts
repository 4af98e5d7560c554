import { setTimeout as pause } from 'node:timers/promises';
import { startStack, type TestStack } from '../journeys/support/stack.js';
import { until } from '../journeys/support/until.js';
import { booksOf, unfinishedWork } from './support/books.js';
import { killAtRandom, type Killing } from './support/killing.js';
import { ApiPerson, endStates, type Creation } from './support/person.js';
import { seededRandom, shuffled } from './support/seeded-random.js';

const seed = Number(process.env['KEEPWORD_FAULT_SEED'] ?? 20_260_301);
const persons = 10;
const picturesEach = 10;
const granted = 1_000;
const boundMs = 240_000;

describe(`100 creations while the worker, core-api and Postgres are killed (KEEPWORD_FAULT_SEED=${seed})`, () => {
  const random = seededRandom(seed);
  let stack: TestStack;
  const people: ApiPerson[] = [];
  const accepted = new Map<ApiPerson, Set<string>>();
  const creations = new Map<ApiPerson, readonly Creation[]>();
  let killings: readonly Killing[] = [];

  beforeAll(async () => {
    stack = await startStack({ profile: 'fluxkrea', environment: { LOCAL_ENGINE: 'instant' } });
    for (let n = 0; n < persons; n += 1)
      people.push(await ApiPerson.open(stack, `fault${n}@example.com`, granted, { takesReference: false }));
  }, 240_000);
  afterAll(() => stack?.stop());

  it(
    'loses none that was accepted',
    async () => {
      const startedMs = performance.now();
      const begunAt = Date.now();
      const make = async (person: ApiPerson) => {
        const ids = new Set<string>();
        accepted.set(person, ids);
        for (let n = 0; n < picturesEach; n += 1) {
          await pause(random() * 1_000);
          ids.add((await person.create({ prompt: `a lighthouse in the rain, number ${n}` })).id);
        }
      };
      const victims = shuffled(['worker', 'worker', 'worker', 'core-api', 'core-api', 'core-api', 'postgres', 'postgres'] as const, random);
      [killings] = await Promise.all([killAtRandom(stack, victims, random), ...people.map(make)]);
      await until(
        'the end of every creation',
        async () => {
          for (const person of people) creations.set(person, await person.creations());
          return [...creations.values()].flat().every(({ state }) => endStates.has(state));
        },
        boundMs - (performance.now() - startedMs),
      );
      expect(killings).toHaveLength(8);
      for (const person of people) {
        expect(accepted.get(person)?.size).toBe(picturesEach);
        // Neither more nor less than were accepted: a request that was repeated made nothing twice.
        expect(new Set(creations.get(person)?.map(({ id }) => id))).toEqual(accepted.get(person));
      }
      const all = [...creations.values()].flat();
      const lastEnd = Math.max(...all.map(({ finishedAt }) => Date.parse(finishedAt ?? '')));
      const lastRequest = Math.max(...all.map(({ createdAt }) => Date.parse(createdAt)));
      const lastKill = Math.max(...killings.map(({ at }) => at));
      const since = (from: number) => ((from - begunAt) / 1_000).toFixed(1);
      process.stdout.write(
        `Killed ${killings.map(({ victim, at }) => `${victim} at ${since(at)} s`).join(', ')}. ` +
          `The last creation was accepted at ${since(lastRequest)} s and ended at ${since(lastEnd)} s, ` +
          `${((lastEnd - lastKill) / 1_000).toFixed(1)} s after the last kill.\n`,
      );
      const byThemselves = stack.output().match(/^.* ended \((?!signal SIGKILL).*$/gm) ?? [];
      if (byThemselves.length > 0) process.stdout.write(`Ended by themselves, and came back:\n${byThemselves.join('\n')}\n`);
    },
    boundMs + 60_000,
  );

  it('makes all of them, since only our own processes were killed', () => {
    const others = [...creations.values()].flat().filter(({ state }) => state !== 'succeeded');
    expect(others.map(({ id, state, failure }) => ({ id, state, failure }))).toEqual([]);
  });

  it('gives every picture that it charged for', async () => {
    for (const person of people) {
      for (const { outputs } of creations.get(person) ?? []) {
        expect(outputs).toHaveLength(1);
        for (const { url, bytes } of outputs) expect((await person.bytesOf(url)).byteLength).toBe(bytes);
      }
    }
  });

  it('charges each once, holds nothing back, and its statements sum to the balance', async () => {
    for (const person of people) {
      const made = creations.get(person) ?? [];
      const captured = made.reduce((sum, { credits }) => sum + (credits.captured ?? 0), 0);
      const { available, held } = await person.credits();
      expect({ available, held }).toEqual({ available: granted - captured, held: 0 });
      const lines = await person.statement();
      expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(available);
      for (const { id, credits } of made) {
        const spent = lines.filter(({ creationId }) => creationId === id).reduce((sum, { amount }) => sum + amount, 0);
        expect(-spent).toBe(credits.captured);
      }
    }
  });

  it('has balanced books and nothing left to do', async () => {
    expect(await booksOf(stack)).toMatchObject({ balanced: true, entriesSum: 0, unbalancedTransactions: 0, holdsOff: 0 });
    await until('the end of all jobs', async () => {
      const { outbox, jobs } = await unfinishedWork(stack);
      return outbox + jobs === 0;
    });
  });
});
