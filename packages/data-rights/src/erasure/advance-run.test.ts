import { addPeriod, isRefusal, type Instant } from '@keepword/primitives';
import { verifyCertificate, signCertificate, replacesCertificate } from '../certificate/certificate.js';
import { keySetOf, signingKeyFromSeed } from '../certificate/signing.js';
import { memoryErasureRunStore } from '../testing/erasure/memory-erasure-run-store.js';
import { memoryParticipant, type MemoryParticipant } from '../testing/erasure/memory-participant.js';
import { sampleRun } from '../testing/erasure/sample-run.js';
import { advanceRun, driveRun, withdrawErasure, type ErasureWork } from './advance-run.js';
import type { ErasureScope } from './erasure-scope.js';
import { retryAt, runAlarms, type ErasureRun } from './erasure-run.js';
import type { ErasureRunStore } from './erasure-run-store.js';

const morning = new Date('2026-03-01T08:00:00.000Z');
const after = (period: string, from = morning) => addPeriod(from, period);
const key = signingKeyFromSeed(new Uint8Array(32).fill(7));

interface House {
  readonly work: ErasureWork;
  readonly store: ErasureRunStore;
  readonly run: ErasureRun;
  readonly errors: string[];
  readonly all: Readonly<Record<string, MemoryParticipant>>;
}

interface Setting {
  readonly crashPoint?: () => void;
  readonly scope?: ErasureScope;
  readonly coolingOff?: string;
}

async function house({ crashPoint = () => {}, scope, coolingOff = 'P0D' }: Setting = {}): Promise<House> {
  const kept = { category: 'billing.payment', how: 'pseudonymised', reason: 'law', law: 'tax', count: 2, until: after('P7Y') } as const;
  const participants = [
    memoryParticipant({ name: 'keyring', group: 'keys', entries: 1, crashPoint }),
    memoryParticipant({ name: 'stripe', group: 'vendors', recipient: 'stripe', entries: 1, crashPoint }),
    memoryParticipant({ name: 'resend', group: 'vendors', recipient: 'resend', entries: 0, crashPoint }),
    memoryParticipant({ name: 'files', group: 'objects', entries: 5, crashPoint }),
    memoryParticipant({
      name: 'postgres',
      group: 'rows',
      entries: 3,
      crashPoint,
      places: (count) => [{ place: 'postgres', kind: 'table', count: count + 2, kept: [kept] }],
    }),
    memoryParticipant({ name: 'queue', group: 'queues', entries: 1, crashPoint }),
    memoryParticipant({ name: 'replay', group: 'replay-log', entries: 0, crashPoint }),
    memoryParticipant({ name: 'accounts', group: 'freeze', entries: 0, crashPoint }),
  ];
  const memory = memoryErasureRunStore();
  const store: ErasureRunStore = {
    ...memory,
    async save(...write) {
      crashPoint();
      const answer = await memory.save(...write);
      crashPoint();
      return answer;
    },
  };
  const run = { ...sampleRun(morning, participants, scope), mayStartAt: after(coolingOff) };
  await memory.insert(run);
  const errors: string[] = [];
  const onError: ErasureWork['onError'] = (error, { stepId }) => {
    if (error instanceof Died) throw error;
    errors.push(`${stepId} ${String(error)}`);
  };
  const work: ErasureWork = { store, participants, sign: (certificate) => signCertificate(certificate, key), onError };
  return { work, store: memory, run, errors, all: Object.fromEntries(participants.map((one) => [one.name, one])) };
}

class Died extends Error {}

const found = async ({ store, run }: House): Promise<ErasureRun> => {
  const stored = await store.find(run.id);
  if (!stored) throw new Error('the run is gone');
  return stored;
};

async function drive(under: House, at: Instant): Promise<ErasureRun> {
  const last = await driveRun(under.work, under.run.id, 'worker', () => at);
  if (isRefusal(last)) throw new Error(last.refused);
  return last.run;
}

function certificateAt(run: ErasureRun, index: number) {
  const { file } = run.certificates[index] ?? { file: new Uint8Array() };
  const verdict = verifyCertificate(file, keySetOf([key]));
  expect(verdict.problems).toEqual([]);
  if (!verdict.certificate) throw new Error('no certificate');
  return { file, certificate: verdict.certificate };
}

