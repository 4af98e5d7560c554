import {
  moderationGroundIds,
  sealPlaces,
  type CreationOwner,
  type Moderated,
  type ModerationGround,
  type ModerationOutcome,
} from '@keepword/creations';
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

  /** Of a closed list: what the person is told. */
  @Column('text')
  @ofRecord()
  ground!: string;

  /** In the moderator's words, for the record. */
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
       ground text NOT NULL CHECK (ground IN (${moderationGroundIds.map((ground) => `'${ground}'`).join(', ')})),
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

export interface ModerationDecision {
  readonly id: Id;
  readonly decision: ModerationOutcome;
  readonly ground: ModerationGround;
  /** 10 to 500 characters, for the record. */
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
  /** The person asked that no machine decides alone: it waits for a decision. */
  readonly awaitsPerson: boolean;
  readonly at: Instant;
  /** Newest first. */
  readonly decisions: readonly ModerationDecision[];
}

/** What somebody wrote, sealed, with the place that is part of its seal. */
export interface SealedWords {
  readonly id: Id;
  readonly content: Uint8Array;
  readonly place: ReturnType<typeof sealPlaces.moderation>;
}

/** A page of one person's own records. */
export interface OwnModerationFilter {
  readonly creationId?: Id;
  /** Id of the last one of the page before. */
  readonly before: Id | null;
  readonly limit: number;
}

export interface ModerationFilter {
  readonly stage?: ModerationCase['stage'];
  readonly decided?: boolean;
}

const decisions = `coalesce((SELECT jsonb_agg(jsonb_build_object('id', d.id, 'decision', d.decision, 'ground', d.ground, 'reason', d.reason,
  'staffId', d.decided_by, 'at', d.decided_at) ORDER BY d.id DESC) FROM moderation_decisions d WHERE d.record_id = m.id), '[]')`;
const columns = `m.id, m.subject_id AS "subjectId", m.creation_id AS "creationId", m.stage, m.codes, m.content IS NOT NULL AS "hasContent",
  m.awaits_person AS "awaitsPerson", m.created_at AS at, ${decisions} AS decisions`;

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

  /** Of the subject of the transaction, newest first. */
  async own(uow: UnitOfWork, subjectId: SubjectId, { creationId, before, limit }: OwnModerationFilter): Promise<ModerationCase[]> {
    const rows = await entityManagerOf(uow).query<StoredRow[]>(
      `SELECT ${columns} FROM moderation_records m
        WHERE m.subject_id = $1 AND ($2::uuid IS NULL OR m.creation_id = $2) AND ($3::uuid IS NULL OR m.id < $3) ORDER BY m.id DESC LIMIT $4`,
      [subjectId, creationId ?? null, before, limit],
    );
    return rows.map(caseOf);
  }

  /** One decision, for the mail that tells of it. Null when it went with its person. */
  async decided(uow: UnitOfWork, decisionId: Id): Promise<Moderated | null> {
    const [found] = await entityManagerOf(uow).query<Moderated[]>(
      `SELECT m.stage, d.decision AS outcome, d.ground FROM moderation_decisions d JOIN moderation_records m ON m.id = d.record_id WHERE d.id = $1`,
      [decisionId],
    );
    return found ?? null;
  }

  /** What waits for a person and has no review yet, oldest first. */
  async withoutReview(uow: UnitOfWork, limit: number): Promise<{ readonly id: Id; readonly subjectId: SubjectId }[]> {
    return entityManagerOf(uow).query(
      `SELECT id, subject_id AS "subjectId" FROM moderation_records m
        WHERE awaits_person AND review_case_id IS NULL AND NOT EXISTS (SELECT FROM moderation_decisions d WHERE d.record_id = m.id)
        ORDER BY id LIMIT $1`,
      [limit],
    );
  }

  async reviewOpened(uow: UnitOfWork, id: Id, caseId: Id): Promise<void> {
    await entityManagerOf(uow).query('UPDATE moderation_records SET review_case_id = $2 WHERE id = $1', [id, caseId]);
  }

  /** Hides a creation at once and for good, until its erasure has taken it. False when it is gone already. */
  async remove(uow: UnitOfWork, { creationId, subjectId }: CreationOwner, at: Instant): Promise<boolean> {
    const marked = await entityManagerOf(uow).query<object[]>(
      `INSERT INTO creation_deletions AS d (creation_id, subject_id, deleted_at, deletable_at, by_team)
         SELECT id, subject_id, $3, $3, true FROM creations WHERE id = $1 AND subject_id = $2
       ON CONFLICT (creation_id) DO UPDATE SET by_team = true RETURNING d.creation_id`,
      [creationId, subjectId, at],
    );
    return marked.length > 0;
  }

  /** What was written, sealed, with the place that is part of its seal. Null where nothing was, or when the record is gone. */
  async sealed(uow: UnitOfWork, id: Id): Promise<SealedWords | null> {
    return (await this.sealedOf(uow, [id]))[0] ?? null;
  }

  async sealedOf(uow: UnitOfWork, ids: readonly Id[]): Promise<SealedWords[]> {
    const rows = await entityManagerOf(uow).query<{ id: Id; content: Buffer }[]>(
      'SELECT id, content FROM moderation_records WHERE id = ANY ($1::uuid[]) AND content IS NOT NULL',
      [[...ids]],
    );
    return rows.map((row) => ({ ...row, place: sealPlaces.moderation(row.id) }));
  }

  /** One decision about a record at a time: whoever comes second sees the first one's. */
  async lock(uow: UnitOfWork, id: Id): Promise<void> {
    await entityManagerOf(uow).query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`moderation ${id}`]);
  }

  async decide(uow: UnitOfWork, record: Pick<ModerationCase, 'id' | 'subjectId'>, decision: ModerationDecision): Promise<void> {
    await entityManagerOf(uow).query(
      `INSERT INTO moderation_decisions (id, record_id, subject_id, decision, ground, reason, decided_by, decided_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [decision.id, record.id, record.subjectId, decision.decision, decision.ground, decision.reason, decision.staffId, decision.at],
    );
  }
}

type StoredRow = Omit<ModerationCase, 'decisions'> & {
  readonly decisions: readonly (Omit<ModerationDecision, 'at'> & { readonly at: string })[];
};

function caseOf(row: StoredRow): ModerationCase {
  return { ...row, decisions: row.decisions.map((decision) => ({ ...decision, at: new Date(decision.at) })) };
}
