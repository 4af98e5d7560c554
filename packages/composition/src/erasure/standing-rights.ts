import {
  PostgresHumanDecisions,
  PostgresObjections,
  PostgresRestrictions,
  type ObjectedTo,
  type ObjectionAgainst,
} from '@keepword/database';
import type { Instant, SubjectId } from '@keepword/primitives';
import type { Foundation } from '../foundation.js';
import type { ReplayEntry, ReplayLog } from './replay-log.js';

/** An objection as the log names it. */
interface LoggedObjection {
  readonly against: ObjectionAgainst;
  /** {@link ReplayLog.nameOfPurpose}; null for every purpose. */
  readonly purpose: string | null;
  /** Since when it holds; null when it was taken back. */
  readonly since: Instant | null;
}

/** How somebody's restriction, objections and choice of who decides stood at the end of the log. What the log does not name stays as the backup has it. */
export interface StandingRights {
  readonly restriction: { readonly since: Instant | null } | null;
  readonly objections: readonly LoggedObjection[];
  /** Since when people decide (GDPR Art. 22); null when that was taken back. */
  readonly humanDecisions: { readonly since: Instant | null } | null;
}

/** @param entries of one person, oldest first */
export function rightsIn(entries: readonly ReplayEntry[]): StandingRights {
  let since: Instant | null | undefined;
  let decidedByPeopleSince: Instant | null | undefined;
  const objections = new Map<string, LoggedObjection>();
  for (const entry of entries) {
    const at = new Date(entry.at);
    switch (entry.kind) {
      case 'restriction':
        // Asked for again, it holds since it was asked for first.
        since ??= at;
        break;
      case 'restriction-lifted':
        since = null;
        break;
      case 'objection':
      case 'objection-taken-back': {
        const { against, purpose } = entry;
        objections.set(`${against} ${purpose}`, { against, purpose, since: entry.kind === 'objection' ? at : null });
        break;
      }
      case 'human-decisions':
        decidedByPeopleSince ??= at;
        break;
      case 'human-decisions-taken-back':
        decidedByPeopleSince = null;
        break;
      case 'erasure':
        break;
    }
  }
  return {
    restriction: since === undefined ? null : { since },
    objections: [...objections.values()],
    humanDecisions: decidedByPeopleSince === undefined ? null : { since: decidedByPeopleSince },
  };
}

/**
 * Writes those rights into a restored database, under the role that carries out restrictions and objections. A purpose that can no longer be told
 * from its hash, since it was in somebody's own words and came after the backup, becomes every purpose: the objection must not get smaller.
 */
export async function standAgain(
  { storage, profile }: Pick<Foundation, 'storage' | 'profile'>,
  log: Pick<ReplayLog, 'nameOfPurpose'>,
  subjectId: SubjectId,
  { restriction, objections, humanDecisions }: StandingRights,
): Promise<void> {
  const [restrictions, stored, choices] = [new PostgresRestrictions(), new PostgresObjections(), new PostgresHumanDecisions()];
  await storage.transactions.transaction(subjectId, async (uow) => {
    if (restriction?.since) await restrictions.reinstate(uow, subjectId, restriction.since);
    else if (restriction) await restrictions.remove(uow, subjectId);
    if (humanDecisions?.since) await choices.reinstate(uow, subjectId, humanDecisions.since);
    else if (humanDecisions) await choices.remove(uow, subjectId);
    const known = [...profile.purposes.map(({ id }) => id), ...(await stored.list(uow, subjectId)).flatMap(({ purpose }) => purpose ?? [])];
    for (const { against, purpose: name, since } of objections) {
      const purpose = name === null ? null : (known.find((one) => log.nameOfPurpose(one) === name) ?? null);
      const objectedTo: ObjectedTo = { against, purpose };
      if (since) await stored.add(uow, subjectId, { ...objectedTo, at: since, caseId: null });
      // One that the backup does not have has nothing to end; least of all another one that is against everything.
      else if (name === null || purpose !== null) await stored.remove(uow, subjectId, objectedTo);
    }
  });
}
