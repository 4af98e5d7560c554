import { MailRefused } from '@keepword/accounts';
import {
  askForProof,
  carryOut,
  remindCases,
  type ActionKind,
  type Actor,
  type AskForProof,
  type Case,
  type CaseContent,
  type CasePorts,
} from '@keepword/data-rights';
import { addPeriod, isRefusal, type Id, type Instant, type SubjectId } from '@keepword/primitives';
import type { Foundation } from '../foundation.js';
import type { CaseDesk } from './case-desk.js';
import { mailsOwed, mailsWaitUntil, type PlannedMail } from './case-mail-plan.js';
import type { CaseMails } from './case-mails.js';

export interface CaseMailing {
  readonly desk: CaseDesk;
  readonly mails: CaseMails;
  /** What the platform carries out by itself; nothing when left out. */
  readonly deeds?: ReadonlySet<ActionKind>;
  /** Where addresses on file are looked up, and where what cannot be mailed is noted. */
  readonly foundation: Pick<Foundation, 'accounts' | 'lookups' | 'storage' | 'logger'>;
}

/** Cases at work on at the same time; each waits for the mailer most of the time. */
const lanes = 3;
const triedAgainAfter = 'PT1M';
const system: Actor = { kind: 'system' };

/**
 * One step of the sweep that mails: receipts, proofs of identity, and whatever else a case owes the person since it was last seen to; then
 * reminders and alarms for the team, and the end of cases that nobody proved. Can be called at any time, by any number of processes: each case is
 * one transaction, in which its mail is sent and noted, and a mail that is sent again is the same mail.
 * @param limit cases of one step
 * @returns how many cases and reminders it saw to
 * @throws what the mailer throws, after the case was put off by a minute
 */
export async function advanceCaseMails(mailing: CaseMailing, at: Instant, limit = 60): Promise<number> {
  let left = limit;
  const lane = async (): Promise<number> => {
    let seen = 0;
    while (left > 0) {
      left -= 1;
      if (!(await seeToNext(mailing, at))) break;
      seen += 1;
    }
    return seen;
  };
  const outcomes = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  const seen = outcomes.reduce((sum, outcome) => sum + (outcome.status === 'fulfilled' ? outcome.value : 0), 0);
  return seen + (await remindTeam(mailing, at));
}

/** Few at a time: they are mailed in one transaction. */
const remindersMax = 20;

function remindTeam({ desk, mails, foundation }: CaseMailing, at: Instant): Promise<number> {
  return desk.transaction(at, async (ports) => {
    const due = await remindCases(ports, remindersMax);
    for (const one of due) await unlessRefused(foundation, one.reminder.caseId, () => mails.reminder(one));
    return due.length;
  });
}

/** False when no case waits. */
async function seeToNext(mailing: CaseMailing, at: Instant): Promise<boolean> {
  const { desk } = mailing;
  let tried: Id | null = null;
  try {
    return await desk.transaction(at, async (ports) => {
      const { store, uow } = ports;
      const due = await store.nextDueMail(uow, at);
      if (!due) return false;
      tried = due.caseId;
      const putOffUntil = await seeTo(mailing, ports, due.caseId, due.mailedUpTo);
      if (putOffUntil) {
        await store.postponeMail(uow, due.caseId, putOffUntil);
        return true;
      }
      const after = await store.load(uow, due.caseId);
      if (after) await store.markMailed(uow, due.caseId, after.head.sequence);
      return true;
    });
  } catch (error) {
    const caseId = tried;
    // It waits, so that others get their turn.
    if (caseId !== null) await desk.transaction(at, ({ store, uow }) => store.postponeMail(uow, caseId, addPeriod(at, triedAgainAfter)));
    throw error;
  }
}

/** When it is to be looked at again, if that is all that there is to do now. */
async function seeTo(mailing: CaseMailing, ports: CasePorts, caseId: Id, mailedUpTo: number): Promise<Instant | null> {
  const { store, uow, at } = ports;
  const found = await store.find(uow, caseId);
  if (!found) return null;
  const history = await store.history(uow, caseId);
  const events = history.flatMap(({ sequence, payload }) => (sequence > mailedUpTo && payload ? [payload] : []));
  const until = mailsWaitUntil(found, events, mailing.deeds ?? nothing);
  if (until && until > at) return until;
  const owed = mailsOwed(found, events);
  if (owed.length === 0) return null;
  const contents = await store.contents(uow, caseId);
  const address = await addressOf(mailing.foundation, found, contents);
  // Nobody can be told, such as after an erasure.
  if (address === null) return null;
  for (const one of owed) await unlessRefused(mailing.foundation, caseId, () => tell(mailing, ports, { found, contents, address }, one));
  return null;
}

