import { liftHold, listHolds, setHold, type LegalHoldView } from '@keepword/contracts';
import { PostgresHolds, type StoredHold } from '@keepword/database';
import { accountWasErased, openErasureByRule, type CasePorts } from '@keepword/data-rights';
import { isDataCategory } from '@keepword/policy';
import { addPeriod, isRefusal, newId, type Instant, type Period, type SubjectId } from '@keepword/primitives';
import {
  decodeCursor,
  Input,
  pageOfFound,
  ProblemException,
  Route,
  SignedInStaff,
  type InputOf,
  type StaffCaller,
} from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';
import { holdView } from './hold-view.js';

const uuid = /^[0-9a-f-]{36}$/;
/** A hold that nobody looks at again would be kept for ever. */
const reviewWithin: Period = 'P1Y';

@Controller()
export class HoldsController {
  readonly #holds = new PostgresHolds();

  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(listHolds)
  async list(@Input(listHolds) { query }: InputOf<typeof listHolds>) {
    const before = decodeCursor(query.cursor, uuid);
    const { state, subject } = query;
    return this.#desk(async ({ uow, at }) => {
      const filter = { at, ...(state ? { state } : {}), ...(subject ? { subjectId: subject } : {}) };
      const found = await this.#holds.page(uow, filter, before, query.limit + 1);
      const { shown, nextCursor } = pageOfFound(found, query.limit, ({ id }) => id);
      return { items: shown.map((hold) => holdView(hold, at)), nextCursor };
    });
  }

  @Route(setHold)
  async set(@Input(setHold) { body }: InputOf<typeof setHold>, @SignedInStaff() { staffId }: StaffCaller): Promise<LegalHoldView> {
    const isKnown = await this.#hasAccount(body.subjectId);
    return this.#desk(async (ports) => {
      const { uow, at } = ports;
      if (!isKnown && !(await hasCase(ports, body.subjectId)))
        throw invalid('body.subjectId', 'must be the pseudonym of somebody with an account or a case');
      const hold: StoredHold = {
        id: newId(at),
        subjectId: body.subjectId,
        kind: body.kind,
        reason: body.reason,
        categories: categoriesOf(body.scope),
        setBy: staffId,
        setAt: at,
        reviewAt: reviewOf(body.reviewAt, at),
        liftedBy: null,
        liftedAt: null,
      };
      await this.#holds.insert(uow, hold);
      return holdView(hold, at);
    });
  }

  @Route(liftHold)
  lift(@Input(liftHold) { params }: InputOf<typeof liftHold>, @SignedInStaff() { staffId }: StaffCaller): Promise<LegalHoldView> {
    return this.#desk(async (ports) => {
      const { uow, at } = ports;
      const hold = await this.#holds.lock(uow, params.id);
      if (!hold) throw new ProblemException('/problems/not-found');
      if (hold.liftedAt !== null) throw new ProblemException('/problems/conflict', { detail: 'This hold has been lifted.' });
      await this.#holds.lift(uow, hold.id, staffId, at);
      await this.#goOn(ports, hold);
      return holdView({ ...hold, liftedBy: staffId, liftedAt: at }, at);
    });
  }

  /** Whoever had their account erased under the hold gets the rest of it erased now, without asking again. */
  async #goOn(ports: CasePorts, { id, subjectId }: StoredHold): Promise<void> {
    if (!(await accountWasErased(ports, subjectId))) return;
    const { policyVersion } = this.platform;
    const opened = await openErasureByRule(ports, { key: `lifted-hold:${id}`, subjectId, policyVersion });
    if (isRefusal(opened)) throw new Error(`the erasure that the hold ${id} had stopped could not be taken up: ${opened.refused}`);
  }

  #hasAccount(subjectId: SubjectId): Promise<boolean> {
    const { storage, accounts } = this.platform;
    return storage.transactions.transaction(subjectId, async (uow) => (await accounts.find(uow, subjectId)) !== null);
  }

  #desk<T>(work: (ports: CasePorts) => Promise<T>): Promise<T> {
    return this.platform.desk.transaction(this.platform.clock.now(), work);
  }
}

async function hasCase({ store, uow }: CasePorts, subjectId: SubjectId): Promise<boolean> {
  return (await store.list(uow, { subjectId }, { before: null, limit: 1 })).length > 0;
}

function categoriesOf(scope: 'all' | readonly string[]): StoredHold['categories'] {
  if (scope === 'all') return 'all';
  const known = [...new Set(scope)].filter(isDataCategory);
  if (known.length < new Set(scope).size) throw invalid('body.scope', 'must be all, or categories of the data map');
  return known;
}

function reviewOf(text: string, at: Instant): Instant {
  const reviewAt = new Date(text);
  if (reviewAt <= at || reviewAt > addPeriod(at, reviewWithin))
    throw invalid('body.reviewAt', 'must be in the future, at most one year away');
  return reviewAt;
}

const invalid = (path: string, message: string) => new ProblemException('/problems/invalid-request', { errors: [{ path, message }] });
