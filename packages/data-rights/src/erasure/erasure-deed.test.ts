import { profile } from '@keepword/policy';
import { addPeriod, newId, type Instant } from '@keepword/primitives';
import type { Case, CaseAction } from '../cases/case-state.js';
import type { DeedOrder } from '../cases/deed.js';
import { memoryErasureRunStore } from '../testing/erasure/memory-erasure-run-store.js';
import { memoryParticipant } from '../testing/erasure/memory-participant.js';
import { sampleFacts, sampleMap } from '../testing/erasure/sample-map.js';
import { samplePlan } from '../testing/erasure/sample-run.js';
import { signCertificate } from '../certificate/certificate.js';
import { signingKeyFromSeed } from '../certificate/signing.js';
import { driveRun, type CertificateLetter } from './advance-run.js';
import { erasureDeed, erasureScopeOf, type ErasureDeedPorts } from './erasure-deed.js';
import { planErasure } from './erasure-plan.js';
import { opensRun } from './erasure-run.js';

const at = new Date('2026-03-01T08:00:00.000Z');
const key = signingKeyFromSeed(new Uint8Array(32).fill(7));

function house(changes: Partial<ErasureDeedPorts> = {}, coolingOffUntil: Instant | null = null) {
  const store = memoryErasureRunStore();
  const participants = [
    memoryParticipant({ name: 'postgres', group: 'rows' }),
    memoryParticipant({ name: 'files', group: 'objects' }),
    memoryParticipant({ name: 'account', group: 'freeze' }),
  ];
  let made = 0;
  const ports: ErasureDeedPorts = {
    store,
    profileId: 'fluxkrea',
    policyDigest: `sha256:${'ab'.repeat(32)}`,
    holder: 'the deed',
    plan: async (scope) => samplePlan(scope),
    participants: () => participants,
    recipientIds: () => [],
    hasPaid: async () => false,
    addressOf: async () => 'ada@example.com',
    exportsPending: async () => false,
    newCapability: () => `secret-${(made += 1)}`,
    ...changes,
  };
  const actionId = newId(at);
  const action: CaseAction = { action: 'erasure', actionId, startedAt: at, finishedAt: null, coolingOffUntil };
  const found = { reference: 'KW-0000-0000', scope: { what: 'account' }, actions: [action] } as unknown as Case;
  const order: DeedOrder = { actionId, case: found, subjectId: newId(at) };
  const letters: CertificateLetter[] = [];
  const tell = async (letter: CertificateLetter) => {
    letters.push(letter);
    return 'told' as const;
  };
  const sign = (certificate: Parameters<typeof signCertificate>[0]) => signCertificate(certificate, key);
  const work = { store, participants, sign, onError: fail, tell };
  return { deed: erasureDeed(ports), store, order, letters, work, drive: (now: Instant) => driveRun(work, actionId, 'worker', () => now) };
}

function fail(error: unknown): never {
  throw error;
}

