import { z } from 'zod';
import { caseActionView, caseClass, caseScope, caseState, recipientNoticeView } from './cases.js';
import { endpoint } from './endpoint.js';
import { emailShape, idParams, idShape, instantShape, pageOf, pageQuery } from './shapes.js';

const caseClock = z.enum(['acknowledge', 'freeze', 'respond', 'complete']);

/** A case as the team sees it: ids instead of people, no word of anybody. */
export const consoleCase = z.object({
  id: idShape,
  reference: z.string(),
  class: caseClass,
  scope: caseScope.nullable(),
  state: caseState,
  channel: z.enum(['settings', 'form', 'mail', 'console', 'rule']),
  verification: z.enum(['not-needed', 'needed', 'asked', 'verified', 'locked']),
  /** Pseudonym of whom it is about, as far as that is proven. */
  subjectId: idShape.nullable(),
  assignedTo: idShape.nullable(),
  receivedAt: instantShape,
  endedAt: instantShape.nullable(),
  /** The first promise of time that is not kept yet. */
  nextDue: z.object({ clock: caseClock, at: instantShape, isOverdue: z.boolean() }).nullable(),
  /** What waits for a second officer. */
  proposal: z.enum(['refusal', 'paying-erasure']).nullable(),
  suspectedDuplicateOf: idShape.nullable(),
  mergedInto: idShape.nullable(),
});
export type ConsoleCase = z.infer<typeof consoleCase>;

export const consoleCasePage = consoleCase.extend({
  profileId: z.string(),
  policyVersion: z.string(),
  /** Rights of the profile that the class exercises; `default` where its document does not name them and they are offered all the same. */
  rights: z.array(z.object({ right: z.string(), origin: z.string() })),
  requester: z.enum(['subject', 'address']),
  outcome: z.enum(['carried-out', 'nothing-held', 'answered']).nullable(),
  refusalGround: z.string().nullable(),
  follows: idShape.nullable(),
  /** Files that came with the person's mails and were not taken in. */
  attachmentsLeftOut: z.number().int(),
  duplicates: z.array(idShape),
  /** The restriction that came with the case, as long as it is in force. */
  restriction: z.object({ since: instantShape, liftAt: instantShape.nullable() }).nullable(),
  /** Who was told of what the case brought about, and who could not be. */
  recipientNotices: z.array(recipientNoticeView),
  pause: z.object({ reason: z.string(), since: instantShape }).nullable(),
  /** Every promise of time: where it comes from, when it is due, and when it was kept. */
  clocks: z.array(
    z.object({
      clock: caseClock,
      /** The profile's own class of promise, or `platform-default`. */
      from: z.string(),
      within: z.string(),
      counts: z.enum(['calendar', 'business-days']),
      origin: z.string(),
      startsAt: instantShape,
      dueAt: instantShape,
      metAt: instantShape.nullable(),
    }),
  ),
  actions: z.array(caseActionView),
  /** What whoever asks may do now; the last word has the command itself. */
  commands: z.array(z.string()),
  /** Grounds on which it could be refused. */
  grounds: z.array(z.object({ ground: z.string(), article: z.string(), says: z.string() })),
  history: z.array(
    z.object({
      sequence: z.number().int(),
      at: instantShape,
      kind: z.string(),
      by: z.enum(['staff', 'person', 'system']),
      /** Of the team; null for everybody else, and where the payload was erased. */
      staffId: idShape.nullable(),
      hash: z.string(),
      /** Null when it was erased; the chain still holds. */
      facts: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
  chain: z.union([
    z.object({ verdict: z.literal('intact'), entries: z.number().int(), erased: z.array(z.number().int()) }),
    z.object({ verdict: z.literal('broken'), at: z.number().int(), why: z.string() }),
  ]),
  /** Who of the team read what was written, and why; the person sees the same. */
  reads: z.array(z.object({ staffId: idShape, reason: z.string(), at: instantShape })),
});
export type ConsoleCasePage = z.infer<typeof consoleCasePage>;

const listed = <Name extends string>(item: z.ZodType<Name, Name>) =>
  z
    .string()
    .max(300)
    .transform((names) => names.split(',') as Name[])
    .pipe(z.array(item).max(20));

const everyRole = ['privacy-officer', 'moderator', 'support', 'auditor'] as const;
const team = ['privacy-officer', 'moderator', 'support'] as const;

export const listConsoleCases = endpoint({
  method: 'GET',
  path: '/v1/console/cases',
  access: 'staff',
  roles: everyRole,
  summary: 'Cases, newest first',
  query: pageQuery.extend({
    /** One or more, separated by commas; so too the classes. */
    state: listed(caseState).optional(),
    class: listed(caseClass).optional(),
    assignee: z.union([z.literal('me'), z.literal('nobody'), idShape], { error: 'must be me, nobody or the id of a member' }).optional(),
    /** With a promise of time that is not kept and is due by then. */
    due: z.enum(['overdue', 'day', 'week']).optional(),
    /** With a promise of time that is not kept and ends on that day in UTC, `2026-11-21`. */
    dueOn: z.iso.date().optional(),
    /** With `dueOn`: which promise. */
    clock: caseClock.optional(),
    subject: idShape.optional(),
  }),
  answer: pageOf(consoleCase),
  status: 200,
});
export const getConsoleCase = endpoint({
  method: 'GET',
  path: '/v1/console/cases/{id}',
  access: 'staff',
  roles: everyRole,
  summary: 'A case with its clocks and its history, without a word of anybody',
  params: idParams,
  answer: consoleCasePage,
  status: 200,
});

const reasonShape = z.string().trim().min(3).max(300);

/** Every reading is recorded with its reason, and the person sees it in their timeline. */
export const readConsoleCase = endpoint({
  method: 'GET',
  path: '/v1/console/cases/{id}/contents',
  access: 'staff',
  roles: everyRole,
  summary: 'What was written in a case; the reading is recorded',
  params: idParams,
  query: z.object({ reason: reasonShape }),
  answer: z.object({
    items: z.array(
      z.object({ id: idShape, kind: z.enum(['message', 'reply', 'note', 'explanation', 'address']), at: instantShape, text: z.string() }),
    ),
    nextCursor: z.null(),
  }),
  status: 200,
});

const text = z.string().trim().min(1).max(20_000);

/** What the team can ask of a case. What only the platform does is not among them; who may do which stands in the case's page. */
export const consoleCommand = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('acknowledge'), text: text.optional() }),
  /** With an address, the proof is asked for there, and whatever is said from then on goes there: somebody wrote from another one than that of their account. */
  z.strictObject({ kind: z.literal('require-verification'), email: z.email().max(254).optional() }),
  z.strictObject({ kind: z.literal('assign'), to: idShape.nullable() }),
  z.strictObject({ kind: z.literal('note'), text }),
  z.strictObject({ kind: z.literal('ask-person'), text }),
  z.strictObject({ kind: z.literal('answer'), text, substantive: z.boolean() }),
  z.strictObject({ kind: z.literal('propose-refusal'), ground: z.string().max(60), text }),
  z.strictObject({ kind: z.literal('approve-refusal') }),
  z.strictObject({ kind: z.literal('propose-erasure-of-paying-account'), text }),
  z.strictObject({ kind: z.literal('approve-erasure-of-paying-account') }),
  z.strictObject({ kind: z.literal('decline-proposal'), text }),
  /** Carried out by hand; what the platform can carry out it starts and finishes itself. */
  z.strictObject({
    kind: z.literal('start-action'),
    action: z.enum(['rectification', 'review', 'consent-withdrawal', 'account-closure']),
  }),
  z.strictObject({ kind: z.literal('finish-action'), actionId: idShape }),
  z.strictObject({ kind: z.literal('freeze') }),
  z.strictObject({ kind: z.literal('fulfil'), outcome: z.enum(['carried-out', 'nothing-held', 'answered']), text: text.optional() }),
  z.strictObject({ kind: z.literal('withdraw') }),
  z.strictObject({ kind: z.literal('reopen'), text, receivedAt: instantShape.optional() }),
  z.strictObject({ kind: z.literal('reclassify'), class: caseClass, scope: caseScope.optional() }),
  z.strictObject({
    kind: z.literal('pause'),
    reason: z.enum(['awaiting-verification', 'awaiting-person', 'awaiting-third-party', 'legal-hold']),
  }),
  z.strictObject({ kind: z.literal('resume') }),
  /** Of a restriction; the person is warned by mail. At the earliest, and when left out, a week from now. */
  z.strictObject({ kind: z.literal('announce-lifting'), liftAt: instantShape.optional() }),
  z.strictObject({ kind: z.literal('cancel-lifting') }),
]);
export type ConsoleCommand = z.infer<typeof consoleCommand>;

