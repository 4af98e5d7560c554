import { NotPersonal, Personal } from '@keepword/data-map';
import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { announceOnCommit, entityManagerOf, sendPrepared, type PostgresUnitOfWork } from '../unit-of-work.js';

/** What happened to a person's creations and credits, for the open event streams; ids and figures only. */
@Entity('subject_events')
export class SubjectEventRow {
  @PrimaryColumn('bigint')
  @NotPersonal('running number, the id of a server-sent event')
  seq!: string;

  @Column('uuid', { name: 'subject_id' })
  @Personal({ category: 'generation.metadata', subject: 'subject_id', onErasure: 'delete' })
  subjectId!: string;

  @Column('jsonb')
  @Personal({ category: 'generation.metadata', subject: 'subject_id', onErasure: 'delete' })
  event!: Record<string, unknown>;

  @Column('timestamptz', { name: 'created_at' })
  @Personal({ category: 'generation.metadata', subject: 'subject_id', onErasure: 'delete' })
  createdAt!: Date;
}

export const subjectEventsSchema = {
  up: [
    `CREATE TABLE subject_events (
       seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       subject_id uuid NOT NULL,
       event jsonb NOT NULL CHECK (octet_length(event::text) <= 2000),
       created_at timestamptz NOT NULL
     )`,
    `CREATE INDEX subject_events_subject ON subject_events (subject_id, seq)`,
    `CREATE INDEX subject_events_created ON subject_events (created_at)`,
  ],
  down: ['DROP TABLE subject_events'],
};

export const subjectEventsTables: readonly TableAccess[] = [
  {
    table: 'subject_events',
    subjectColumn: 'subject_id',
    grants: { core_api: ['SELECT', 'INSERT'], worker: ['SELECT', 'INSERT'], participant_retention: ['SELECT', 'DELETE'] },
  },
];

export interface NumberedEvent {
  readonly seq: string;
  readonly event: Readonly<Record<string, unknown>>;
}

/** The channel on which a committed event is announced; its payload is the pseudonymous subject id. */
export const SUBJECT_EVENTS_CHANNEL = 'subject_events';

const publishStatement = {
  name: 'publish_event',
  text: `INSERT INTO subject_events (subject_id, event, created_at)
     SELECT $1, $2, $3 FROM pg_advisory_xact_lock(7310012, hashtext($1::uuid::text))`,
};

export class PostgresSubjectEvents {
  /**
   * Writes an event and announces it when the transaction commits. Transactions of one subject take turns from here to their
   * end: numbers must become visible in their order, or a reader that is past the higher one would never see the lower. So
   * publish last, after every other lock.
   */
  async publish(uow: UnitOfWork, subjectId: SubjectId, event: Readonly<Record<string, unknown>>, at: Date): Promise<void> {
    // The number is drawn when the lock's row is there, so after the wait.
    sendPrepared(uow, publishStatement, [subjectId, event, at]);
    announceOnCommit(uow, SUBJECT_EVENTS_CHANNEL, subjectId);
  }

  /** Events after `seq`, oldest first. */
  after(transactions: PostgresUnitOfWork, subjectId: SubjectId, seq: string, limit: number): Promise<NumberedEvent[]> {
    return transactions.transaction(subjectId, (uow) =>
      entityManagerOf(uow).query<NumberedEvent[]>(
        'SELECT seq::text, event FROM subject_events WHERE subject_id = $1 AND seq > $2 ORDER BY seq LIMIT $3',
        [subjectId, seq, limit],
      ),
    );
  }

  async newest(transactions: PostgresUnitOfWork, subjectId: SubjectId): Promise<string> {
    const [row] = await transactions.transaction(subjectId, (uow) =>
      entityManagerOf(uow).query<{ seq: string }[]>('SELECT coalesce(max(seq), 0)::text AS seq FROM subject_events WHERE subject_id = $1', [
        subjectId,
      ]),
    );
    return row?.seq ?? '0';
  }
}