describe('a recipient that cannot be asked by a machine', () => {
  it('given that it still holds something, then the certificate says so, and nobody waits for it', async () => {
    const under = await house();
    const { stripe } = under.all;
    if (!stripe) throw new Error('no such participant');
    const asked = { ...stripe, erase: async () => ({ state: 'not-supported' as const }) };
    const participants = under.work.participants.map((one) => (one.name === 'stripe' ? asked : one));
    const last = await driveRun({ ...under.work, participants }, under.run.id, 'worker', () => morning);
    if (isRefusal(last)) throw new Error(last.refused);
    expect(stripe.entries.size).toBe(1);
    const { certificate } = certificateAt(last.run, 0);
    expect(certificate).toMatchObject({ state: 'final' });
    expect(certificate.vendors.find(({ recipient }) => recipient === 'stripe')).toMatchObject({ state: 'not-supported', at: null });
  });
});

describe('an erasure', () => {
  it('given that all goes well, then it ends with a final certificate and leads to nobody', async () => {
    const under = await house();
    const run = await drive(under, morning);
    expect(run).toMatchObject({ state: 'done', subjectId: null, retainedAs: null });
    expect(JSON.stringify(run)).not.toContain(under.run.subjectId);
    expect(JSON.stringify(run)).not.toContain('handle-of');
    expect(await found(under)).toEqual(run);
    const { certificate } = certificateAt(run, 0);
    expect(certificate).toMatchObject({
      state: 'final',
      scope: { kind: 'account' },
      tables: [{ table: 'postgres', counted: 5, deleted: 3, kept: 2, remaining: 0 }],
      places: [{ place: 'queue', counted: 1, deleted: 1, remaining: 0 }],
      objects: { count: 5, bytes: 50, remaining: 0 },
      vendors: [
        { recipient: 'resend', state: 'nothing-held', checkedAgainAt: morning.toISOString() },
        { recipient: 'stripe', state: 'erased', receiptId: 'receipt-stripe', checkedAgainAt: morning.toISOString() },
        { recipient: 'vercel', state: 'not-supported', at: null },
      ],
      kept: [{ category: 'billing.payment', how: 'pseudonymised', reason: 'law', law: 'tax', rows: 2, until: after('P7Y').toISOString() }],
      verification: { searched: ['files', 'postgres', 'queue'], hits: 0 },
      keyDestroyedAt: morning.toISOString(),
      previousCertificate: null,
    });
  });

  it('goes in the order that keeps the proof possible', async () => {
    const under = await house();
    const order: string[] = [];
    for (;;) {
      const step = await advanceRun(under.work, under.run.id, 'worker', morning);
      if (isRefusal(step) || !('did' in step)) break;
      if (order.at(-1) !== step.did) order.push(step.did);
    }
    expect(order).toEqual([
      'erase:accounts',
      ...['queue', 'postgres', 'files', 'stripe', 'resend'].map((name) => `survey:${name}`),
      ...['replay', 'queue', 'postgres', 'files', 'stripe', 'resend'].map((name) => `erase:${name}`),
      ...['queue', 'postgres', 'files'].map((name) => `verify:${name}`),
      'erase:keyring',
      ...['queue', 'postgres', 'files'].map((name) => `raw-check:${name}`),
      'verify:stripe',
      'verify:resend',
      'certificate',
    ]);
  });

  it('given a part of the data, then neither the account nor its key is touched', async () => {
    const under = await house({ scope: { kind: 'prompts' } });
    const run = await drive(under, morning);
    expect(run.state).toBe('done');
    expect(certificateAt(run, 0).certificate).toMatchObject({ scope: { kind: 'prompts' }, keyDestroyedAt: null });
    expect(under.all['accounts']?.effects).toBe(0);
    expect(under.all['keyring']?.entries.size).toBe(1);
  });
});

