import { isRefusal } from '@keepword/primitives';
import { afterHours, caseDesk, done } from '../testing/case-desk.js';
import { memoryCases } from '../testing/memory-cases.js';
import { officer, otherOfficer, samplePerson } from '../testing/sample-case.js';
import type { Deed } from './deed.js';
import { answerChallenge, askForProof } from './prove-identity.js';
import { deedId, driveCase, type CaseDriving } from './drive-case.js';

/** An export that takes as long as the test says. */
class SlowDeed implements Deed {
  readonly begun: string[] = [];
  readonly taken: string[] = [];
  mayBegin = true;
  isDone = false;

  constructor(
    readonly action: 'export' | 'erasure' = 'export',
    private readonly paying = false,
    private readonly coolingOffHours: number | null = null,
  ) {}

  async terms() {
    return {
      payingAccount: this.paying,
      coolingOffUntil: this.coolingOffHours === null ? null : afterHours(this.coolingOffHours),
    };
  }
  async begin({ actionId }: { actionId: string }) {
    if (this.mayBegin) this.begun.push(actionId);
    return this.mayBegin ? ('begun' as const) : ('not-yet' as const);
  }
  async state() {
    return this.isDone ? ('done' as const) : ('running' as const);
  }
  async withdraw({ actionId }: { actionId: string }) {
    this.taken.push(actionId);
  }
}

const person = { kind: 'person', subjectId: samplePerson } as const;
const requester = { kind: 'subject', subjectId: samplePerson } as const;

function scene(deed: Deed) {
  const under = memoryCases();
  const desk = caseDesk(under);
  const driving: CaseDriving = {
    transaction: (work) => desk.at(1, work),
    deeds: [deed],
    words: (action) => `We have begun: ${action}.`,
    nothingHeldWords: 'There is no account.',
  };
  const open = async (asked: object = {}) =>
    done(await desk.open(person, { requester, authenticatedAt: afterHours(0), class: 'export', ...asked })).caseId;
  return { desk, under, open, drive: (caseId: string) => driveCase(driving, caseId, afterHours(1)) };
}

