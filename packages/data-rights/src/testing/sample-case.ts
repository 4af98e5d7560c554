import { profile, type Profile } from '@keepword/policy';
import { isRefusal, type Id, type Instant } from '@keepword/primitives';
import type { CaseScope, CaseClass } from '../cases/case-class.js';
import type { CaseCommand } from '../cases/case-command.js';
import { clocksOf } from '../cases/case-clocks.js';
import type { CaseEvent } from '../cases/case-event.js';
import { caseFrom, evolve, type Case } from '../cases/case-state.js';
import { decide } from '../cases/decide-case.js';
import type { Actor, Requester, StaffCaseRole } from '../cases/requester.js';

/** Ids that are easy to tell apart in a failing test. */
export const sampleId = (n: number): Id => `01932c07-209b-7000-8000-${String(n).padStart(12, '0')}`;
export const sampleCaseId = sampleId(1);
export const samplePerson = sampleId(2);
export const sampleContent = sampleId(3);
export const received = new Date('2026-03-04T12:00:00Z');
export const later = (hours: number): Instant => new Date(received.getTime() + hours * 3_600_000);
export const krea: Profile = profile('fluxkrea');

export const staff = (n: number, ...roles: readonly StaffCaseRole[]): Actor => ({ kind: 'staff', staffId: sampleId(100 + n), roles });
export const officer = staff(1, 'privacy-officer');
export const otherOfficer = staff(2, 'privacy-officer');
export const system: Actor = { kind: 'system' };
export const person: Actor = { kind: 'person', subjectId: samplePerson };

export function openedAs(
  caseClass: CaseClass,
  also: { scope?: CaseScope; requester?: Requester; channel?: 'settings' | 'mail'; of?: Profile } = {},
): CaseEvent {
  const { scope = null, requester = { kind: 'subject', subjectId: samplePerson }, channel = 'settings', of = krea } = also;
  return {
    kind: 'opened',
    sequence: 1,
    at: received,
    by: { kind: 'system' },
    caseId: sampleCaseId,
    reference: 'KW-7F3K-92QX',
    profileId: of.id,
    policyVersion: '1',
    class: caseClass,
    scope,
    channel,
    requester,
    receivedAt: received,
    clocks: clocksOf(of, caseClass, received),
    follows: null,
    contentId: null,
  };
}

/** A command that decides an event of its own, given one after the other by whoever may. */
export type Given = readonly [command: CaseCommand, actor: Actor, hours?: number];

/** The case after commands that are all to be carried out. @throws Error for one that is refused */
export function given(opening: CaseEvent, ...commands: readonly Given[]): Case {
  return commands.reduce<Case>(
    (found, [command, actor, hours = 1]) => {
      const events = decide(found, command, actor, { profile: krea, at: later(hours) });
      if (isRefusal(events)) throw new Error(`${command.kind}: ${JSON.stringify(events)}`);
      return events.reduce(evolve, found);
    },
    caseFrom([opening]),
  );
}

export const proveAtOnce: Given = [
  { kind: 'verify', method: 'signed-in-session', subjectId: samplePerson, addressKey: null, authenticatedAt: later(1) },
  person,
];
