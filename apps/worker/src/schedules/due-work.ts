import { reconcilePurchases, reconcileRunningSubscriptions } from './reconcile-purchases.js';
import type { Foundation } from '@keepword/composition';
import { endLostReferences, forgetOverduePredictions, pollDue, purgeDue, removeOrphanUploads } from '@keepword/creations';
import { dueExpiries, expireHold, expireLots } from '@keepword/credits';
import { postgresCreationSweeps, PostgresUnitOfWork } from '@keepword/database';
import { guardianSupervision, retentionOf } from '@keepword/policy';
import { subtractPeriod } from '@keepword/primitives';
import type { DataSource } from 'typeorm';
import type { Sweep } from './sweeps.js';

const batch = 100;

/** Vendors report every few seconds while they work; a call to one may take 20 s. */
const silentFor = { atVendor: 'PT8S', otherwise: 'PT21S' } as const;

/**
 * Everything that becomes due with time. Each sweep finds whose turn it is under the one role that may look across people,
 * and then acts as that person, under row-level security like everybody else.
 */
export function dueWork(foundation: Foundation, crossing: DataSource): readonly Sweep[] {
  const sweeps = postgresCreationSweeps(crossing);
  const ports = { ...foundation.creations, sweeps };
  return [
    { name: 'silent creations', everyMs: 5_000, run: () => pollDue(ports, silentFor, batch) },
    { name: 'deleted creations', everyMs: 2_000, run: () => purgeDue(ports, batch) },
    { name: 'lost references', everyMs: 5_000, run: () => endLostReferences(ports, batch) },
    { name: 'vendor copies', everyMs: 15_000, run: () => forgetOverduePredictions(ports, batch) },
    { name: 'orphan uploads', everyMs: 3_600_000, run: () => removeOrphanUploads(ports) },
    { name: 'expired credits', everyMs: 30_000, run: () => expireCredits(foundation, crossing) },
    { name: 'unsettled purchases', everyMs: 10_000, run: () => reconcilePurchases(foundation, crossing) },
    { name: 'unsettled subscriptions', everyMs: 10_000, run: () => reconcileRunningSubscriptions(foundation, crossing) },
    { name: 'spent records', everyMs: 10_000, run: () => removeSpentRecords(foundation, crossing) },
  ];
}

async function expireCredits({ credits, clock, storage }: Foundation, crossing: DataSource): Promise<number> {
  const at = clock.now();
  const due = await new PostgresUnitOfWork(crossing).transaction(null, (uow) => dueExpiries(credits, uow, at, batch));
  for (const expiry of due) {
    const { subjectId } = expiry;
    await storage.transactions.transaction(subjectId, async (uow) => {
      if (expiry.kind === 'hold') await expireHold(credits, uow, { subjectId, holdId: expiry.id }, at);
      else await expireLots(credits, uow, { subjectId }, at);
    });
  }
  return due.length;
}

/** Records that serve for a short time only. Small batches, oldest first. */
async function removeSpentRecords({ clock, profile }: Foundation, crossing: DataSource): Promise<number> {
  const at = clock.now();
  const spent = [
    ['idempotency_records', 'subject_id, route, key', 'created_at', 'PT24H'],
    ['subject_events', 'seq', 'created_at', 'PT24H'],
    ['one_time_tokens', 'token_hash', 'expires_at', 'PT0S'],
    ['email_changes', 'subject_id', 'expires_at', 'PT0S'],
    ['sessions', 'id', 'expires_at', 'P30D'],
    ['guardian_links', 'id', 'expires_at', guardianSupervision.linkRenewable],
    ['spend_approvals', 'id', 'asked_at', guardianSupervision.approvalsKept],
    ['staff_sign_ins', 'token_hash', 'expires_at', 'PT0S'],
    ['staff_used_codes', 'staff_id, time_step', 'used_at', 'PT1H'],
    ['staff_sessions', 'token_hash', 'expires_at', 'PT0S'],
    ['feedback', 'id', 'created_at', retentionOf(profile, 'communication.feedback')?.after ?? 'PT0S'],
  ] as const;
  let removed = 0;
  for (const [table, key, column, age] of spent) {
    const [, count] = await crossing.query<[unknown, number]>(
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${column} <= $1 ORDER BY ${column} LIMIT 500)`,
      [subtractPeriod(at, age)],
    );
    removed += count;
  }
  return removed;
}
