import { profile, profileIds, type Origin, type ProfileId } from '@keepword/policy';
import { addBusinessHours } from '@keepword/primitives';
import fc from 'fast-check';
import { caseClassIds, needsVerification, rightsExercised, scopeFor, type CaseClass } from './case-class.js';
import { clocksAfterPause, clocksOf, pauseReasons, stopsClocks, type CaseClocks, type CaseDeadline } from './case-clocks.js';
import { remindersOf } from './case-reminders.js';
import { elapsedMs, HOUR_MS, isBusinessDay } from './clock-time.js';

/** A Wednesday, so that business and calendar clocks differ over the weekend only. */
const wednesday = new Date('2026-03-04T12:00:00Z');
const short = (deadline: CaseDeadline | null) =>
  deadline && `${deadline.within}${deadline.clock === 'calendar' ? '' : ' business'} ${deadline.origin}`;
type Row = readonly [acknowledge: string | null, respond: string, complete: string | null, freeze: string | null];

const stated = (within: string) => `${within} stated`;
const ours = (within: string) => `${within} default`;
const underage: Row = [null, ours('PT72H'), ours('PT72H'), ours('PT24H')];
const dataClasses = [
  'access',
  'export',
  'rectification',
  'restriction',
  'objection',
  'automated-decision-review',
  'consent-withdrawal',
] as const;
const same = (row: Row) => Object.fromEntries([...dataClasses, 'complaint'].map((one) => [one, row])) as Record<CaseClass, Row>;

/** What every profile promises for every class, when received on that Wednesday. */
const promised: Record<ProfileId, Record<CaseClass, Row>> = {
  fluxvision: {
    ...same([null, stated('PT72H'), null, null]),
    erasure: [null, stated('PT72H'), stated('P30D'), null],
    inquiry: [null, stated('PT72H'), null, null],
    'security-urgent': [null, stated('PT72H'), null, null],
    'underage-report': [null, stated('PT72H'), ours('PT72H'), ours('PT24H')],
  },
  fluxkontextpro: {
    ...same([null, stated('P30D'), null, null]),
    erasure: [null, stated('P30D'), ours('P30D'), null],
    inquiry: [null, stated('P30D'), null, null],
    'security-urgent': [null, stated('PT72H'), null, null],
    'underage-report': underage,
  },
  fluxchat: {
    ...same([ours('PT72H'), ours('P30D'), null, null]),
    erasure: [ours('PT72H'), ours('P30D'), ours('P30D'), null],
    inquiry: [ours('PT72H'), ours('P30D'), null, null],
    'security-urgent': [null, ours('PT72H'), null, null],
    'underage-report': [ours('PT72H'), ours('PT72H'), ours('PT72H'), ours('PT24H')],
  },
  fluxgen: {
    ...same([null, ours('P30D'), null, null]),
    erasure: [null, ours('P30D'), stated('P30D'), null],
    inquiry: [null, ours('P30D'), null, null],
    'security-urgent': [null, ours('PT72H'), null, null],
    'underage-report': underage,
  },
  fluxkrea: {
    ...same(['PT48H business stated', stated('P30D'), null, null]),
    erasure: ['PT48H business stated', stated('P30D'), ours('P30D'), null],
    inquiry: [null, 'PT48H business stated', null, null],
    'security-urgent': ['PT48H business stated', 'PT48H business stated', null, null],
    'underage-report': ['PT48H business stated', ours('PT72H'), ours('PT72H'), ours('PT24H')],
  },
};

const all = profileIds.flatMap((id) => caseClassIds.map((caseClass) => [id, caseClass] as const));

