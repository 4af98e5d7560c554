import type { Id, Instant } from '@keepword/primitives';
import type { ErasureRun, RunState } from './erasure-run.js';

/** Where runs are kept. What a run holds about the person (subject, surveys' handles, checkpoints) is kept sealed, under a key that is not the subject's. */
export interface ErasureRunStore {
  /** Keeps the first when the id is there already. */
  insert(run: ErasureRun): Promise<void>;
  find(id: Id): Promise<ErasureRun | null>;
  /**
   * Takes the run for `holder` until `until`; a holder can take its own again. Null when it is unknown, or somebody else has it whose
   * time is not over at `at`.
   */
  claim(id: Id, holder: string, at: Instant, until: Instant): Promise<ErasureRun | null>;
  /**
   * Writes a run whose `version` is one more than the stored one; `lost` when it is not, or when somebody else holds it meanwhile.
   * @param nextDueAt when {@link due} should name it again; null for never
   * @param until the new end of the holder's time; null gives the run back
   */
  save(run: ErasureRun, holder: string, nextDueAt: Instant | null, until: Instant | null): Promise<'saved' | 'lost'>;
  /** Runs with something to do at `at` that nobody holds, the longest due first. */
  due(at: Instant, limit: number): Promise<Id[]>;
  /** Newest first. @param before id of the last one of the page before */
  page(state: RunState | null, before: Id | null, limit: number): Promise<ErasureRun[]>;
}
