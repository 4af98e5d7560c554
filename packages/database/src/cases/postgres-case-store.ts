import {
  caseFromStored,
  eventFromStored,
  runningDeadlines,
  type Case,
  type CaseAppending,
  type CaseClass,
  type CaseContent,
  type CaseFilter,
  type CasePage,
  type CaseScope,
  type CaseStore,
  type Challenge,
  type DueMail,
  type DueReminder,
  type HistoryEntry,
  type LoadedCase,
  type OverdueCase,
  type RecordedCommand,
  type Requester,
} from '@keepword/data-rights';
import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import { entityManagerOf } from '../unit-of-work.js';

/** Seals a case's words under a key of the case; a case can be about somebody who has no account. */
export interface CaseSeal {
  seal(caseId: Id, contentId: Id, plain: Uint8Array): Promise<Uint8Array>;
  open(caseId: Id, contentId: Id, sealed: Uint8Array): Promise<Uint8Array>;
}

interface LoadedRow {
  readonly facts: unknown;
  readonly challenge: (Omit<Challenge, 'issuedAt' | 'expiresAt' | 'usedAt'> & Record<'issuedAt' | 'expiresAt' | 'usedAt', string>) | null;
  readonly sequence: number;
  readonly hash: string;
}

type EntryRow = Omit<HistoryEntry, 'payload'> & { readonly payload: unknown };
type ContentRow = Omit<CaseContent, 'text'> & { readonly sealed: Buffer };

/** Cases in PostgreSQL. `load` locks the case's row until the unit of work ends. Works under the role that crosses for cases. */
export class PostgresCaseStore implements CaseStore {
  constructor(private readonly seal: CaseSeal) {}

  async load(uow: UnitOfWork, caseId: Id): Promise<LoadedCase | null> {
    const [row] = await rows<LoadedRow>(
      uow,
      `SELECT facts, challenge, sequence, head_hash AS hash FROM privacy_cases WHERE case_id = $1 AND facts IS NOT NULL FOR UPDATE`,
      [caseId],
    );
    if (!row) return null;
    return { case: caseFromStored(row.facts), head: { sequence: row.sequence, hash: row.hash }, challenge: challengeOf(row.challenge) };
  }

  async find(uow: UnitOfWork, caseId: Id): Promise<Case | null> {
    const [row] = await rows<{ facts: unknown }>(uow, 'SELECT facts FROM privacy_cases WHERE case_id = $1 AND facts IS NOT NULL', [caseId]);
    return row ? caseFromStored(row.facts) : null;
  }

  /** Inside a savepoint, so that what was turned away leaves nothing behind and the unit of work can go on. */
  async append(uow: UnitOfWork, appending: CaseAppending): Promise<'recorded' | 'moved-on' | 'reference-taken'> {
    await rows(uow, 'SAVEPOINT case_append', []);
    const outcome = await this.#append(uow, appending);
    await rows(uow, outcome === 'recorded' ? 'RELEASE SAVEPOINT case_append' : 'ROLLBACK TO SAVEPOINT case_append', []);
    return outcome;
  }

