import { NotPersonal, Personal } from '@keepword/data-map';
import type { MappedPrefix } from '@keepword/data-map';
import type { StoredExport } from '@keepword/data-rights';
import { subtractPeriod, type Id, type Instant, type SubjectId, type UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn, type DataSource } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { entityManagerOf } from '../unit-of-work.js';

/** Outlives an erasure until the bundle expires: the person asked for it, and the mailed link still has to find it. */
const untilItExpires = () => Personal({ category: 'privacy.case', subject: 'subject_id', onErasure: 'keep' });

/** An export that is being prepared or can be fetched. Rows live for days: what they lead to goes with them. */
@Entity('exports')
export class ExportRow {
  @PrimaryColumn('uuid')
  @untilItExpires()
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @untilItExpires()
  subjectId!: string;

  @Column('uuid', { name: 'case_id' })
  @untilItExpires()
  caseId!: string;

  @Column('text')
  @untilItExpires()
  state!: string;

  @Column('timestamptz', { name: 'requested_at' })
  @untilItExpires()
  requestedAt!: Date;

  @Column('integer')
  @NotPersonal('counts attempts')
  attempts!: number;

  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  @NotPersonal('when a worker should write it')
  nextAttemptAt!: Date | null;

  @Column('text', { nullable: true })
  @NotPersonal('name of the process that writes it')
  holder!: string | null;

  @Column('timestamptz', { name: 'held_until', nullable: true })
  @NotPersonal('until when that process may')
  heldUntil!: Date | null;

  @Column('integer')
  @untilItExpires()
  records!: number;

  @Column('integer', { name: 'media_files' })
  @untilItExpires()
  mediaFiles!: number;

  @Column('bigint', { name: 'media_bytes' })
  @untilItExpires()
  mediaBytes!: string;

  @Column('integer')
  @untilItExpires()
  expected!: number;

  @Column('timestamptz', { name: 'ready_at', nullable: true })
  @untilItExpires()
  readyAt!: Date | null;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  @untilItExpires()
  expiresAt!: Date | null;

  @Column('bigint', { nullable: true })
  @untilItExpires()
  bytes!: string | null;

  @Column('text', { name: 'object_key', nullable: true })
  @untilItExpires()
  objectKey!: string | null;

  @Column('bytea', { name: 'capability_digest', nullable: true })
  @NotPersonal('digest of a random secret')
  capabilityDigest!: Buffer | null;
}

export const exportsSchema = {
  up: [
    `CREATE TABLE exports (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       case_id uuid NOT NULL,
       state text NOT NULL CHECK (state IN ('preparing', 'ready', 'failed')),
       requested_at timestamptz NOT NULL,
       attempts integer NOT NULL CHECK (attempts >= 0),
       next_attempt_at timestamptz,
       holder text CHECK (length(holder) <= 120),
       held_until timestamptz,
       records integer NOT NULL CHECK (records >= 0),
       media_files integer NOT NULL CHECK (media_files >= 0),
       media_bytes bigint NOT NULL CHECK (media_bytes >= 0),
       expected integer NOT NULL CHECK (expected >= 0),
       ready_at timestamptz,
       expires_at timestamptz,
       bytes bigint CHECK (bytes > 0),
       object_key text CHECK (length(object_key) <= 200),
       capability_digest bytea CHECK (octet_length(capability_digest) = 32),
       CHECK ((holder IS NULL) = (held_until IS NULL)),
       CHECK ((state = 'preparing') = (next_attempt_at IS NOT NULL)),
       CHECK ((state = 'preparing') = (expires_at IS NULL)),
       CHECK ((state = 'ready') = (num_nonnulls(ready_at, bytes, object_key, capability_digest) = 4))
     )`,
    `CREATE INDEX exports_subject ON exports (subject_id, id)`,
    `CREATE INDEX exports_due ON exports (next_attempt_at) WHERE next_attempt_at IS NOT NULL`,
    `CREATE INDEX exports_expiring ON exports (expires_at) WHERE expires_at IS NOT NULL`,
  ],
  down: ['DROP TABLE exports'],
};

