import { NotPersonal, Personal } from '@keepword/data-map';
import type { DataCategory } from '@keepword/policy';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** All of it leads to its subject by its own column and goes with the subject. */
const personal = (category: DataCategory) => Personal({ category, subject: 'subject_id', onErasure: 'delete' });

/** One creation without its content. */
@Entity('creations')
export class CreationRow {
  @PrimaryColumn('uuid')
  @personal('generation.history')
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @personal('generation.history')
  subjectId!: string;

  @Column('text')
  @personal('generation.metadata')
  modality!: string;

  @Column('text')
  @personal('generation.metadata')
  state!: string;

  @Column('text')
  @personal('generation.parameters')
  model!: string;

  @Column('text')
  @personal('generation.parameters')
  tier!: string;

  @Column('integer')
  @personal('generation.metadata')
  quoted!: number;

  @Column('integer', { nullable: true })
  @personal('generation.metadata')
  captured!: number | null;

  @Column('boolean', { name: 'used_reference' })
  @personal('generation.reference-flag')
  usedReference!: boolean;

  @Column('text', { name: 'failure_type', nullable: true })
  @personal('generation.metadata')
  failureType!: string | null;

  @Column('text', { name: 'failure_message', nullable: true })
  @personal('generation.metadata')
  failureMessage!: string | null;

  @Column('text', { name: 'profile_id' })
  @NotPersonal('name of the policy profile in force')
  profileId!: string;

  @Column('text', { name: 'policy_version' })
  @NotPersonal('version of the policy in force')
  policyVersion!: string;

  @Column('timestamptz', { name: 'created_at' })
  @personal('generation.metadata')
  createdAt!: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  @personal('generation.metadata')
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  @personal('generation.metadata')
  finishedAt!: Date | null;

  @Column('timestamptz', { name: 'news_at' })
  @personal('generation.metadata')
  newsAt!: Date;
}

/** How many creations of a person are unfinished; its lock orders what happens to them. */
@Entity('creation_queues')
export class CreationQueueRow {
  @PrimaryColumn('uuid', { name: 'subject_id' })
  @personal('generation.metadata')
  subjectId!: string;

  @Column('integer')
  @personal('generation.metadata')
  unfinished!: number;
}

/** What was asked for, sealed. */
@Entity('creation_requests')
export class CreationRequestRow {
  @PrimaryColumn('uuid', { name: 'creation_id' })
  @personal('generation.history')
  creationId!: string;

  @Column('uuid', { name: 'subject_id' })
  @personal('generation.history')
  subjectId!: string;

  @Column('bytea', { nullable: true })
  @personal('generation.prompt')
  prompt!: Buffer | null;

  @Column('text', { name: 'look_id', nullable: true })
  @personal('generation.look-slots')
  lookId!: string | null;

  @Column('bytea', { nullable: true })
  @personal('generation.look-slots')
  slots!: Buffer | null;

  @Column('bytea')
  @personal('generation.parameters')
  parameters!: Buffer;

  @Column('bytea', { name: 'word_tags', array: true })
  @personal('generation.prompt')
  wordTags!: Buffer[];
}

/** The keyed word index: equal words of one person have equal tags. */
@Entity('creation_words')
export class CreationWordRow {
  @PrimaryColumn('uuid', { name: 'subject_id' })
  @personal('generation.prompt')
  subjectId!: string;

  @PrimaryColumn('bytea')
  @personal('generation.prompt')
  word!: Buffer;

  @PrimaryColumn('uuid', { name: 'creation_id' })
  @personal('generation.prompt')
  creationId!: string;
}

/** One stored picture; the object itself lies in the object store. */
@Entity('creation_outputs')
export class CreationOutputRow {
  @PrimaryColumn('uuid', { name: 'creation_id' })
  @personal('generation.history')
  creationId!: string;

  @PrimaryColumn('integer')
  @personal('generation.metadata')
  n!: number;

  @Column('uuid', { name: 'subject_id' })
  @personal('generation.history')
  subjectId!: string;

  @Column('text', { name: 'media_type' })
  @personal('generation.metadata')
  mediaType!: string;

  @Column('integer')
  @personal('generation.metadata')
  width!: number;

  @Column('integer')
  @personal('generation.metadata')
  height!: number;

  @Column('bigint')
  @personal('generation.metadata')
  bytes!: string;

  @Column('text', { name: 'object_key' })
  @personal('generation.output')
  objectKey!: string;

  @Column('text', { name: 'thumbnail_key' })
  @personal('generation.output')
  thumbnailKey!: string;

  @Column('bytea', { name: 'thumb_hash' })
  @personal('generation.output')
  thumbHash!: Buffer;

  @Column('timestamptz', { name: 'created_at' })
  @personal('generation.metadata')
  createdAt!: Date;
}

/** One attempt of a vendor; ids and states, no content. */
@Entity('predictions')
export class PredictionRow {
  @PrimaryColumn('uuid')
  @NotPersonal('random id made for the vendor')
  id!: string;

  @Column('uuid', { name: 'creation_id' })
  @personal('generation.metadata')
  creationId!: string;

  @Column('uuid', { name: 'subject_id' })
  @personal('generation.metadata')
  subjectId!: string;

