import { NotPersonal, Personal } from '@keepword/data-map';
import type { Id, UnitOfWork } from '@keepword/primitives';
import { auditBeginning, auditOutcomes, nextAuditEntry, type AuditEntry, type AuditFact, type AuditHead } from '@keepword/staff';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { entityManagerOf } from '../unit-of-work.js';

const ofStaff = () => Personal({ category: 'privacy.case', subject: 'staff_id', onErasure: 'keep' });
const ofTarget = () => Personal({ category: 'privacy.case', subject: 'target_id', onErasure: 'keep' });

/** What the team did and read, in a chain; ids and the team's own words, nobody's content. */
@Entity('staff_audit')
export class StaffAuditRow {
  @PrimaryColumn('bigint')
  @NotPersonal('counts entries')
  sequence!: string;

  @Column('timestamptz')
  @NotPersonal('when it was written')
  at!: Date;

  @Column('text')
  @NotPersonal('an endpoint of the console')
  action!: string;

  @Column('text')
  @NotPersonal('whether it was asked, refused or read')
  outcome!: string;

  @Column('text')
  @NotPersonal('hash over a salt that goes with the payload')
  commitment!: string;

  @Column('text')
  @NotPersonal('hash over salted commitments')
  previous!: string;

  @Column('text')
  @NotPersonal('hash over salted commitments')
  hash!: string;

  @Column('text', { nullable: true })
  @NotPersonal('random value')
  salt!: string | null;

  @Column('uuid', { name: 'staff_id', nullable: true })
  @ofStaff()
  staffId!: string | null;

  /** A person's pseudonym, or the id of something else. */
  @Column('text', { name: 'target_id', nullable: true })
  @ofTarget()
  targetId!: string | null;

  @Column('text', { nullable: true })
  @NotPersonal('which of several commands, or a status')
  detail!: string | null;

  @Column('text', { nullable: true })
  @ofTarget()
  reason!: string | null;
}

export const auditSchema = {
  up: [
    `CREATE TABLE staff_audit (
       sequence bigint PRIMARY KEY CHECK (sequence > 0),
       at timestamptz NOT NULL,
       action text NOT NULL CHECK (length(action) <= 120),
       outcome text NOT NULL CHECK (outcome IN (${auditOutcomes.map((one) => `'${one}'`).join(', ')})),
       commitment text NOT NULL CHECK (length(commitment) = 64),
       previous text NOT NULL CHECK (length(previous) = 64),
       hash text NOT NULL CHECK (length(hash) = 64),
       salt text,
       staff_id uuid,
       target_id text CHECK (length(target_id) <= 60),
       detail text CHECK (length(detail) <= 60),
       reason text CHECK (length(reason) <= 500),
       CHECK ((salt IS NULL) = (staff_id IS NULL) AND (salt IS NOT NULL OR (target_id IS NULL AND detail IS NULL AND reason IS NULL)))
     )`,
    `CREATE INDEX staff_audit_staff ON staff_audit (staff_id, sequence) WHERE staff_id IS NOT NULL`,
    `CREATE INDEX staff_audit_target ON staff_audit (target_id, sequence) WHERE target_id IS NOT NULL`,
    `-- What was written stays, whoever asks. Only a payload whose time is over goes, with its salt; the chain still holds.
     CREATE FUNCTION staff_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF TG_OP = 'UPDATE' THEN
         IF (NEW.sequence, NEW.at, NEW.action, NEW.outcome, NEW.commitment, NEW.previous, NEW.hash)
              IS NOT DISTINCT FROM (OLD.sequence, OLD.at, OLD.action, OLD.outcome, OLD.commitment, OLD.previous, OLD.hash)
            AND NEW.salt IS NULL THEN
           RETURN NEW;
         END IF;
       END IF;
       RAISE EXCEPTION 'the log of the team is append-only' USING ERRCODE = 'restrict_violation';
     END $$`,
    `CREATE TRIGGER staff_audit_append_only BEFORE UPDATE OR DELETE ON staff_audit
       FOR EACH ROW EXECUTE FUNCTION staff_audit_is_append_only()`,
    `CREATE TRIGGER staff_audit_never_emptied BEFORE TRUNCATE ON staff_audit
       FOR EACH STATEMENT EXECUTE FUNCTION staff_audit_is_append_only()`,
  ],
  down: ['DROP TABLE staff_audit', 'DROP FUNCTION staff_audit_is_append_only'],
};

