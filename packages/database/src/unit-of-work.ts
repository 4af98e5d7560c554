import { createHash } from 'node:crypto';
import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import { escapeLiteral, type Client } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { Announcements, type Announcement } from './announcements.js';

/** A statement that each connection parses and plans once. */
export interface PreparedStatement {
  /** One name per text, 1 to 63 characters. */
  readonly name: string;
  readonly text: string;
}

/** What stands behind an open unit of work. */
interface OpenTransaction {
  readonly manager: EntityManager;
  readonly client: Client;
  /** Statements that were sent and not waited for, oldest first. */
  readonly unanswered: Promise<unknown>[];
  /** Told to listeners once this is committed. */
  readonly announcements: Announcement[];
}

const transactions = new WeakMap<UnitOfWork, OpenTransaction>();

function transactionOf(uow: UnitOfWork): OpenTransaction {
  const transaction = transactions.get(uow);
  if (!transaction) throw new Error('this unit of work is not open: it was committed, or another adapter made it');
  return transaction;
}

/** Lets what is sent before the next turn of the event loop travel in one packet: each packet costs both sides a system call. */
function sendTogether(client: Client): void {
  const { stream } = client.connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** The open transaction inside a unit of work; for stores of this package only. */
export function entityManagerOf(uow: UnitOfWork): EntityManager {
  return transactionOf(uow).manager;
}

/** Runs a prepared statement in a unit of work; for the busiest statements, those that run thousands of times a second. */
export async function runPrepared<Row>(uow: UnitOfWork, { name, text }: PreparedStatement, values: unknown[]): Promise<Row[]> {
  const { rows } = await transactionOf(uow).client.query<Row & object>({ name, text, values });
  return rows;
}

/**
 * Sends a prepared statement without waiting for its answer: later statements and the commit travel right behind it. When it
 * fails, PostgreSQL turns the commit into a rollback and the unit of work fails with its error.
 */
export function sendPrepared(uow: UnitOfWork, { name, text }: PreparedStatement, values: unknown[]): void {
  const { client, unanswered } = transactionOf(uow);
  sendTogether(client);
  unanswered.push(awaitedLater(client.query({ name, text, values })));
}

/** Names each text that is run with {@link runStatement}; there are as many as there are statements in this package. */
const namesOfTexts = new Map<string, string>();

/** As {@link runPrepared}, for a text that never varies; its name is made from it. */
export function runStatement<Row>(uow: UnitOfWork, text: string, values: unknown[]): Promise<Row[]> {
  let name = namesOfTexts.get(text);
  if (name === undefined) {
    name = `k${createHash('sha256').update(text).digest('hex').slice(0, 40)}`;
    namesOfTexts.set(text, name);
  }
  return runPrepared<Row>(uow, { name, text }, values);
}

/** Wakes those who listen on a channel as soon as this unit of work is committed; nobody is woken when it is not. */
export function announceOnCommit(uow: UnitOfWork, channel: string, payload: string): void {
  transactionOf(uow).announcements.push({ channel, payload });
}

/** Opens transactions on one app's role. Row-level security lets a transaction see only the subject it was opened for. */
export class PostgresUnitOfWork {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one transaction; what it throws rolls everything back.
   * @param subjectId whose rows may be seen and written; null for tables without a subject's content
   */
  transaction<T>(subjectId: SubjectId | null, work: (uow: UnitOfWork) => Promise<T>): Promise<T> {
    return this.#onConnection(async (runner, client) => {
      // Sent by hand, ahead of the first statement and in its round trip. TypeORM is told that a transaction is open, so that
      // what it would wrap in one of its own becomes a savepoint.
      Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
      sendTogether(client);
      const open = opened(runner.manager, client, beginning(subjectId));
      try {
        const result = await withOpen(open, work);
        await committed(client.query('COMMIT'));
        this.#announce(open);
        return result;
      } catch (error) {
        // A connection that cannot even roll back is gone, and PostgreSQL rolls back what a lost connection had open.
        await client.query('ROLLBACK').catch(() => undefined);
        throw await firstFailure(open.unanswered, error);
      }
    });
  }

  /**
   * As {@link PostgresUnitOfWork.transaction}, for work that sends all its prepared statements before it waits for an answer: begin,
   * statements and commit make one round trip. A statement that fails undoes all of it; what `work` throws afterwards does not.
   * @param subjectId null runs without a transaction, for a single statement on tables without a subject's content
   * @param flushed false lets the answer come before the commit is on disk. For what is of use only to a later transaction of the same
   *   request: PostgreSQL's log is written in order, so whatever survives of the later one, this survives as well
   */
  atOnce<T>(subjectId: SubjectId | null, work: (uow: UnitOfWork) => Promise<T>, { flushed = true } = {}): Promise<T> {
    return this.#onConnection(async (runner, client) => {
      sendTogether(client);
      if (subjectId === null) return withOpen({ manager: runner.manager, client, unanswered: [], announcements: [] }, work);
      const open = opened(runner.manager, client, `${beginning(subjectId)}${flushed ? '' : '; SET LOCAL synchronous_commit = off'}`);
      const working = awaitedLater(withOpen(open, work));
      const committing = awaitedLater(client.query('COMMIT'));
      try {
        const result = await working;
        await committed(committing);
        this.#announce(open);
        return result;
      } catch (error) {
        await Promise.allSettled([committing]);
        throw await firstFailure(open.unanswered, error);
      }
    });
  }

  async #onConnection<T>(work: (runner: QueryRunner, client: Client) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await work(runner, (await runner.connect()) as Client);
    } finally {
      await runner.release();
    }
  }

  #announce({ announcements }: OpenTransaction): void {
    if (announcements.length > 0) Announcements.of(this.dataSource).announce(announcements);
  }
}

function beginning(subjectId: SubjectId | null): string {
  return subjectId === null ? 'BEGIN' : `BEGIN; SET LOCAL keepword.subject = ${escapeLiteral(subjectId)}`;
}

function opened(manager: EntityManager, client: Client, begin: string): OpenTransaction {
  return { manager, client, unanswered: [awaitedLater(client.query(begin))], announcements: [] };
}

async function withOpen<T>(open: OpenTransaction, work: (uow: UnitOfWork) => Promise<T>): Promise<T> {
  const uow = {} as UnitOfWork;
  transactions.set(uow, open);
  try {
    return await work(uow);
  } finally {
    transactions.delete(uow);
  }
}

async function committed(commit: Promise<{ readonly command: string }>): Promise<void> {
  const { command } = await commit;
  if (command !== 'COMMIT') throw new Error('PostgreSQL rolled back what was to be committed');
}

/** Its failure is looked at when the unit of work ends; until then it is not one that nobody handles. */
function awaitedLater<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}

/** After one statement has failed, every later one only says that the transaction is aborted. */
async function firstFailure(unanswered: readonly Promise<unknown>[], otherwise: unknown): Promise<unknown> {
  const outcomes = await Promise.allSettled(unanswered);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  return failed ? failed.reason : otherwise;
}