describe('a case that a machine can carry out', () => {
  it('begins its deed, waits for it, and is fulfilled when it is done', async () => {
    const deed = new SlowDeed();
    const { open, drive, desk, under } = scene(deed);
    const caseId = await open();
    expect(await drive(caseId)).toBe('waiting');
    expect(await desk.load(caseId)).toMatchObject({
      state: 'open',
      actions: [{ action: 'export', finishedAt: null }],
      respondedAt: afterHours(1),
    });
    const texts = await desk.read((uow) => under.store.contents(uow, caseId));
    expect(texts.map(({ kind, text }) => [kind, text])).toEqual([['reply', 'We have begun: export.']]);
    deed.isDone = true;
    expect(await drive(caseId)).toBe('ended');
    expect(await desk.load(caseId)).toMatchObject({ state: 'fulfilled', outcome: 'carried-out' });
  });

  it('begins one deed only, however often and by how many it is driven', async () => {
    const deed = new SlowDeed();
    const { open, drive, desk } = scene(deed);
    const caseId = await open();
    await Promise.all([drive(caseId), drive(caseId), drive(caseId)]);
    await drive(caseId);
    const { actions, ...found } = await desk.load(caseId);
    expect(actions).toHaveLength(1);
    expect(new Set(deed.begun)).toEqual(new Set([deedId(found, 'export')]));
  });

  it('waits for what comes first', async () => {
    const deed = new SlowDeed();
    deed.mayBegin = false;
    deed.isDone = true;
    const { open, drive } = scene(deed);
    const caseId = await open();
    expect(await drive(caseId)).toBe('waiting');
    deed.mayBegin = true;
    expect(await drive(caseId)).toBe('ended');
    expect(await drive(caseId)).toBe('left');
  });

  it('does nothing for somebody who has not proven who they are', async () => {
    const deed = new SlowDeed();
    const { open, drive, desk } = scene(deed);
    const caseId = await open({ authenticatedAt: null });
    expect(await drive(caseId)).toBe('left');
    expect([deed.begun, (await desk.load(caseId)).actions]).toEqual([[], []]);
  });

  it('tells whoever proved an address without an account that there is nothing, once, and says it to nobody else', async () => {
    const deed = new SlowDeed();
    const { drive, desk, under } = scene(deed);
    const system = { kind: 'system' } as const;
    const asked = { requester: { kind: 'address', addressKey: 'k' }, channel: 'form' } as const;
    const { caseId } = done(await desk.open(system, { ...asked, class: 'export' }));
    expect(await drive(caseId)).toBe('left');
    const proof = done(await desk.at(1, (ports) => askForProof(ports, { caseId, addressKey: 'k', subjectId: null }, system)));
    done(await desk.at(1, (ports) => answerChallenge(ports, { caseId, addressKey: 'k', token: proof.token })));
    await Promise.all([drive(caseId), drive(caseId)]);
    expect(await drive(caseId)).toBe('left');
    expect(await desk.load(caseId)).toMatchObject({ state: 'fulfilled', outcome: 'nothing-held', actions: [] });
    const texts = await desk.read((uow) => under.store.contents(uow, caseId));
    expect(texts.map(({ text }) => text)).toEqual(['There is no account.']);
    expect(deed.begun).toEqual([]);
  });

  it('leaves to the team what has no deed', async () => {
    const { open, drive } = scene(new SlowDeed());
    expect(await drive(await open({ class: 'complaint' }))).toBe('left');
  });

  it('lets people end their own accounts, and waits for four eyes when somebody else asks for a paying one', async () => {
    const deed = new SlowDeed('erasure', true);
    const { open, drive, desk } = scene(deed);
    const own = await open({ class: 'erasure', scope: { what: 'account' } });
    expect(await drive(own)).toBe('waiting');
    const asked = done(await desk.open(officer, { requester, class: 'erasure', scope: { what: 'account' }, channel: 'console' })).caseId;
    const proof = {
      kind: 'verify',
      method: 'signed-in-session',
      subjectId: samplePerson,
      addressKey: null,
      authenticatedAt: afterHours(1),
    } as const;
    done(await desk.tell(asked, proof, person));
    expect(await drive(asked)).toBe('waits-for-team');
    const why = desk.words('explanation');
    done(await desk.tell(asked, { kind: 'propose-erasure-of-paying-account', contentId: why.contentId }, officer, { contents: [why] }));
    expect(isRefusal(await desk.tell(asked, { kind: 'approve-erasure-of-paying-account' }, officer))).toBe(true);
    expect(await drive(asked)).toBe('waits-for-team');
    done(await desk.tell(asked, { kind: 'approve-erasure-of-paying-account' }, otherOfficer));
    expect(await drive(asked)).toBe('waiting');
  });

  it('erases an account that a rule has closed, and takes nobody else at their word', async () => {
    const deed = new SlowDeed('erasure', true);
    const { drive, desk } = scene(deed);
    const asked = { requester, class: 'erasure', scope: { what: 'account' }, channel: 'rule' } as const;
    expect(isRefusal(await desk.open(person, asked))).toBe(true);
    expect(isRefusal(await desk.open(officer, asked))).toBe(true);
    expect(isRefusal(await desk.open({ kind: 'system' }, { ...asked, class: 'export', scope: null }))).toBe(true);
    expect(isRefusal(await desk.open({ kind: 'system' }, { ...asked, requester: { kind: 'address', addressKey: 'k' } }))).toBe(true);
    const closed = done(await desk.open({ kind: 'system' }, asked));
    expect(closed.verification).toBe('verified');
    expect(await drive(closed.caseId)).toBe('waiting');
    expect(deed.begun).toHaveLength(1);
  });

  it('undoes what was begun when the person thinks again in time', async () => {
    const deed = new SlowDeed('erasure', false, 48);
    const { open, drive, desk } = scene(deed);
    const caseId = await open({ class: 'erasure', scope: { what: 'account' } });
    await drive(caseId);
    done(await desk.tell(caseId, { kind: 'withdraw' }, person));
    expect(await drive(caseId)).toBe('ended');
    expect(deed.taken).toEqual(deed.begun);
  });
});