/** The worker writes, each row as its subject; whose turn it is, and whom a mailed link leads to, is found under `participant_export`. */
export const exportsTables: readonly TableAccess[] = [
  {
    table: 'exports',
    subjectColumn: 'subject_id',
    grants: { worker: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], privacy_service: ['SELECT'] },
  },
];

/** Bundles lie under the export's own id: they are found by its row, which says whose they are, and outlive an erasure with it. */
export const exportsPrefix: MappedPrefix = { prefix: 'exports/', category: 'privacy.case', subject: 'key part 2 -> exports.subject_id' };

/** Every attempt writes to a key of its own, so that one that lost its lease cannot replace what another finished. */
export const exportObjectKey = (id: Id, attempt: number) => `exports/${id}/${attempt}`;

const columns = `id, subject_id AS "subjectId", case_id AS "caseId", state, requested_at AS "requestedAt", attempts, records,
  media_files AS "mediaFiles", media_bytes::float8 AS "mediaBytes", expected, ready_at AS "readyAt", expires_at AS "expiresAt",
  bytes::float8 AS bytes, object_key AS "objectKey", capability_digest AS "capabilityDigest"`;

/** A process's hold on an export that it writes. */
export interface ExportLease {
  readonly id: Id;
  readonly holder: string;
}

export interface ExportOwner {
  readonly id: Id;
  readonly subjectId: SubjectId;
}

export type ExportCounts = Pick<StoredExport, 'records' | 'mediaFiles' | 'mediaBytes'>;
export type FinishedExport = ExportCounts & {
  readonly readyAt: Instant;
  readonly expiresAt: Instant;
  readonly bytes: number;
  readonly objectKey: string;
  readonly capabilityDigest: Uint8Array;
};

/** A mail that its address refuses for so long keeps nobody waiting. */
const mailPatience = 'PT1H';

/** Exports of one person, in units of work that were opened for them. */
export class PostgresExports {
  /** The same id again changes nothing. */
  async insert(uow: UnitOfWork, asked: Pick<StoredExport, 'id' | 'subjectId' | 'caseId' | 'requestedAt'>): Promise<void> {
    await entityManagerOf(uow).query(
      `INSERT INTO exports (id, subject_id, case_id, state, requested_at, attempts, next_attempt_at, records, media_files, media_bytes, expected)
       VALUES ($1, $2, $3, 'preparing', $4, 0, $4, 0, 0, 0, 0) ON CONFLICT DO NOTHING`,
      [asked.id, asked.subjectId, asked.caseId, asked.requestedAt],
    );
  }

  async find(uow: UnitOfWork, id: Id): Promise<StoredExport | null> {
    const [row] = await entityManagerOf(uow).query<StoredExport[]>(`SELECT ${columns} FROM exports WHERE id = $1`, [id]);
    return row ?? null;
  }

