import { Readable } from 'node:stream';
import { getCredits, getStatement } from '@keepword/contracts';
import { balance, isStatementCursor, statementCsv, statementPage } from '@keepword/credits';
import { Input, ProblemException, Route, SignedIn, type Caller, type InputOf } from '@keepword/service-kit';
import { Controller, Inject, Req, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { PLATFORM, type Platform } from '../platform/platform.js';

@Controller()
export class CreditsController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Route(getCredits)
  async now(@SignedIn() { subjectId }: Caller) {
    const { credits, storage, clock } = this.platform;
    const { available, held, lots } = await storage.transactions.transaction(subjectId, (uow) =>
      balance(credits, uow, subjectId, clock.now()),
    );
    return {
      available,
      held,
      lots: lots.map(({ source, remaining, expiresAt }) => ({ source, remaining, expiresAt: expiresAt?.toISOString() ?? null })),
    };
  }

  @Route(getStatement)
  async statement(
    @SignedIn() { subjectId }: Caller,
    @Input(getStatement) { query }: InputOf<typeof getStatement>,
    @Req() request: FastifyRequest,
  ) {
    const { credits, storage, clock } = this.platform;
    const at = clock.now();
    if (request.headers.accept?.startsWith('text/csv')) {
      const inUnitOfWork = <T>(work: Parameters<typeof storage.transactions.transaction<T>>[1]) =>
        storage.transactions.transaction(subjectId, work);
      return new StreamableFile(Readable.from(statementCsv(credits, inUnitOfWork, subjectId, at)), {
        type: 'text/csv; charset=utf-8',
        disposition: 'attachment; filename="credit-statement.csv"',
      });
    }
    const cursor = query.cursor ?? null;
    if (cursor !== null && !isStatementCursor(cursor)) {
      throw new ProblemException('/problems/invalid-request', {
        errors: [{ path: 'query.cursor', message: 'must be a `nextCursor` of this list' }],
      });
    }
    const page = await storage.transactions.transaction(subjectId, (uow) =>
      statementPage(credits, uow, subjectId, { cursor, limit: query.limit }, at),
    );
    const items = page.items.map(({ id, at: when, kind, amount, balance: after, creationId, note }) => ({
      id,
      at: when.toISOString(),
      kind,
      amount,
      balance: after,
      ...(creationId ? { creationId } : {}),
      note,
    }));
    return { items, nextCursor: page.nextCursor };
  }
}