describe('erasure as the deed of a case', () => {
  it('given a case, then begins one run, however often it is asked, and is done when the run is', async () => {
    const { deed, store, order, drive } = house();
    expect(await deed.begin(order, at)).toBe('begun');
    const first = await store.find(order.actionId);
    expect(await deed.begin(order, addPeriod(at, 'PT1H'))).toBe('begun');
    expect(await store.find(order.actionId)).toEqual(first);
    expect(await deed.state(order, at)).toBe('running');
    await drive(at);
    expect(await deed.state(order, at)).toBe('done');
  });

  it('given an order to keep something, then the key that opens it is not destroyed', async () => {
    const keys = memoryParticipant({ name: 'keys', group: 'keys' });
    const held = planErasure({
      map: sampleMap,
      profile: profile('fluxkrea'),
      scope: { kind: 'account' },
      holds: [{ categories: 'all' }],
      facts: sampleFacts,
    });
    const rows = memoryParticipant({ name: 'postgres', group: 'rows' });
    const { deed, store, order } = house({ plan: async () => held, participants: () => [rows, keys] });
    await deed.begin(order, at);
    expect((await store.find(order.actionId))?.steps.map(({ group }) => group)).not.toContain('keys');
  });

  it('given an export of the same person that is being prepared, then waits for it', async () => {
    let pending = true;
    const { deed, store, order } = house({ exportsPending: async () => pending });
    expect(await deed.begin(order, at)).toBe('not-yet');
    expect(await store.find(order.actionId)).toBeNull();
    pending = false;
    expect(await deed.begin(order, at)).toBe('begun');
  });

  it('given that it is taken back in time, then the run ends as withdrawn, and nobody is told of a certificate', async () => {
    const { deed, store, order, drive, letters } = house({}, addPeriod(at, 'P3D'));
    await deed.begin(order, at);
    await drive(at);
    await deed.withdraw?.(order, addPeriod(at, 'P1D'));
    await deed.withdraw?.(order, addPeriod(at, 'P1D'));
    await drive(addPeriod(at, 'P1D'));
    expect(await store.find(order.actionId)).toMatchObject({ state: 'withdrawn', subjectId: null, notice: null });
    expect(await deed.state(order, at)).toBe('done');
    expect(letters).toEqual([]);
  });

  it('given that the purge has begun, then it cannot be taken back', async () => {
    const { deed, order, drive } = house();
    await deed.begin(order, at);
    await drive(at);
    await expect(deed.withdraw?.(order, at)).rejects.toThrow('erasure-began');
  });

  it('says whether the account has paid, and no time to think again where the profile gives none', async () => {
    const { deed, order } = house({ hasPaid: async () => true });
    expect(await deed.terms(order.case, order.subjectId, at)).toEqual({ payingAccount: true, coolingOffUntil: null });
  });

  it.each([
    [null, { kind: 'account' }],
    [{ what: 'account' }, { kind: 'account' }],
    [{ what: 'prompts' }, { kind: 'prompts' }],
    [
      { what: 'creation', creationId: 'a' },
      { kind: 'creations', creationIds: ['a'] },
    ],
  ] as const)('reads the scope %j of a case', (scope, expected) => {
    expect(erasureScopeOf({ scope })).toEqual(expected);
  });
});

describe('the letter about a certificate', () => {
  it('given a final certificate, then the link is mailed once; only its digest stays, and it alone opens the run', async () => {
    const { deed, store, order, drive, letters } = house();
    await deed.begin(order, at);
    await drive(at);
    await drive(at);
    expect(letters).toMatchObject([{ runId: order.actionId, address: 'ada@example.com', capability: 'secret-1', state: 'final' }]);
    const run = await store.find(order.actionId);
    if (!run) throw new Error('the run is gone');
    expect(JSON.stringify(run)).not.toMatch(/ada@|secret-1/);
    expect([opensRun(run, 'secret-1'), opensRun(run, 'secret-2'), opensRun({ capabilityDigest: null }, 'secret-1')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('given that the mail cannot be sent, then it is tried again later, and the address stays until then', async () => {
    const { deed, store, order, work } = house();
    await deed.begin(order, at);
    const failures: string[] = [];
    const down = {
      ...work,
      tell: () => Promise.reject(new Error('down')),
      onError: (_error: unknown, { stepId }: { stepId: string }) => void failures.push(stepId),
    };
    const waits = await driveRun(down, order.actionId, 'worker', () => at);
    expect(failures).toEqual(['notice']);
    expect(waits).toMatchObject({ run: { state: 'done', notice: { address: 'ada@example.com', attempts: 1 } } });
    expect(await store.due(at, 10)).toEqual([]);
    const later = addPeriod(at, 'PT1H');
    expect(await store.due(later, 10)).toEqual([order.actionId]);
    await driveRun(work, order.actionId, 'worker', () => later);
    expect(await store.find(order.actionId)).toMatchObject({ state: 'done', notice: null });
    expect(await store.due(addPeriod(later, 'P1D'), 10)).toEqual([]);
  });
});
