import type { OwnModeration } from '@keepword/contracts';

const stopped = {
  request: 'A request for a picture was stopped',
  output: 'A result was held back',
  report: 'You reported a picture',
} as const satisfies Record<OwnModeration['stage'], string>;

export const matterInWords = ({ stage }: Pick<OwnModeration, 'stage'>): string => stopped[stage];

const decided = {
  upheld: 'A person looked at it: it stays stopped.',
  overturned: 'A person looked at it and released it.',
  removed: 'A person looked at it and removed the picture. This cannot be undone.',
} as const satisfies Record<NonNullable<OwnModeration['decision']>['decision'], string>;

/** How it stands, in a sentence. */
export function standingInWords({ state, stage, decision }: Pick<OwnModeration, 'state' | 'stage' | 'decision'>): string {
  if (decision)
    return stage === 'report' && decision.decision === 'overturned'
      ? 'A person looked at it: the picture stays.'
      : decided[decision.decision];
  if (state === 'waiting') return 'It waits for a person of our team. You get a mail when it is decided.';
  return 'The filter decided this alone. Nothing was charged for it.';
}
