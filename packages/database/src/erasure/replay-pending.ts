import { NotPersonal } from '@keepword/data-map';
import { Column, Entity, PrimaryColumn, type DataSource } from 'typeorm';
import type { TableAccess } from '../table-access.js';

/** An older state of the database was restored, and what was erased since has not been erased again. Without a row, all is well. */
@Entity('replay_pending')
export class ReplayPendingRow {
  @PrimaryColumn('uuid')
  @NotPersonal('random id of a restore')
  id!: string;

  @Column('timestamptz', { name: 'restored_at' })
  @NotPersonal('when it was restored')
  restoredAt!: Date;
}

export const replayPendingSchema = {
  up: [`CREATE TABLE replay_pending (id uuid PRIMARY KEY, restored_at timestamptz NOT NULL)`],
  down: ['DROP TABLE replay_pending'],
};

/** Written by whoever restores, as the owner; every service looks before it says that it is ready. */
export const replayPendingTables: readonly TableAccess[] = [
  {
    table: 'replay_pending',
    subjectColumn: null,
    grants: { core_api: ['SELECT'], privacy_service: ['SELECT'], worker: ['SELECT'], participant_erasure: ['SELECT', 'DELETE'] },
  },
];

/** The restores that wait, by their ids. */
export async function pendingReplays(database: DataSource): Promise<string[]> {
  const rows = await database.query<{ id: string }[]>('SELECT id FROM replay_pending ORDER BY restored_at');
  return rows.map(({ id }) => id);
}

/** @param database as the role `participant_erasure` */
export async function endReplays(database: DataSource, ids: readonly string[]): Promise<void> {
  await database.query('DELETE FROM replay_pending WHERE id = ANY ($1)', [ids]);
}