describe('clocks', () => {
  it.each(all)('%s %s: the promise of its document, or our own default', (id, caseClass) => {
    const { acknowledgeBy, respondBy, completeBy, freezeBy } = clocksOf(profile(id), caseClass, wednesday);
    expect([acknowledgeBy, respondBy, completeBy, freezeBy].map(short)).toEqual(promised[id][caseClass]);
  });

  it('answers a fluxkrea mail of Friday noon by Tuesday noon, and the right in it by the thirtieth day', () => {
    const friday = new Date('2026-03-06T12:00:00Z');
    const tuesday = new Date('2026-03-10T12:00:00Z');
    expect(clocksOf(profile('fluxkrea'), 'inquiry', friday).respondBy.dueAt).toEqual(tuesday);
    const access = clocksOf(profile('fluxkrea'), 'access', friday);
    expect(access.acknowledgeBy?.dueAt).toEqual(tuesday);
    expect(access).toMatchObject({ acknowledgeWith: 'reply', respondBy: { dueAt: new Date('2026-04-05T12:00:00Z') } });
  });

  it('starts a business clock of a Saturday on Monday at midnight, and counts no holiday', () => {
    const saturday = new Date('2026-03-07T09:30:00Z');
    const due = (holidays?: ReadonlySet<string>) =>
      clocksOf(profile('fluxkrea'), 'inquiry', saturday, holidays).respondBy.dueAt.toISOString();
    expect(due()).toBe('2026-03-11T00:00:00.000Z');
    expect(due(new Set(['2026-03-09']))).toBe('2026-03-12T00:00:00.000Z');
  });

  it('answers urgent security matters no later than lesser ones, over weekends too', () => {
    const due = (at: string) => clocksOf(profile('fluxkrea'), 'security-urgent', new Date(at)).respondBy;
    expect(due('2026-03-02T12:00:00Z')).toMatchObject({ within: 'PT48H', dueAt: new Date('2026-03-04T12:00:00Z') });
    expect(due('2026-03-06T12:00:00Z')).toMatchObject({ within: 'PT72H', dueAt: new Date('2026-03-09T12:00:00Z') });
  });

  it('keeps answer and purge apart under fluxvision (two clocks)', () => {
    const { respondBy, completeBy } = clocksOf(profile('fluxvision'), 'erasure', new Date('2028-02-27T10:00:00Z'));
    expect(respondBy).toMatchObject({ from: 'privacy-request', dueAt: new Date('2028-03-01T10:00:00Z') });
    expect(completeBy).toMatchObject({ from: 'account-purge', dueAt: new Date('2028-03-28T10:00:00Z') });
  });

  it('lets no pause move a deadline under any of the five', () => {
    for (const id of profileIds) for (const reason of pauseReasons) expect(stopsClocks(profile(id), reason)).toBe(false);
  });

  it('moves what is still to come by the length of a pause where a profile says so', () => {
    const krea = profile('fluxkrea');
    const stopping = { ...krea, identityVerification: { ...krea.identityVerification, stopsClock: true } };
    expect(pauseReasons.filter((reason) => stopsClocks(stopping, reason))).toEqual(['awaiting-verification']);
    const friday = new Date('2026-03-06T12:00:00Z');
    const moved = clocksAfterPause(clocksOf(krea, 'access', friday), new Date('2026-03-06T18:00:00Z'), new Date('2026-03-09T06:00:00Z'));
    expect(moved.acknowledgeBy).toMatchObject({ pausedMs: 12 * HOUR_MS, dueAt: new Date('2026-03-11T00:00:00Z') });
    expect(moved.respondBy.dueAt).toEqual(new Date('2026-04-08T00:00:00Z'));
    const tooLate = clocksAfterPause(moved, new Date('2026-03-12T00:00:00Z'), new Date('2026-03-13T00:00:00Z'));
    expect(tooLate.acknowledgeBy).toEqual(moved.acknowledgeBy);
  });
});

