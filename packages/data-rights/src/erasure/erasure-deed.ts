import type { ProfileId } from '@keepword/policy';
import { isRefusal, newId, type Id, type Instant, type SubjectId } from '@keepword/primitives';
import type { Case } from '../cases/case-state.js';
import type { Deed, DeedOrder } from '../cases/deed.js';
import { withdrawErasure } from './advance-run.js';
import type { ErasurePlan, PlanHasGaps } from './erasure-plan.js';
import { startRun } from './erasure-run.js';
import type { ErasureRunStore } from './erasure-run-store.js';
import { mayStartAt, type ErasureScope } from './erasure-scope.js';
import type { ErasureParticipant } from './participant.js';

export interface ErasureDeedPorts {
  readonly store: ErasureRunStore;
  readonly profileId: ProfileId;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly policyDigest: string;
  /** Names this process where it takes a run to withdraw it. */
  readonly holder: string;
  /** From the data map, the live tables, the profile and the holds that stand on this person. */
  plan(scope: ErasureScope, subjectId: SubjectId): Promise<ErasurePlan | PlanHasGaps>;
  participants(scope: ErasureScope): readonly ErasureParticipant[];
  /** Whom the profile binds and may have received something in scope. */
  recipientIds(scope: ErasureScope): readonly string[];
  hasPaid(subjectId: SubjectId): Promise<boolean>;
  /** The address on file; null when there is none. */
  addressOf(subjectId: SubjectId): Promise<string | null>;
  /** An export of this person is being prepared: it was asked for first, and what it copies must still be there. */
  exportsPending(subjectId: SubjectId): Promise<boolean>;
  /** A fresh random secret, at least 32 bytes as text. */
  newCapability(): string;
}

/** Erasure as the deed of a case: plans and starts a run, and tells when it has ended. The run is driven elsewhere. */
export function erasureDeed(ports: ErasureDeedPorts): Deed {
  return {
    action: 'erasure',
    async terms(found, subjectId, at) {
      const until = mayStartAt(erasureScopeOf(found), at);
      return { payingAccount: await ports.hasPaid(subjectId), coolingOffUntil: until > at ? until : null };
    },
    async begin(order, at) {
      if (await ports.store.find(order.actionId)) return 'begun';
      if (await ports.exportsPending(order.subjectId)) return 'not-yet';
      await begin(ports, order, at);
      return 'begun';
    },
    async state({ actionId }) {
      const run = await ports.store.find(actionId);
      return run?.state === 'done' || run?.state === 'withdrawn' ? 'done' : 'running';
    },
    async withdraw({ actionId }, at) {
      const run = await ports.store.find(actionId);
      if (!run || run.state === 'withdrawing' || run.state === 'withdrawn') return;
      const withdrawn = await withdrawErasure(ports.store, actionId, ports.holder, at);
      if (isRefusal(withdrawn)) throw new Error(`the erasure ${actionId} could not be withdrawn: ${withdrawn.refused}`);
    },
  };
}

/** What a case asks to be erased; a report that somebody is too young is about the whole account. */
export function erasureScopeOf({ scope }: Pick<Case, 'scope'>): ErasureScope {
  if (scope === null || !('what' in scope)) return { kind: 'account' };
  return scope.what === 'creation' ? { kind: 'creations', creationIds: [scope.creationId] } : { kind: scope.what };
}

/** @throws Error when the plan would leave something that it must not: the case stays open and is tried again */
async function begin(ports: ErasureDeedPorts, { actionId, case: found, subjectId }: DeedOrder, at: Instant): Promise<void> {
  const scope = erasureScopeOf(found);
  const plan = await ports.plan(scope, subjectId);
  if (isRefusal(plan)) throw new Error(`the erasure ${actionId} cannot be planned: ${plan.gaps.join('; ')}`);
  const address = await ports.addressOf(subjectId);
  const run = startRun(
    {
      id: actionId,
      caseReference: found.reference,
      profileId: ports.profileId,
      policyDigest: ports.policyDigest,
      plan,
      subjectId,
      retainedAs: newId(at),
      mayStartAt: promisedStart(found, actionId) ?? at,
      participants: ports.participants(scope).filter(({ group }) => group !== 'keys' || !isHeld(plan)),
      recipientIds: ports.recipientIds(scope),
      notice: address === null ? null : { address, capability: ports.newCapability() },
    },
    at,
  );
  await ports.store.insert(run);
}

/** Where an order keeps something, the key that opens it stays as well. */
const isHeld = ({ columns }: ErasurePlan) => columns.some((column) => column.outcome === 'kept' && column.reason === 'legal-hold');

/** The person was told until when they can take it back; the run keeps to it. */
function promisedStart({ actions }: Case, actionId: Id): Instant | null {
  return actions.find((one) => one.actionId === actionId)?.coolingOffUntil ?? null;
}
