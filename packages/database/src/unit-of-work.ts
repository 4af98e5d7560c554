import { createHash } from 'node:crypto';
import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import type { Pool, PoolClient } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { Announcements, type Announcement } from './announcements.js';
import { StatementPipeline, type Answer, type PreparedStatement } from './statement-pipeline.js';

export type { PreparedStatement };

const begin = { name: 'begin', text: 'BEGIN' };
const commit = { name: 'commit', text: 'COMMIT' };
const nameSubject = { name: 'name_subject', text: `SELECT set_config('keepword.subject', $1, true)` };
const answerUnflushed = { name: 'answer_unflushed', text: 'SET LOCAL synchronous_commit = off' };

const inFailedTransaction = '25P02';

/** What stands behind an open unit of work. */
interface OpenTransaction {
  /** Made when it is first asked for: the busiest work goes without. */
  readonly manager: () => EntityManager;
  readonly pipeline: StatementPipeline;
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

/** The open transaction inside a unit of work; for stores of this package only. */
export function entityManagerOf(uow: UnitOfWork): EntityManager {
  return transactionOf(uow).manager();
}

/** Runs a prepared statement in a unit of work; for the busiest statements, those that run thousands of times a second. */
export async function runPrepared<Row>(uow: UnitOfWork, statement: PreparedStatement, values: unknown[]): Promise<Row[]> {
  const { rows } = await transactionOf(uow).pipeline.run(statement, values);
  return rows as Row[];
}

/**
 * Sends a prepared statement without waiting for its answer: later statements and the commit travel right behind it. When it
 * fails, PostgreSQL turns the commit into a rollback and the unit of work fails with its error.
 */
export function sendPrepared(uow: UnitOfWork, statement: PreparedStatement, values: unknown[]): void {
  const { pipeline, unanswered } = transactionOf(uow);
  unanswered.push(awaitedLater(pipeline.run(statement, values)));
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
    return this.#onConnection(async (client, manager) => {
      const open = opened(manager, client, subjectId);
      try {
        const result = await withOpen(open, work);
        await committed(open.pipeline.run(commit, []));
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
    return this.#onConnection(async (client, manager) => {
      if (subjectId === null) return withOpen({ manager, pipeline: StatementPipeline.of(client), unanswered: [], announcements: [] }, work);
      const open = opened(manager, client, subjectId);
      if (!flushed) open.unanswered.push(awaitedLater(open.pipeline.run(answerUnflushed, [])));
      const working = awaitedLater(withOpen(open, work));
      const committing = awaitedLater(open.pipeline.run(commit, []));
      try {
        const result = await working;
        await committed(committing);
        this.#announce(open);
        return result;
      } catch (error) {
        const [end] = await Promise.allSettled([committing]);
        // What follows a failed statement is skipped, the commit as well.
        if (end.status === 'rejected') await client.query('ROLLBACK').catch(() => undefined);
        throw await firstFailure(open.unanswered, error);
      }
    });
  }

  /** A connection straight from TypeORM's pool: a query runner of TypeORM's costs as much as a statement, so one is made only for work that asks. */
  async #onConnection<T>(work: (client: PoolClient, manager: () => EntityManager) => Promise<T>): Promise<T> {
    const client = await poolOf(this.dataSource).connect();
    const borrowed = new BorrowedManager(this.dataSource, client);
    // A connection that is lost while nobody waits for an answer is no event that nobody handles; the pool drops it when it comes back.
    client.on('error', ignoreLoss);
    try {
      return await work(client, () => borrowed.manager());
    } finally {
      await borrowed.giveBack();
      client.removeListener('error', ignoreLoss);
      client.release();
    }
  }

  #announce({ announcements }: OpenTransaction): void {
    if (announcements.length > 0) Announcements.of(this.dataSource).announce(announcements);
  }
}

const ignoreLoss = () => undefined;

/** The pool inside TypeORM's driver, which has no name for it in its types. */
function poolOf({ driver }: DataSource): Pool {
  return (driver as unknown as { readonly master: Pool }).master;
}

/** TypeORM's manager on a connection that was taken from the pool by hand. */
class BorrowedManager {
  #runner: QueryRunner | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly client: PoolClient,
  ) {}

  manager(): EntityManager {
    // It is told of its connection, and that a transaction is open, so that what it would wrap in one of its own becomes a savepoint.
    this.#runner ??= Object.assign(this.dataSource.createQueryRunner(), {
      databaseConnection: this.client,
      isTransactionActive: true,
      transactionDepth: 1,
    });
    return this.#runner.manager;
  }

  /** Whoever kept the manager can do nothing more with it. */
  async giveBack(): Promise<void> {
    await this.#runner?.release();
  }
}

function opened(manager: () => EntityManager, client: PoolClient, subjectId: SubjectId | null): OpenTransaction {
  const pipeline = StatementPipeline.of(client);
  const unanswered: Promise<unknown>[] = [awaitedLater(pipeline.run(begin, []))];
  if (subjectId !== null) unanswered.push(awaitedLater(pipeline.run(nameSubject, [subjectId])));
  return { manager, pipeline, unanswered, announcements: [] };
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

async function committed(answer: Promise<Answer>): Promise<void> {
  const { command } = await answer;
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
  const failed = outcomes.find((outcome) => outcome.status === 'rejected' && !saysAborted(outcome.reason));
  return failed?.status === 'rejected' ? failed.reason : otherwise;
}

function saysAborted(error: unknown): boolean {
  return (error as { readonly code?: string } | null)?.code === inFailedTransaction;
}
