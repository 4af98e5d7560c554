import { profile } from '@keepword/policy';
import { isRefusal } from '@keepword/primitives';
import {
  given,
  krea,
  later,
  officer,
  openedAs,
  otherOfficer,
  person,
  proveAtOnce,
  received,
  sampleContent as contentId,
  sampleId,
  samplePerson,
  staff,
  system,
  type Given,
} from '../testing/sample-case.js';
import { caseClassIds, type CaseClass } from './case-class.js';
import type { CaseCommand } from './case-command.js';
import { caseFrom, caseStates, evolve, runningDeadlines, type Case, type CaseState } from './case-state.js';
import { decide } from './decide-case.js';
import { decideMerge } from './decide-merge.js';
import { lapsesFrom } from './decide-times.js';
import type { Actor } from './requester.js';

const at = (hours: number) => ({ profile: krea, at: later(hours) });
const tell = (found: Case, command: CaseCommand, actor: Actor, hours = 2) => decide(found, command, actor, at(hours));
const erasure = openedAs('erasure', { scope: { what: 'account' } });
const byMail = openedAs('erasure', { scope: { what: 'account' }, channel: 'mail', requester: { kind: 'address', addressKey: 'anna' } });
const start = (payingAccount: boolean): CaseCommand => ({
  kind: 'start-action',
  actionId: sampleId(7),
  action: 'erasure',
  coolingOffUntil: later(48),
  payingAccount,
});
const finish: CaseCommand = { kind: 'finish-action', actionId: sampleId(7) };
const fulfil: CaseCommand = { kind: 'fulfil', outcome: 'carried-out', answerContentId: contentId };
const proveByLink = (subjectId: string | null): CaseCommand => ({
  kind: 'verify',
  method: 'challenge-link',
  subjectId,
  addressKey: null,
  authenticatedAt: null,
});

/** One command of each kind, complete enough to be carried out where the state lets it. */
const commands: Record<CaseCommand['kind'], CaseCommand> = {
  acknowledge: { kind: 'acknowledge', contentId: null },
  'require-verification': { kind: 'require-verification' },
  verify: { kind: 'verify', method: 'signed-in-session', subjectId: samplePerson, addressKey: null, authenticatedAt: later(2) },
  'verification-failed': { kind: 'verification-failed' },
  assign: { kind: 'assign', to: sampleId(101) },
  note: { kind: 'note', contentId },
  'ask-person': { kind: 'ask-person', contentId },
  'person-replied': { kind: 'person-replied', contentId, addressKey: null },
  answer: { kind: 'answer', contentId, substantive: false },
  'propose-refusal': { kind: 'propose-refusal', ground: 'excessive', contentId },
  'approve-refusal': { kind: 'approve-refusal' },
  'propose-erasure-of-paying-account': { kind: 'propose-erasure-of-paying-account', contentId },
  'approve-erasure-of-paying-account': { kind: 'approve-erasure-of-paying-account' },
  'decline-proposal': { kind: 'decline-proposal', contentId },
  'start-action': start(false),
  'finish-action': finish,
  freeze: { kind: 'freeze' },
  fulfil,
  withdraw: { kind: 'withdraw' },
  lapse: { kind: 'lapse' },
  reopen: { kind: 'reopen', contentId, receivedAt: null },
  reclassify: { kind: 'reclassify', class: 'access', scope: null },
  'announce-lifting': { kind: 'announce-lifting', liftAt: later(24 * 30) },
  'cancel-lifting': { kind: 'cancel-lifting' },
  lift: { kind: 'lift' },
  pause: { kind: 'pause', reason: 'awaiting-person' },
  resume: { kind: 'resume' },
};

