import { GUARDIAN_PENDING } from '@keepword/accounts';
import type { CaseDesk, Foundation } from '@keepword/composition';
import { accountWasErased, erasureScopeOf, hasEnded, openErasureByRule, type Case, type CasePorts } from '@keepword/data-rights';
import { PostgresHolds } from '@keepword/database';
import { minimumAge } from '@keepword/policy';
import { isRefusal, subtractPeriod, type SubjectId } from '@keepword/primitives';
import type { DataSource } from 'typeorm';
import type { Sweep } from '../schedules/sweeps.js';

const batch = 100;

/**
 * Opens the erasure of every account that a rule has ended: closed for its age, by a guardian or by the team
 * (`fluxgen.minors.underage-account-closure`), or of a minor for whom nobody agreed in time (`fluxchat.minors.guardian-consent`).
 * @param crossing as the role `participant_retention`
 */
export function endedAccounts(foundation: Foundation, crossing: DataSource, desk: CaseDesk): readonly Sweep[] {
  const sweep = (name: string, find: (at: Date) => Promise<Found[]>): Sweep => ({
    name,
    everyMs: 5_000,
    async run() {
      const at = foundation.clock.now();
      let opened = 0;
      for (const { subjectId } of await find(at)) if (await openErasure(desk, subjectId, foundation.policyVersion, at)) opened += 1;
      return opened;
    },
  });
  const closed = sweep('closed accounts', () =>
    crossing.query<Found[]>(`SELECT subject_id AS "subjectId" FROM accounts WHERE state = 'closed' ORDER BY subject_id LIMIT $1`, [batch]),
  );
  const pending = sweep('minors without a guardian', (at) =>
    crossing.query<Found[]>(
      `SELECT a.subject_id AS "subjectId" FROM accounts a
        WHERE a.state = 'active' AND a.age_band = 'minor-with-guardian' AND a.created_at <= $1
          AND NOT EXISTS (SELECT FROM guardians g WHERE g.subject_id = a.subject_id AND g.state = 'agreed')
        ORDER BY a.created_at LIMIT $2`,
      [subtractPeriod(at, GUARDIAN_PENDING), batch],
    ),
  );
  return minimumAge(foundation.profile).guardianFlow ? [pending, closed] : [closed];
}

interface Found {
  readonly subjectId: SubjectId;
}

/** An account is closed while it is being erased, too: whoever has such a case gets no second one. */
function openErasure(desk: CaseDesk, subjectId: SubjectId, policyVersion: string, at: Date): Promise<boolean> {
  return desk.transaction(at, async (ports) => {
    const erasures = await ports.store.list(ports.uow, { subjectId, classes: ['erasure'] }, { before: null, limit: batch });
    if (erasures.some(isUnderWay) || (await isLeftByHold(ports, subjectId))) return false;
    // Numbered: two workers that come here at once ask for the same one.
    const key = `closed-account:${subjectId}:${erasures.length}`;
    const opened = await openErasureByRule(ports, { key, subjectId, policyVersion });
    return !isRefusal(opened) && !opened.replayed;
  });
}

const isUnderWay = (found: Case) => !hasEnded(found) && found.verification.state === 'verified' && erasureScopeOf(found).kind === 'account';

const holds = new PostgresHolds();

/** What an erasure left because of an order to keep it stays until that order is lifted, which opens the next one. */
async function isLeftByHold(ports: CasePorts, subjectId: SubjectId): Promise<boolean> {
  return (await holds.forSubject(ports.uow, subjectId)).length > 0 && (await accountWasErased(ports, subjectId));
}
