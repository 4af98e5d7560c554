import { randomInt } from 'node:crypto';
import { isRefusal, newId, refuse, type Id, type Instant, type Refusal, type SubjectId, type UnitOfWork } from '@keepword/primitives';
import { expandLook, type LookRefusal } from '../catalogue/looks.js';
import { promptCharsMax, seedMax, type AskedParameters } from '../catalogue/parameters.js';
import { quote, type Quote, type QuoteRefusal } from '../catalogue/quote.js';
import { sealContent, tagsOf } from '../lifecycle/content.js';
import type { Creation, CreationContent, CreationOwner, CreationView, LookChoice } from '../lifecycle/creation.js';
import { sealPlaces } from '../lifecycle/seal-places.js';
import { retentionView } from '../retention.js';
import type { ContentFilter, FilterReason } from '../ports/content-filter.js';
import type { SealedContent } from '../ports/creation-store.js';
import type { HoldRefusal } from '../ports/credit-holds.js';
import type { ReferenceRefusal } from '../references/references.js';
import { isReleased, moderatedTextTag } from '../moderation/released-words.js';
import type { LifecyclePorts } from './ports.js';

export interface CreationCommand {
  readonly subjectId: SubjectId;
  readonly model: string;
  readonly tier: string;
  /** Either a prompt or a Look. */
  readonly prompt?: string | undefined;
  readonly look?: LookChoice | undefined;
  readonly parameters: AskedParameters;
  /** A picture to start from, as it was uploaded. */
  readonly reference?: Uint8Array | undefined;
}

export type RequestRefusal =
  | QuoteRefusal
  | LookRefusal
  | HoldRefusal
  | ReferenceRefusal
  | Refusal<'prompt-missing'>
  | Refusal<'prompt-too-long', { max: number }>
  | Refusal<'too-many-unfinished', { max: number }>
  | Refusal<'blocked-content', BlockedRequest>;

export interface BlockedRequest {
  readonly reasons: readonly FilterReason[];
  /** What moderators find it by, and its person in their privacy settings. */
  readonly recordId: Id;
  /** The person asked that no machine decides alone: a moderator looks at it without being asked again. */
  readonly awaitsPerson: boolean;
}

export interface RequestPorts extends LifecyclePorts {
  readonly filter: ContentFilter;
}

export interface Requested {
  readonly view: CreationView;
  /** True: nobody else has the reference, so the caller's process now calls {@link submitCreation} itself. */
  readonly submitHere: boolean;
}

/**
 * Makes ready, while nothing is locked yet, what is then the first step of the transaction that takes the creation on. What that step throws
 * undoes all of it.
 */
export type PrepareFirstStep = (view: CreationView) => Promise<(uow: UnitOfWork) => Promise<void>>;

const noFirstStep: PrepareFirstStep = () => Promise.resolve(() => Promise.resolve());

/** Takes a creation on: price, filter and limits are checked, its credits are held, and it stands in its person's queue. */
export async function requestCreation(
  ports: RequestPorts,
  command: CreationCommand,
  prepare: PrepareFirstStep = noFirstStep,
): Promise<Requested | RequestRefusal> {
  const text = textOf(command);
  if (isRefusal(text)) return text;
  const price = quote(ports.settings.catalogue, command.model, command.tier, command.parameters);
  if (isRefusal(price)) return price;
  if (command.reference && !price.model.takesReference) return refuse('not-offered');
  const at = ports.clock.now();
  const blocked = await blockedBy(ports, command, text, at);
  if (blocked) return blocked;

  const owner = { creationId: newId(at), subjectId: command.subjectId };
  const content = contentOf(command);
  const creation = newCreation(ports, owner, command, price, at);
  const view = { creation, content, outputs: [], retention: retentionView(ports.settings.outputRetention, at) };
  const [sealed, wordTags, firstStep] = await Promise.all([
    sealContent(ports.seal, owner, content),
    tagsOf(ports.seal, owner.subjectId, [content.prompt ?? '', ...Object.values(content.look?.slots ?? {})].join(' ')),
    prepare(view),
  ]);
  if (command.reference) {
    const refused = await ports.references.take(owner, command.reference, at);
    if (refused) return refused;
  }
  const accepted = await write(ports, { creation, sealed, wordTags }, firstStep).catch(async (error: unknown) => {
    if (command.reference) await ports.references.discard(owner);
    throw error;
  });
  if (isRefusal(accepted)) {
    if (command.reference) await ports.references.discard(owner);
    return accepted;
  }
  return { view, submitHere: accepted.submittedBy === 'this-process' };
}

/** What the model will be told, or why there is nothing to tell. */
function textOf({ prompt, look }: CreationCommand): string | RequestRefusal {
  if (look) return expandLook(look);
  const trimmed = prompt?.trim() ?? '';
  if (trimmed === '') return refuse('prompt-missing');
  return trimmed.length > promptCharsMax ? refuse('prompt-too-long', { max: promptCharsMax }) : trimmed;
}

