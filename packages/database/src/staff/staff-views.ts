import { NotPersonal, Personal } from '@keepword/data-map';
import type { Id, Instant, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { entityManagerOf } from '../unit-of-work.js';

const preference = () => Personal({ category: 'account.preferences', subject: 'staff_id', onErasure: 'delete' });

/** A way of looking at the list of cases that somebody of the team keeps. */
@Entity('staff_views')
export class StaffViewRow {
  @PrimaryColumn('uuid', { name: 'view_id' })
  @preference()
  viewId!: string;

  @Column('uuid', { name: 'staff_id' })
  @preference()
  staffId!: string;

  @Column('text')
  @preference()
  name!: string;

  @Column('jsonb')
  @preference()
  filters!: Record<string, unknown>;

  @Column('timestamptz', { name: 'created_at' })
  @NotPersonal('when it was kept')
  createdAt!: Date;
}

export const staffViewsSchema = {
  up: [
    `CREATE TABLE staff_views (
       view_id uuid PRIMARY KEY,
       staff_id uuid NOT NULL REFERENCES staff_members,
       name text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
       filters jsonb NOT NULL CHECK (length(filters::text) <= 2000),
       created_at timestamptz NOT NULL,
       UNIQUE (staff_id, name)
     )`,
  ],
  down: ['DROP TABLE staff_views'],
};

export const staffViewsTables: readonly TableAccess[] = [
  { table: 'staff_views', subjectColumn: null, grants: { privacy_service: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] } },
];

export interface StoredView<Filters = Record<string, unknown>> {
  readonly id: Id;
  /** 1 to 40 characters; one's own. */
  readonly name: string;
  readonly filters: Filters;
  readonly createdAt: Instant;
}

const columns = 'view_id AS id, name, filters, created_at AS "createdAt"';

export class PostgresStaffViews {
  /** By name. */
  list<Filters>(uow: UnitOfWork, staffId: Id): Promise<StoredView<Filters>[]> {
    return entityManagerOf(uow).query(`SELECT ${columns} FROM staff_views WHERE staff_id = $1 ORDER BY name`, [staffId]);
  }

  /** In place of one of the same name. @returns null when the member has `viewsMax` others already */
  async save<Filters>(uow: UnitOfWork, staffId: Id, view: StoredView<Filters>, viewsMax: number): Promise<StoredView<Filters> | null> {
    const manager = entityManagerOf(uow);
    // One after the other, so that two at once cannot both be the last that fits.
    await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('staff_views ' || $1, 0))`, [staffId]);
    const [saved] = await manager.query<StoredView<Filters>[]>(
      `INSERT INTO staff_views (view_id, staff_id, name, filters, created_at)
         SELECT $1, $2, $3, $4::jsonb, $5
          WHERE (SELECT count(*) FROM staff_views WHERE staff_id = $2 AND name <> $3) < $6
         ON CONFLICT (staff_id, name) DO UPDATE SET filters = excluded.filters
         RETURNING ${columns}`,
      [view.id, staffId, view.name, JSON.stringify(view.filters), view.createdAt, viewsMax],
    );
    return saved ?? null;
  }

  /** False when the member has no such view. */
  async delete(uow: UnitOfWork, staffId: Id, viewId: Id): Promise<boolean> {
    const [, deleted] = await entityManagerOf(uow).query<[unknown, number]>(
      'DELETE FROM staff_views WHERE staff_id = $1 AND view_id = $2',
      [staffId, viewId],
    );
    return deleted > 0;
  }
}
