import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';

/** What a person's open event stream is told. */
export type CreationEvent =
  | {
      readonly type:
        | 'creation.queued'
        | 'creation.succeeded'
        | 'creation.failed'
        | 'creation.canceled'
        | 'creation.blocked'
        | 'creation.deleted';
      readonly id: Id;
    }
  | { readonly type: 'creation.progress'; readonly id: Id; readonly percent: number | null; readonly position: number | null };

export interface SubjectEvents {
  publish(uow: UnitOfWork, subjectId: SubjectId, event: CreationEvent, at: Instant): Promise<void>;
}