  async #append(uow: UnitOfWork, appending: CaseAppending): Promise<'recorded' | 'moved-on' | 'reference-taken'> {
    const { caseId, command, entries, contents } = appending;
    const written = appending.decidedOn === 0 ? await insertCase(uow, appending) : await updateCase(uow, appending);
    if (written !== 'recorded') return written;
    if (command && !(await rememberCommand(uow, caseId, command))) return 'moved-on';
    for (const { sequence, at, kind, actor, commitment, previous, hash, salt, payload } of entries) {
      await rows(
        uow,
        `INSERT INTO privacy_case_entries (case_id, sequence, at, kind, actor, commitment, previous, hash, salt, payload)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [caseId, sequence, at, kind, actor, commitment, previous, hash, salt, payload && JSON.stringify(payload)],
      );
    }
    for (const { contentId, kind, at, text } of contents) {
      const sealed = await this.seal.seal(caseId, contentId, Buffer.from(text, 'utf8'));
      await rows(uow, 'INSERT INTO privacy_case_contents (content_id, case_id, kind, at, sealed) VALUES ($1, $2, $3, $4, $5)', [
        contentId,
        caseId,
        kind,
        at,
        sealed,
      ]);
    }
    await replaceReminders(uow, appending);
    return 'recorded';
  }

  async recorded(uow: UnitOfWork, key: string): Promise<RecordedCommand | null> {
    const [found] = await rows<RecordedCommand>(uow, 'SELECT digest, outcome FROM privacy_case_commands WHERE key = $1', [key]);
    return found ?? null;
  }

  async findByReference(uow: UnitOfWork, reference: string): Promise<Id | null> {
    const [found] = await rows<{ id: Id }>(uow, 'SELECT case_id AS id FROM privacy_cases WHERE reference = $1 AND facts IS NOT NULL', [
      reference,
    ]);
    return found?.id ?? null;
  }

  async openAlike(uow: UnitOfWork, alike: { class: CaseClass; scope: CaseScope; requester: Requester }): Promise<Id[]> {
    const found = await rows<{ id: Id }>(
      uow,
      `SELECT case_id AS id FROM privacy_cases
         WHERE requester = $1 AND class = $2 AND scope = $3 AND state IN ('received', 'verifying', 'open', 'waiting')
         ORDER BY received_at, case_id`,
      [requesterText(alike.requester), alike.class, scopeText(alike.scope)],
    );
    return found.map(({ id }) => id);
  }

  async list(uow: UnitOfWork, filter: CaseFilter, { before, limit }: CasePage): Promise<Case[]> {
    const { states, classes, assignedTo, subjectId, requester, dueBefore, dueWithin } = filter;
    const found = await rows<{ facts: unknown }>(
      uow,
      `SELECT facts FROM privacy_cases WHERE facts IS NOT NULL
          AND ($1::uuid IS NULL OR case_id < $1)
          AND ($2::text[] IS NULL OR state = ANY ($2)) AND ($3::text[] IS NULL OR class = ANY ($3))
          AND (NOT $4::boolean OR assigned_to IS NOT DISTINCT FROM $5::uuid)
          AND ($6::uuid IS NULL OR subject_id = $6)
          AND ($7::timestamptz IS NULL OR next_deadline_at < $7)
          AND ($8::text IS NULL OR requester = $8)
          AND ($9::timestamptz IS NULL OR case_id IN (
            SELECT r.case_id FROM privacy_case_reminders r WHERE r.step = 'alarm' AND NOT r.withdrawn
              AND r.due_at >= $9 AND r.due_at < $10 AND ($11::text IS NULL OR r.clock = $11)))
        ORDER BY case_id DESC LIMIT $12`,
      [
        before,
        states ?? null,
        classes ?? null,
        assignedTo !== undefined,
        assignedTo ?? null,
        subjectId ?? null,
        dueBefore ?? null,
        requester ? requesterText(requester) : null,
        dueWithin?.from ?? null,
        dueWithin?.before ?? null,
        dueWithin?.clock ?? null,
        limit,
      ],
    );
    return found.map(({ facts }) => caseFromStored(facts));
  }

  async history(uow: UnitOfWork, caseId: Id): Promise<HistoryEntry[]> {
    const found = await rows<EntryRow>(
      uow,
      `SELECT sequence, at, kind, actor, commitment, previous, hash, salt, payload FROM privacy_case_entries WHERE case_id = $1 ORDER BY sequence`,
      [caseId],
    );
    return found.map((entry) => ({ ...entry, payload: entry.payload === null ? null : eventFromStored(entry.payload) }));
  }

  async contents(uow: UnitOfWork, caseId: Id): Promise<CaseContent[]> {
    const found = await rows<ContentRow>(
      uow,
      `SELECT content_id AS "contentId", case_id AS "caseId", kind, at, sealed FROM privacy_case_contents WHERE case_id = $1 ORDER BY at, content_id`,
      [caseId],
    );
    return Promise.all(
      found.map(async ({ sealed, ...content }) => {
        const opened = await this.seal.open(caseId, content.contentId, sealed);
        return { ...content, text: Buffer.from(opened).toString('utf8') };
      }),
    );
  }

  dueReminders(uow: UnitOfWork, at: Instant, limit: number): Promise<DueReminder[]> {
    return rows<DueReminder>(
      uow,
      `SELECT r.clock, r.step, r.at, r.due_at AS "dueAt", r.case_id AS "caseId", c.reference, c.state
         FROM privacy_case_reminders r JOIN privacy_cases c USING (case_id)
         WHERE r.sent_at IS NULL AND NOT r.withdrawn AND r.at <= $1 AND c.facts IS NOT NULL ORDER BY r.at LIMIT $2`,
      [at, limit],
    );
  }

  async markReminded(uow: UnitOfWork, { caseId, clock, step, at: due }: DueReminder, at: Instant): Promise<boolean> {
    const marked = await changed(
      uow,
      'UPDATE privacy_case_reminders SET sent_at = $5 WHERE case_id = $1 AND clock = $2 AND step = $3 AND at = $4 AND sent_at IS NULL',
      [caseId, clock, step, due, at],
    );
    return marked === 1;
  }

  async nextDueMail(uow: UnitOfWork, at: Instant): Promise<DueMail | null> {
    const [due] = await rows<DueMail>(
      uow,
      `SELECT case_id AS "caseId", mailed_up_to AS "mailedUpTo" FROM privacy_cases
         WHERE mail_due_at <= $1 ORDER BY mail_due_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [at],
    );
    return due ?? null;
  }

