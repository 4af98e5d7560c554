import { verifyBooks, type BooksVerified } from '../../../packages/credits/src/index.js';
import { openDatabase, PostgresCreditStore, PostgresUnitOfWork } from '../../../packages/database/src/index.js';
import type { TestStack } from '../../journeys/support/stack.js';

/** Everybody's books, recomputed from their entries. */
export function booksOf(stack: TestStack): Promise<BooksVerified> {
  return withDatabase(stack.info.databaseUrl, (database) =>
    new PostgresUnitOfWork(database).transaction(null, (uow) => verifyBooks(new PostgresCreditStore(), uow)),
  );
}

/** Outbox entries that nobody relayed, and jobs that are neither done nor given up. */
export async function unfinishedWork(stack: TestStack): Promise<{ readonly outbox: number; readonly jobs: number }> {
  const queueUrl = Object.assign(new URL(stack.info.databaseUrl), { pathname: '/keepword_queue' }).toString();
  const count = (url: string, statement: string) =>
    withDatabase(url, async (database) => Number((await database.query<{ count: string }[]>(statement))[0]?.count));
  return {
    outbox: await count(stack.info.databaseUrl, 'SELECT count(*) FROM outbox'),
    jobs: await count(queueUrl, `SELECT count(*) FROM bullmq.job WHERE state::text NOT IN ('completed', 'failed')`),
  };
}

type Database = Awaited<ReturnType<typeof openDatabase>>;

async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(url, { connectionsMax: 1, applicationName: 'fault suite' });
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}
