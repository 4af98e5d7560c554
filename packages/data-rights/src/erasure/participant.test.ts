import { describeErasureParticipant } from '../testing/erasure/describe-erasure-participant.js';
import { memoryParticipant } from '../testing/erasure/memory-participant.js';
import { samplePlan } from '../testing/erasure/sample-run.js';

const at = (number: number) => `01953e2b-7c00-7000-8000-00000000000${number}`;

describeErasureParticipant('memory', async () => {
  const [mine, theirs] = [
    memoryParticipant({ name: 'files', group: 'objects', entries: 5 }),
    memoryParticipant({ name: 'files', group: 'objects' }),
  ];
  const [target, other] = [1, 2].map((number) => ({
    runId: at(8),
    subjectId: at(number),
    scope: { kind: 'account' } as const,
    plan: samplePlan(),
    retainedAs: at(9),
  }));
  if (!target || !other) throw new Error('two people are wanted');
  const of = ({ subjectId }: { subjectId: string }) => (subjectId === target.subjectId ? mine : theirs);
  return {
    target,
    other,
    participant: {
      name: 'files',
      group: 'objects',
      survey: (asked, now) => of(asked).survey(asked, now),
      erase: (asked, checkpoint, now) => of(asked).erase(asked, checkpoint, now),
      verify: (asked, phase, now) => of(asked).verify(asked, phase, now),
    },
  };
});