describe('a vendor that is down', () => {
  it('is passed by, certified as pending, tried for days, alarmed, and certified when it has answered', async () => {
    const under = await house();
    const stripe = under.all['stripe'];
    if (stripe) stripe.downUntil = after('P3D');
    const first = await drive(under, morning);
    expect(first.state).toBe('provisional');
    const provisional = certificateAt(first, 0);
    expect(provisional.certificate).toMatchObject({ state: 'provisional', keyDestroyedAt: morning.toISOString() });
    expect(provisional.certificate.vendors.find(({ recipient }) => recipient === 'stripe')).toMatchObject({ state: 'pending', at: null });

    let at = morning;
    let run = first;
    let tries = 0;
    while (run.state !== 'done') {
      const waits = await advanceRun(under.work, under.run.id, 'worker', at);
      if (isRefusal(waits) || !('waits' in waits) || waits.waits === null) throw new Error('it should wait');
      expect(waits.waits.getTime()).toBeGreaterThan(at.getTime());
      expect(await under.store.due(new Date(waits.waits.getTime() - 1), 10)).toEqual([]);
      expect(await under.store.due(waits.waits, 10)).toEqual([under.run.id]);
      at = waits.waits;
      run = await drive(under, at);
      tries += 1;
      const late = runAlarms(run, at);
      expect(late.length).toBe(at >= after('PT24H') && run.state !== 'done' ? 1 : 0);
    }
    expect(tries).toBeGreaterThan(15);
    expect(tries).toBeLessThan(40);
    expect(at.getTime()).toBeLessThan(after('P3DT6H').getTime());
    const final = certificateAt(run, 1);
    expect(final.certificate).toMatchObject({ state: 'final', issuedAt: at.toISOString() });
    expect(replacesCertificate(final.certificate, provisional)).toBe(true);
    expect(stripe?.effects).toBe(1);
  });

  it('waits at least as long as the vendor asks, and longer each time up to six hours', () => {
    const run = sampleRun(morning);
    const waits = Array.from(
      { length: 30 },
      (_, attempts) => retryAt(run, { id: 'erase:stripe', attempts }, morning).getTime() - morning.getTime(),
    );
    for (const [attempts, wait] of waits.entries()) {
      const longest = Math.min(6 * 3_600_000, 60_000 * 2 ** attempts);
      expect(wait).toBeGreaterThanOrEqual(longest * 0.75);
      expect(wait).toBeLessThanOrEqual(longest);
    }
    expect(new Set(waits.slice(12)).size).toBeGreaterThan(10);
  });
});

describe('one of our own that fails', () => {
  it('holds up all that comes after it, and no certificate is given', async () => {
    const under = await house();
    const postgres = under.all['postgres'];
    if (postgres) postgres.downUntil = after('PT1H');
    const run = await drive(under, morning);
    expect(run).toMatchObject({ state: 'running', certificates: [] });
    expect(under.all['files']?.entries.size).toBe(5);
    expect(under.all['keyring']?.entries.size).toBe(1);
    expect((await drive(under, after('PT2H'))).state).toBe('done');
  });

  it('given that it throws, then the step is tried again and the error is heard of', async () => {
    const under = await house();
    const files = under.all['files'];
    const erase = files?.erase.bind(files);
    if (files) files.erase = () => Promise.reject(new Error('disk'));
    const run = await drive(under, morning);
    expect(run.steps.find(({ id }) => id === 'erase:files')).toMatchObject({ state: 'pending', attempts: 1, lastProblem: 'threw' });
    expect(under.errors).toEqual(['erase:files Error: disk']);
    if (files && erase) files.erase = erase;
    expect((await drive(under, after('PT1H'))).state).toBe('done');
  });

  it('given that something arrives after it was erased, then it is erased again before the key goes', async () => {
    const under = await house();
    const { queue, keyring } = under.all;
    for (;;) {
      const step = await advanceRun(under.work, under.run.id, 'worker', morning);
      if (!isRefusal(step) && 'did' in step && step.did === 'erase:files') break;
    }
    queue?.entries.add('late');
    const waiting = await drive(under, morning);
    expect(waiting.steps.find(({ id }) => id === 'verify:queue')).toMatchObject({ lastProblem: 'found-after-erasure', state: 'pending' });
    expect(keyring?.entries.size).toBe(1);
    const run = await drive(under, after('PT1H'));
    expect(run.state).toBe('done');
    expect(queue?.erased).toEqual(['queue-0', 'late']);
  });

  it('given a participant that is not there any more, then the run says so and waits', async () => {
    const under = await house();
    const work = { ...under.work, participants: under.work.participants.filter(({ name }) => name !== 'files') };
    const last = await driveRun(work, under.run.id, 'worker', () => morning);
    expect('run' in last && last.run.steps.find(({ id }) => id === 'survey:files')?.lastProblem).toBe('participant-missing');
  });
});