  @Column('text')
  @NotPersonal('name of a vendor')
  vendor!: string;

  @Column('text', { name: 'vendor_model' })
  @personal('generation.parameters')
  vendorModel!: string;

  @Column('text', { name: 'vendor_prediction_id', nullable: true })
  @personal('generation.metadata')
  vendorPredictionId!: string | null;

  @Column('bytea', { name: 'callback_digest' })
  @NotPersonal('digest of a random secret')
  callbackDigest!: Buffer;

  @Column('text')
  @personal('generation.metadata')
  state!: string;

  @Column('integer', { nullable: true })
  @personal('generation.metadata')
  percent!: number | null;

  @Column('timestamptz', { name: 'forgotten_at', nullable: true })
  @personal('generation.metadata')
  forgottenAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  @personal('generation.metadata')
  createdAt!: Date;

  @Column('timestamptz', { name: 'news_at' })
  @personal('generation.metadata')
  newsAt!: Date;
}

/** Where results lie at the vendor, sealed, until they are brought in. */
@Entity('prediction_results')
export class PredictionResultRow {
  @PrimaryColumn('uuid', { name: 'prediction_id' })
  @personal('generation.metadata')
  predictionId!: string;

  @Column('uuid', { name: 'creation_id' })
  @personal('generation.metadata')
  creationId!: string;

  @Column('uuid', { name: 'subject_id' })
  @personal('generation.metadata')
  subjectId!: string;

  @Column('bytea')
  @personal('generation.output')
  urls!: Buffer;

  @Column('timestamptz', { name: 'created_at' })
  @personal('generation.metadata')
  createdAt!: Date;
}

/** What the content filter stopped and what people reported. */
@Entity('moderation_records')
export class ModerationRecordRow {
  @PrimaryColumn('uuid')
  @personal('security.events')
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @personal('security.events')
  subjectId!: string;

  @Column('uuid', { name: 'creation_id', nullable: true })
  @personal('security.events')
  creationId!: string | null;

  @Column('text')
  @personal('security.events')
  stage!: string;

  @Column('text', { array: true })
  @personal('security.events')
  codes!: string[];

  @Column('bytea', { nullable: true })
  @personal('security.events')
  content!: Buffer | null;

  @Column('timestamptz', { name: 'created_at' })
  @personal('security.events')
  createdAt!: Date;

  @Column('bytea', { name: 'text_tag', nullable: true })
  @personal('security.events')
  textTag!: Buffer | null;

  @Column('boolean', { name: 'awaits_person' })
  @personal('security.events')
  awaitsPerson!: boolean;

  @Column('uuid', { name: 'review_case_id', nullable: true })
  @NotPersonal('the case in which a person of the team looks at it')
  reviewCaseId!: string | null;
}

/** A deletion, from when it hides a creation until the creation is purged. */
@Entity('creation_deletions')
export class CreationDeletionRow {
  @PrimaryColumn('uuid', { name: 'creation_id' })
  @personal('generation.metadata')
  creationId!: string;

  @Column('uuid', { name: 'subject_id' })
  @personal('generation.metadata')
  subjectId!: string;

  @Column('timestamptz', { name: 'deleted_at' })
  @personal('generation.metadata')
  deletedAt!: Date;

  @Column('timestamptz', { name: 'deletable_at' })
  @personal('generation.metadata')
  deletableAt!: Date;

  @Column('boolean', { name: 'by_team' })
  @personal('generation.metadata')
  byTeam!: boolean;
}

/** A stored reference image; the object itself lies in the object store. */
@Entity('creation_uploads')
export class CreationUploadRow {
  @PrimaryColumn('uuid', { name: 'creation_id' })
  @personal('generation.input-upload')
  creationId!: string;

  @Column('uuid', { name: 'subject_id' })
  @personal('generation.input-upload')
  subjectId!: string;

  @Column('text', { name: 'object_key' })
  @personal('generation.input-upload')
  objectKey!: string;

  @Column('text', { name: 'media_type' })
  @personal('generation.input-upload')
  mediaType!: string;

  @Column('bigint')
  @personal('generation.input-upload')
  bytes!: string;

  @Column('timestamptz', { name: 'created_at' })
  @personal('generation.input-upload')
  createdAt!: Date;
}

/** Which process holds a reference image in memory; nothing of the image. */
@Entity('reference_leases')
export class ReferenceLeaseRow {
  @PrimaryColumn('uuid', { name: 'creation_id' })
  @personal('generation.reference-flag')
  creationId!: string;

  @Column('uuid', { name: 'subject_id' })
  @personal('generation.reference-flag')
  subjectId!: string;

  @Column('text', { name: 'process_id' })
  @NotPersonal('random id of a process')
  processId!: string;

  @Column('timestamptz', { name: 'lease_until' })
  @NotPersonal('until when that process is believed to live')
  leaseUntil!: Date;
}

export const creationsEntities = [
  CreationRow,
  CreationQueueRow,
  CreationRequestRow,
  CreationWordRow,
  CreationOutputRow,
  PredictionRow,
  PredictionResultRow,
  ModerationRecordRow,
  CreationDeletionRow,
  CreationUploadRow,
  ReferenceLeaseRow,
] as const;