const ended: Record<'fulfilled' | 'refused' | 'withdrawn', readonly Given[]> = {
  fulfilled: [proveAtOnce, [start(false), system], [finish, system], [fulfil, system]],
  refused: [
    [{ kind: 'propose-refusal', ground: 'excessive', contentId }, officer],
    [{ kind: 'approve-refusal' }, otherOfficer],
  ],
  withdrawn: [[{ kind: 'withdraw' }, person]],
};
const inState: Record<CaseState, Case> = {
  received: given(erasure),
  verifying: given(erasure, [{ kind: 'require-verification' }, system]),
  open: given(erasure, proveAtOnce),
  waiting: given(erasure, proveAtOnce, [{ kind: 'ask-person', contentId }, officer]),
  fulfilled: given(erasure, ...ended.fulfilled),
  refused: given(erasure, ...ended.refused),
  withdrawn: given(erasure, ...ended.withdrawn),
};

const actors = {
  officer,
  support: staff(3, 'support'),
  moderator: staff(4, 'moderator'),
  auditor: staff(5, 'auditor'),
  nobody: staff(6),
  person,
  stranger: { kind: 'person', subjectId: sampleId(9) },
  system,
} as const satisfies Record<string, Actor>;
type Who = keyof typeof actors;

/**
 * Everything that an erasure case lets anybody do, in each state: o officer, s support, p the person, y the system.
 * What is not here is refused; moderators, auditors, people without a role and strangers do not occur at all.
 */
const allowed: Partial<Record<CaseCommand['kind'], Partial<Record<CaseState, string>>>> = {
  acknowledge: { received: 'osy', verifying: 'osy', open: 'osy', waiting: 'osy' },
  'require-verification': { received: 'osy', verifying: 'osy' },
  verify: { received: 'p', verifying: 'p' },
  'verification-failed': { verifying: 'y' },
  assign: { received: 'o', verifying: 'o', open: 'o', waiting: 'o' },
  note: { received: 'os', verifying: 'os', open: 'os', waiting: 'os', fulfilled: 'os', refused: 'os', withdrawn: 'os' },
  'ask-person': { open: 'os', waiting: 'os' },
  'person-replied': { received: 'py', verifying: 'py', open: 'py', waiting: 'py' },
  answer: { received: 'osy', verifying: 'osy', open: 'osy', waiting: 'osy' },
  'propose-refusal': { received: 'os', verifying: 'os', open: 'os', waiting: 'os' },
  'propose-erasure-of-paying-account': { open: 'os', waiting: 'os' },
  'start-action': { open: 'oy', waiting: 'oy' },
  withdraw: { received: 'opy', verifying: 'opy', open: 'opy', waiting: 'opy' },
  reopen: { fulfilled: 'o', refused: 'o', withdrawn: 'o' },
  reclassify: { received: 'os', verifying: 'os', open: 'os', waiting: 'os' },
  pause: { received: 'osy', verifying: 'osy', open: 'osy', waiting: 'osy' },
};
const letters: Record<string, Who> = { o: 'officer', s: 'support', p: 'person', y: 'system' };

describe('the table of states, commands and actors', () => {
  const table = caseStates.flatMap((state) => (Object.keys(commands) as CaseCommand['kind'][]).map((kind) => [state, kind] as const));

  it('covers every state, command and actor', () => {
    for (const [state, found] of Object.entries(inState)) expect(found.state).toBe(state);
    expect(table.length * Object.keys(actors).length).toBe(7 * 27 * 8);
  });

  it.each(table)('%s: %s', (state, kind) => {
    const may = Array.from(allowed[kind]?.[state] ?? '', (letter) => letters[letter]);
    for (const [who, actor] of Object.entries(actors) as [Who, Actor][]) {
      const answer = tell(inState[state], commands[kind], actor);
      expect([who, isRefusal(answer)]).toEqual([who, !may.includes(who)]);
      if (who === 'stranger') expect(answer).toEqual({ refused: 'not-found' });
      if (['moderator', 'auditor', 'nobody'].includes(who)) expect(answer).toMatchObject({ refused: 'not-allowed' });
      // Whatever was decided can be replayed, and counts on without a gap.
      if (!isRefusal(answer)) expect(answer.reduce(evolve, inState[state]).sequence).toBe(inState[state].sequence + answer.length);
    }
  });

  it('answers every class in every state, and lets a moderator in only where judgement is asked for', () => {
    const moderated = new Set<CaseClass>();
    for (const one of caseClassIds) {
      const scope =
        one === 'erasure' ? ({ what: 'account' } as const) : one === 'objection' ? ({ against: 'legitimate-interests' } as const) : null;
      const found = given(openedAs(one, { scope }));
      for (const command of Object.values(commands)) {
        for (const actor of Object.values(actors)) expect(tell(found, command, actor)).toBeDefined();
        if (!isRefusal(tell(found, command, actors.moderator))) moderated.add(one);
      }
    }
    expect([...moderated]).toEqual(['automated-decision-review', 'underage-report']);
  });
});

