import { profile } from '@keepword/policy';
import { isRefusal, newId } from '@keepword/primitives';
import { sampleFacts, sampleMap } from '../testing/erasure/sample-map.js';
import { memoryParticipant } from '../testing/erasure/memory-participant.js';
import { planErasure, type LegalHold } from './erasure-plan.js';
import { startRun } from './erasure-run.js';
import { participantGroups } from './participant.js';

const at = new Date('2026-03-01T08:00:00.000Z');
const participants = participantGroups.map((group) =>
  memoryParticipant({ name: group, group, entries: 1, ...(group === 'vendors' ? { recipient: 'stripe' } : {}) }),
);

/** Who has a step in a run over an account under these holds. */
function takingPart(holds: readonly LegalHold[]): readonly string[] {
  const plan = planErasure({ map: sampleMap, profile: profile('fluxkrea'), scope: { kind: 'account' }, holds, facts: sampleFacts });
  if (isRefusal(plan)) throw new Error(plan.gaps.join('; '));
  const run = startRun(
    {
      id: newId(at),
      caseReference: 'KW-2026-000123',
      profileId: 'fluxkrea',
      policyDigest: `sha256:${'ab'.repeat(32)}`,
      plan,
      subjectId: newId(at),
      retainedAs: newId(at),
      mayStartAt: at,
      participants,
      recipientIds: ['stripe'],
    },
    at,
  );
  const names = new Set(run.steps.map(({ participant }) => participant));
  return participantGroups.filter((group) => names.has(group));
}

describe('a run under an order to keep something', () => {
  it('given none, then everybody takes part and the key goes last', () => {
    expect(takingPart([])).toEqual([...participantGroups]);
  });

  it('given one over a part, then everybody takes part but whoever would destroy the key', () => {
    expect(takingPart([{ categories: ['generation.prompt'] }])).toEqual(participantGroups.filter((group) => group !== 'keys'));
  });

  it('given one over everything, then the account is closed and nobody else’s copy is asked to go', () => {
    expect(takingPart([{ categories: 'all' }])).toEqual(['freeze', 'replay-log', 'rows', 'objects']);
  });
});
