import { decideModeration, listModeration, readModeration, type ModerationItem } from '@keepword/contracts';
import { PostgresModeration, PostgresStaffReads, type ModerationCase } from '@keepword/database';
import type { CasePorts } from '@keepword/data-rights';
import { KeyDestroyed } from '@keepword/keyring';
import { newId, type SubjectId } from '@keepword/primitives';
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
    return { id, text: sealed && (await this.#opened(subjectId, sealed)) };
  }

  @Route(decideModeration)
  decide(
    @Input(decideModeration) { params, body }: InputOf<typeof decideModeration>,
    @SignedInStaff() { staffId }: StaffCaller,
  ): Promise<ModerationItem> {
    return this.#desk(async ({ uow, at }) => {
      await this.#moderation.lock(uow, params.id);
      const found = await this.#moderation.find(uow, params.id);
      if (!found) throw new ProblemException('/problems/not-found');
      const [newest] = found.decisions;
      if (newest?.decision === body.decision)
        throw new ProblemException('/problems/conflict', { detail: 'This is what was decided last.' });
      if (body.decision === 'removed' && found.creationId === null)
        throw new ProblemException('/problems/conflict', { detail: 'Nothing was made that could be removed.' });
      const decision = { id: newId(at), decision: body.decision, reason: body.reason, staffId, at };
      await this.#moderation.decide(uow, found, decision);
      return itemOf({ ...found, decisions: [decision, ...found.decisions] });
    });
  }

  /** Null where the person was erased meanwhile: nothing opens any more what their key sealed. */
  async #opened(subjectId: SubjectId, { content, place }: SealedWords): Promise<string | null> {
    try {
      return Buffer.from(await this.platform.storage.keyring.open(subjectId, place, content)).toString('utf8');
    } catch (error) {
      if (error instanceof KeyDestroyed) return null;
      throw error;
    }
  }

  #desk<T>(work: (ports: CasePorts) => Promise<T>): Promise<T> {
    return this.platform.desk.transaction(this.platform.clock.now(), work);
  }
}

type SealedWords = NonNullable<Awaited<ReturnType<PostgresModeration['sealed']>>>;

function itemOf({ at, codes, decisions, ...record }: ModerationCase): ModerationItem {
  return {
    ...record,
    codes: [...codes],
    at: at.toISOString(),
    decisions: decisions.map((decision) => ({ ...decision, at: decision.at.toISOString() })),
  };
}
