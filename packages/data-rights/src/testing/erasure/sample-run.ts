import { profile } from '@keepword/policy';
import { isRefusal, newId, type Instant } from '@keepword/primitives';
import { planErasure, type ErasurePlan } from '../../erasure/erasure-plan.js';
import type { ErasureScope } from '../../erasure/erasure-scope.js';
import { startRun, type ErasureRun } from '../../erasure/erasure-run.js';
import type { ErasureParticipant } from '../../erasure/participant.js';
import { sampleFacts, sampleMap } from './sample-map.js';

/** A plan over the sample map under `fluxkrea`. */
export function samplePlan(scope: ErasureScope = { kind: 'account' }): ErasurePlan {
  const plan = planErasure({ map: sampleMap, profile: profile('fluxkrea'), scope, holds: [], facts: sampleFacts });
  if (isRefusal(plan)) throw new Error(plan.gaps.join('; '));
  return plan;
}

/** A run as it begins; ids are new each time. */
export function sampleRun(at: Instant, participants: readonly ErasureParticipant[] = [], scope?: ErasureScope): ErasureRun {
  return startRun(
    {
      id: newId(at),
      caseReference: 'KW-2026-000123',
      profileId: 'fluxkrea',
      policyDigest: `sha256:${'ab'.repeat(32)}`,
      plan: samplePlan(scope),
      subjectId: newId(at),
      retainedAs: newId(at),
      mayStartAt: at,
      participants,
      recipientIds: ['stripe', 'vercel'],
    },
    at,
  );
}
