import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import type { CaseClass, CaseScope } from '../cases/case-class.js';
import { eraseEntry, type HistoryEntry } from '../cases/case-history.js';
import { hasEnded, runningDeadlines, type Case } from '../cases/case-state.js';
import type {
  CaseAppending,
  CaseContent,
  CaseFilter,
  CasePage,
  CaseStore,
  DueMail,
  DueReminder,
  LoadedCase,
  OverdueCase,
  RecordedCommand,
} from '../cases/case-store.js';
import { erasureScopeOf } from '../erasure/erasure-deed.js';
import { caseFromStored, eventFromStored } from '../cases/stored-case.js';
import { sameRequester, type Requester } from '../cases/requester.js';

/** One case; replaced as a whole, so that an older one is a snapshot. */
interface Kept {
  /** Null when its payloads were erased. */
  readonly loaded: LoadedCase | null;
  readonly reference: string;
  readonly history: readonly HistoryEntry[];
  readonly contents: readonly CaseContent[];
  readonly reminders: CaseAppending['reminders'];
  readonly sent: ReadonlySet<string>;
  readonly mailedUpTo: number;
  readonly mailDueAt: Instant | null;
}

/** Cases in this process's memory: for tests of whoever uses them. It locks nothing, so a stale decision is turned away. */
export class MemoryCaseStore implements CaseStore {
  private cases: ReadonlyMap<Id, Kept> = new Map();
  private commands: ReadonlyMap<string, RecordedCommand> = new Map();

  load(_uow: UnitOfWork, caseId: Id): Promise<LoadedCase | null> {
    return Promise.resolve(structuredClone(this.cases.get(caseId)?.loaded ?? null));
  }

  find(_uow: UnitOfWork, caseId: Id): Promise<Case | null> {
    return Promise.resolve(structuredClone(this.cases.get(caseId)?.loaded?.case ?? null));
  }

  append(_uow: UnitOfWork, appending: CaseAppending): Promise<'recorded' | 'moved-on' | 'reference-taken'> {
    const { caseId, decidedOn, command, case: next } = appending;
    const before = this.cases.get(caseId);
    if ((before?.loaded?.head.sequence ?? 0) !== decidedOn || (decidedOn === 0 && before)) return Promise.resolve('moved-on');
    if (command && this.commands.has(command.key)) return Promise.resolve('moved-on');
    const isTaken = [...this.cases].some(([id, kept]) => id !== caseId && kept.reference === next.reference);
    if (isTaken) return Promise.resolve('reference-taken');
    const last = appending.entries.at(-1);
    if (!last) throw new Error('an appending has at least one entry');
    const kept: Kept = {
      loaded: {
        // Through JSON as in a database, so that nobody comes to rely on more than that.
        case: caseFromStored(JSON.parse(JSON.stringify(next))),
        head: { sequence: last.sequence, hash: last.hash },
        challenge: appending.challenge ?? before?.loaded?.challenge ?? null,
      },
      reference: next.reference,
      history: [...(before?.history ?? []), ...appending.entries.map(stored)],
      contents: [...(before?.contents ?? []), ...appending.contents],
      reminders: appending.reminders,
      sent: before?.sent ?? new Set(),
      mailedUpTo: before?.mailedUpTo ?? 0,
      mailDueAt: before?.mailDueAt ?? last.at,
    };
    this.cases = new Map(this.cases).set(caseId, structuredClone(kept));
    if (command) this.commands = new Map(this.commands).set(command.key, JSON.parse(JSON.stringify(command)) as RecordedCommand);
    return Promise.resolve('recorded');
  }

  recorded(_uow: UnitOfWork, key: string): Promise<RecordedCommand | null> {
    return Promise.resolve(structuredClone(this.commands.get(key) ?? null));
  }

  findByReference(_uow: UnitOfWork, reference: string): Promise<Id | null> {
    return Promise.resolve(this.rows().find((found) => found.reference === reference)?.caseId ?? null);
  }

