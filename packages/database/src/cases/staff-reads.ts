import { NotPersonal, Personal } from '@keepword/data-map';
import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { entityManagerOf } from '../unit-of-work.js';

const evidence = () => Personal({ category: 'privacy.case', subject: 'subject_id', onErasure: 'keep' });

/** Somebody of the team read what a person wrote or what is held of them; the person sees it in their timeline. */
@Entity('staff_reads')
export class StaffReadRow {
  @PrimaryColumn('uuid')
  @evidence()
  id!: string;

  @Column('uuid', { name: 'staff_id' })
  @Personal({ category: 'privacy.case', subject: 'staff_id', onErasure: 'keep' })
  staffId!: string;

  /** Null where nobody has proven yet whom the case is about. */
  @Column('uuid', { name: 'subject_id', nullable: true })
  @evidence()
  subjectId!: string | null;

  @Column('uuid', { name: 'case_id', nullable: true })
  @evidence()
  caseId!: string | null;

  @Column('text')
  @evidence()
  reason!: string;

  @Column('timestamptz')
  @NotPersonal('when it was read')
  at!: Date;
}

export const staffReadsSchema = {
  up: [
    `CREATE TABLE staff_reads (
       id uuid PRIMARY KEY,
       staff_id uuid NOT NULL,
       subject_id uuid,
       case_id uuid,
       reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
       at timestamptz NOT NULL,
       CHECK (subject_id IS NOT NULL OR case_id IS NOT NULL)
     )`,
    `CREATE INDEX staff_reads_subject ON staff_reads (subject_id, id) WHERE subject_id IS NOT NULL`,
    `CREATE INDEX staff_reads_case ON staff_reads (case_id, id) WHERE case_id IS NOT NULL`,
  ],
  down: ['DROP TABLE staff_reads'],
};

/** Written by whoever crosses people for cases and never changed; each person sees their own. */
export const staffReadsTables: readonly TableAccess[] = [
  {
    table: 'staff_reads',
    subjectColumn: 'subject_id',
    grants: { privacy_service: ['SELECT'], participant_cases: ['SELECT', 'INSERT', 'UPDATE'] },
  },
];

export interface StaffRead {
  /** Sorts by time. */
  readonly id: Id;
  readonly staffId: Id;
  /** Whose data it was, as far as that is proven. */
  readonly subjectId: SubjectId | null;
  readonly caseId: Id | null;
  /** In words of whoever read it, 1 to 300 characters; the person reads them. */
  readonly reason: string;
  readonly at: Instant;
}

export interface StaffReadsPage {
  /** Id of the last one of the page before; newest first. */
  readonly before: Id | null;
  readonly limit: number;
}

const columns = `id, staff_id AS "staffId", subject_id AS "subjectId", case_id AS "caseId", reason, at`;

export class PostgresStaffReads {
  /** In the unit of work that hands out what is read: nothing is shown that is not recorded. */
  async record(uow: UnitOfWork, { id, staffId, subjectId, caseId, reason, at }: StaffRead): Promise<void> {
    await entityManagerOf(uow).query(
      'INSERT INTO staff_reads (id, staff_id, subject_id, case_id, reason, at) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, staffId, subjectId, caseId, reason, at],
    );
  }

  /** What was read before it was proven whom the case is about is from then on that person's. */
  async attribute(uow: UnitOfWork, caseId: Id, subjectId: SubjectId): Promise<void> {
    await entityManagerOf(uow).query('UPDATE staff_reads SET subject_id = $2 WHERE case_id = $1 AND subject_id IS NULL', [
      caseId,
      subjectId,
    ]);
  }

  ofSubject(uow: UnitOfWork, subjectId: SubjectId, { before, limit }: StaffReadsPage): Promise<StaffRead[]> {
    return entityManagerOf(uow).query(
      `SELECT ${columns} FROM staff_reads WHERE subject_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [subjectId, before, limit],
    );
  }

  ofCase(uow: UnitOfWork, caseId: Id, { before, limit }: StaffReadsPage): Promise<StaffRead[]> {
    return entityManagerOf(uow).query(
      `SELECT ${columns} FROM staff_reads WHERE case_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [caseId, before, limit],
    );
  }
}
