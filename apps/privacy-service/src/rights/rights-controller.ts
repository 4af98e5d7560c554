import { getRestriction, liftRestriction, listObjections, takeBackObjection } from '@keepword/contracts';
import { PostgresObjections, PostgresRestrictions, type ProcessingRestriction } from '@keepword/database';
import { Input, ProblemException, Route, SignedIn, type Caller, type InputOf } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';

/** Rights that go on after their case has ended. */
@Controller()
export class RightsController {
  readonly #restrictions = new PostgresRestrictions();
  readonly #objections = new PostgresObjections();

  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(getRestriction)
  async restriction(@SignedIn() { subjectId }: Caller) {
    const { transactions } = this.platform.storage;
    return restrictionView(await transactions.transaction(subjectId, (uow) => this.#restrictions.find(uow, subjectId)));
  }

  /** Lifted by the worker, which alone may take the row away; whoever asks has been told what it means by asking (Art. 18(3)). */
  @Route(liftRestriction)
  async lift(@SignedIn() { subjectId }: Caller) {
    const { storage, clock } = this.platform;
    const lifted = await storage.transactions.transaction(subjectId, async (uow) => {
      await this.#restrictions.announceLifting(uow, subjectId, clock.now());
      return this.#restrictions.find(uow, subjectId);
    });
    if (!lifted) throw new ProblemException('/problems/conflict', { detail: 'Nothing is restricted.' });
    return restrictionView(lifted);
  }

  @Route(listObjections)
  async objections(@SignedIn() { subjectId }: Caller) {
    const { transactions } = this.platform.storage;
    const items = await transactions.transaction(subjectId, (uow) => this.#objections.list(uow, subjectId));
    return { items: items.map(({ against, purpose, at }) => ({ against, purpose, at: at.toISOString() })), nextCursor: null };
  }

  /** Taken away by the worker, which writes it down for the case of a restore first. */
  @Route(takeBackObjection)
  async takeBack(@SignedIn() { subjectId }: Caller, @Input(takeBackObjection) { query }: InputOf<typeof takeBackObjection>) {
    const { storage, clock } = this.platform;
    const objectedTo = { against: query.against, purpose: query.purpose ?? null };
    await storage.transactions.transaction(subjectId, (uow) => this.#objections.takeBack(uow, subjectId, objectedTo, clock.now()));
  }
}

const restrictionView = (found: ProcessingRestriction | null) => ({
  since: found?.since.toISOString() ?? null,
  liftAt: found?.liftAt?.toISOString() ?? null,
});
