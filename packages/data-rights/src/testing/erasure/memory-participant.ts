import type { Instant } from '@keepword/primitives';
import type { EraseAnswer, ErasureParticipant, ParticipantGroup, Survey, SurveyedPlace, VerifyAnswer } from '../../erasure/participant.js';

/** A keeper with some entries of one subject, that erases them two at a time. */
export interface MemoryParticipant extends ErasureParticipant {
  readonly entries: Set<string>;
  /** Each entry that was ever erased, once for each time. */
  readonly erased: string[];
  /** Until when it does not answer. */
  downUntil: Instant | null;
  /** Calls that changed something. */
  effects: number;
  frozen: boolean;
}

export interface MemoryParticipantSetting {
  readonly name: string;
  readonly group: ParticipantGroup;
  readonly recipient?: string;
  readonly entries?: number;
  readonly places?: (entries: number) => readonly SurveyedPlace[];
  /** Called before and after each effect: what may throw here is a process that dies. */
  readonly crashPoint?: () => void;
}

const batch = 2;

export function memoryParticipant({
  name,
  group,
  recipient,
  entries = 3,
  places,
  crashPoint = () => {},
}: MemoryParticipantSetting): MemoryParticipant {
  const isDown = (one: MemoryParticipant, at: Instant) => one.downUntil !== null && at < one.downUntil;
  const participant: MemoryParticipant = {
    name,
    group,
    ...(recipient === undefined ? {} : { recipient }),
    entries: new Set(Array.from({ length: entries }, (_, index) => `${name}-${index}`)),
    erased: [],
    downUntil: null,
    effects: 0,
    frozen: false,
    async survey(): Promise<Survey> {
      const count = participant.entries.size;
      const held = places?.(count) ?? [
        { place: name, kind: group === 'objects' ? 'objects' : 'place', count, bytes: count * 10, kept: [] },
      ];
      return { places: held, handle: `handle-of-${name}` };
    },
    async erase(target, checkpoint, at): Promise<EraseAnswer> {
      if (isDown(participant, at)) return { state: 'pending', reason: 'unreachable' };
      if (group !== 'freeze' && group !== 'keys' && group !== 'replay-log' && target.handle !== `handle-of-${name}`)
        throw new Error('no handle');
      crashPoint();
      if (group === 'freeze') participant.frozen = true;
      const some = [...participant.entries].slice(0, batch);
      for (const entry of some) {
        participant.entries.delete(entry);
        participant.erased.push(entry);
      }
      participant.effects += 1;
      crashPoint();
      if (participant.entries.size > 0) return { state: 'more', checkpoint: String(Number(checkpoint ?? 0) + some.length) };
      return { state: some.length === 0 && checkpoint === null ? 'nothing-held' : 'erased', receiptId: `receipt-${name}` };
    },
    async verify(_target, _phase, at): Promise<VerifyAnswer> {
      if (isDown(participant, at)) return { state: 'pending', reason: 'unreachable' };
      return { state: 'searched', places: [{ place: name, found: participant.entries.size }] };
    },
    async undo() {
      crashPoint();
      participant.frozen = false;
      crashPoint();
    },
  };
  return participant;
}
