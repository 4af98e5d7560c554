import { decideModeration as decideRecord, groundInWords, groundsFor, type ModerationRefusal } from '@keepword/composition';
import {
  decideModeration,
  listModeration,
  moderationDecision,
  moderationGround,
  readModeration,
  type ModerationItem,
} from '@keepword/contracts';
import { PostgresModeration, PostgresStaffReads, type ModerationCase } from '@keepword/database';
import type { CasePorts } from '@keepword/data-rights';
import { isRefusal, newId } from '@keepword/primitives';
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
import { openedWords } from '../moderation/opened-words.js';
import { caseProblem, type AnyCaseRefusal } from '../cases/case-problems.js';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';

const uuid = /^[0-9a-f-]{36}$/;

@Controller()
export class ModerationController {
  readonly #moderation = new PostgresModeration();
  readonly #reads = new PostgresStaffReads();

  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(listModeration)
  async list(@Input(listModeration) { query }: InputOf<typeof listModeration>) {
    const before = decodeCursor(query.cursor, uuid);
    const { stage, decided } = query;
    const filter = { ...(stage ? { stage } : {}), ...(decided ? { decided: decided === 'yes' } : {}) };
    const found = await this.#desk(({ uow }) => this.#moderation.page(uow, filter, before, query.limit + 1));
    const { shown, nextCursor } = pageOfFound(found, query.limit, ({ id }) => id);
    return { items: shown.map(itemOf), nextCursor };
  }

  /** The reading is recorded before the words are opened. */
  @Route(readModeration)
  async read(@Input(readModeration) { params, query }: InputOf<typeof readModeration>, @SignedInStaff() { staffId }: StaffCaller) {
    const { id } = params;
    const { subjectId, sealed } = await this.#desk(async ({ uow, at }) => {
      const found = await this.#moderation.find(uow, id);
      if (!found) throw new ProblemException('/problems/not-found');
      await this.#reads.record(uow, { id: newId(at), staffId, subjectId: found.subjectId, caseId: null, reason: query.reason, at });
      return { subjectId: found.subjectId, sealed: await this.#moderation.sealed(uow, id) };
    });
    return { id, text: sealed && (await openedWords(this.platform.storage.keyring, subjectId, sealed)) };
  }

  /** What is thrown inside takes everything back: a decision that cannot be told, or a review that cannot end, is none. */
  @Route(decideModeration)
  decide(
    @Input(decideModeration) { params, body }: InputOf<typeof decideModeration>,
    @SignedInStaff() { staffId, roles }: StaffCaller,
  ): Promise<ModerationItem> {
    const { decision: outcome, ground, reason } = body;
    return this.#desk(async (ports) => {
      const asked = { recordId: params.id, outcome, ground, reason };
      const decided = await decideRecord(ports, asked, { kind: 'staff', staffId, roles });
      if (isRefusal(decided)) throw moderationProblem(decided);
      return itemOf(decided);
    });
  }

  #desk<T>(work: (ports: CasePorts) => Promise<T>): Promise<T> {
    return this.platform.desk.transaction(this.platform.clock.now(), work);
  }
}

function itemOf({ at, codes, decisions, ...record }: ModerationCase): ModerationItem {
  return {
    ...record,
    codes: [...codes],
    at: at.toISOString(),
    decisions: decisions.map((decision) => ({ ...decision, says: groundInWords(decision.ground), at: decision.at.toISOString() })),
    grounds: moderationGround.options.flatMap((ground) => {
      const outcomes = moderationDecision.options.filter((outcome) => groundsFor(record.stage, outcome).includes(ground));
      const possible = outcomes.filter((outcome) => outcome !== 'removed' || record.creationId !== null);
      return possible.length === 0 ? [] : [{ ground, decisions: possible, says: groundInWords(ground) }];
    }),
  };
}

function moderationProblem(refusal: ModerationRefusal | AnyCaseRefusal): ProblemException {
  switch (refusal.refused) {
    case 'already-decided':
      return new ProblemException('/problems/conflict', { detail: 'This is what was decided last.' });
    case 'nothing-to-remove':
      return new ProblemException('/problems/conflict', { detail: 'There is nothing that could be removed, or it is gone already.' });
    case 'ground-not-for-decision':
      return new ProblemException('/problems/invalid-request', {
        errors: [{ path: 'body.ground', message: `must be one of ${refusal.grounds.join(', ')} for this decision` }],
      });
    default:
      return caseProblem(refusal);
  }
}
