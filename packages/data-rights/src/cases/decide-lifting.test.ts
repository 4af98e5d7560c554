import { isRefusal } from '@keepword/primitives';
import {
  given,
  krea,
  later,
  officer,
  openedAs,
  person,
  proveAtOnce,
  sampleContent,
  sampleId,
  staff,
  system,
} from '../testing/sample-case.js';
import type { CaseCommand } from './case-command.js';
import { evolve, type Case } from './case-state.js';
import { decide } from './decide-case.js';
import type { Actor } from './requester.js';

const start: CaseCommand = {
  kind: 'start-action',
  actionId: sampleId(7),
  action: 'restriction',
  coolingOffUntil: null,
  payingAccount: false,
};
const restricted = given(
  openedAs('restriction'),
  proveAtOnce,
  [start, system],
  [{ kind: 'finish-action', actionId: sampleId(7) }, system],
  [{ kind: 'fulfil', outcome: 'carried-out', answerContentId: sampleContent }, system],
);
const weekHours = 7 * 24;
const tell = (found: Case, command: CaseCommand, actor: Actor, hours: number) =>
  decide(found, command, actor, { profile: krea, at: later(hours) });
function after(found: Case, command: CaseCommand, actor: Actor, hours: number): Case {
  const events = tell(found, command, actor, hours);
  if (isRefusal(events)) throw new Error(events.refused);
  return events.reduce(evolve, found);
}
const announce = (hours: number): CaseCommand => ({ kind: 'announce-lifting', liftAt: later(hours) });

describe('lifting a restriction', () => {
  it('given less than a week of warning, then it is refused with the earliest time (GDPR Art. 18(3))', () => {
    expect(tell(restricted, announce(10 + weekHours - 1), officer, 10)).toEqual({ refused: 'too-early', from: later(10 + weekHours) });
    expect(after(restricted, announce(10 + weekHours), officer, 10).liftAt).toEqual(later(10 + weekHours));
  });

  it('given an announcement, then it can be moved, but not nearer than a week, and taken back once', () => {
    const announced = after(restricted, announce(weekHours + 10), officer, 10);
    expect(tell(announced, announce(weekHours + 11), officer, 100)).toMatchObject({ refused: 'too-early' });
    expect(after(announced, announce(weekHours + 100), officer, 100).liftAt).toEqual(later(weekHours + 100));
    const canceled = after(announced, { kind: 'cancel-lifting' }, officer, 20);
    expect(canceled.liftAt).toBeNull();
    expect(tell(canceled, { kind: 'cancel-lifting' }, officer, 20)).toEqual({ refused: 'nothing-announced' });
  });

  it('given anybody but an officer, or the platform where it carries it out, then it is refused', () => {
    for (const actor of [staff(3, 'support'), staff(4, 'auditor'), person, system])
      expect(tell(restricted, announce(weekHours + 10), actor, 10)).toMatchObject({ refused: 'not-allowed' });
    for (const actor of [officer, person]) expect(tell(restricted, { kind: 'lift' }, actor, 10)).toMatchObject({ refused: 'not-allowed' });
    expect(after(after(restricted, announce(weekHours + 10), officer, 10), { kind: 'lift' }, system, weekHours + 10)).toMatchObject({
      state: 'fulfilled',
      liftAt: null,
    });
  });

  it('given a case of another class, or one that restricted nothing, then there is nothing to lift', () => {
    const access = given(openedAs('access'), proveAtOnce, [
      { kind: 'fulfil', outcome: 'nothing-held', answerContentId: sampleContent },
      system,
    ]);
    expect(tell(access, announce(weekHours + 10), officer, 10)).toMatchObject({ refused: 'not-for-this-class' });
    const nothing = given(openedAs('restriction'), proveAtOnce, [
      { kind: 'fulfil', outcome: 'nothing-held', answerContentId: sampleContent },
      system,
    ]);
    expect(tell(nothing, announce(weekHours + 10), officer, 10)).toMatchObject({ refused: 'not-for-this-class' });
  });
});