describe('reminders', () => {
  const hoursBefore = (clocks: CaseClocks, name: string) =>
    remindersOf(clocks)
      .filter(({ clock }) => clock === name)
      .map(({ step, at, dueAt }) => [step, (dueAt.getTime() - at.getTime()) / HOUR_MS]);

  it('come 24 and 6 hours before the end of 72, and on day 20 and 27 of 30', () => {
    const vision = clocksOf(profile('fluxvision'), 'erasure', wednesday);
    expect(hoursBefore(vision, 'respond')).toEqual([
      ['first', 24],
      ['second', 6],
      ['alarm', 0],
    ]);
    expect(hoursBefore(vision, 'complete')).toEqual([
      ['first', 240],
      ['second', 72],
      ['alarm', 0],
    ]);
    const freeze = hoursBefore(clocksOf(profile('fluxgen'), 'underage-report', wednesday), 'freeze');
    expect(freeze.map(([step]) => step)).toEqual(['first', 'second', 'alarm']);
    expect(freeze[0]?.[1]).toBeCloseTo(8);
  });

  it('of a business clock fall on business days', () => {
    const clocks = clocksOf(profile('fluxkrea'), 'inquiry', new Date('2026-03-05T15:00:00Z'));
    expect(remindersOf(clocks).map(({ at }) => at.toISOString())).toEqual([
      '2026-03-06T15:00:00.000Z',
      '2026-03-09T09:00:00.000Z',
      '2026-03-09T15:00:00.000Z',
    ]);
  });
});

describe('properties of clocks', () => {
  const edges = fc.constantFrom(
    '2027-12-31',
    '2028-02-28',
    '2028-02-29',
    '2027-02-28',
    '2026-03-29',
    '2026-10-25',
    '2026-03-08',
    '2026-11-01',
    '2026-01-30',
    '2026-12-24',
  );
  const instant = fc.oneof(
    fc.date({ min: new Date('2024-01-01T00:00:00Z'), max: new Date('2032-12-31T23:59:59.999Z'), noInvalidDate: true }),
    fc
      .tuple(edges, fc.integer({ min: -2 * 86_400_000, max: 2 * 86_400_000 }))
      .map(([day, ms]) => new Date(Date.parse(`${day}T00:00:00Z`) + ms)),
  );
  const which = fc.record({ id: fc.constantFrom(...profileIds), caseClass: fc.constantFrom(...caseClassIds) });
  const holidays = fc
    .array(fc.integer({ min: 0, max: 60 }), { maxLength: 8 })
    .map(
      (offsets) => (start: Date) =>
        new Set(offsets.map((days) => new Date(start.getTime() + days * 86_400_000).toISOString().slice(0, 10))),
    );
  const deadlines = ({ acknowledgeBy, respondBy, completeBy, freezeBy }: CaseClocks) =>
    [acknowledgeBy, freezeBy, respondBy, completeBy].filter((one) => one !== null);
  const hours: Record<string, number> = { PT24H: 24, PT48H: 48, PT72H: 72, P30D: 720 };

  it('start at receipt, are exact on the calendar, and hold their hours on business days', () => {
    fc.assert(
      fc.property(which, instant, holidays, ({ id, caseClass }, at, around) => {
        const free = around(at);
        for (const one of deadlines(clocksOf(profile(id), caseClass, at, free))) {
          expect(one.startsAt).toEqual(at);
          const ms = (hours[one.within] ?? Number.NaN) * HOUR_MS;
          if (one.clock === 'calendar') expect(one.dueAt.getTime() - at.getTime()).toBe(ms);
          else {
            expect(elapsedMs('business-days', at, one.dueAt, free)).toBe(ms);
            expect(one.dueAt.getTime() - at.getTime()).toBeGreaterThanOrEqual(ms);
            expect(isBusinessDay(new Date(one.dueAt.getTime() - 1), free)).toBe(true);
          }
        }
      }),
    );
  });

  it('are due no later with fewer holidays listed: a list that has ended keeps the promise', () => {
    fc.assert(
      fc.property(which, instant, holidays, fc.nat(8), ({ id, caseClass }, at, around, left) => {
        const listed = around(at);
        const due = (days: ReadonlySet<string>) =>
          deadlines(clocksOf(profile(id), caseClass, at, days)).map(({ dueAt }) => dueAt.getTime());
        const ended = due(new Set([...listed].toSorted().slice(0, left)));
        for (const [index, dueMs] of due(listed).entries()) expect(ended[index]).toBeLessThanOrEqual(dueMs);
      }),
    );
  });

  it('come no earlier for what is received later, and acknowledge ≤ respond ≤ complete', () => {
    fc.assert(
      fc.property(which, instant, fc.nat(10 * 86_400_000), holidays, ({ id, caseClass }, at, laterMs, around) => {
        const free = around(at);
        const [early, late] = [at, new Date(at.getTime() + laterMs)].map((start) => clocksOf(profile(id), caseClass, start, free));
        if (!early || !late) throw new Error('two clocks');
        for (const [index, one] of deadlines(early).entries()) expect(one.dueAt <= (deadlines(late)[index]?.dueAt ?? 0)).toBe(true);
        const { acknowledgeBy, respondBy, completeBy } = early;
        if (acknowledgeBy) expect(acknowledgeBy.dueAt <= respondBy.dueAt).toBe(true);
        if (completeBy) expect(respondBy.dueAt <= completeBy.dueAt).toBe(true);
      }),
    );
  });

  it('are reminded of between receipt and the end, in order', () => {
    fc.assert(
      fc.property(which, instant, holidays, ({ id, caseClass }, at, around) => {
        const free = around(at);
        const reminders = remindersOf(clocksOf(profile(id), caseClass, at, free), free);
        for (const clock of new Set(reminders.map((one) => one.clock))) {
          const own = reminders.filter((one) => one.clock === clock);
          expect(own.map(({ step }) => step)).toEqual(['first', 'second', 'alarm']);
          for (const one of own) expect(one.at >= at && one.at <= one.dueAt).toBe(true);
        }
      }),
    );
  });

  it('the time between two instants is what adding it arrives at', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 500 }), holidays, (at, length, around) => {
        const free = around(at);
        expect(elapsedMs('business-days', at, addBusinessHours(at, length, free), free)).toBe(length * HOUR_MS);
      }),
    );
  });
});

