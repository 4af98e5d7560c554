import { giveFeedback, listFeedback, removeFeedback, type Feedback } from '@keepword/contracts';
import type { StoredFeedback } from '@keepword/database';
import { offersFeature } from '@keepword/policy';
import { newId } from '@keepword/primitives';
import { decodeCursor, Input, pageOfFound, ProblemException, Route, SignedIn, type Caller, type InputOf } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type Platform } from '../platform/platform.js';

/** What one person can say before some of it is taken back or has run out. */
const perPersonMax = 500;
const placeOf = (id: string) => ({ table: 'feedback', column: 'text', rowId: id });

/** Only where the profile lists feedback; what is said is sealed under the person's own key. */
@Controller()
export class FeedbackController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Route(giveFeedback)
  async give(@SignedIn() { subjectId }: Caller, @Input(giveFeedback) { body }: InputOf<typeof giveFeedback>): Promise<Feedback> {
    this.#mustBeOffered();
    const { clock, creations, feedback, policyVersion, profile, storage } = this.platform;
    const createdAt = clock.now();
    const { creationId = null, rating = null, text = null } = body;
    const id = newId(createdAt);
    const sealedText = text === null ? null : await storage.keyring.seal(subjectId, placeOf(id), Buffer.from(text, 'utf8'));
    const said = { id, subjectId, creationId, rating, sealedText, profileId: profile.id, policyVersion, createdAt };
    await storage.transactions.transaction(subjectId, async (uow) => {
      if (creationId !== null && !(await creations.store.find(uow, { creationId, subjectId })))
        throw new ProblemException('/problems/not-found', { detail: 'There is no such creation.' });
      if (!(await feedback.insert(uow, said, perPersonMax)))
        throw new ProblemException('/problems/conflict', {
          detail: `At most ${perPersonMax} pieces of feedback are kept. Take some back first.`,
        });
    });
    return { id, creationId, rating, text, createdAt: createdAt.toISOString() };
  }

  @Route(listFeedback)
  async list(@SignedIn() { subjectId }: Caller, @Input(listFeedback) { query }: InputOf<typeof listFeedback>) {
    this.#mustBeOffered();
    const { feedback, storage } = this.platform;
    const before = decodeCursor(query.cursor, /^[0-9a-f-]{36}$/);
    const found = await storage.transactions.transaction(subjectId, (uow) =>
      feedback.page(uow, subjectId, { before, limit: query.limit + 1 }),
    );
    const { shown, nextCursor } = pageOfFound(found, query.limit, ({ id }) => id);
    return { items: await Promise.all(shown.map((said) => this.#opened(said))), nextCursor };
  }

  @Route(removeFeedback)
  async remove(@SignedIn() { subjectId }: Caller, @Input(removeFeedback) { params }: InputOf<typeof removeFeedback>): Promise<void> {
    this.#mustBeOffered();
    const { feedback, storage } = this.platform;
    const removed = await storage.transactions.transaction(subjectId, (uow) => feedback.remove(uow, subjectId, params.id));
    if (!removed) throw new ProblemException('/problems/not-found');
  }

  async #opened({ id, subjectId, creationId, rating, sealedText, createdAt }: StoredFeedback): Promise<Feedback> {
    const { keyring } = this.platform.storage;
    const text = sealedText && Buffer.from(await keyring.open(subjectId, placeOf(id), sealedText)).toString('utf8');
    return { id, creationId, rating, text, createdAt: createdAt.toISOString() };
  }

  #mustBeOffered(): void {
    if (!offersFeature(this.platform.profile, 'feedback')) throw new ProblemException('/problems/not-offered');
  }
}