/** The console writes and reads it; nobody changes it. An erasure looks and leaves it: it is evidence. */
export const auditTables: readonly TableAccess[] = [
  {
    table: 'staff_audit',
    subjectColumn: null,
    grants: { privacy_service: ['SELECT', 'INSERT'], participant_cases: ['SELECT', 'INSERT'], participant_erasure: ['SELECT'] },
  },
];

/** Serialises writers: a chain has one end. Any number will do as long as nobody else locks it. */
const chainLock = 7_301_964_021;

const columns = `sequence, at, action, outcome, commitment, previous, hash, salt, staff_id AS "staffId", target_id AS "targetId", detail, reason`;

export interface AuditFilter {
  readonly staffId?: Id;
  readonly targetId?: string;
}

export interface AuditPage {
  /** Sequence of the last one of the page before; newest first. */
  readonly before: number | null;
  readonly limit: number;
}

export class PostgresStaffAudit {
  /** Appends to the end of the chain; until this unit of work ends, nobody else does. */
  async append(uow: UnitOfWork, fact: AuditFact): Promise<AuditEntry> {
    const manager = entityManagerOf(uow);
    await manager.query('SELECT pg_advisory_xact_lock($1)', [chainLock]);
    const [last] = await manager.query<{ sequence: string; hash: string }[]>(
      'SELECT sequence, hash FROM staff_audit ORDER BY sequence DESC LIMIT 1',
    );
    const head: AuditHead = last ? { sequence: Number(last.sequence), hash: last.hash } : auditBeginning;
    const entry = nextAuditEntry(head, fact);
    await manager.query(
      `INSERT INTO staff_audit (sequence, at, action, outcome, commitment, previous, hash, salt, staff_id, target_id, detail, reason)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        entry.sequence,
        entry.at,
        entry.action,
        entry.outcome,
        entry.commitment,
        entry.previous,
        entry.hash,
        entry.salt,
        fact.staffId,
        fact.targetId,
        fact.detail,
        fact.reason,
      ],
    );
    return entry;
  }

  /** Newest first. */
  async page(uow: UnitOfWork, { staffId, targetId }: AuditFilter, { before, limit }: AuditPage): Promise<AuditEntry[]> {
    const rows = await entityManagerOf(uow).query<StoredEntry[]>(
      `SELECT ${columns} FROM staff_audit
        WHERE ($1::uuid IS NULL OR staff_id = $1) AND ($2::text IS NULL OR target_id = $2) AND ($3::bigint IS NULL OR sequence < $3)
        ORDER BY sequence DESC LIMIT $4`,
      [staffId ?? null, targetId ?? null, before, limit],
    );
    return rows.map(entryOf);
  }

  /** Oldest first, from the one after `after`; for walking the chain. */
  async following(uow: UnitOfWork, after: number, limit: number): Promise<AuditEntry[]> {
    const rows = await entityManagerOf(uow).query<StoredEntry[]>(
      `SELECT ${columns} FROM staff_audit WHERE sequence > $1 ORDER BY sequence LIMIT $2`,
      [after, limit],
    );
    return rows.map(entryOf);
  }
}

type StoredEntry = Omit<AuditEntry, 'sequence' | 'payload'> & {
  readonly sequence: string;
  readonly staffId: string | null;
  readonly targetId: string | null;
  readonly detail: string | null;
  readonly reason: string | null;
};

function entryOf({ sequence, staffId, targetId, detail, reason, ...rest }: StoredEntry): AuditEntry {
  return { ...rest, sequence: Number(sequence), payload: staffId === null ? null : { staffId, targetId, detail, reason } };
}
