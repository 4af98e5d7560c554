import { addPeriod, isRefusal, newId, refuse, type Id, type Instant, type Refusal } from '@keepword/primitives';
import { z } from 'zod';
import {
  append,
  contentsShape,
  digestOf,
  keyShape,
  untilSettled,
  type CasePorts,
  type Done,
  type IdempotencyConflict,
  type NewContent,
} from './carry-out.js';
import {
  caseChannels,
  caseClassIds,
  isReviewOfRecord,
  needsVerification,
  scopeFor,
  type CaseChannel,
  type CaseClass,
  type CaseScope,
  type ScopeRefusal,
} from './case-class.js';
import { clocksOf } from './case-clocks.js';
import type { CaseFact } from './case-event.js';
import { beginningOf } from './case-history.js';
import { moderatorClasses } from './case-permissions.js';
import { newReference } from './case-reference.js';
import { caseFrom } from './case-state.js';
import { numbered } from './decision.js';
import { FRESH_AUTHENTICATION } from './limits.js';
import { sameRequester, type Actor, type Requester } from './requester.js';

export interface OpenCase {
  /** Of the request or the mail: an idempotency key, a message id. Unique for the channel. */
  readonly key: string;
  readonly class: CaseClass;
  readonly scope: unknown;
  readonly channel: CaseChannel;
  readonly requester: Requester;
  /** When it reached the mailbox or the form; the clocks start there. */
  readonly receivedAt: Instant;
  /** Version of the policy in force at receipt. */
  readonly policyVersion: string;
  /** When a signed-in person last proved who they are; null for everybody else. */
  readonly authenticatedAt: Instant | null;
  /** The ended case that it answers; null or left out for most. */
  readonly follows?: Id | null;
  /** The message, and the address to answer to; at most one `message`. */
  readonly contents: readonly NewContent[];
  /** Files that came with it and were not taken in; none when left out. */
  readonly attachmentsLeftOut?: number;
  /** A keyed digest of all that was sent, so that other words under the same key are told apart without a trace of them. */
  readonly bodyDigest?: string;
}

export interface CaseOpened {
  readonly caseId: Id;
  readonly reference: string;
  readonly verification: 'not-needed' | 'verified' | 'needed';
  /** An open case of the same requester about the same thing, to be merged by whoever works on it. */
  readonly duplicateOf: Id | null;
}

export type OpenRefusal = ScopeRefusal | Refusal<'not-allowed', { channel: CaseChannel }> | Refusal<'receipt-out-of-range'>;

/**
 * What everybody who is not signed in is told, whatever they wrote and whoever they are or are not. An opening looks up no
 * account, so that there is nothing to tell, and nothing to measure.
 */
export const anonymousAnswer = { received: true } as const;

const shape = z.object({
  key: keyShape,
  class: z.enum(caseClassIds),
  channel: z.enum(caseChannels),
  receivedAt: z.date(),
  policyVersion: z.string().min(1).max(200),
  contents: contentsShape,
  attachmentsLeftOut: z.number().int().min(0).optional(),
  bodyDigest: z.string().max(100).optional(),
});

/**
 * Takes a request in, from whatever channel.
 * @throws ZodError when a key, a class or a text is malformed
 */
export function openCase(ports: CasePorts, asked: OpenCase, actor: Actor): Promise<Done<CaseOpened> | OpenRefusal | IdempotencyConflict> {
  shape.parse(asked);
  const { store, uow } = ports;
  const { key: _key, contents: _contents, policyVersion: _version, ...meant } = asked;
  const digest = digestOf(meant);
  const key = `open:${asked.channel}:${asked.key}`;
  return untilSettled<Done<CaseOpened> | OpenRefusal | IdempotencyConflict>(async () => {
    const recorded = await store.recorded(uow, key);
    if (recorded)
      return recorded.digest === digest ? { ...(recorded.outcome as CaseOpened), replayed: true } : refuse('idempotency-conflict');
    const scope = mayOpen(asked, actor, ports.at);
    if (isRefusal(scope)) return scope;
    const alike = await store.openAlike(uow, { class: asked.class, scope, requester: asked.requester });
    const [caseId, reference, duplicateOf] = [newId(ports.at), newReference(), alike[0] ?? null];
    const facts = opening(ports, asked, { caseId, reference, duplicateOf, scope }, actor);
    const events = numbered({ sequence: 0 }, facts, actor, ports.at);
    const found = caseFrom(events);
    const needed = needsVerification(asked.class, scope) ? 'needed' : 'not-needed';
    const verification = found.verification.state === 'verified' ? 'verified' : needed;
    const outcome: CaseOpened = { caseId, reference, verification, duplicateOf };
    const written = await append(ports, { head: beginningOf(caseId) }, found, events, {
      contents: asked.contents,
      command: { key, digest, outcome },
    });
    return written === 'recorded' ? { ...outcome, replayed: false } : null;
  });
}

