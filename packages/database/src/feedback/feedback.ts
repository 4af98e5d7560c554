import { NotPersonal, Personal } from '@keepword/data-map';
import type { Id, SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { entityManagerOf } from '../unit-of-work.js';

const ofFeedback = () => Personal({ category: 'communication.feedback', subject: 'subject_id', onErasure: 'delete' });

/** What a person said of their own accord. The words are sealed under the person's key; a purged creation leaves its id behind. */
@Entity('feedback')
export class FeedbackRow {
  @PrimaryColumn('uuid')
  @ofFeedback()
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @ofFeedback()
  subjectId!: string;

  @Column('uuid', { name: 'creation_id', nullable: true })
  @ofFeedback()
  creationId!: string | null;

  @Column('smallint', { nullable: true })
  @ofFeedback()
  rating!: number | null;

  @Column('bytea', { nullable: true })
  @ofFeedback()
  text!: Buffer | null;

  @Column('text', { name: 'profile_id' })
  @NotPersonal('the profile in force')
  profileId!: string;

  @Column('text', { name: 'policy_version' })
  @NotPersonal('the policy in force')
  policyVersion!: string;

  @Column('timestamptz', { name: 'created_at' })
  @ofFeedback()
  createdAt!: Date;
}

export const feedbackSchema = {
  up: [
    `CREATE TABLE feedback (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       creation_id uuid,
       rating smallint CHECK (rating BETWEEN 1 AND 5),
       text bytea CHECK (octet_length(text) <= 16000),
       profile_id text NOT NULL,
       policy_version text NOT NULL,
       created_at timestamptz NOT NULL,
       CHECK (rating IS NOT NULL OR text IS NOT NULL)
     )`,
    `CREATE INDEX feedback_subject ON feedback (subject_id, id)`,
    `CREATE INDEX feedback_created ON feedback (created_at)`,
  ],
  down: ['DROP TABLE feedback'],
};

export const feedbackTables: readonly TableAccess[] = [
  {
    table: 'feedback',
    subjectColumn: 'subject_id',
    grants: { core_api: ['SELECT', 'INSERT', 'DELETE'], participant_retention: ['SELECT', 'DELETE'] },
    restricted: { insert: true },
  },
];

export interface StoredFeedback {
  readonly id: Id;
  readonly subjectId: SubjectId;
  readonly creationId: Id | null;
  /** 1 to 5. */
  readonly rating: number | null;
  readonly sealedText: Uint8Array | null;
  readonly profileId: string;
  readonly policyVersion: string;
  readonly createdAt: Date;
}

const columns = `id, subject_id AS "subjectId", creation_id AS "creationId", rating, text AS "sealedText", profile_id AS "profileId",
  policy_version AS "policyVersion", created_at AS "createdAt"`;

export class PostgresFeedback {
  /** @returns false when the person has said `max` things already: nothing is written */
  async insert(uow: UnitOfWork, feedback: StoredFeedback, max: number): Promise<boolean> {
    const { id, subjectId, creationId, rating, sealedText, profileId, policyVersion, createdAt } = feedback;
    const written = await entityManagerOf(uow).query<unknown[]>(
      `INSERT INTO feedback (id, subject_id, creation_id, rating, text, profile_id, policy_version, created_at)
       SELECT $1::uuid, $2::uuid, $3::uuid, $4::smallint, $5::bytea, $6, $7, $8::timestamptz
        WHERE (SELECT count(*) FROM feedback WHERE subject_id = $2) < $9 RETURNING 1`,
      [id, subjectId, creationId, rating, sealedText && Buffer.from(sealedText), profileId, policyVersion, createdAt, max],
    );
    return written.length > 0;
  }

  /** Newest first. @param before an id that the page starts after; null for the first page */
  page(uow: UnitOfWork, subjectId: SubjectId, { before, limit }: { readonly before: Id | null; readonly limit: number }) {
    return entityManagerOf(uow).query<StoredFeedback[]>(
      `SELECT ${columns} FROM feedback WHERE subject_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [subjectId, before, limit],
    );
  }

  /** @returns false when there is no such feedback of this person */
  async remove(uow: UnitOfWork, subjectId: SubjectId, id: Id): Promise<boolean> {
    const [, removed] = await entityManagerOf(uow).query<[unknown, number]>('DELETE FROM feedback WHERE subject_id = $1 AND id = $2', [
      subjectId,
      id,
    ]);
    return removed === 1;
  }
}
