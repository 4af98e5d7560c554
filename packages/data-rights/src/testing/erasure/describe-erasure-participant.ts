import { addPeriod, type Instant } from '@keepword/primitives';
import type { ErasureParticipant, ErasureTarget } from '../../erasure/participant.js';

export interface ErasureParticipantUnderTest {
  readonly participant: ErasureParticipant;
  /** Two people with something at the participant's; `handle` is filled in by the suite from the survey. */
  readonly target: Omit<ErasureTarget, 'handle'>;
  readonly other: Omit<ErasureTarget, 'handle'>;
  close?(): Promise<void>;
}

const at = new Date('2026-03-01T08:00:00Z');
const callsMax = 1_000;

/** Calls until it is erased, as a run would. @throws Error when it never comes to an end */
async function eraseAll(participant: ErasureParticipant, target: ErasureTarget, from: string | null = null): Promise<void> {
  let checkpoint = from;
  let now: Instant = at;
  for (let calls = 0; calls < callsMax; calls++) {
    const answer = await participant.erase(target, checkpoint, now);
    if (answer.state === 'more') checkpoint = answer.checkpoint;
    else if (answer.state !== 'pending') return;
    else {
      checkpoint = answer.checkpoint ?? checkpoint;
      now = addPeriod(now, 'PT6H');
    }
  }
  throw new Error('the participant never comes to an end');
}

/** What everyone who takes part in erasures must do. @param open called for each test; `close` after it */
export function describeErasureParticipant(name: string, open: () => Promise<ErasureParticipantUnderTest>): void {
  describe(`erasure participant: ${name}`, () => {
    let under: ErasureParticipantUnderTest;
    let target: ErasureTarget;
    let other: ErasureTarget;
    const withHandle = async (one: Omit<ErasureTarget, 'handle'>): Promise<ErasureTarget> => {
      const { handle } = await under.participant.survey({ ...one, handle: null }, at);
      return { ...one, handle: handle ?? null };
    };
    const foundOf = async (one: ErasureTarget, phase: 'by-subject' | 'raw' = 'by-subject') => {
      const answer = await under.participant.verify(one, phase, at);
      if (answer.state === 'pending') throw new Error('the participant does not answer');
      return answer.places;
    };
    const sum = (places: readonly { readonly found: number }[]) => places.reduce((total, { found }) => total + found, 0);

    beforeEach(async () => {
      under = await open();
      target = await withHandle(under.target);
      other = await withHandle(under.other);
    });
    afterEach(() => under.close?.());

    it('counts and changes nothing, in places that a certificate can name', async () => {
      const [first, again] = [await under.participant.survey(target, at), await under.participant.survey(target, at)];
      expect(again).toEqual(first);
      for (const { place, count, kept } of first.places) {
        expect(place).toMatch(/^[a-z0-9][a-z0-9._/-]{0,79}$/);
        expect(kept.reduce((total, one) => total + one.count, 0)).toBeLessThanOrEqual(count);
      }
      expect(sum(await foundOf(target))).toBeGreaterThan(0);
    });

    it('erases all of the one and nothing of the other', async () => {
      const before = await foundOf(other);
      await eraseAll(under.participant, target);
      expect(sum(await foundOf(target))).toBe(0);
      expect(sum(await foundOf(target, 'raw'))).toBe(0);
      expect(await foundOf(other)).toEqual(before);
    });

    it('comes to the same end when it is called again, from the beginning or after a call whose answer was lost', async () => {
      await under.participant.erase(target, null, at);
      await eraseAll(under.participant, target);
      await eraseAll(under.participant, target);
      expect(sum(await foundOf(target))).toBe(0);
    });
  });
}
