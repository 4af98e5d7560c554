import { NotPersonal, Personal } from '@keepword/data-map';
import { newId, type UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn, type DataSource } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { announceOnCommit, sendPrepared } from '../unit-of-work.js';

/** A side effect that is due, written in the same transaction as its cause. Rows go once the queue has them. */
@Entity('outbox')
export class OutboxRow {
  @PrimaryColumn('uuid')
  @NotPersonal('id of the entry and of the job made from it')
  id!: string;

  @Column('text')
  @NotPersonal('name of a queue')
  topic!: string;

  /** Ids only (design: jobs carry ids, never content). */
  @Column('jsonb')
  @Personal({ category: 'generation.metadata', subject: 'payload.subjectId', onErasure: 'delete' })
  payload!: Record<string, unknown>;

  @Column('timestamptz', { name: 'created_at' })
  @NotPersonal('when the entry was written; it lives for moments')
  createdAt!: Date;

  @Column('integer')
  @NotPersonal('how often the queue had no place for the entry')
  attempts!: number;

  @Column('text', { name: 'refused_because', nullable: true })
  @NotPersonal('the kind of the newest refusal: one of a few words of ours')
  refusedBecause!: string | null;

  /** Set while the entry is set aside: until then it is left alone, and the others go on. */
  @Column('timestamptz', { name: 'retry_at', nullable: true })
  @NotPersonal('when an entry that was set aside is tried again')
  retryAt!: Date | null;
}

export const outboxSchema = {
  up: [
    `CREATE TABLE outbox (
       id uuid PRIMARY KEY,
       topic text NOT NULL,
       payload jsonb NOT NULL CHECK (octet_length(payload::text) <= 2000),
       created_at timestamptz NOT NULL,
       attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
       refused_because text CHECK (length(refused_because) <= 40),
       retry_at timestamptz,
       CHECK ((attempts = 0) = (refused_because IS NULL) AND (attempts = 0) = (retry_at IS NULL))
     )`,
  ],
  down: ['DROP TABLE outbox'],
};

export const outboxTables: readonly TableAccess[] = [
  {
    table: 'outbox',
    subjectColumn: null,
    grants: {
      core_api: ['INSERT'],
      privacy_service: ['INSERT'],
      participant_cases: ['INSERT'],
      worker: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    },
  },
];

/** On it the relay is told of new entries. */
export const OUTBOX_CHANNEL = 'outbox';

const appendStatement = { name: 'append_to_outbox', text: 'INSERT INTO outbox (id, topic, payload, created_at) VALUES ($1, $2, $3, $4)' };

export class PostgresOutbox {
  async append(uow: UnitOfWork, topic: string, payload: Readonly<Record<string, unknown>>, at: Date): Promise<void> {
    sendPrepared(uow, appendStatement, [newId(at), topic, payload, at]);
    // The relay listens; without a listener its polling finds the row a moment later.
    announceOnCommit(uow, OUTBOX_CHANNEL, '');
  }
}

export interface OutboxEntry {
  readonly id: string;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** An entry that nothing will ever take as it is: no job is known by its topic, or its payload is not that job's. */
export interface RefusedEntry {
  readonly id: string;
  readonly because: 'unknown-topic' | 'payload-invalid';
}

/** An entry that was set aside just now. */
export interface SetAside extends RefusedEntry {
  readonly topic: string;
  /** How often it was refused, this time included. */
  readonly attempts: number;
  readonly retryAt: Date;
}

export interface RelayOutcome {
  /** How many entries were looked at; as many as the limit means that there may be more. */
  readonly taken: number;
  readonly setAside: readonly SetAside[];
}

export interface RelayRun {
  readonly at: Date;
  readonly limit: number;
}

interface OutboxColumns extends OutboxEntry {
  readonly attempts: number;
}

const firstPauseMs = 60_000;
const pauseMaxMs = 3_600_000;

/**
 * Takes entries that are due, hands them to `publish` and removes them when it returns. Several relays share the work:
 * each locks its own entries. A crash between the two leaves the entries; the queue knows a repeated id and does nothing.
 *
 * What `publish` refuses is set aside, so that one such entry cannot hold up all others: it is tried again after a minute, then after
 * twice as long each time, at most an hour. A worker of a newer version may know what to do with it.
 * @param publish hands over what it can and returns what it refuses; it throws when the queue is away, and then all entries wait
 */
export async function relayOutbox(
  dataSource: DataSource,
  { at, limit }: RelayRun,
  publish: (entries: readonly OutboxEntry[]) => Promise<readonly RefusedEntry[]>,
): Promise<RelayOutcome> {
  return dataSource.transaction(async (manager) => {
    const found = await manager.query<OutboxColumns[]>(
      `SELECT id, topic, payload, attempts FROM outbox WHERE retry_at IS NULL OR retry_at <= $2
       ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [limit, at],
    );
    if (found.length === 0) return { taken: 0, setAside: [] };
    const refused = new Map((await publish(found.map(({ attempts: _, ...entry }) => entry))).map((entry) => [entry.id, entry.because]));
    const setAside = found.flatMap(({ id, topic, attempts }) => {
      const because = refused.get(id);
      return because ? [{ id, topic, because, attempts: attempts + 1, retryAt: retryAfter(attempts, at) }] : [];
    });
    const handedOver = found.filter(({ id }) => !refused.has(id)).map(({ id }) => id);
    if (handedOver.length > 0) await manager.query('DELETE FROM outbox WHERE id = ANY($1)', [handedOver]);
    for (const { id, because, attempts, retryAt } of setAside) {
      await manager.query('UPDATE outbox SET attempts = $2, refused_because = $3, retry_at = $4 WHERE id = $1', [
        id,
        attempts,
        because,
        retryAt,
      ]);
    }
    return { taken: found.length, setAside };
  });
}

function retryAfter(attemptsBefore: number, at: Date): Date {
  return new Date(at.getTime() + Math.min(firstPauseMs * 2 ** Math.min(attemptsBefore, 10), pauseMaxMs));
}

/** How many entries are set aside, by topic and reason. An operator has to look at each: its side effect did not happen. */
export async function countSetAside(
  dataSource: DataSource,
): Promise<readonly { readonly topic: string; readonly because: string; readonly count: number }[]> {
  return dataSource.query(
    `SELECT topic, refused_because AS because, count(*)::int AS count FROM outbox WHERE attempts > 0 GROUP BY 1, 2 ORDER BY 1, 2`,
  );
}
