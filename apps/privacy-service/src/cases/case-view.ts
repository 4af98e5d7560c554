import type { CaseView } from '@keepword/contracts';
import {
  needsVerification,
  refusalNotice,
  type Case,
  type CaseContent,
  type CaseEvent,
  type HistoryEntry,
  type RefusalGround,
} from '@keepword/data-rights';
import type { Id } from '@keepword/primitives';

/** A case as the person it is about sees it. @param messages empty in lists */
export function caseView(found: Case, messages: CaseView['messages'] = []): CaseView {
  const { clocks } = found;
  const exported = found.actions.findLast(({ action }) => action === 'export');
  const erased = found.actions.findLast(({ action }) => action === 'erasure');
  return {
    id: found.caseId,
    reference: found.reference,
    class: found.class,
    scope: found.scope,
    state: found.state,
    verification: verificationView(found),
    receivedAt: found.receivedAt.toISOString(),
    acknowledgeBy: clocks.acknowledgeBy?.dueAt.toISOString() ?? null,
    respondBy: clocks.respondBy.dueAt.toISOString(),
    completeBy: clocks.completeBy?.dueAt.toISOString() ?? null,
    endedAt: found.endedAt?.toISOString() ?? null,
    actions: actionsView(found),
    refusalGround: found.refusalGround,
    messages,
    ...(exported ? { exportId: exported.actionId } : {}),
    ...(erased ? { erasureId: erased.actionId } : {}),
  };
}

export const actionsView = ({ actions }: Pick<Case, 'actions'>): CaseView['actions'] =>
  actions.map(({ actionId, action, startedAt, finishedAt, coolingOffUntil }) => ({
    id: actionId,
    kind: action,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    coolingOffUntil: coolingOffUntil?.toISOString() ?? null,
  }));

export function verificationView({ class: caseClass, scope, verification }: Pick<Case, 'class' | 'scope' | 'verification'>) {
  if (verification.state === 'none') return needsVerification(caseClass, scope) ? ('needed' as const) : ('not-needed' as const);
  return verification.state;
}

type Message = CaseView['messages'][number];

/** What was said between the person and the team, oldest first. Notes, and what was proposed and not decided, stay inside. */
export function conversation(history: readonly HistoryEntry[], contents: readonly CaseContent[]): Message[] {
  const textOf = new Map<Id, string>(contents.map(({ contentId, text }) => [contentId, text]));
  return history.flatMap(({ payload }) => (payload ? (said(payload, textOf) ?? []) : []));
}

function said(event: CaseEvent, textOf: ReadonlyMap<Id, string>): Message | null {
  const at = event.at.toISOString();
  switch (event.kind) {
    case 'opened':
    case 'person-replied':
      return message(at, 'person', textOf.get(event.contentId ?? ''));
    case 'acknowledged':
    case 'person-asked':
    case 'answered':
      return message(at, 'team', textOf.get(event.contentId ?? ''));
    case 'refused':
      return { at, from: 'team', text: refusalText(event.ground, textOf.get(event.contentId ?? '')) };
    default:
      return null;
  }
}

/** Null where nothing was said, or where it has been erased. */
const message = (at: string, from: Message['from'], text: string | undefined): Message | null =>
  text === undefined || text.trim() === '' ? null : { at, from, text };

/** Why, on which provision, and what can be done about it; an officer's explanation comes besides. */
function refusalText(ground: RefusalGround, explanation: string | undefined): string {
  return [...refusalNotice(ground), ...(explanation ? [explanation] : [])].join('\n\n');
}
