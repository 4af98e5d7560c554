import { NotPersonal, Personal } from '@keepword/data-map';
import { newId, type UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn, type DataSource } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { entityManagerOf } from '../unit-of-work.js';

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
}

export const outboxSchema = {
  up: [
    `CREATE TABLE outbox (
       id uuid PRIMARY KEY,
       topic text NOT NULL,
       payload jsonb NOT NULL CHECK (octet_length(payload::text) <= 2000),
       created_at timestamptz NOT NULL
     )`,
    // The relay listens; without a listener its polling finds the row a moment later.
    `CREATE FUNCTION outbox_written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('outbox', ''); RETURN NULL; END $$`,
    `CREATE TRIGGER outbox_written AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_written()`,
  ],
  down: ['DROP TABLE outbox', 'DROP FUNCTION outbox_written()'],
};

export const outboxTables: readonly TableAccess[] = [
  {
    table: 'outbox',
    subjectColumn: null,
    grants: { core_api: ['INSERT'], privacy_service: ['INSERT'], worker: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  },
];

export class PostgresOutbox {
  async append(uow: UnitOfWork, topic: string, payload: Readonly<Record<string, unknown>>, at: Date): Promise<void> {
    await entityManagerOf(uow).query('INSERT INTO outbox (id, topic, payload, created_at) VALUES ($1, $2, $3, $4)', [
      newId(at),
      topic,
      payload,
      at,
    ]);
  }
}

export interface OutboxEntry {
  readonly id: string;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Takes up to `limit` entries, hands them to `publish` and removes them when it returns. Several relays share the work:
 * each locks its own entries. A crash between the two leaves the entries; the queue knows a repeated id and does nothing.
 * @returns how many entries were taken
 */
export async function relayOutbox(
  dataSource: DataSource,
  limit: number,
  publish: (entries: readonly OutboxEntry[]) => Promise<void>,
): Promise<number> {
  return dataSource.transaction(async (manager) => {
    const entries = await manager.query<OutboxEntry[]>(
      'SELECT id, topic, payload FROM outbox ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED',
      [limit],
    );
    if (entries.length === 0) return 0;
    await publish(entries);
    await manager.query('DELETE FROM outbox WHERE id = ANY($1)', [entries.map(({ id }) => id)]);
    return entries.length;
  });
}