describe('nothing personal before a proof of identity', () => {
  it('holds back deeds and substantive answers', () => {
    const found = inState.verifying;
    expect(tell(found, { kind: 'answer', contentId, substantive: true }, officer)).toEqual({ refused: 'not-verified' });
    expect(tell(inState.received, start(false), system)).toEqual({ refused: 'not-verified' });
    expect(tell(inState.received, fulfil, officer)).toEqual({ refused: 'not-verified' });
    expect(tell(found, fulfil, officer)).toMatchObject({ refused: 'wrong-state' });
  });

  it('takes a session only when it is fresh, and only of the person or of the very address', () => {
    const prove = (found: Case, authenticatedAt: Date | null, addressKey: string | null, subjectId = samplePerson) =>
      tell(found, { kind: 'verify', method: 'signed-in-session', subjectId, addressKey, authenticatedAt }, { kind: 'person', subjectId });
    for (const stale of [null, later(1.7), later(3)])
      expect(prove(inState.received, stale, null)).toEqual({ refused: 'authentication-stale' });
    expect(prove(given(byMail), later(2), 'eve')).toEqual({ refused: 'not-found' });
    expect(prove(given(byMail), later(2), 'anna')).toMatchObject([{ kind: 'verified', subjectId: samplePerson }]);
  });

  it('takes a link or a guardian from the platform only, where the profile offers it, and never for somebody else', () => {
    expect(tell(inState.verifying, proveByLink(samplePerson), person)).toEqual({ refused: 'method-not-offered' });
    expect(tell(inState.verifying, proveByLink(sampleId(9)), system)).toEqual({ refused: 'not-verified' });
    expect(tell(inState.verifying, proveByLink(samplePerson), system)).toMatchObject([{ kind: 'verified', method: 'challenge-link' }]);
    const guardian: CaseCommand = { ...proveByLink(null), method: 'guardian' } as CaseCommand;
    expect(tell(inState.verifying, guardian, system)).toEqual({ refused: 'method-not-offered' });
    const chat = decide(inState.verifying, guardian, system, { profile: profile('fluxchat'), at: later(2) });
    expect(chat).toMatchObject([{ kind: 'verified', method: 'guardian', subjectId: samplePerson }]);
  });

  it('locks after five wrong answers, until an officer asks anew or the person signs in', () => {
    const wrong: Given = [{ kind: 'verification-failed' }, system];
    const locked = given(erasure, [{ kind: 'require-verification' }, system], wrong, wrong, wrong, wrong, wrong);
    expect(locked.verification).toMatchObject({ state: 'locked', failures: 5 });
    for (const command of [{ kind: 'verification-failed' }, { kind: 'require-verification' }, proveByLink(samplePerson)] as const) {
      expect(tell(locked, command, system)).toEqual({ refused: 'verification-locked' });
    }
    expect(isRefusal(tell(locked, commands.verify, person))).toBe(false);
    expect(tell(locked, { kind: 'require-verification' }, officer)).toMatchObject([{ kind: 'verification-required' }]);
  });

  it('ends an unproven case as late as leaves time to say so, with the remedies, and can be opened again', () => {
    const found = inState.verifying;
    expect(lapsesFrom(found)).toEqual(later(27 * 24));
    expect(tell(found, { kind: 'lapse' }, system, 27 * 24 - 1)).toEqual({ refused: 'too-early', from: later(27 * 24) });
    const lapsed = given(erasure, [{ kind: 'require-verification' }, system], [{ kind: 'lapse' }, system, 27 * 24]);
    expect(lapsed).toMatchObject({ state: 'refused', refusalGround: 'identity-not-verified', respondedAt: later(27 * 24) });
    expect(isRefusal(tell(lapsed, commands.reopen, officer, 700))).toBe(false);
  });
});