export const commandConsoleCase = endpoint({
  method: 'POST',
  path: '/v1/console/cases/{id}/commands',
  access: 'staff',
  roles: team,
  summary: 'Do something about a case',
  params: idParams,
  body: consoleCommand,
  answer: consoleCasePage,
  status: 200,
  idempotencyKey: 'optional',
});
/** For what came by letter, by telephone, or to somebody of the team. */
export const openConsoleCase = endpoint({
  method: 'POST',
  path: '/v1/console/cases',
  access: 'staff',
  roles: team,
  summary: 'Take a request in for somebody',
  body: z
    .strictObject({
      class: caseClass,
      scope: caseScope.optional(),
      message: text,
      /** Where the person is answered; or else the pseudonym of their account. */
      email: emailShape.optional(),
      subjectId: idShape.optional(),
      /** When it reached us; the clocks start there. Now when left out. */
      receivedAt: instantShape.optional(),
    })
    .refine(({ email, subjectId }) => (email === undefined) !== (subjectId === undefined), {
      path: ['email'],
      message: 'either email or subjectId is needed, and not both',
    }),
  answer: consoleCasePage,
  status: 201,
  idempotencyKey: 'optional',
});
export const mergeConsoleCase = endpoint({
  method: 'POST',
  path: '/v1/console/cases/{id}/merger',
  access: 'staff',
  roles: ['privacy-officer', 'support'],
  summary: 'End a duplicate in favour of the older case',
  params: idParams,
  body: z.strictObject({ into: idShape }),
  answer: consoleCasePage,
  status: 200,
});
