import { NotPersonal } from '@keepword/data-map';
import type { Id, Instant } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn, type DataSource } from 'typeorm';
import type { TableAccess } from '../table-access.js';

/** What a probe measured when it looked at the world. Written by probes and by nobody else. */
@Entity('evidence_runs')
export class EvidenceRunRow {
  @PrimaryColumn('uuid')
  @NotPersonal('random id')
  id!: string;

  @Column('text')
  @NotPersonal('name of a probe')
  name!: string;

  @Column('double precision')
  @NotPersonal('what a probe measured, over everybody')
  measured!: number;

  @Column('double precision')
  @NotPersonal('what was promised')
  bound!: number;

  @Column('bigint')
  @NotPersonal('over how many it was measured')
  sample!: string;

  @Column('timestamptz')
  @NotPersonal('when it was measured')
  at!: Date;

  @Column('timestamptz', { name: 'valid_until' })
  @NotPersonal('until when the measurement counts')
  validUntil!: Date;

  @Column('text', { array: true })
  @NotPersonal('tables and stores, by their names')
  places!: string[];
}

export const evidenceSchema = {
  up: [
    `CREATE TABLE evidence_runs (
       id uuid PRIMARY KEY,
       name text NOT NULL CHECK (name ~ '^[a-z][a-z0-9-]{0,59}$'),
       measured double precision NOT NULL,
       bound double precision NOT NULL,
       sample bigint NOT NULL CHECK (sample >= 0),
       at timestamptz NOT NULL,
       valid_until timestamptz NOT NULL CHECK (valid_until > at),
       places text[] NOT NULL CHECK (cardinality(places) <= 100)
     )`,
    `CREATE INDEX evidence_runs_newest ON evidence_runs (name, at)`,
  ],
  down: ['DROP TABLE evidence_runs'],
};

export const evidenceTables: readonly TableAccess[] = [
  { table: 'evidence_runs', subjectColumn: null, grants: { privacy_service: ['SELECT'], worker: ['SELECT', 'INSERT'] } },
];

export interface EvidenceRun {
  readonly id: Id;
  /** Of the probe: `[a-z][a-z0-9-]*`, at most 60 characters. */
  readonly name: string;
  readonly measured: number;
  /** What `measured` must not exceed. */
  readonly bound: number;
  /** Over how many it was measured; over none, nothing is proven. */
  readonly sample: number;
  readonly at: Instant;
  readonly validUntil: Instant;
  /** Where it exceeded: names of tables and stores, at most 100, and nothing that leads to a person. */
  readonly places: readonly string[];
}

const columns = `id, name, measured, bound, sample::float8 AS sample, at, valid_until AS "validUntil", places`;

/** Rows are added and never changed. */
export class PostgresEvidence {
  constructor(private readonly database: DataSource) {}

  async add({ id, name, measured, bound, sample, at, validUntil, places }: EvidenceRun): Promise<void> {
    await this.database.query(
      'INSERT INTO evidence_runs (id, name, measured, bound, sample, at, valid_until, places) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
      [id, name, measured, bound, sample, at, validUntil, places],
    );
  }

  /** Of each probe what it measured last, by name. */
  newest(): Promise<EvidenceRun[]> {
    return this.database.query<EvidenceRun[]>(`SELECT DISTINCT ON (name) ${columns} FROM evidence_runs ORDER BY name, at DESC, id DESC`);
  }
}