  async markMailed(uow: UnitOfWork, caseId: Id, upTo: number): Promise<void> {
    await rows(
      uow,
      `UPDATE privacy_cases SET mailed_up_to = $2, mail_due_at = CASE WHEN sequence > $2 THEN mail_due_at END
         WHERE case_id = $1 AND mailed_up_to <= $2`,
      [caseId, upTo],
    );
  }

  async postponeMail(uow: UnitOfWork, caseId: Id, until: Instant): Promise<void> {
    await rows(uow, 'UPDATE privacy_cases SET mail_due_at = $2 WHERE case_id = $1 AND mail_due_at IS NOT NULL', [caseId, until]);
  }

  async overdue(uow: UnitOfWork, at: Instant, limit: number): Promise<OverdueCase[]> {
    // Each case has at least one deadline in the past, so that no more cases are needed than deadlines are asked for.
    const found = await rows<{ facts: unknown }>(
      uow,
      'SELECT facts FROM privacy_cases WHERE next_deadline_at < $1 AND facts IS NOT NULL ORDER BY next_deadline_at LIMIT $2',
      [at, limit],
    );
    const late = found.flatMap(({ facts }) => {
      const row = caseFromStored(facts);
      return runningDeadlines(row)
        .filter(({ deadline }) => deadline.dueAt < at)
        .map(({ clock, deadline }) => ({ caseId: row.caseId, reference: row.reference, clock, dueAt: deadline.dueAt }));
    });
    return late.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime()).slice(0, limit);
  }

  wordless(uow: UnitOfWork, limit: number): Promise<{ caseId: Id; subjectId: SubjectId | null }[]> {
    return rows(
      uow,
      `SELECT c.case_id AS "caseId", c.subject_id AS "subjectId" FROM privacy_cases c
         WHERE c.state IN ('received', 'verifying', 'open', 'waiting')
           AND (c.subject_id IS NULL OR (c.class NOT IN ('erasure', 'underage-report') AND EXISTS (
             SELECT FROM privacy_cases e WHERE e.subject_id = c.subject_id AND e.class IN ('erasure', 'underage-report') AND e.state = 'fulfilled'
               AND (e.facts->'scope'->>'what' IS NULL OR e.facts->'scope'->>'what' = 'account'))))
           AND NOT EXISTS (SELECT FROM privacy_case_contents w WHERE w.case_id = c.case_id)
         ORDER BY c.case_id LIMIT $1`,
      [limit],
    );
  }

  eraseContents(uow: UnitOfWork, caseId: Id): Promise<number> {
    return changed(uow, 'DELETE FROM privacy_case_contents WHERE case_id = $1', [caseId]);
  }

  async erasePayloads(uow: UnitOfWork, caseId: Id): Promise<number> {
    await rows(uow, 'DELETE FROM privacy_case_reminders WHERE case_id = $1', [caseId]);
    await changed(
      uow,
      `UPDATE privacy_cases SET subject_id = NULL, facts = NULL, challenge = NULL, requester = NULL, scope = NULL, class = NULL, state = NULL,
         assigned_to = NULL, received_at = NULL, answered_at = NULL, answer_due_at = NULL, ended_at = NULL, next_deadline_at = NULL, mail_due_at = NULL WHERE case_id = $1`,
      [caseId],
    );
    return changed(uow, 'UPDATE privacy_case_entries SET salt = NULL, payload = NULL WHERE case_id = $1 AND payload IS NOT NULL', [caseId]);
  }
}