describe('four eyes', () => {
  const propose: Given = [{ kind: 'propose-refusal', ground: 'legal-obligation', contentId }, officer];

  it('refuse a request with two officers and one ground of the list, which fits the class', () => {
    const proposed = given(erasure, proveAtOnce, propose);
    expect(tell(proposed, { kind: 'approve-refusal' }, officer)).toEqual({ refused: 'another-officer-needed' });
    expect(tell(proposed, start(false), system)).toEqual({ refused: 'proposal-pending' });
    expect(tell(proposed, { kind: 'approve-refusal' }, otherOfficer)).toMatchObject([
      { kind: 'refused', ground: 'legal-obligation', proposedBy: sampleId(101), by: { staffId: sampleId(102) } },
    ]);
    const misfit = tell(inState.open, { kind: 'propose-refusal', ground: 'compelling-grounds', contentId }, officer);
    expect(misfit).toMatchObject({ refused: 'ground-not-for-class', grounds: expect.arrayContaining(['legal-claims']) as unknown });
    const marketing = given(openedAs('objection', { scope: { against: 'direct-marketing' } }));
    expect(tell(marketing, { kind: 'propose-refusal', ground: 'compelling-grounds', contentId }, officer)).toEqual({
      refused: 'ground-not-for-class',
      grounds: [],
    });
  });

  it('can be declined, and then nothing has happened', () => {
    const declined = given(erasure, proveAtOnce, propose, [{ kind: 'decline-proposal', contentId }, otherOfficer]);
    expect(declined).toMatchObject({ state: 'open', proposal: null, refusalGround: null });
  });

  it('refuse nobody for a proof that has come in meanwhile', () => {
    const proven = given(
      erasure,
      [{ kind: 'require-verification' }, system],
      [{ kind: 'propose-refusal', ground: 'identity-not-verified', contentId }, officer],
      proveAtOnce,
    );
    expect(tell(proven, { kind: 'approve-refusal' }, otherOfficer)).toEqual({ refused: 'no-proposal' });
  });

  it('erase a paying account that asked by mail; people end their own in settings themselves', () => {
    const proven: readonly Given[] = [
      [{ kind: 'require-verification' }, system],
      [proveByLink(samplePerson), system],
    ];
    expect(tell(given(byMail, ...proven), start(true), system)).toEqual({ refused: 'approval-needed' });
    expect(isRefusal(tell(given(byMail, ...proven), start(false), system))).toBe(false);
    expect(isRefusal(tell(inState.open, start(true), system))).toBe(false);
    const proposed = given(byMail, ...proven, [{ kind: 'propose-erasure-of-paying-account', contentId }, officer]);
    expect(tell(proposed, { kind: 'approve-erasure-of-paying-account' }, officer)).toEqual({ refused: 'another-officer-needed' });
    const approved = [{ kind: 'approve-erasure-of-paying-account' }, otherOfficer] as const;
    const may = given(byMail, ...proven, [{ kind: 'propose-erasure-of-paying-account', contentId }, officer], approved);
    expect(isRefusal(tell(may, start(true), system))).toBe(false);
  });
});

