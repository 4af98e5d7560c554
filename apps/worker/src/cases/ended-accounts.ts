import { GUARDIAN_PENDING } from '@keepword/accounts';
import type { CaseDesk, Foundation } from '@keepword/composition';
import { openCase, type CasePorts } from '@keepword/data-rights';
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
    const states = ['received', 'verifying', 'open', 'waiting'] as const;
    const running = await ports.store.list(ports.uow, { subjectId, classes: ['erasure'], states }, { before: null, limit: batch });
    if (running.some(({ scope, verification }) => isOfAccount(scope) && verification.state === 'verified')) return false;
    if (await isLeftByHold(ports, subjectId)) return false;
    const opened = await openCase(
      ports,
      {
        key: `closed-account:${subjectId}:${at.toISOString()}`,
        class: 'erasure',
        scope: { what: 'account' },
        channel: 'rule',
        requester: { kind: 'subject', subjectId },
        receivedAt: at,
        policyVersion,
        authenticatedAt: null,
        contents: [],
      },
      { kind: 'system' },
    );
    return !isRefusal(opened);
  });
}

const holds = new PostgresHolds();

/** What an erasure left because of an order to keep it stays until that order is lifted, which opens the next one. */
async function isLeftByHold({ store, uow }: CasePorts, subjectId: SubjectId): Promise<boolean> {
  if ((await holds.forSubject(uow, subjectId)).length === 0) return false;
  const filter = { subjectId, classes: ['erasure', 'underage-report'], states: ['fulfilled'] } as const;
  const ended = await store.list(uow, filter, { before: null, limit: batch });
  return ended.some(({ actions, scope }) => actions.some(({ action }) => action === 'erasure') && (scope === null || isOfAccount(scope)));
}

const isOfAccount = (scope: unknown): boolean => typeof scope === 'object' && scope !== null && 'what' in scope && scope.what === 'account';