const nothing: ReadonlySet<ActionKind> = new Set();

interface Address {
  readonly to: string;
  /** Whose address on file it is; null when nobody's. */
  readonly subjectId: SubjectId | null;
}

interface Told {
  readonly found: Case;
  readonly contents: readonly CaseContent[];
  readonly address: Address;
}

async function tell({ mails, desk }: CaseMailing, ports: CasePorts, told: Told, owed: PlannedMail): Promise<void> {
  const { found, contents, address } = told;
  if (owed.mail === 'proof') {
    const asked: AskForProof = { caseId: found.caseId, addressKey: desk.addressKey(address.to), subjectId: address.subjectId };
    const proof = await askForProof(ports, asked, system);
    if (!isRefusal(proof)) await mails.proof(found, address.to, proof);
    return;
  }
  const to = { to: address.to, at: owed.event.at, sequence: owed.event.sequence };
  const textOf = (contentId: Id | null) => contents.find((content) => content.contentId === contentId)?.text ?? null;
  switch (owed.mail) {
    case 'receipt':
      await mails.receipt(found, to, isProofToCome(found));
      return acknowledge(ports, found);
    case 'all-in-one': {
      const words = owed.contentIds.flatMap((contentId) => textOf(contentId) ?? []);
      await mails.allInOne(found, to, { isReceipt: owed.isReceipt, words, isDone: owed.isDone });
      return acknowledge(ports, found);
    }
    case 'attachments':
      return mails.attachments(found, to, owed.event.attachmentsLeftOut ?? 0);
    case 'words': {
      const text = textOf(owed.contentId);
      if (text !== null) await mails.words(found, to, text, owed.isQuestion);
      return;
    }
    case 'refusal':
      return mails.refusal(found, to, owed.event.ground, textOf(owed.event.contentId));
    case 'carried-out':
      return mails.carriedOut(found, to);
    case 'withdrawal':
      return mails.withdrawal(found, to);
    case 'lifting-announced':
      return mails.liftingAnnounced(found, to, owed.liftAt);
    case 'lifting-canceled':
      return mails.liftingCanceled(found, to);
    case 'lifted':
      return mails.lifted(found, to);
    case 'merged': {
      const into = await ports.store.find(ports.uow, owed.into);
      return mails.merged(found, to, into?.reference ?? found.reference);
    }
  }
}

/** Refused when somebody of the team was quicker, or when the case is over, which is as good. */
async function acknowledge(ports: CasePorts, { caseId }: Case): Promise<void> {
  await carryOut(ports, { caseId, key: null, command: { kind: 'acknowledge', contentId: null } }, system);
}

const isProofToCome = (found: Case) => mailsOwed(found, []).some(({ mail }) => mail === 'proof');

/** An address that takes no mail is no reason to try for ever; the case goes on without. */
async function unlessRefused({ logger }: Pick<Foundation, 'logger'>, caseId: Id, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error;
    logger.warn({ err: error, caseId }, 'a mail about a case was refused');
  }
}

/**
 * Where the person is told. The address on file wherever there is an account, also where the request came from that same address; else the
 * address that asked. Null when there is neither.
 */
export async function addressOf(
  { accounts, lookups, storage }: Pick<Foundation, 'accounts' | 'lookups' | 'storage'>,
  found: Pick<Case, 'subjectId' | 'requester'>,
  contents: readonly CaseContent[],
): Promise<Address | null> {
  const asked = contents.findLast(({ kind }) => kind === 'address')?.text ?? null;
  const byAddress = async () =>
    asked === null ? null : storage.transactions.transaction(null, (uow) => accounts.findSubject(uow, [lookups.email(asked)]));
  const subjectId = found.subjectId ?? (await byAddress());
  const account = subjectId && (await storage.transactions.transaction(subjectId, (uow) => accounts.find(uow, subjectId)));
  if (account) return { to: account.email, subjectId };
  return asked === null ? null : { to: asked, subjectId: null };
}