describe('clocks of a case', () => {
  it('are met by a substantive answer and by nothing less', () => {
    const held = given(erasure, proveAtOnce, [{ kind: 'answer', contentId, substantive: false }, officer, 2]);
    expect(held).toMatchObject({ acknowledgedAt: later(2), respondedAt: null });
    expect(runningDeadlines(held).map(({ clock }) => clock)).toEqual(['respond', 'complete']);
    const answered = given(erasure, proveAtOnce, [{ kind: 'answer', contentId, substantive: true }, officer, 3]);
    expect(answered.respondedAt).toEqual(later(3));
  });

  it('an automatic receipt acknowledges, unless a reply was promised', () => {
    const receipt: Given = [{ kind: 'acknowledge', contentId: null }, system];
    expect(given(erasure, receipt)).toMatchObject({ receiptSentAt: later(1), acknowledgedAt: null });
    expect(given(openedAs('erasure', { scope: { what: 'account' }, of: profile('fluxchat') }), receipt).acknowledgedAt).toEqual(later(1));
    expect(tell(given(erasure, receipt), { kind: 'acknowledge', contentId: null }, system)).toEqual({ refused: 'already-done' });
    expect(given(erasure, receipt, [{ kind: 'acknowledge', contentId }, officer, 2]).acknowledgedAt).toEqual(later(2));
  });

  it('another class counts from the same receipt and heals nothing that was missed', () => {
    const urgent = given(openedAs('security-urgent'));
    const inTime = tell(urgent, { kind: 'reclassify', class: 'access', scope: null }, officer, 10);
    expect(inTime).toMatchObject([{ clocks: { respondBy: { within: 'P30D', startsAt: received } } }]);
    const missed = tell(urgent, { kind: 'reclassify', class: 'access', scope: null }, officer, 100);
    expect(missed).toMatchObject([{ clocks: { respondBy: { dueAt: later(48) } } }]);
    expect(
      given(
        openedAs('inquiry'),
        [{ kind: 'assign', to: sampleId(101) }, officer],
        [{ kind: 'reclassify', class: 'access', scope: null }, officer],
      ),
    ).toMatchObject({ state: 'verifying' });
    const back = given(
      openedAs('access'),
      [{ kind: 'require-verification' }, system],
      [{ kind: 'reclassify', class: 'inquiry', scope: null }, officer],
    );
    expect(back.state).toBe('open');
  });

  it('a pause is shown and moves nothing', () => {
    const paused = given(erasure, proveAtOnce, [{ kind: 'pause', reason: 'awaiting-verification' }, officer]);
    expect(paused.pause).toEqual({ reason: 'awaiting-verification', since: later(1) });
    const resumed = given(erasure, [{ kind: 'pause', reason: 'awaiting-verification' }, officer], [{ kind: 'resume' }, officer, 50]);
    expect(resumed).toMatchObject({ pause: null, clocks: inState.received.clocks });
  });
});

describe('endings', () => {
  it('are reported only when the deed is done and answered', () => {
    expect(tell(inState.open, fulfil, officer)).toEqual({ refused: 'action-missing', action: 'erasure' });
    expect(tell(given(erasure, proveAtOnce, [start(false), system]), fulfil, system)).toEqual({ refused: 'action-running' });
    const done = given(erasure, proveAtOnce, [start(false), system], [finish, system]);
    expect(tell(done, { kind: 'fulfil', outcome: 'carried-out', answerContentId: null }, system)).toEqual({ refused: 'not-answered' });
    expect(inState.fulfilled).toMatchObject({ outcome: 'carried-out', completedAt: later(1), respondedAt: later(1) });
    expect(
      tell(given(openedAs('inquiry')), { kind: 'fulfil', outcome: 'answered', answerContentId: contentId }, actors.support),
    ).toMatchObject([{ kind: 'begun' }, { kind: 'answered', substantive: true }, { kind: 'fulfilled' }]);
  });

  it('a run reports on itself: nobody declares an erasure done by hand', () => {
    const running = given(erasure, proveAtOnce, [start(false), officer]);
    expect(tell(running, finish, officer)).toEqual({ refused: 'not-allowed', command: 'finish-action', roles: ['system'] });
    expect(isRefusal(tell(running, finish, system))).toBe(false);
  });

  it('a withdrawal stops an erasure while it cools off, and comes too late afterwards', () => {
    const running = given(erasure, proveAtOnce, [start(false), system]);
    expect(tell(running, { kind: 'withdraw' }, person, 47)).toMatchObject([{ kind: 'withdrawn' }]);
    expect(tell(running, { kind: 'withdraw' }, person, 48)).toEqual({ refused: 'too-late' });
  });

  it('a case done once more has clocks of its own, and proves identity anew where data is handed out', () => {
    const again = given(erasure, ...ended.fulfilled, [commands.reopen, officer, 100]);
    expect(again).toMatchObject({
      state: 'open',
      reprocessed: 1,
      respondedAt: null,
      actions: [],
      clocks: { respondBy: { startsAt: later(100) } },
    });
    const access = given(openedAs('access'), proveAtOnce, [{ kind: 'withdraw' }, person], [commands.reopen, officer, 100]);
    expect(access).toMatchObject({ state: 'received', verification: { state: 'none' } });
    expect(tell(inState.fulfilled, { ...commands.reopen, receivedAt: later(500) } as CaseCommand, officer)).toEqual({
      refused: 'receipt-out-of-range',
    });
  });

  it('an account reported as a child’s is frozen at once, whoever reported it', () => {
    const reported = given(openedAs('underage-report'), [{ kind: 'freeze' }, actors.moderator, 2]);
    expect(reported.frozenAt).toEqual(later(2));
    expect(runningDeadlines(reported).map(({ clock }) => clock)).toEqual(['acknowledge', 'respond', 'complete']);
  });
});

