import {
  isModerationGround,
  moderationGroundIds,
  moderationGrounds,
  moderationLetter,
  type ModerationGround,
  type ModerationOutcome,
} from '@keepword/creations';
import { endReviews, type Actor, type CasePorts, type CaseRefusal, type IdempotencyConflict } from '@keepword/data-rights';
import { PostgresModeration, PostgresOutgoingMail, type ModerationCase, type ModerationDecision } from '@keepword/database';
import { isRefusal, newId, refuse, type Id, type Refusal } from '@keepword/primitives';

export interface DecideModeration {
  readonly recordId: Id;
  readonly outcome: ModerationOutcome;
  readonly ground: ModerationGround;
  /** For the record, 10 to 500 characters; the person is told the ground. */
  readonly reason: string;
}

export type ModerationRefusal =
  | Refusal<'not-found'>
  /** It is what was decided last. */
  | Refusal<'already-decided'>
  | Refusal<'nothing-to-remove'>
  | Refusal<'ground-not-for-decision', { readonly grounds: readonly ModerationGround[] }>;

const moderation = new PostgresModeration();
const mails = new PostgresOutgoingMail();

/** The grounds on which a decision at that stage can stand. */
export function groundsFor(stage: ModerationCase['stage'], outcome: ModerationOutcome): readonly ModerationGround[] {
  return moderationGroundIds.filter((ground) => isModerationGround({ stage, outcome, ground }));
}

/** The sentence that the person reads. */
export const groundInWords = (ground: ModerationGround): string => moderationGrounds[ground].says;

/**
 * A person of the team decides about what the filter stopped or somebody reported. In one unit of work: the decision, the end of every review
 * that waited for it, and the mail that tells the person, which is the review's answer where there is one. What is removed is hidden at once;
 * its erasure is opened by a sweep, which also waits for holds.
 * @returns the record with its decisions, newest first. After a refusal the caller rolls back.
 */
export async function decideModeration(
  ports: CasePorts,
  { recordId, outcome, ground, reason }: DecideModeration,
  actor: Extract<Actor, { kind: 'staff' }>,
): Promise<ModerationCase | ModerationRefusal | CaseRefusal | IdempotencyConflict> {
  const { uow, at } = ports;
  await moderation.lock(uow, recordId);
  const found = await moderation.find(uow, recordId);
  if (!found) return refuse('not-found');
  const { subjectId, creationId, stage, decisions } = found;
  if (decisions[0]?.decision === outcome) return refuse('already-decided');
  if (!isModerationGround({ stage, outcome, ground })) return refuse('ground-not-for-decision', { grounds: groundsFor(stage, outcome) });
  if (outcome === 'removed') {
    const isHidden = creationId !== null && (await moderation.remove(uow, { creationId, subjectId }, at));
    if (!isHidden) return refuse('nothing-to-remove');
  }
  const decision: ModerationDecision = { id: newId(at), decision: outcome, ground, reason, staffId: actor.staffId, at };
  await moderation.decide(uow, found, decision);
  const answer = moderationLetter({ stage, outcome, ground }).paragraphs.join('\n\n');
  const ended = await endReviews(ports, { recordId, subjectId }, { id: decision.id, answer }, actor);
  if (isRefusal(ended)) return ended;
  if (ended === 0) await mails.add(uow, { subjectId, template: 'moderation-decision', toAddress: null, refId: decision.id }, at);
  return { ...found, decisions: [decision, ...decisions] };
}
