import { groundInWords } from '@keepword/composition';
import { getAutomatedDecisions, getOwnModeration, listOwnModeration, setAutomatedDecisions, type OwnModeration } from '@keepword/contracts';
import { isReviewOfRecord, reviewsOf, type Case } from '@keepword/data-rights';
import { PostgresHumanDecisions, PostgresModeration, type ModerationCase } from '@keepword/database';
import type { UnitOfWork } from '@keepword/primitives';
import { decodeCursor, Input, pageOfFound, ProblemException, Route, SignedIn, type Caller, type InputOf } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';
import { openedWords } from './opened-words.js';

const uuid = /^[0-9a-f-]{36}$/;

/** What was decided about what a person made, by the filter and by people, and who is to decide (GDPR Art. 22). */
@Controller()
export class OwnModerationController {
  readonly #moderation = new PostgresModeration();
  readonly #choices = new PostgresHumanDecisions();

  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(listOwnModeration)
  async list(@Input(listOwnModeration) { query }: InputOf<typeof listOwnModeration>, @SignedIn() { subjectId }: Caller) {
    const before = decodeCursor(query.cursor, uuid);
    const filter = { before, limit: query.limit + 1, ...(query.creation ? { creationId: query.creation } : {}) };
    const found = await this.#as(subjectId, (uow) => this.#moderation.own(uow, subjectId, filter));
    const { shown, nextCursor } = pageOfFound(found, query.limit, ({ id }) => id);
    return { items: await this.#views(shown, subjectId), nextCursor };
  }

  @Route(getOwnModeration)
  async show(@Input(getOwnModeration) { params }: InputOf<typeof getOwnModeration>, @SignedIn() { subjectId }: Caller) {
    const found = await this.#as(subjectId, (uow) => this.#moderation.find(uow, params.id));
    const [view] = found?.subjectId === subjectId ? await this.#views([found], subjectId) : [];
    if (!view) throw new ProblemException('/problems/not-found');
    return view;
  }

  @Route(getAutomatedDecisions)
  async choice(@SignedIn() { subjectId }: Caller) {
    return choiceOf(await this.#as(subjectId, (uow) => this.#choices.since(uow, subjectId)));
  }

  @Route(setAutomatedDecisions)
  async choose(@Input(setAutomatedDecisions) { body }: InputOf<typeof setAutomatedDecisions>, @SignedIn() { subjectId }: Caller) {
    const at = this.platform.clock.now();
    return this.#as(subjectId, async (uow) => {
      if (body.decidedBy === 'person') await this.#choices.ask(uow, subjectId, at);
      else await this.#choices.takeBack(uow, subjectId, at);
      return choiceOf(await this.#choices.since(uow, subjectId));
    });
  }

  async #views(found: readonly ModerationCase[], subjectId: string): Promise<OwnModeration[]> {
    if (found.length === 0) return [];
    const { desk, clock, storage } = this.platform;
    const reviews = await desk.transaction(clock.now(), (ports) => reviewsOf(ports, subjectId));
    const sealed = await this.#as(subjectId, (uow) =>
      this.#moderation.sealedOf(
        uow,
        found.map(({ id }) => id),
      ),
    );
    return Promise.all(
      found.map(async (one) => {
        const words = sealed.find(({ id }) => id === one.id);
        return viewOf(one, reviews, words ? await openedWords(storage.keyring, subjectId, words) : null);
      }),
    );
  }

  #as<T>(subjectId: string, work: (uow: UnitOfWork) => Promise<T>): Promise<T> {
    return this.platform.storage.transactions.transaction(subjectId, work);
  }
}

const choiceOf = (since: Date | null) => ({
  decidedBy: since ? ('person' as const) : ('filter' as const),
  since: since?.toISOString() ?? null,
});

function viewOf(
  { id, creationId, stage, codes, at, awaitsPerson, decisions }: ModerationCase,
  reviews: readonly Case[],
  text: string | null,
): OwnModeration {
  const review = reviews.find(({ scope }) => isReviewOfRecord(scope) && scope.recordId === id);
  const [newest] = decisions;
  const isAsked = awaitsPerson || review !== undefined || stage === 'report';
  return {
    id,
    creationId,
    stage,
    codes: [...codes],
    at: at.toISOString(),
    state: newest ? 'decided' : isAsked ? 'waiting' : 'stopped',
    caseId: review?.caseId ?? null,
    decision: newest
      ? { decision: newest.decision, ground: newest.ground, says: groundInWords(newest.ground), at: newest.at.toISOString() }
      : null,
    text,
    mayRunAgain: newest?.decision === 'overturned' && stage !== 'report',
  };
}
