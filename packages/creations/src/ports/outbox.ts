import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';

/** The side effects that creations start. Ids only, never content. */
export interface CreationJobs {
  readonly 'creation.submit': { readonly creationId: Id; readonly subjectId: SubjectId };
  readonly 'creation.finish': { readonly creationId: Id; readonly subjectId: SubjectId; readonly predictionId: Id };
  readonly 'creation.cancel': { readonly creationId: Id; readonly subjectId: SubjectId };
}

/** Side effects are written down in the transaction of their cause and carried out afterwards. */
export interface Outbox {
  append<Topic extends keyof CreationJobs>(uow: UnitOfWork, topic: Topic, payload: CreationJobs[Topic], at: Instant): Promise<void>;
}
