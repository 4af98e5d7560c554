import { profile } from '@keepword/policy';
import { isRefusal, newId } from '@keepword/primitives';
import { sampleFacts, sampleMap } from '../testing/erasure/sample-map.js';
import { memoryErasureRunStore } from '../testing/erasure/memory-erasure-run-store.js';
import { memoryParticipant } from '../testing/erasure/memory-participant.js';
import { advanceRun, type ErasureWork } from './advance-run.js';
import { planErasure, type ErasurePlan, type LegalHold } from './erasure-plan.js';
import { startRun, type ErasureRun } from './erasure-run.js';
import { participantGroups } from './participant.js';

const at = new Date('2026-03-01T08:00:00.000Z');
const participants = participantGroups.map((group) =>
  memoryParticipant({ name: group, group, entries: 1, ...(group === 'vendors' ? { recipient: 'stripe' } : {}) }),
);

function planUnder(holds: readonly LegalHold[]): ErasurePlan {
  const plan = planErasure({ map: sampleMap, profile: profile('fluxkrea'), scope: { kind: 'account' }, holds, facts: sampleFacts });
  if (isRefusal(plan)) throw new Error(plan.gaps.join('; '));
  return plan;
}

function runUnder(holds: readonly LegalHold[]): ErasureRun {
  return startRun(
    {
      id: newId(at),
      caseReference: 'KW-2026-000123',
      profileId: 'fluxkrea',
      policyDigest: `sha256:${'ab'.repeat(32)}`,
      plan: planUnder(holds),
      subjectId: newId(at),
      retainedAs: newId(at),
      mayStartAt: at,
      participants,
      recipientIds: ['stripe'],
    },
    at,
  );
}

/** Who has a step in a run. */
function takingPart({ steps }: ErasureRun): readonly string[] {
  const names = new Set(steps.map(({ participant }) => participant));
  return participantGroups.filter((group) => names.has(group));
}

describe('a run under an order to keep something', () => {
  it('given none, then everybody takes part and the key goes last', () => {
    expect(takingPart(runUnder([]))).toEqual([...participantGroups]);
  });

  it('given one over a part, then everybody takes part but whoever would destroy the key', () => {
    expect(takingPart(runUnder([{ categories: ['generation.prompt'] }]))).toEqual(participantGroups.filter((group) => group !== 'keys'));
  });

  it('given one over everything, then the account is closed and nobody else’s copy is asked to go', () => {
    expect(takingPart(runUnder([{ categories: 'all' }]))).toEqual(['freeze', 'replay-log', 'rows', 'objects']);
  });
});

describe('an order that comes while somebody can still think again', () => {
  const begun = async (asked: readonly LegalHold[], now: readonly LegalHold[] | 'unreadable') => {
    const store = memoryErasureRunStore();
    const run = runUnder(asked);
    await store.insert(run);
    const work: ErasureWork = {
      store,
      participants,
      sign: () => new Uint8Array(),
      onError: () => undefined,
      plan: async () => {
        if (now === 'unreadable') throw new Error('the database is away');
        return { plan: planUnder(now), participants };
      },
    };
    const did: string[] = [];
    for (let calls = 0; calls < 2; calls += 1) {
      const last = await advanceRun(work, run.id, 'worker', at);
      if (isRefusal(last)) throw new Error(last.refused);
      if ('did' in last) did.push(last.did);
    }
    const saved = await store.find(run.id);
    if (!saved) throw new Error('it was saved');
    return { did, saved };
  };

  it('given it was set meanwhile, then the purge begins by a plan that keeps it', async () => {
    const { did, saved } = await begun([], [{ categories: 'all' }]);
    expect(did).toEqual(['erase:freeze', 'plan']);
    expect(saved.state).toBe('running');
    expect(takingPart(saved)).toEqual(['freeze', 'replay-log', 'rows', 'objects']);
    expect(saved.unserved).toEqual(['stripe']);
    expect(saved.plan.columns.filter(({ outcome }) => outcome === 'deleted')).toEqual([]);
  });

  it('given it was lifted meanwhile, then everything goes after all', async () => {
    const { saved } = await begun([{ categories: 'all' }], []);
    expect(takingPart(saved)).toEqual([...participantGroups]);
    expect([saved.unserved, saved.recipients]).toEqual([[], { vendors: 'stripe' }]);
  });

  it('given nobody can say, then nothing begins and it is tried again', async () => {
    const { saved } = await begun([], 'unreadable');
    expect(saved.state).toBe('cooling-off');
    expect(saved.steps.filter(({ state }) => state === 'done').map(({ id }) => id)).toEqual(['erase:freeze']);
    expect(saved.steps.find(({ state }) => state === 'pending')).toMatchObject({ lastProblem: 'threw', attempts: 1 });
  });
});