  openAlike(_uow: UnitOfWork, alike: { class: CaseClass; scope: CaseScope; requester: Requester }): Promise<Id[]> {
    const scope = scopeText(alike.scope);
    const found = this.rows().filter(
      (row) =>
        !hasEnded(row) && row.class === alike.class && scopeText(row.scope) === scope && sameRequester(row.requester, alike.requester),
    );
    return Promise.resolve(found.toSorted(byReceipt).map(({ caseId }) => caseId));
  }

  list(_uow: UnitOfWork, filter: CaseFilter, { before, limit }: CasePage): Promise<Case[]> {
    const rows = this.rows()
      .filter((row) => (before === null || row.caseId < before) && passes(row, filter))
      .toSorted((a, b) => (a.caseId < b.caseId ? 1 : -1));
    return Promise.resolve(structuredClone(rows.slice(0, limit)));
  }

  history(_uow: UnitOfWork, caseId: Id): Promise<HistoryEntry[]> {
    return Promise.resolve(structuredClone([...(this.cases.get(caseId)?.history ?? [])]));
  }

  contents(_uow: UnitOfWork, caseId: Id): Promise<CaseContent[]> {
    return Promise.resolve(structuredClone([...(this.cases.get(caseId)?.contents ?? [])]));
  }

  dueReminders(_uow: UnitOfWork, at: Instant, limit: number): Promise<DueReminder[]> {
    const due = [...this.cases].flatMap(([caseId, { loaded, reminders, sent }]) =>
      loaded
        ? reminders
            .filter((reminder) => reminder.at <= at && !sent.has(reminderKey(reminder)))
            .map((reminder) => ({ ...reminder, caseId, reference: loaded.case.reference, state: loaded.case.state }))
        : [],
    );
    return Promise.resolve(due.toSorted((a, b) => a.at.getTime() - b.at.getTime()).slice(0, limit));
  }

  markReminded(_uow: UnitOfWork, reminder: DueReminder): Promise<boolean> {
    const kept = this.cases.get(reminder.caseId);
    const key = reminderKey(reminder);
    if (!kept || kept.sent.has(key)) return Promise.resolve(false);
    this.cases = new Map(this.cases).set(reminder.caseId, { ...kept, sent: new Set(kept.sent).add(key) });
    return Promise.resolve(true);
  }

  nextDueMail(_uow: UnitOfWork, at: Instant): Promise<DueMail | null> {
    const due = [...this.cases]
      .flatMap(([caseId, { loaded, mailDueAt, mailedUpTo }]) =>
        loaded && mailDueAt && mailDueAt <= at ? [{ caseId, mailedUpTo, mailDueAt }] : [],
      )
      .toSorted((a, b) => a.mailDueAt.getTime() - b.mailDueAt.getTime())[0];
    return Promise.resolve(due ? { caseId: due.caseId, mailedUpTo: due.mailedUpTo } : null);
  }

  markMailed(_uow: UnitOfWork, caseId: Id, upTo: number): Promise<void> {
    const kept = this.cases.get(caseId);
    if (!kept) return Promise.resolve();
    const mailedUpTo = Math.max(kept.mailedUpTo, upTo);
    const isUpToDate = mailedUpTo >= (kept.loaded?.head.sequence ?? 0);
    this.cases = new Map(this.cases).set(caseId, { ...kept, mailedUpTo, mailDueAt: isUpToDate ? null : kept.mailDueAt });
    return Promise.resolve();
  }

  postponeMail(_uow: UnitOfWork, caseId: Id, until: Instant): Promise<void> {
    const kept = this.cases.get(caseId);
    if (kept?.mailDueAt) this.cases = new Map(this.cases).set(caseId, { ...kept, mailDueAt: until });
    return Promise.resolve();
  }

