import { NotPersonal, Personal } from '@keepword/data-map';
import { Column, Entity, PrimaryColumn } from 'typeorm';

const evidence = () => Personal({ category: 'privacy.case', subject: 'subject_id', onErasure: 'keep' });
const ofItsCase = () => Personal({ category: 'privacy.case', subject: 'case_id -> privacy_cases.subject_id', onErasure: 'keep' });
const words = () => Personal({ category: 'communication.support', subject: 'case_id -> privacy_cases.subject_id', onErasure: 'delete' });

/** A case as it stands, made from its history; without a word of anybody. Null facts: its payloads were erased, and only its reference stays taken. */
@Entity('privacy_cases')
export class CaseRow {
  @PrimaryColumn('uuid', { name: 'case_id' })
  @evidence()
  caseId!: string;

  @Column('text')
  @evidence()
  reference!: string;

  /** Whom it is about, as far as that is proven. */
  @Column('uuid', { name: 'subject_id', nullable: true })
  @evidence()
  subjectId!: string | null;

  @Column('jsonb', { nullable: true })
  @evidence()
  facts!: Record<string, unknown> | null;

  @Column('jsonb', { nullable: true })
  @evidence()
  challenge!: Record<string, unknown> | null;

  /** The requester's pseudonym, or a keyed hash of the address that asked. */
  @Column('text', { nullable: true })
  @evidence()
  requester!: string | null;

  @Column('text', { nullable: true })
  @evidence()
  scope!: string | null;

  @Column('text', { nullable: true })
  @NotPersonal('one of the closed classes of cases')
  class!: string | null;

  @Column('text', { nullable: true })
  @NotPersonal('how far it is')
  state!: string | null;

  @Column('uuid', { name: 'assigned_to', nullable: true })
  @Personal({ category: 'privacy.case', subject: 'assigned_to', onErasure: 'keep' })
  assignedTo!: string | null;

  @Column('timestamptz', { name: 'received_at', nullable: true })
  @evidence()
  receivedAt!: Date | null;

  /** When the person was answered, until when that was promised, and when the case ended: what figures are made from. */
  @Column('timestamptz', { name: 'answered_at', nullable: true })
  @evidence()
  answeredAt!: Date | null;

  @Column('timestamptz', { name: 'answer_due_at', nullable: true })
  @NotPersonal('until when an answer was promised')
  answerDueAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  @evidence()
  endedAt!: Date | null;

  @Column('timestamptz', { name: 'next_deadline_at', nullable: true })
  @NotPersonal('the first promise of time that is not kept yet')
  nextDeadlineAt!: Date | null;

  @Column('integer', { name: 'mailed_up_to' })
  @NotPersonal('the last event whose mail was seen to')
  mailedUpTo!: number;

  @Column('timestamptz', { name: 'mail_due_at', nullable: true })
  @NotPersonal('when to see to the mails of later events')
  mailDueAt!: Date | null;

  @Column('integer')
  @NotPersonal('counts events')
  sequence!: number;

  @Column('text', { name: 'head_hash' })
  @NotPersonal('hash over salted commitments')
  headHash!: string;
}

/** One link of a case's history: a commitment, and beside it what it commits to as long as that is kept. */
@Entity('privacy_case_entries')
export class CaseEntryRow {
  @PrimaryColumn('uuid', { name: 'case_id' })
  @ofItsCase()
  caseId!: string;

  @PrimaryColumn('integer')
  @NotPersonal('counts events')
  sequence!: number;

  @Column('timestamptz')
  @ofItsCase()
  at!: Date;

  @Column('text')
  @ofItsCase()
  kind!: string;

  @Column('text')
  @NotPersonal('whether a person, the team or the platform acted')
  actor!: string;

  @Column('text')
  @NotPersonal('salted commitment; without its salt it can be led back to nothing')
  commitment!: string;

  @Column('text')
  @NotPersonal('hash of the entry before')
  previous!: string;

  @Column('text')
  @NotPersonal('hash over the commitment')
  hash!: string;

  @Column('text', { nullable: true })
  @ofItsCase()
  salt!: string | null;

  @Column('jsonb', { nullable: true })
  @ofItsCase()
  payload!: Record<string, unknown> | null;
}

/** Words and addresses of people, sealed under a key of the case, so that they can go on their own. */
@Entity('privacy_case_contents')
export class CaseContentRow {
  @PrimaryColumn('uuid', { name: 'content_id' })
  @words()
  contentId!: string;

  @Column('uuid', { name: 'case_id' })
  @words()
  caseId!: string;

  @Column('text')
  @NotPersonal('what kind of words')
  kind!: string;

  @Column('timestamptz')
  @words()
  at!: Date;

  @Column('bytea')
  @words()
  sealed!: Buffer;
}

@Entity('privacy_case_reminders')
export class CaseReminderRow {
  @PrimaryColumn('uuid', { name: 'case_id' })
  @ofItsCase()
  caseId!: string;

  @PrimaryColumn('text')
  @NotPersonal('which promise of time')
  clock!: string;

  @PrimaryColumn('text')
  @NotPersonal('first, second, or the alarm')
  step!: string;

  @PrimaryColumn('timestamptz')
  @NotPersonal('when it is due')
  at!: Date;

  @Column('timestamptz', { name: 'due_at' })
  @NotPersonal('the deadline that it reminds of')
  dueAt!: Date;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  @NotPersonal('when it was sent')
  sentAt!: Date | null;

  @Column('boolean')
  @NotPersonal('whether a change of the case has taken it back')
  withdrawn!: boolean;
}

/** What was carried out under an idempotency key; ids and digests. */
@Entity('privacy_case_commands')
export class CaseCommandRow {
  @PrimaryColumn('text')
  @ofItsCase()
  key!: string;

  @Column('uuid', { name: 'case_id' })
  @ofItsCase()
  caseId!: string;

  @Column('text')
  @NotPersonal('digest of the command')
  digest!: string;

  @Column('jsonb')
  @ofItsCase()
  outcome!: Record<string, unknown>;
}

export const caseEntities = [CaseRow, CaseEntryRow, CaseContentRow, CaseReminderRow, CaseCommandRow] as const;