async function insertCase(uow: UnitOfWork, appending: CaseAppending): Promise<'recorded' | 'moved-on' | 'reference-taken'> {
  const {
    caseId,
    case: { reference },
  } = appending;
  const inserted = await changed(
    uow,
    `INSERT INTO privacy_cases (case_id, reference, subject_id, facts, challenge, requester, scope, class, state, assigned_to, received_at,
         next_deadline_at, sequence, head_hash, mail_due_at, answered_at, answer_due_at, ended_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT DO NOTHING`,
    rowValues(appending),
  );
  if (inserted === 1) return 'recorded';
  const taken = await rows(uow, 'SELECT 1 FROM privacy_cases WHERE reference = $1 AND case_id <> $2', [reference, caseId]);
  return taken.length > 0 ? 'reference-taken' : 'moved-on';
}

async function updateCase(uow: UnitOfWork, appending: CaseAppending): Promise<'recorded' | 'moved-on'> {
  const updated = await changed(
    uow,
    `UPDATE privacy_cases SET subject_id = $3, facts = $4, challenge = coalesce($5, challenge), requester = $6, scope = $7, class = $8, state = $9,
         assigned_to = $10, received_at = $11, next_deadline_at = $12, sequence = $13, head_hash = $14,
         mail_due_at = coalesce(mail_due_at, $15), answered_at = $16, answer_due_at = $17, ended_at = $18
       WHERE case_id = $1 AND reference = $2 AND sequence = $19 AND facts IS NOT NULL`,
    [...rowValues(appending), appending.decidedOn],
  );
  return updated === 1 ? 'recorded' : 'moved-on';
}

function rowValues({ caseId, case: now, challenge, entries }: CaseAppending): unknown[] {
  const last = entries.at(-1);
  if (!last) throw new Error('an appending has at least one entry');
  const deadlines = runningDeadlines(now).map(({ deadline }) => deadline.dueAt.getTime());
  return [
    caseId,
    now.reference,
    now.subjectId,
    JSON.stringify(now),
    challenge ? JSON.stringify(challenge) : null,
    requesterText(now.requester),
    scopeText(now.scope),
    now.class,
    now.state,
    now.assignedTo,
    now.receivedAt,
    deadlines.length > 0 ? new Date(Math.min(...deadlines)) : null,
    last.sequence,
    last.hash,
    last.at,
    now.respondedAt,
    now.clocks.respondBy.dueAt,
    now.endedAt,
  ];
}

async function rememberCommand(uow: UnitOfWork, caseId: Id, command: { readonly key: string } & RecordedCommand): Promise<boolean> {
  const remembered = await changed(
    uow,
    'INSERT INTO privacy_case_commands (key, case_id, digest, outcome) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [command.key, caseId, command.digest, JSON.stringify(command.outcome)],
  );
  return remembered === 1;
}

/** What was sent stays sent, also when the same reminder comes back. */
async function replaceReminders(uow: UnitOfWork, { caseId, reminders }: CaseAppending): Promise<void> {
  await rows(uow, 'DELETE FROM privacy_case_reminders WHERE case_id = $1 AND sent_at IS NULL', [caseId]);
  await rows(uow, 'UPDATE privacy_case_reminders SET withdrawn = true WHERE case_id = $1', [caseId]);
  for (const { clock, step, at, dueAt } of reminders) {
    await rows(
      uow,
      `INSERT INTO privacy_case_reminders (case_id, clock, step, at, due_at, withdrawn) VALUES ($1, $2, $3, $4, $5, false)
         ON CONFLICT (case_id, clock, step, at) DO UPDATE SET withdrawn = false, due_at = excluded.due_at`,
      [caseId, clock, step, at, dueAt],
    );
  }
}

const requesterText = (requester: Requester) => (requester.kind === 'subject' ? requester.subjectId : requester.addressKey);
const scopeText = (scope: CaseScope) => JSON.stringify(Object.entries(scope ?? {}).toSorted());

function challengeOf(stored: LoadedRow['challenge']): Challenge | null {
  if (!stored) return null;
  const { issuedAt, expiresAt, usedAt } = stored;
  return { ...stored, issuedAt: new Date(issuedAt), expiresAt: new Date(expiresAt), usedAt: usedAt === null ? null : new Date(usedAt) };
}

function rows<Row>(uow: UnitOfWork, text: string, values: unknown[]): Promise<Row[]> {
  return entityManagerOf(uow).query<Row[]>(text, values);
}

/** How many rows an `INSERT`, `UPDATE` or `DELETE` touched. */
async function changed(uow: UnitOfWork, text: string, values: unknown[]): Promise<number> {
  const [row] = await rows<{ n: number }>(uow, `WITH changed AS (${text} RETURNING 1) SELECT count(*)::int AS n FROM changed`, values);
  return row?.n ?? 0;
}
