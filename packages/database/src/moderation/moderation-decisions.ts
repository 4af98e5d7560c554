import { sealPlaces } from '@keepword/creations';
import { Personal } from '@keepword/data-map';
import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { entityManagerOf } from '../unit-of-work.js';

const ofRecord = () => Personal({ category: 'security.events', subject: 'subject_id', onErasure: 'delete' });

/** What a person of the team decided about what the filter stopped or somebody reported. */
@Entity('moderation_decisions')
export class ModerationDecisionRow {
  @PrimaryColumn('uuid')
  @ofRecord()
  id!: string;

  @Column('uuid', { name: 'record_id' })
  @ofRecord()
  recordId!: string;

  @Column('uuid', { name: 'subject_id' })
  @ofRecord()
  subjectId!: string;

  @Column('text')
  @ofRecord()
  decision!: string;

  @Column('text')
  @ofRecord()
  reason!: string;

  @Column('uuid', { name: 'decided_by' })
  @Personal({ category: 'security.events', subject: 'decided_by', onErasure: 'delete' })
  decidedBy!: string;

  @Column('timestamptz', { name: 'decided_at' })
  @ofRecord()
  decidedAt!: Date;
}

export const moderationDecisionsSchema = {
  up: [
    `CREATE TABLE moderation_decisions (
       id uuid PRIMARY KEY,
       record_id uuid NOT NULL,
       subject_id uuid NOT NULL,
       decision text NOT NULL CHECK (decision IN ('upheld', 'overturned', 'removed')),
       reason text NOT NULL CHECK (length(reason) BETWEEN 10 AND 500),
       decided_by uuid NOT NULL,
       decided_at timestamptz NOT NULL
     )`,
    `CREATE INDEX moderation_decisions_record ON moderation_decisions (record_id, id)`,
    `CREATE INDEX moderation_decisions_subject ON moderation_decisions (subject_id, id)`,
  ],
  down: ['DROP TABLE moderation_decisions'],
};

/** Only added to; the person whom it is about sees it. */
export const moderationDecisionsTables: readonly TableAccess[] = [
  {
    table: 'moderation_decisions',
    subjectColumn: 'subject_id',
    grants: {
      core_api: ['SELECT'],
      privacy_service: ['SELECT'],
      worker: ['SELECT'],
      participant_cases: ['SELECT', 'INSERT'],
      participant_retention: ['SELECT', 'DELETE'],
    },
  },
];

export type ModerationOutcome = 'upheld' | 'overturned' | 'removed';

export interface ModerationDecision {
  readonly id: Id;
  readonly decision: ModerationOutcome;
  /** 10 to 500 characters; the person reads it. */
  readonly reason: string;
  readonly staffId: Id;
  readonly at: Instant;
}

export interface ModerationCase {
  readonly id: Id;
  readonly subjectId: SubjectId;
  readonly creationId: Id | null;
  readonly stage: 'request' | 'output' | 'report';
  readonly codes: readonly string[];
  readonly hasContent: boolean;
  readonly at: Instant;
  /** Newest first. */
  readonly decisions: readonly ModerationDecision[];
}

export interface ModerationFilter {
  readonly stage?: ModerationCase['stage'];
  readonly decided?: boolean;
}

const decisions = `coalesce((SELECT jsonb_agg(jsonb_build_object('id', d.id, 'decision', d.decision, 'reason', d.reason,
  'staffId', d.decided_by, 'at', d.decided_at) ORDER BY d.id DESC) FROM moderation_decisions d WHERE d.record_id = m.id), '[]')`;
const columns = `m.id, m.subject_id AS "subjectId", m.creation_id AS "creationId", m.stage, m.codes, m.content IS NOT NULL AS "hasContent",
  m.created_at AS at, ${decisions} AS decisions`;

/** Under the role that crosses people for the team's sake; what was written stays sealed. */
export class PostgresModeration {
  /** Newest first. @param before id of the last one of the page before */
  async page(uow: UnitOfWork, { stage, decided }: ModerationFilter, before: Id | null, limit: number): Promise<ModerationCase[]> {
    const rows = await entityManagerOf(uow).query<StoredRow[]>(
      `SELECT ${columns} FROM moderation_records m
        WHERE ($1::text IS NULL OR m.stage = $1) AND ($2::uuid IS NULL OR m.id < $2)
          AND ($3::boolean IS NULL OR EXISTS (SELECT FROM moderation_decisions d WHERE d.record_id = m.id) = $3)
        ORDER BY m.id DESC LIMIT $4`,
      [stage ?? null, before, decided ?? null, limit],
    );
    return rows.map(caseOf);
  }

  async find(uow: UnitOfWork, id: Id): Promise<ModerationCase | null> {
    const [row] = await entityManagerOf(uow).query<StoredRow[]>(`SELECT ${columns} FROM moderation_records m WHERE m.id = $1`, [id]);
    return row ? caseOf(row) : null;
  }

  /** What was written, sealed, with the place that is part of its seal. Null where nothing was, or when the record is gone. */
  async sealed(
    uow: UnitOfWork,
    id: Id,
  ): Promise<{ readonly content: Uint8Array; readonly place: ReturnType<typeof sealPlaces.moderation> } | null> {
    const [row] = await entityManagerOf(uow).query<{ content: Buffer | null }[]>('SELECT content FROM moderation_records WHERE id = $1', [
      id,
    ]);
    const place = sealPlaces.moderation(id);
    return row?.content ? { content: row.content, place } : null;
  }

  /** One decision about a record at a time: whoever comes second sees the first one's. */
  async lock(uow: UnitOfWork, id: Id): Promise<void> {
    await entityManagerOf(uow).query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`moderation ${id}`]);
  }

  async decide(uow: UnitOfWork, record: Pick<ModerationCase, 'id' | 'subjectId'>, decision: ModerationDecision): Promise<void> {
    await entityManagerOf(uow).query(
      `INSERT INTO moderation_decisions (id, record_id, subject_id, decision, reason, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [decision.id, record.id, record.subjectId, decision.decision, decision.reason, decision.staffId, decision.at],
    );
  }
}

type StoredRow = Omit<ModerationCase, 'decisions'> & {
  readonly decisions: readonly (Omit<ModerationDecision, 'at'> & { readonly at: string })[];
};

function caseOf(row: StoredRow): ModerationCase {
  return { ...row, decisions: row.decisions.map((decision) => ({ ...decision, at: new Date(decision.at) })) };
}