describe('classes', () => {
  it('are open under every profile, whether or not its document names the right', () => {
    const origins = new Set<Origin>(all.flatMap(([id, one]) => rightsExercised(profile(id), one).map(({ origin }) => origin)));
    expect(origins).toEqual(new Set(['stated', 'inferred', 'default']));
    expect(rightsExercised(profile('fluxvision'), 'automated-decision-review')).toEqual([
      { right: 'automated-decision-opt-out', origin: 'default' },
    ]);
  });

  it('take the scopes that they know and no others', () => {
    const creationId = '01932c07-209b-7000-8000-000000000000';
    expect(scopeFor('erasure', { what: 'account' })).toEqual({ what: 'account' });
    expect(scopeFor('erasure', { what: 'creation', creationId })).toEqual({ what: 'creation', creationId });
    for (const unclear of [null, undefined, {}, 'account', { what: 'creation' }, { what: 'everything' }, { what: 'account', creationId }]) {
      expect(scopeFor('erasure', unclear)).toEqual({ refused: 'scope-not-for-class', class: 'erasure' });
    }
    expect(scopeFor('objection', { against: 'direct-marketing' })).toEqual({ against: 'direct-marketing' });
    expect(scopeFor('access', { what: 'account' })).toMatchObject({ refused: 'scope-not-for-class' });
    expect(scopeFor('consent-withdrawal', undefined)).toBeNull();
  });

  it('need a proof of identity where they touch data, save to stop mail', () => {
    expect(caseClassIds.filter((one) => !needsVerification(one, null))).toEqual([
      'complaint',
      'security-urgent',
      'inquiry',
      'underage-report',
    ]);
    expect(needsVerification('objection', { against: 'direct-marketing' })).toBe(false);
  });
});
