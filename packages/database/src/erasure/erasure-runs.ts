import { deserialize, serialize } from 'node:v8';
import { NotPersonal, Personal } from '@keepword/data-map';
import type { ErasureRun, ErasureRunStore, RunState } from '@keepword/data-rights';
import type { Id, Instant } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn, type DataSource } from 'typeorm';
import type { TableAccess } from '../table-access.js';

/** Seals a run under a key of its own: it has to be read after its subject's key is gone. */
export interface RunSeal {
  seal(runId: Id, plain: Uint8Array): Promise<Uint8Array>;
  open(runId: Id, sealed: Uint8Array): Promise<Uint8Array>;
}

/** One erasure, from request to certificate. What leads to the person stands in the sealed part, and goes from it when the run ends. */
@Entity('erasure_runs')
export class ErasureRunRow {
  @PrimaryColumn('uuid')
  @Personal({ category: 'privacy.case', subject: 'id', onErasure: 'keep' })
  id!: string;

  @Column('bytea')
  @Personal({ category: 'privacy.case', subject: 'id', onErasure: 'keep' })
  sealed!: Buffer;

  @Column('integer')
  @NotPersonal('counts writes')
  version!: number;

  @Column('text')
  @NotPersonal('how far it is')
  state!: string;

  @Column('timestamptz', { name: 'next_due_at', nullable: true })
  @NotPersonal('when a worker should look at it')
  nextDueAt!: Date | null;

  @Column('text', { nullable: true })
  @NotPersonal('name of the process that works on it')
  holder!: string | null;

  @Column('timestamptz', { name: 'held_until', nullable: true })
  @NotPersonal('until when that process may')
  heldUntil!: Date | null;
}

export const erasureRunsSchema = {
  up: [
    `CREATE TABLE erasure_runs (
       id uuid PRIMARY KEY,
       sealed bytea NOT NULL,
       version integer NOT NULL CHECK (version >= 0),
       state text NOT NULL CHECK (state IN ('cooling-off', 'running', 'provisional', 'done', 'withdrawing', 'withdrawn')),
       next_due_at timestamptz,
       holder text CHECK (length(holder) <= 120),
       held_until timestamptz,
       CHECK ((holder IS NULL) = (held_until IS NULL))
     )`,
    `CREATE INDEX erasure_runs_due ON erasure_runs (next_due_at) WHERE next_due_at IS NOT NULL`,
  ],
  down: ['DROP TABLE erasure_runs'],
};

export const erasureRunsTables: readonly TableAccess[] = [
  {
    table: 'erasure_runs',
    subjectColumn: null,
    grants: { core_api: ['INSERT'], privacy_service: ['SELECT', 'INSERT', 'UPDATE'], worker: ['SELECT', 'INSERT', 'UPDATE'] },
  },
];

interface StoredRun {
  readonly sealed: Buffer;
}

export class PostgresErasureRuns implements ErasureRunStore {
  constructor(
    private readonly database: DataSource,
    private readonly seal: RunSeal,
  ) {}

  async insert(run: ErasureRun): Promise<void> {
    await this.database.query(
      'INSERT INTO erasure_runs (id, sealed, version, state, next_due_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
      [run.id, await this.#sealed(run), run.version, run.state, run.requestedAt],
    );
  }

  async find(id: Id): Promise<ErasureRun | null> {
    const [row] = await this.database.query<StoredRun[]>('SELECT sealed FROM erasure_runs WHERE id = $1', [id]);
    return row ? this.#opened(id, row) : null;
  }

  async claim(id: Id, holder: string, at: Instant, until: Instant): Promise<ErasureRun | null> {
    const [rows] = await this.database.query<[StoredRun[], number]>(
      `UPDATE erasure_runs SET holder = $2, held_until = $4
         WHERE id = $1 AND (holder IS NULL OR holder = $2 OR held_until <= $3) RETURNING sealed`,
      [id, holder, at, until],
    );
    const [row] = rows;
    return row ? this.#opened(id, row) : null;
  }

  async save(run: ErasureRun, holder: string, nextDueAt: Instant | null, until: Instant | null): Promise<'saved' | 'lost'> {
    const [, saved] = await this.database.query<[unknown, number]>(
      `UPDATE erasure_runs SET sealed = $3, version = $4, state = $5, next_due_at = $6,
           holder = CASE WHEN $7::timestamptz IS NULL THEN NULL ELSE $2 END, held_until = $7
         WHERE id = $1 AND holder = $2 AND version = $4::integer - 1`,
      [run.id, holder, await this.#sealed(run), run.version, run.state, nextDueAt, until],
    );
    return saved === 1 ? 'saved' : 'lost';
  }

  async due(at: Instant, limit: number): Promise<Id[]> {
    const rows = await this.database.query<{ id: Id }[]>(
      `SELECT id FROM erasure_runs WHERE next_due_at <= $1 AND (holder IS NULL OR held_until <= $1) ORDER BY next_due_at LIMIT $2`,
      [at, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Whose purge has begun and is not through. */
  async running(): Promise<Id[]> {
    const rows = await this.database.query<{ id: Id }[]>(`SELECT id FROM erasure_runs WHERE state = 'running'`);
    return rows.map(({ id }) => id);
  }

  /** How many have emptied our own places by now. */
  async finished(): Promise<number> {
    const [row] = await this.database.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM erasure_runs WHERE state IN ('provisional', 'done')`,
    );
    return row?.count ?? 0;
  }

  async page(state: RunState | null, before: Id | null, limit: number): Promise<ErasureRun[]> {
    const rows = await this.database.query<(StoredRun & { readonly id: Id })[]>(
      `SELECT id, sealed FROM erasure_runs WHERE ($1::text IS NULL OR state = $1) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [state, before, limit],
    );
    return Promise.all(rows.map((row) => this.#opened(row.id, row)));
  }

  /** In Node's own format for structured values, which keeps instants and bytes as what they are and reads what older versions wrote. */
  #sealed(run: ErasureRun): Promise<Uint8Array> {
    return this.seal.seal(run.id, serialize(run));
  }

  async #opened(id: Id, { sealed }: StoredRun): Promise<ErasureRun> {
    return deserialize(await this.seal.open(id, sealed)) as ErasureRun;
  }
}