describe('duplicates', () => {
  const proven = given(erasure, proveAtOnce);
  const younger = { ...given(erasure, [{ kind: 'require-verification' }, system]), caseId: sampleId(20), receivedAt: later(1) };

  it('are folded into the older case, and neither inherits the proof of the other', () => {
    const merged = decideMerge(younger, proven, officer, later(2));
    if (isRefusal(merged)) throw new Error(merged.refused);
    expect(merged.duplicate.reduce(evolve, younger)).toMatchObject({
      state: 'withdrawn',
      mergedInto: proven.caseId,
      verification: { state: 'asked' },
    });
    expect(merged.into.reduce(evolve, proven)).toMatchObject({
      state: 'open',
      duplicates: [sampleId(20)],
      verification: proven.verification,
    });
    const unproven = { ...inState.verifying };
    const other = decideMerge({ ...proven, caseId: sampleId(20), receivedAt: later(1) }, unproven, officer, later(2));
    if (isRefusal(other)) throw new Error(other.refused);
    expect(other.into.reduce(evolve, unproven)).toMatchObject({ state: 'verifying', verification: { state: 'asked' } });
  });

  it('are the same matter of the same requester, younger, and merged by staff', () => {
    const no = { refused: 'not-a-duplicate' };
    expect(decideMerge(proven, younger, officer, later(2))).toEqual(no);
    expect(decideMerge(proven, proven, officer, later(2))).toEqual(no);
    expect(decideMerge({ ...younger, scope: { what: 'images' } }, proven, officer, later(2))).toEqual(no);
    expect(decideMerge({ ...younger, requester: { kind: 'address', addressKey: 'anna' } }, proven, officer, later(2))).toEqual(no);
    for (const actor of [actors.moderator, actors.auditor, person, system]) {
      expect(decideMerge(younger, proven, actor, later(2))).toMatchObject({ refused: 'not-allowed' });
    }
    const merged = decideMerge(younger, proven, officer, later(2));
    if (isRefusal(merged)) throw new Error(merged.refused);
    const over = merged.duplicate.reduce(evolve, younger as Case);
    expect(decide(over, commands.reopen, officer, at(3))).toEqual({ refused: 'merged', into: proven.caseId });
  });
});

describe('replay', () => {
  it('refuses events that do not begin with an opening or have a gap', () => {
    const noted = { kind: 'noted', contentId, sequence: 3, at: received, by: { kind: 'system' } } as const;
    expect(() => caseFrom([])).toThrow('begin with its opening');
    expect(() => caseFrom([noted])).toThrow('begin with its opening');
    expect(() => caseFrom([erasure, noted])).toThrow('does not follow');
    expect(() => caseFrom([erasure, { ...erasure, sequence: 2 }])).toThrow('opened twice');
  });
});
