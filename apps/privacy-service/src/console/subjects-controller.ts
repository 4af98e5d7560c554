import { closeSubject, getConsoleSubject, type ConsoleSubject } from '@keepword/contracts';
import { countHoldings, PostgresHolds, PostgresRestrictions, PostgresStaffReads } from '@keepword/database';
import { dataCategories, dataCategoryIds } from '@keepword/policy';
import { newId, type SubjectId } from '@keepword/primitives';
import { Input, ProblemException, Route, SignedInStaff, type InputOf, type StaffCaller } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';
import { holdView } from './hold-view.js';

const shownAtMost = 100;
/** The same for somebody who never was here and somebody who is gone. */
const unknown = () =>
  new ProblemException('/problems/not-found', { detail: 'Nobody is known by that, or nothing is held of them any more.' });

@Controller()
export class SubjectsController {
  readonly #reads = new PostgresStaffReads();
  readonly #holds = new PostgresHolds();
  readonly #restrictions = new PostgresRestrictions();

  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(getConsoleSubject)
  async show(
    @Input(getConsoleSubject) { query }: InputOf<typeof getConsoleSubject>,
    @SignedInStaff() { staffId }: StaffCaller,
  ): Promise<ConsoleSubject> {
    const subjectId = query.id ?? (await this.#withAddress(query.email ?? ''));
    if (subjectId === null) throw unknown();
    const { account, restrictedSince } = await this.#account(subjectId);
    const known = await this.platform.desk.transaction(this.platform.clock.now(), async ({ store, uow, at }) => {
      const cases = await store.list(uow, { subjectId }, { before: null, limit: shownAtMost });
      const holds = await this.#holds.page(uow, { subjectId, at }, null, shownAtMost);
      if (account === null && cases.length === 0 && holds.length === 0) throw unknown();
      // Recorded before anything is handed out; the person finds it in their timeline.
      await this.#reads.record(uow, { id: newId(at), staffId, subjectId, caseId: null, reason: query.reason, at });
      return { cases, holds: holds.map((hold) => holdView(hold, at)) };
    });
    return {
      subjectId,
      account,
      restrictedSince,
      holdings: await this.#holdings(subjectId),
      holds: known.holds,
      cases: known.cases.map(({ caseId, reference, class: caseClass, state, receivedAt }) => ({
        id: caseId,
        reference,
        class: caseClass,
        state,
        receivedAt: receivedAt.toISOString(),
      })),
    };
  }

  /** The worker opens the erasure of every closed account within seconds. */
  @Route(closeSubject)
  async close(@Input(closeSubject) { params }: InputOf<typeof closeSubject>) {
    const { storage, accounts, clock } = this.platform;
    const at = clock.now();
    const endedSessions = await storage.transactions.transaction(params.id, async (uow) => {
      const account = await accounts.find(uow, params.id);
      if (!account) throw unknown();
      if (account.state === 'closed') throw new ProblemException('/problems/conflict', { detail: 'This account is closed.' });
      await accounts.change(uow, params.id, { state: 'closed' });
      return accounts.endSessions(uow, params.id, null, at);
    });
    return { subjectId: params.id, closedAt: at.toISOString(), endedSessions };
  }

  /** By the keyed hash that signing in uses as well: no list of addresses is searched. */
  #withAddress(email: string): Promise<SubjectId | null> {
    const { storage, accounts, lookups } = this.platform;
    return storage.transactions.transaction(null, (uow) => accounts.findSubject(uow, [lookups.email(email)]));
  }

  #account(subjectId: SubjectId): Promise<Pick<ConsoleSubject, 'account' | 'restrictedSince'>> {
    const { storage, accounts } = this.platform;
    return storage.transactions.transaction(subjectId, async (uow) => {
      const found = await accounts.find(uow, subjectId);
      const restriction = await this.#restrictions.find(uow, subjectId);
      const account = found && {
        state: found.state,
        email: found.email,
        createdAt: found.createdAt.toISOString(),
        lastActivityAt: found.lastActivityAt.toISOString(),
        ageBand: found.ageBand,
        guardianAgreedAt: found.guardianAgreedAt?.toISOString() ?? null,
      };
      return { account, restrictedSince: restriction?.since.toISOString() ?? null };
    });
  }

  async #holdings(subjectId: SubjectId): Promise<ConsoleSubject['holdings']> {
    const { database, map, keys } = this.platform.exporting;
    const counts = await countHoldings(database, map, keys, subjectId);
    return dataCategoryIds.flatMap((category) => {
      const count = counts.get(category) ?? 0;
      return count === 0 ? [] : [{ category, label: dataCategories[category].label, count }];
    });
  }
}
