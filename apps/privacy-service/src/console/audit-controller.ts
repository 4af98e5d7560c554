import { Readable } from 'node:stream';
import { listAudit, type AuditEntryView } from '@keepword/contracts';
import { PostgresStaffAudit } from '@keepword/database';
import { decodeCursor, Input, pageOfFound, Route, type InputOf } from '@keepword/service-kit';
import { AuditVerification, type AuditEntry } from '@keepword/staff';
import { Controller, Inject, Req, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';

const sequence = /^\d{1,15}$/;
/** Entries read at once when the whole chain is walked; memory stays flat however long it is. */
const walkedAtOnce = 1_000;

@Controller()
export class AuditController {
  readonly #audit = new PostgresStaffAudit();

  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(listAudit)
  async list(@Input(listAudit) { query }: InputOf<typeof listAudit>, @Req() request: FastifyRequest) {
    if (request.headers.accept?.startsWith('application/x-ndjson')) {
      return new StreamableFile(Readable.from(this.#lines()), {
        type: 'application/x-ndjson',
        disposition: 'attachment; filename="console-audit.ndjson"',
      });
    }
    const cursor = decodeCursor(query.cursor, sequence);
    const filter = { ...(query.staff ? { staffId: query.staff } : {}), ...(query.target ? { targetId: query.target } : {}) };
    const page = { before: cursor === null ? null : Number(cursor), limit: query.limit + 1 };
    const found = await this.platform.storage.transactions.transaction(null, (uow) => this.#audit.page(uow, filter, page));
    const { shown, nextCursor } = pageOfFound(found, query.limit, (entry) => String(entry.sequence));
    return { items: shown.map(viewOf), nextCursor, chain: cursor === null ? await this.#verdict() : null };
  }

  async #verdict() {
    const verification = new AuditVerification();
    for await (const entry of this.#walk()) verification.add(entry);
    return verification.verdict();
  }

  /** What was walked is what is verified: the last line is about the lines before it, and commitments are there to be checked again. */
  async *#lines(): AsyncGenerator<string> {
    const verification = new AuditVerification();
    for await (const entry of this.#walk()) {
      verification.add(entry);
      const { payload, at, ...link } = entry;
      yield `${JSON.stringify({ ...link, at: at.toISOString(), ...payload })}\n`;
    }
    yield `${JSON.stringify({ chain: verification.verdict() })}\n`;
  }

  /** In steps of their own: what was written once stays as it is. */
  async *#walk(): AsyncGenerator<AuditEntry> {
    for (let after = 0; ;) {
      const from = after;
      const entries = await this.platform.storage.transactions.transaction(null, (uow) => this.#audit.following(uow, from, walkedAtOnce));
      yield* entries;
      const last = entries.at(-1);
      if (!last || entries.length < walkedAtOnce) return;
      after = last.sequence;
    }
  }
}

const nothing = { staffId: null, targetId: null, detail: null, reason: null };

function viewOf({ sequence: number, at, action, outcome, hash, payload }: AuditEntry): AuditEntryView {
  return { sequence: number, at: at.toISOString(), action, outcome, hash, ...(payload ?? nothing) };
}
