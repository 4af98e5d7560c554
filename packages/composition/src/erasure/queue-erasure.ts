import type { EraseAnswer, ErasureParticipant, ErasureTarget, Survey, VerifyAnswer } from '@keepword/data-rights';
import type { Id, SubjectId } from '@keepword/primitives';

interface JobFilter {
  readonly subjectId: SubjectId;
  readonly creationIds?: readonly Id[];
}

/** The queue's jobs that carry a person's ids, in every state that it remembers. */
export interface JobsOfSubjects {
  count(filter: JobFilter): Promise<number>;
  /** Everybody whom a job names. */
  subjects(): Promise<ReadonlySet<string>>;
  /** @returns how many there were; one that somebody works on at this moment stays */
  remove(filter: JobFilter): Promise<number>;
}

/** Jobs carry ids only, but they would start work for somebody who is gone. */
export class QueueErasure implements ErasureParticipant {
  readonly name = 'queue';
  readonly group = 'queues';

  constructor(private readonly jobs: JobsOfSubjects) {}

  async survey(target: ErasureTarget): Promise<Survey> {
    return { places: [{ place: 'queue', kind: 'place', count: await this.#count(target), kept: [] }] };
  }

  async erase(target: ErasureTarget): Promise<EraseAnswer> {
    const filter = filterOf(target);
    const removed = filter === null ? 0 : await this.jobs.remove(filter);
    return { state: removed > 0 ? 'erased' : 'nothing-held' };
  }

  async verify(target: ErasureTarget): Promise<VerifyAnswer> {
    return { state: 'searched', places: [{ place: 'queue', found: await this.#count(target) }] };
  }

  #count(target: ErasureTarget): Promise<number> {
    const filter = filterOf(target);
    return filter === null ? Promise.resolve(0) : this.jobs.count(filter);
  }
}

/** Null where the jobs go on: whoever has only prompts or pictures erased may still create. */
function filterOf({ subjectId, scope }: ErasureTarget): JobFilter | null {
  if (scope.kind === 'account') return { subjectId };
  return scope.kind === 'creations' ? { subjectId, creationIds: scope.creationIds } : null;
}