/** Whether this actor may take it in this way; the checked scope if so. */
function mayOpen(asked: OpenCase, actor: Actor, at: Instant): CaseScope | OpenRefusal {
  const { channel, requester, receivedAt } = asked;
  const allowed = {
    // Settings are behind a sign-in, and people ask for themselves only.
    settings: actor.kind === 'person' && sameRequester(requester, subjectOf(actor)),
    form: actor.kind === 'person' ? sameRequester(requester, subjectOf(actor)) : actor.kind === 'system' && requester.kind === 'address',
    mail: actor.kind === 'system' && requester.kind === 'address',
    console: actor.kind === 'staff' && mayOpenInConsole(actor, asked.class),
    rule: actor.kind === 'system' && requester.kind === 'subject' && (ruleClasses as readonly CaseClass[]).includes(asked.class),
  }[channel];
  if (!allowed) return refuse('not-allowed', { channel });
  if (receivedAt > at) return refuse('receipt-out-of-range');
  const scope = scopeFor(asked.class, asked.scope);
  // Only whoever is signed in, or the platform for them, can mean something of theirs by its id.
  const isKnown = channel === 'settings' || channel === 'rule';
  return !isRefusal(scope) && isReviewOfRecord(scope) && !isKnown ? refuse('scope-not-for-class', { class: asked.class }) : scope;
}

/** What the platform opens by itself: erasures that a rule asks for, and reviews for people who want no machine to decide alone. */
const ruleClasses = ['erasure', 'automated-decision-review'] as const satisfies readonly CaseClass[];

const subjectOf = ({ subjectId }: Extract<Actor, { kind: 'person' }>): Requester => ({ kind: 'subject', subjectId });

function mayOpenInConsole({ roles }: Extract<Actor, { kind: 'staff' }>, caseClass: CaseClass): boolean {
  const moderates = (moderatorClasses as readonly CaseClass[]).includes(caseClass);
  return roles.some((role) => role === 'privacy-officer' || role === 'support' || (role === 'moderator' && moderates));
}

interface Named {
  readonly caseId: Id;
  readonly reference: string;
  readonly duplicateOf: Id | null;
  readonly scope: CaseScope;
}

function opening({ profile, at, holidays }: CasePorts, asked: OpenCase, named: Named, actor: Actor): readonly CaseFact[] {
  const { caseId, reference, duplicateOf, scope } = named;
  const { channel, requester, receivedAt, policyVersion, authenticatedAt } = asked;
  const opened: CaseFact = {
    kind: 'opened',
    caseId,
    reference,
    profileId: profile.id,
    policyVersion,
    class: asked.class,
    scope,
    channel,
    requester,
    receivedAt,
    clocks: clocksOf(profile, asked.class, receivedAt, holidays),
    follows: asked.follows ?? null,
    contentId: asked.contents.find(({ kind }) => kind === 'message')?.contentId ?? null,
    ...(asked.attachmentsLeftOut ? { attachmentsLeftOut: asked.attachmentsLeftOut } : {}),
  };
  const suspected: readonly CaseFact[] = duplicateOf ? [{ kind: 'duplicate-suspected', of: duplicateOf }] : [];
  const isFresh = authenticatedAt !== null && authenticatedAt <= at && addPeriod(authenticatedAt, FRESH_AUTHENTICATION) >= at;
  const proves = actor.kind === 'person' && isFresh && needsVerification(asked.class, scope);
  const verified: readonly CaseFact[] = proves ? [{ kind: 'verified', method: 'signed-in-session', subjectId: actor.subjectId }] : [];
  if (channel !== 'rule' || requester.kind !== 'subject' || !needsVerification(asked.class, scope))
    return [opened, ...suspected, ...verified];
  const isAccount = scope !== null && 'what' in scope && scope.what === 'account';
  const method = isAccount ? 'closed-account' : 'platform-rule';
  return [opened, ...suspected, { kind: 'verified', method, subjectId: requester.subjectId }];
}
