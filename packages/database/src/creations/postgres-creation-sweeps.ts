import type { CreationOwner, CreationSweeps } from '@keepword/creations';
import type { DataSource } from 'typeorm';

interface OwnerColumns {
  readonly creation_id: string;
  readonly subject_id: string;
}

const ownerOf = ({ creation_id: creationId, subject_id: subjectId }: OwnerColumns): CreationOwner => ({ creationId, subjectId });

/** What is due, across subjects. @param source opened as the role `participant_retention`, which may read whose it is and no content */
export function postgresCreationSweeps(source: DataSource): CreationSweeps {
  const owners = async (sql: string, at: Date, limit: number) => (await source.query<OwnerColumns[]>(sql, [at, limit])).map(ownerOf);
  return {
    silentSince: async ({ atVendor, otherwise }, limit) => {
      const silent = await source.query<OwnerColumns[]>(
        `SELECT id AS creation_id, subject_id FROM creations c
         WHERE state IN ('queued', 'running') AND news_at < greatest($1::timestamptz, $2)
           AND news_at < CASE WHEN EXISTS (SELECT 1 FROM predictions p WHERE p.creation_id = c.id AND p.state = 'submitted') THEN $1 ELSE $2 END
         ORDER BY news_at LIMIT $3`,
        [atVendor, otherwise, limit],
      );
      return silent.map(ownerOf);
    },
    // Whatever of a creation has to stay keeps the whole of it: what is left would show nothing.
    purgeDue: (at, limit) =>
      owners(
        `SELECT creation_id, subject_id FROM creation_deletions d
         WHERE NOT by_team AND deletable_at <= $1
           AND NOT EXISTS (
             SELECT FROM legal_holds h
              WHERE h.subject_id = d.subject_id AND h.lifted_at IS NULL
                AND (h.categories IS NULL OR EXISTS (SELECT FROM unnest(h.categories) held WHERE held LIKE 'generation.%')))
         ORDER BY deletable_at LIMIT $2`,
        at,
        limit,
      ),
    lostLeases: (at, limit) =>
      owners('SELECT creation_id, subject_id FROM reference_leases WHERE lease_until <= $1 ORDER BY lease_until LIMIT $2', at, limit),
    notForgotten: async (before, limit) => {
      const due = await source.query<(OwnerColumns & { id: string })[]>(
        `SELECT creation_id, subject_id, id FROM predictions
         WHERE state = 'over' AND forgotten_at IS NULL AND vendor_prediction_id IS NOT NULL AND news_at < $1 ORDER BY news_at LIMIT $2`,
        [before, limit],
      );
      return due.map((row) => ({ ...ownerOf(row), predictionId: row.id }));
    },
  };
}
