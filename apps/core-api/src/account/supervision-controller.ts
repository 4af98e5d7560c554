import { countsUntil, decideApproval, standingOf, type SpendApproval } from '@keepword/accounts';
import {
  decideSpendApproval,
  getGuardianSupervision,
  listSpendApprovals,
  renewGuardianLink,
  sendGuardianLink,
  type GuardianSupervision,
  type SpendApproval as SpendApprovalView,
} from '@keepword/contracts';
import { readActivityTotals } from '@keepword/database';
import { isRefusal } from '@keepword/primitives';
import { decodeCursor, Input, pageOfFound, ProblemException, Route, SignedIn, type Caller, type InputOf } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type Platform } from '../platform/platform.js';
import { holderOfPageLink, mailGuardianPage, mustOfferGuardians } from './guardian-page.js';

const approvalsShownMax = 50;

/** What a guardian sees of a minor's account and decides about its spending, by a mailed link; and what the minor sees of that. */
@Controller()
export class SupervisionController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Route(getGuardianSupervision)
  async show(@Input(getGuardianSupervision) { query }: InputOf<typeof getGuardianSupervision>): Promise<GuardianSupervision> {
    const { storage, spendApprovals, clock } = this.#offered();
    const { account, guardian, expiresAt } = await this.#open(query.capability);
    const at = clock.now();
    const { subjectId } = account;
    return storage.transactions.transaction(subjectId, async (uow) => {
      const months = await readActivityTotals(uow, subjectId, at);
      const approvals = await spendApprovals.page(uow, subjectId, { before: null, limit: approvalsShownMax });
      return {
        displayName: account.displayName,
        agreedAt: guardian.agreedAt.toISOString(),
        months,
        approvals: approvals.map((approval) => approvalView(approval, at)),
        linkExpiresAt: expiresAt.toISOString(),
      };
    });
  }

  @Route(decideSpendApproval)
  async decide(@Input(decideSpendApproval) { params, body }: InputOf<typeof decideSpendApproval>): Promise<SpendApprovalView> {
    const { storage, spendApprovals, clock } = this.#offered();
    const { account } = await this.#open(body.capability);
    const at = clock.now();
    const decided = await storage.transactions.transaction(account.subjectId, async (uow) => {
      const found = await spendApprovals.lock(uow, params.id);
      // Somebody else's guardian comes here as well: row-level security shows them nothing.
      if (!found) throw new ProblemException('/problems/not-found');
      const next = decideApproval(found, body.decision, at);
      if (!isRefusal(next)) await spendApprovals.save(uow, next);
      return next;
    });
    if (isRefusal(decided)) throw new ProblemException('/problems/conflict', { detail: 'This was answered before, used, or has expired.' });
    return approvalView(decided, at);
  }

  @Route(renewGuardianLink)
  async renew(@Input(renewGuardianLink) { body }: InputOf<typeof renewGuardianLink>): Promise<{ requested: true }> {
    const { storage } = this.#offered();
    const holder = await holderOfPageLink(this.platform, body.capability);
    if (holder) {
      const { subjectId } = holder.account;
      await storage.transactions.transaction(subjectId, (uow) => mailGuardianPage(this.platform, uow, subjectId));
    }
    return { requested: true };
  }

  @Route(sendGuardianLink)
  async send(@SignedIn() { subjectId }: Caller): Promise<{ requested: true }> {
    const { storage, guardians } = this.#offered();
    await storage.transactions.transaction(subjectId, async (uow) => {
      const guardian = await guardians.find(uow, subjectId);
      if (guardian?.state !== 'agreed') throw new ProblemException('/problems/conflict', { detail: 'No guardian has agreed.' });
      if (!(await mailGuardianPage(this.platform, uow, subjectId)))
        throw new ProblemException('/problems/rate-limited', {
          detail: 'Your guardian got as many links as are sent within a day. They all open the same page.',
        });
    });
    return { requested: true };
  }

  @Route(listSpendApprovals)
  async list(@SignedIn() { subjectId }: Caller, @Input(listSpendApprovals) { query }: InputOf<typeof listSpendApprovals>) {
    const { storage, spendApprovals, clock } = this.#offered();
    const at = clock.now();
    const before = decodeCursor(query.cursor, /^[0-9a-f-]{36}$/);
    const found = await storage.transactions.transaction(subjectId, (uow) =>
      spendApprovals.page(uow, subjectId, { before, limit: query.limit + 1 }),
    );
    const { shown, nextCursor } = pageOfFound(found, query.limit, ({ id }) => id);
    return { items: shown.map((approval) => approvalView(approval, at)), nextCursor };
  }

  #offered(): Platform {
    return mustOfferGuardians(this.platform);
  }

  async #open(token: string) {
    const holder = await holderOfPageLink(this.platform, token);
    if (!holder) throw new ProblemException('/problems/not-found');
    if (holder.expiresAt <= this.platform.clock.now())
      throw new ProblemException('/problems/sign-in-failed', {
        detail: 'This link has expired. A new one can be sent to the guardian’s address.',
        extensions: { reason: 'link-expired' },
      });
    return holder;
  }
}

function approvalView(approval: SpendApproval, at: Date): SpendApprovalView {
  const { id, offer, askedAt, decidedAt } = approval;
  const { offerId, credits, amountMinor, currency, monthly } = offer;
  return {
    id,
    offerId,
    credits,
    amountMinor,
    currency,
    interval: monthly ? 'month' : null,
    state: standingOf(approval, at),
    askedAt: askedAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
    countsUntil: countsUntil(approval)?.toISOString() ?? null,
  };
}