function contentOf({ prompt, look, parameters }: CreationCommand): CreationContent {
  const { width, height, count, negativePrompt } = parameters;
  const seed = parameters.seed ?? randomInt(0, seedMax);
  return {
    prompt: look ? null : (prompt?.trim() ?? null),
    look: look ?? null,
    parameters: { width, height, seed, count, ...(negativePrompt ? { negativePrompt } : {}) },
  };
}

function newCreation(ports: RequestPorts, owner: CreationOwner, command: CreationCommand, price: Quote, at: Instant): Creation {
  return {
    id: owner.creationId,
    subjectId: owner.subjectId,
    modality: 'image',
    state: 'queued',
    model: price.model.id,
    tier: price.tier.id,
    quoted: price.credits,
    captured: null,
    usedReference: command.reference !== undefined,
    failure: null,
    profileId: ports.settings.catalogue.id,
    policyVersion: ports.settings.policyVersion,
    createdAt: at,
    startedAt: null,
    finishedAt: null,
  };
}

/**
 * A blocked request leaves a record for moderators, sealed like everything that a person wrote. What a moderator has released for this person
 * passes, as long as the filter objects to nothing else in it.
 */
async function blockedBy(ports: RequestPorts, { subjectId, parameters }: CreationCommand, text: string, at: Instant) {
  const verdict = await ports.filter.checkText([text, parameters.negativePrompt ?? ''].join('\n').trim());
  if (verdict.verdict === 'allow') return null;
  const id: Id = newId(at);
  const [content, textTag] = await Promise.all([
    ports.seal.seal(subjectId, sealPlaces.moderation(id), new TextEncoder().encode(text)),
    moderatedTextTag(ports.seal, subjectId, text),
  ]);
  const codes = verdict.reasons.map(({ code }) => code);
  return ports.transactions.transaction(subjectId, async (uow) => {
    if (isReleased(codes, await ports.store.releasedCodes(uow, { subjectId, textTag, stage: 'request' }))) return null;
    const awaitsPerson = await ports.store.wantsPerson(uow, subjectId);
    const record = { id, subjectId, creationId: null, stage: 'request', codes, content, textTag, awaitsPerson, at } as const;
    await ports.store.insertModerationRecord(uow, record);
    return refuse('blocked-content', { reasons: verdict.reasons, recordId: id, awaitsPerson });
  });
}

/** Thrown inside a transaction to undo it; it never leaves this file. */
class Undone extends Error {
  constructor(readonly refusal: HoldRefusal | Refusal<'too-many-unfinished', { max: number }>) {
    super(refusal.refused);
  }
}

interface Written {
  readonly creation: Creation;
  readonly sealed: SealedContent;
  readonly wordTags: readonly Uint8Array[];
}

async function write(ports: RequestPorts, { creation, sealed, wordTags }: Written, firstStep: (uow: UnitOfWork) => Promise<void>) {
  const owner = { creationId: creation.id, subjectId: creation.subjectId };
  const at = creation.createdAt;
  const { unfinishedMax } = ports.settings.limits;
  try {
    return await ports.transactions.transaction(owner.subjectId, async (uow) => {
      const [, inserted, submission, refused] = await together([
        firstStep(uow),
        ports.store.insert(uow, { creation, content: sealed, wordTags, unfinishedMax }),
        handOver(ports, uow, creation),
        ports.credits.hold(uow, { ...owner, amount: creation.quoted, at }),
      ]);
      if (!inserted) throw new Undone(refuse('too-many-unfinished', { max: unfinishedMax }));
      if (refused) throw new Undone(refused);
      await ports.events.publish(uow, owner.subjectId, { type: 'creation.queued', id: owner.creationId }, at);
      return submission;
    });
  } catch (error) {
    if (error instanceof Undone) return error.refusal;
    throw error;
  }
}

async function handOver(ports: RequestPorts, uow: UnitOfWork, { id: creationId, subjectId, usedReference, createdAt: at }: Creation) {
  const owner = { creationId, subjectId };
  const submission = usedReference ? await ports.references.record(uow, owner, at) : { submittedBy: 'worker' as const };
  if (submission.submittedBy === 'worker') await ports.outbox.append(uow, 'creation.submit', owner, at);
  return submission;
}

/**
 * Steps of one transaction that do not wait for each other's answers: an adapter may send them in one packet, in this order. All are
 * over, one way or the other, before the first failure is told, so that none still writes while the transaction is being undone.
 */
async function together<Steps extends readonly [Promise<unknown>, ...Promise<unknown>[]]>(
  steps: Steps,
): Promise<{ [Step in keyof Steps]: Awaited<Steps[Step]> }> {
  await Promise.allSettled(steps);
  return Promise.all(steps) as Promise<{ [Step in keyof Steps]: Awaited<Steps[Step]> }>;
}
