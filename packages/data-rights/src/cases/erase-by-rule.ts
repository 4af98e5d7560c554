import type { Id, SubjectId } from '@keepword/primitives';
import { erasureScopeOf } from '../erasure/erasure-deed.js';
import type { CasePorts, Done, IdempotencyConflict } from './carry-out.js';
import { openCase, type CaseOpened, type OpenRefusal } from './open-case.js';

/** Asks for the erasure of an account that a rule of the platform has ended. @param asked.key the same rule about the same matter asks once */
export function openErasureByRule(
  ports: CasePorts,
  { key, subjectId, policyVersion }: { readonly key: string; readonly subjectId: SubjectId; readonly policyVersion: string },
): Promise<Done<CaseOpened> | OpenRefusal | IdempotencyConflict> {
  const requester = { kind: 'subject', subjectId } as const;
  const asked = { key, class: 'erasure', scope: { what: 'account' }, channel: 'rule', requester } as const;
  return openCase(ports, { ...asked, receivedAt: ports.at, policyVersion, authenticatedAt: null, contents: [] }, { kind: 'system' });
}

/** Asks for the erasure of one creation that a moderator took away. @param asked.key as {@link openErasureByRule} */
export function openErasureOfCreation(
  ports: CasePorts,
  asked: { readonly key: string; readonly subjectId: SubjectId; readonly creationId: Id; readonly policyVersion: string },
): Promise<Done<CaseOpened> | OpenRefusal | IdempotencyConflict> {
  const requester = { kind: 'subject', subjectId: asked.subjectId } as const;
  const scope = { what: 'creation', creationId: asked.creationId };
  const opening = { key: asked.key, class: 'erasure', scope, channel: 'rule', requester, receivedAt: ports.at } as const;
  return openCase(ports, { ...opening, policyVersion: asked.policyVersion, authenticatedAt: null, contents: [] }, { kind: 'system' });
}

const casesLookedAt = 100;

/** Whether an erasure of the whole account has ended, whatever an order to keep something made it leave. */
export async function accountWasErased({ store, uow }: CasePorts, subjectId: SubjectId): Promise<boolean> {
  const filter = { subjectId, classes: ['erasure', 'underage-report'], states: ['fulfilled'] } as const;
  const ended = await store.list(uow, filter, { before: null, limit: casesLookedAt });
  return ended.some((found) => found.actions.some(({ action }) => action === 'erasure') && erasureScopeOf(found).kind === 'account');
}
