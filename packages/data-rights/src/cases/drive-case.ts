import { derivedId, isRefusal, newId, type Id, type Instant } from '@keepword/primitives';
import { carryOut, type CasePorts, type NewContent } from './carry-out.js';
import { caseClasses, type ActionKind } from './case-class.js';
import { hasEnded, isUnproven, type Case, type CaseAction } from './case-state.js';
import type { Deed, DeedOrder } from './deed.js';
import type { Actor } from './requester.js';

/** Runs `work` in one unit of work that may cross subjects, at the instant that the service's clock shows. */
export type CaseTransaction = <T>(work: (ports: CasePorts) => Promise<T>) => Promise<T>;

export interface CaseDriving {
  readonly transaction: CaseTransaction;
  readonly deeds: readonly Deed[];
  /** What the person is told when the deed begins: an answer of substance, in the words of the platform. */
  readonly words: (action: ActionKind, found: Case) => string;
  /** What somebody is told who proved an address under which there is no account. */
  readonly nothingHeldWords: string;
}

/**
 * `left`: nothing for a machine to do. `waits-for-team`: an approval is missing. `waiting`: look again later. `ended`: the case is
 * carried out, or what was begun for a withdrawn one is undone.
 */
export type Driven = 'left' | 'waits-for-team' | 'waiting' | 'ended';

const system: Actor = { kind: 'system' };

/**
 * Takes a case as far as a machine can: starts the deed of its class, asks how far it is, reports it as done. Called again and again, by whichever
 * process, at any time; each part is written before the next one is begun, and repeating a part changes nothing.
 */
export async function driveCase(driving: CaseDriving, caseId: Id, at: Instant): Promise<Driven> {
  const found = await loaded(driving, caseId);
  if (!found) return 'left';
  const { action } = caseClasses[found.class];
  const deed = driving.deeds.find((one) => one.action === action);
  if (!deed) return 'left';
  if (found.subjectId === null) return nobodyHere(driving, found, action);
  if (found.state === 'withdrawn') return undone(deed, found, at);
  if (hasEnded(found) || isUnproven(found) || found.state === 'waiting') return 'left';
  const started = await start(driving, deed, found, at);
  if (typeof started === 'string') return started;
  const order: DeedOrder = { actionId: deedId(found, deed.action), case: started, subjectId: found.subjectId };
  if ((await deed.begin(order, at)) === 'not-yet') return 'waiting';
  if ((await deed.state(order, at)) === 'running') return 'waiting';
  return finish(driving, order);
}

/** Where there is no account, that is the answer as soon as the address is proven. An objection stays: it holds for an address as such. */
async function nobodyHere(driving: CaseDriving, found: Case, action: ActionKind | null): Promise<Driven> {
  const isProven = found.verification.state === 'verified' && found.verification.method === 'challenge-link';
  if (hasEnded(found) || !isProven || found.state === 'waiting' || action === 'objection') return 'left';
  const { caseId, reprocessed } = found;
  const refused = await driving.transaction(async (ports) => {
    const answer: NewContent = { contentId: newId(ports.at), kind: 'reply', text: driving.nothingHeldWords };
    const fulfilment = { kind: 'fulfil', outcome: 'nothing-held', answerContentId: answer.contentId } as const;
    const key = `nothing-held:${reprocessed}`;
    const fulfilled = await carryOut(ports, { caseId, key, command: fulfilment, contents: [answer] }, system);
    return isRefusal(fulfilled) ? fulfilled.refused : null;
  });
  return refused === null ? 'ended' : 'left';
}

/** One deed per round of a case, so that two processes that begin it at once begin the same one. */
export function deedId(found: Pick<Case, 'caseId' | 'receivedAt' | 'reprocessed'>, action: ActionKind): Id {
  return derivedId(found.receivedAt, `keepword deed v1 ${found.caseId} ${action} ${found.reprocessed}`);
}

async function loaded({ transaction }: CaseDriving, caseId: Id): Promise<Case | null> {
  return transaction(async ({ store, uow }) => (await store.load(uow, caseId))?.case ?? null);
}

async function start(driving: CaseDriving, deed: Deed, found: Case, at: Instant): Promise<Case | 'left' | 'waits-for-team'> {
  const actionId = deedId(found, deed.action);
  if (actionOf(found, actionId)) return found;
  const terms = await deed.terms(found, found.subjectId ?? '', at);
  const answer: NewContent = { contentId: derivedId(at, `answer ${actionId}`), kind: 'reply', text: driving.words(deed.action, found) };
  const refused = await driving.transaction(async (ports) => {
    const begun = await carryOut(
      ports,
      { caseId: found.caseId, key: `start:${actionId}`, command: { kind: 'start-action', action: deed.action, actionId, ...terms } },
      system,
    );
    if (isRefusal(begun)) return begun.refused;
    if (begun.replayed) return null;
    // Said before the deed and not after it: what is written to somebody who is being erased goes with the rest.
    const said = { kind: 'answer', contentId: answer.contentId, substantive: true } as const;
    const told = await carryOut(ports, { caseId: found.caseId, key: `answer:${actionId}`, command: said, contents: [answer] }, system);
    return isRefusal(told) ? told.refused : null;
  });
  if (refused === 'approval-needed' || refused === 'proposal-pending') return 'waits-for-team';
  if (refused !== null && refused !== 'already-done') return 'left';
  return (await loaded(driving, found.caseId)) ?? 'left';
}

async function finish({ transaction }: CaseDriving, { actionId, case: { caseId } }: DeedOrder): Promise<Driven> {
  const refused = await transaction(async (ports) => {
    const finished = await carryOut(ports, { caseId, key: `finish:${actionId}`, command: { kind: 'finish-action', actionId } }, system);
    if (isRefusal(finished) && finished.refused !== 'already-done') return finished.refused;
    const fulfilment = { kind: 'fulfil', outcome: 'carried-out', answerContentId: null } as const;
    const fulfilled = await carryOut(ports, { caseId, key: `fulfil:${actionId}`, command: fulfilment }, system);
    return isRefusal(fulfilled) ? fulfilled.refused : null;
  });
  return refused === null ? 'ended' : 'left';
}

/** A case that was taken back in time may have begun something. */
async function undone(deed: Deed, found: Case, at: Instant): Promise<Driven> {
  const running = found.actions.find(({ action, finishedAt }) => action === deed.action && finishedAt === null);
  if (!running || !deed.withdraw || found.subjectId === null || found.mergedInto !== null) return 'left';
  await deed.withdraw({ actionId: running.actionId, case: found, subjectId: found.subjectId }, at);
  return 'ended';
}

function actionOf({ actions }: Case, actionId: Id): CaseAction | null {
  return actions.find((one) => one.actionId === actionId) ?? null;
}
