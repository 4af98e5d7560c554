import type { Instant, SubjectId } from '@keepword/primitives';
import type { DataSource } from 'typeorm';

export const timelineKinds = [
  'case',
  'disclosure',
  'export',
  'objection',
  'payment',
  'recipient-notice',
  'rectification',
  'restriction',
  'staff-read',
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/** One thing that happened to somebody's data, as the tables themselves tell of it. */
export interface TimelineRow {
  readonly kind: TimelineKind;
  /** With `kind` a name of its own. */
  readonly ref: string;
  readonly at: Instant;
  /** A case's class, a vendor, a field, a reason: what `kind` says. */
  readonly detail: string;
}

export interface TimelinePlace {
  readonly at: Instant;
  /** `kind` and `ref` of the last row of the page before. */
  readonly name: string;
}

/** Each part is read from its own index, and no more of it than a page. */
const part = (kind: TimelineKind, from: string, at: string, ref: string, detail: string) =>
  `(SELECT '${kind}' AS kind, ${ref}::text AS ref, ${at} AS at, ${detail} AS detail FROM ${from}
     AND (${at} < $2 OR (${at} = $2 AND '${kind}' || ' ' || ${ref}::text < $3)) ORDER BY ${at} DESC LIMIT $4)`;

const text = `SELECT kind, ref, at, detail FROM (${[
  part('case', 'privacy_cases WHERE subject_id = $1 AND facts IS NOT NULL', 'received_at', 'case_id', 'class'),
  part('disclosure', 'creations c JOIN predictions p ON p.creation_id = c.id WHERE c.subject_id = $1', 'p.created_at', 'p.id', 'p.vendor'),
  part('export', 'exports WHERE subject_id = $1', 'requested_at', 'id', 'state'),
  part('objection', 'objections WHERE subject_id = $1', 'at', `against || ' ' || purpose`, 'against'),
  part('payment', `purchases WHERE subject_id = $1 AND paid_at IS NOT NULL`, 'paid_at', 'id', 'provider'),
  part(
    'recipient-notice',
    'recipient_notices WHERE subject_id = $1',
    'coalesce(settled_at, created_at)',
    'id',
    `matter || ' ' || recipient || ' ' || state || ' ' || coalesce(reason, '-')`,
  ),
  part('rectification', 'rectifications WHERE subject_id = $1', 'at', 'id', 'field'),
  part('restriction', 'processing_restrictions WHERE subject_id = $1', 'since', `coalesce(case_id, subject_id)`, `''`),
  part('staff-read', 'staff_reads WHERE subject_id = $1', 'at', 'id', 'reason'),
].join(' UNION ALL ')}) happened ORDER BY at DESC, kind || ' ' || ref DESC LIMIT $4`;

/** Newest first. @param database as the role `participant_export`, which reads whatever is personal */
export function readTimeline(
  database: DataSource,
  subjectId: SubjectId,
  before: TimelinePlace | null,
  limit: number,
): Promise<TimelineRow[]> {
  return database.query<TimelineRow[]>(text, [subjectId, before?.at ?? 'infinity', before?.name ?? '', limit]);
}
