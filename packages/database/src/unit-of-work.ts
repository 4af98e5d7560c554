import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import type { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

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

/** Opens transactions on one app's role. Row-level security lets a transaction see only the subject it was opened for. */
export class PostgresUnitOfWork {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one transaction; what it throws rolls everything back.
   * @param subjectId whose rows may be seen and written; null for tables without a subject's content
   */
  async transaction<T>(subjectId: SubjectId | null, work: (uow: UnitOfWork) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const uow = {} as UnitOfWork;
    try {
      const client = (await runner.connect()) as Client;
      // Sent by hand, ahead of the first statement and in its round trip. TypeORM is told that a transaction is open, so that
      // what it would wrap in one of its own becomes a savepoint.
      Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
      const subject = subjectId === null ? '' : `; SET LOCAL keepword.subject = ${client.escapeLiteral(subjectId)}`;
      sendTogether(client);
      const unanswered: Promise<unknown>[] = [awaitedLater(client.query(`BEGIN${subject}`))];
      try {
        transactions.set(uow, { manager: runner.manager, client, unanswered });
        const result = await work(uow);
        const { command } = await client.query('COMMIT');
        if (command !== 'COMMIT') throw new Error('PostgreSQL rolled back what was to be committed');
        return result;
      } catch (error) {
        // A connection that cannot even roll back is gone, and PostgreSQL rolls back what a lost connection had open.
        await client.query('ROLLBACK').catch(() => undefined);
        throw await firstFailure(unanswered, error);
      }
    } finally {
      transactions.delete(uow);
      await runner.release();
    }
  }
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