describe('a process that dies', () => {
  /** Runs until it is done, dying once at crash point number `fatal`; the next worker comes when the lease is over. */
  async function dyingAt(fatal: number): Promise<{ under: House; died: boolean; run: ErasureRun }> {
    let points = 0;
    const under = await house({
      crashPoint: () => {
        points += 1;
        if (points === fatal) throw new Died();
      },
    });
    let died = false;
    for (let worker = 0; worker < 5; worker++) {
      try {
        const last = await driveRun(under.work, under.run.id, `worker-${worker}`, () => after(`PT${worker * 11}M`));
        if (!isRefusal(last) && last.run.state === 'done') break;
      } catch (error) {
        if (!(error instanceof Died)) throw error;
        died = true;
      }
    }
    return { under, died, run: await found(under) };
  }

  it('at any point, then another goes on from there and nothing is done twice or left out', async () => {
    const whole = await dyingAt(-1);
    let fatal = 1;
    for (; ; fatal++) {
      const { under, died, run } = await dyingAt(fatal);
      if (!died) break;
      expect(run.state).toBe('done');
      for (const [name, { entries, erased }] of Object.entries(under.all)) {
        expect(entries.size).toBe(0);
        expect(erased).toEqual(whole.under.all[name]?.erased);
      }
      const [ours, theirs] = [run, whole.run].map((one) => certificateAt(one, 0).certificate);
      expect(ours?.tables).toEqual(theirs?.tables);
      expect(ours?.objects).toEqual(theirs?.objects);
      expect(run.certificates).toHaveLength(1);
      expect(run.steps.map(({ id, state }) => [id, state])).toEqual(whole.run.steps.map(({ id, state }) => [id, state]));
    }
    expect(fatal).toBeGreaterThan(60);
  });

  it('given two workers at once, then one of them waits', async () => {
    const under = await house();
    await under.store.claim(under.run.id, 'other', morning, after('PT10M'));
    expect(await advanceRun(under.work, under.run.id, 'worker', after('PT9M'))).toEqual({ refused: 'not-claimed' });
    expect(await advanceRun(under.work, under.run.id, 'worker', after('PT10M'))).toMatchObject({ did: 'erase:accounts' });
  });

  it('given a worker that was too slow, then its write is refused', async () => {
    const under = await house();
    const slow: ErasureWork = {
      ...under.work,
      store: {
        ...under.store,
        async claim(id, holder, at, until) {
          const run = await under.store.claim(id, holder, at, until);
          await under.store.claim(id, 'other', after('PT11M'), after('PT20M'));
          return run;
        },
      },
    };
    expect(await advanceRun(slow, under.run.id, 'slow', morning)).toEqual({ refused: 'lost-lease' });
    expect((await found(under)).version).toBe(0);
  });
});

describe('cooling off', () => {
  it('closes the account at once, and purges as soon as the time is over', async () => {
    const under = await house({ coolingOff: 'P3D' });
    const run = await drive(under, morning);
    expect(run.state).toBe('cooling-off');
    expect(under.all['accounts']?.frozen).toBe(true);
    expect(under.all['postgres']?.entries.size).toBe(3);
    expect(await under.store.due(after('P3D'), 10)).toEqual([under.run.id]);
    expect((await drive(under, after('P3D'))).state).toBe('done');
  });

  it('given that the person thinks again in time, then the account opens again', async () => {
    const under = await house({ coolingOff: 'P3D' });
    await drive(under, morning);
    expect(await withdrawErasure(under.store, under.run.id, 'service', after('P2D'))).toMatchObject({ state: 'withdrawing' });
    const run = await drive(under, after('P2D'));
    expect(run).toMatchObject({ state: 'withdrawn', subjectId: null, certificates: [] });
    expect(under.all['accounts']?.frozen).toBe(false);
    expect(under.all['postgres']?.entries.size).toBe(3);
    expect((await drive(under, after('P9D'))).state).toBe('withdrawn');
  });

  it('given that the time is over or the purge began, then it is too late', async () => {
    const under = await house({ coolingOff: 'P3D' });
    await drive(under, morning);
    expect(await withdrawErasure(under.store, under.run.id, 'service', after('P3D'))).toEqual({ refused: 'erasure-began' });
    await drive(under, after('P3D'));
    expect(await withdrawErasure(under.store, under.run.id, 'service', after('P2D'))).toEqual({ refused: 'erasure-began' });
  });
});

describe('starting', () => {
  it('refuses two participants of one name and a vendor without a recipient', () => {
    const [one, two] = [memoryParticipant({ name: 'a', group: 'rows' }), memoryParticipant({ name: 'a', group: 'vendors' })];
    expect(() => sampleRun(morning, [one, one])).toThrow(RangeError);
    expect(() => sampleRun(morning, [two])).toThrow(/names no recipient/);
  });
});