  /** Newest first. @param before an id that the page starts after; null for the first page */
  page(uow: UnitOfWork, subjectId: SubjectId, { before, limit }: { readonly before: Id | null; readonly limit: number }) {
    return entityManagerOf(uow).query<StoredExport[]>(
      `SELECT ${columns} FROM exports WHERE subject_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [subjectId, before, limit],
    );
  }

  /** Whether something of this person is still being copied, or the mail that says where the copy lies has not gone out. */
  async isPending(uow: UnitOfWork, subjectId: SubjectId, at: Instant): Promise<boolean> {
    const rows = await entityManagerOf(uow).query<unknown[]>(
      `SELECT 1 FROM exports e WHERE subject_id = $1 AND (state = 'preparing'
         OR state = 'ready' AND EXISTS (SELECT 1 FROM outgoing_mails m WHERE m.ref_id = e.id AND m.template = 'export-ready' AND m.created_at > $2)) LIMIT 1`,
      [subjectId, subtractPeriod(at, mailPatience)],
    );
    return rows.length > 0;
  }

  /** Begins an attempt. Null when it is not due, has ended, or another process is at it. @param until when the hold ends by itself */
  async claim(uow: UnitOfWork, { id, holder }: ExportLease, at: Instant, until: Instant): Promise<StoredExport | null> {
    const [rows] = await entityManagerOf(uow).query<[StoredExport[], number]>(
      `UPDATE exports SET holder = $2, held_until = $4, attempts = attempts + 1, records = 0, media_files = 0, media_bytes = 0
         WHERE id = $1 AND next_attempt_at <= $3 AND (held_until IS NULL OR held_until <= $3) RETURNING ${columns}`,
      [id, holder, at, until],
    );
    return rows[0] ?? null;
  }

  /** Notes how far the attempt is and holds on. @returns false when another process has taken over */
  async advance(
    uow: UnitOfWork,
    { id, holder }: ExportLease,
    { records, mediaFiles, mediaBytes, expected }: ExportCounts & { readonly expected: number },
    until: Instant,
  ): Promise<boolean> {
    const [, changed] = await entityManagerOf(uow).query<[unknown, number]>(
      `UPDATE exports SET records = $3, media_files = $4, media_bytes = $5, expected = $6, held_until = $7 WHERE id = $1 AND holder = $2`,
      [id, holder, records, mediaFiles, mediaBytes, expected, until],
    );
    return changed === 1;
  }

  /** @returns false when another process has taken over: what was written is not the export */
  async finish(uow: UnitOfWork, { id, holder }: ExportLease, finished: FinishedExport): Promise<boolean> {
    const { records, mediaFiles, mediaBytes, readyAt, expiresAt, bytes, objectKey, capabilityDigest } = finished;
    const [, changed] = await entityManagerOf(uow).query<[unknown, number]>(
      `UPDATE exports SET state = 'ready', next_attempt_at = NULL, holder = NULL, held_until = NULL, records = $3, media_files = $4,
           media_bytes = $5, ready_at = $6, expires_at = $7, bytes = $8, object_key = $9, capability_digest = $10
         WHERE id = $1 AND holder = $2`,
      [id, holder, records, mediaFiles, mediaBytes, readyAt, expiresAt, bytes, objectKey, Buffer.from(capabilityDigest)],
    );
    return changed === 1;
  }

  /** @param next when to try again; null gives up, and the row goes at `expiresAt` */
  async fail(uow: UnitOfWork, { id, holder }: ExportLease, next: Instant | null, expiresAt: Instant): Promise<void> {
    await entityManagerOf(uow).query(
      `UPDATE exports SET state = CASE WHEN $3::timestamptz IS NULL THEN 'failed' ELSE 'preparing' END, next_attempt_at = $3,
           expires_at = CASE WHEN $3::timestamptz IS NULL THEN $4::timestamptz END, holder = NULL, held_until = NULL
         WHERE id = $1 AND holder = $2`,
      [id, holder, next, expiresAt],
    );
  }

  async remove(uow: UnitOfWork, id: Id): Promise<void> {
    await entityManagerOf(uow).query('DELETE FROM exports WHERE id = $1', [id]);
  }
}

/** Exports whose turn it is, whoever's they are. @param database as the role `participant_export` */
export function dueExports(database: DataSource, at: Instant, limit: number): Promise<ExportOwner[]> {
  return database.query<ExportOwner[]>(
    `SELECT id, subject_id AS "subjectId" FROM exports WHERE next_attempt_at <= $1 AND (held_until IS NULL OR held_until <= $1)
      ORDER BY next_attempt_at LIMIT $2`,
    [at, limit],
  );
}

/** @param database as the role `participant_export` */
export function expiredExports(database: DataSource, at: Instant, limit: number): Promise<ExportOwner[]> {
  return database.query<ExportOwner[]>(
    'SELECT id, subject_id AS "subjectId" FROM exports WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2',
    [at, limit],
  );
}

/** By its id alone: whoever holds a mailed link is nobody yet. @param database as the role `participant_export` */
export async function exportById(database: DataSource, id: Id): Promise<StoredExport | null> {
  const [row] = await database.query<StoredExport[]>(`SELECT ${columns} FROM exports WHERE id = $1`, [id]);
  return row ?? null;
}