  overdue(_uow: UnitOfWork, at: Instant, limit: number): Promise<OverdueCase[]> {
    const late = this.rows().flatMap((row) =>
      runningDeadlines(row)
        .filter(({ deadline }) => deadline.dueAt < at)
        .map(({ clock, deadline }) => ({ caseId: row.caseId, reference: row.reference, clock, dueAt: deadline.dueAt })),
    );
    return Promise.resolve(late.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime()).slice(0, limit));
  }

  wordless(_uow: UnitOfWork, limit: number): Promise<{ caseId: Id; subjectId: SubjectId | null }[]> {
    const aboutErasure = (row: Case) => row.class === 'erasure' || row.class === 'underage-report';
    const ofAccount = (row: Case) => aboutErasure(row) && row.state === 'fulfilled' && erasureScopeOf(row).kind === 'account';
    const erased = new Set(this.rows().flatMap((row) => (ofAccount(row) ? [row.subjectId] : [])));
    const found = this.rows().filter(
      (row) =>
        !hasEnded(row) &&
        (row.subjectId === null || (!aboutErasure(row) && erased.has(row.subjectId))) &&
        this.cases.get(row.caseId)?.contents.length === 0,
    );
    const inOrder = found.map(({ caseId, subjectId }) => ({ caseId, subjectId })).toSorted((a, b) => (a.caseId < b.caseId ? -1 : 1));
    return Promise.resolve(inOrder.slice(0, limit));
  }

  eraseContents(_uow: UnitOfWork, caseId: Id): Promise<number> {
    const kept = this.cases.get(caseId);
    if (!kept) return Promise.resolve(0);
    this.cases = new Map(this.cases).set(caseId, { ...kept, contents: [] });
    return Promise.resolve(kept.contents.length);
  }

  erasePayloads(_uow: UnitOfWork, caseId: Id): Promise<number> {
    const kept = this.cases.get(caseId);
    if (!kept) return Promise.resolve(0);
    const erased = { ...kept, loaded: null, reminders: [], mailDueAt: null, history: kept.history.map(eraseEntry) };
    this.cases = new Map(this.cases).set(caseId, erased);
    return Promise.resolve(kept.history.filter(({ payload }) => payload !== null).length);
  }

  /** Puts everything back to what it was when this was called. */
  snapshot(): () => void {
    const [cases, commands] = [this.cases, this.commands];
    return () => {
      this.cases = cases;
      this.commands = commands;
    };
  }

  private rows(): Case[] {
    return [...this.cases.values()].flatMap(({ loaded }) => (loaded ? [loaded.case] : []));
  }
}

const stored = (entry: HistoryEntry): HistoryEntry => ({
  ...entry,
  payload: entry.payload && eventFromStored(JSON.parse(JSON.stringify(entry.payload))),
});
const reminderKey = ({ clock, step, at }: CaseAppending['reminders'][number]) => `${clock} ${step} ${at.toISOString()}`;
const byReceipt = (a: Case, b: Case) => a.receivedAt.getTime() - b.receivedAt.getTime() || (a.caseId < b.caseId ? -1 : 1);
const scopeText = (scope: CaseScope) => JSON.stringify(Object.entries(scope ?? {}).toSorted());

function passes(row: Case, { states, classes, assignedTo, subjectId, requester, dueBefore, dueWithin }: CaseFilter): boolean {
  return (
    (dueBefore === undefined || runningDeadlines(row).some(({ deadline }) => deadline.dueAt < dueBefore)) &&
    (dueWithin === undefined ||
      runningDeadlines(row).some(
        ({ clock, deadline: { dueAt } }) =>
          dueAt >= dueWithin.from && dueAt < dueWithin.before && (dueWithin.clock === undefined || dueWithin.clock === clock),
      )) &&
    (states === undefined || states.includes(row.state)) &&
    (classes === undefined || classes.includes(row.class)) &&
    (assignedTo === undefined || row.assignedTo === assignedTo) &&
    (subjectId === undefined || row.subjectId === subjectId) &&
    (requester === undefined || sameRequester(row.requester, requester))
  );
}
