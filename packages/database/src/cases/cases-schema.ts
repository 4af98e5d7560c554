import { caseClassIds, caseStates, clockNames, contentKinds, reminderSteps } from '@keepword/data-rights';
import type { TableAccess } from '../table-access.js';

const oneOf = (column: string, values: readonly string[]) => `${column} IN (${values.map((value) => `'${value}'`).join(', ')})`;

/** Requests about data and what became of them: a row to make lists from, a history that is only added to, and words kept apart. */
export const casesSchema = {
  up: [
    `CREATE TABLE privacy_cases (
       case_id uuid PRIMARY KEY,
       reference text NOT NULL UNIQUE CHECK (length(reference) <= 20),
       subject_id uuid,
       facts jsonb,
       challenge jsonb,
       requester text CHECK (length(requester) <= 100),
       scope text CHECK (length(scope) <= 400),
       class text CHECK (${oneOf('class', caseClassIds)}),
       state text CHECK (${oneOf('state', caseStates)}),
       assigned_to uuid,
       received_at timestamptz,
       answered_at timestamptz,
       answer_due_at timestamptz,
       ended_at timestamptz,
       next_deadline_at timestamptz,
       mailed_up_to integer NOT NULL DEFAULT 0 CHECK (mailed_up_to BETWEEN 0 AND sequence),
       mail_due_at timestamptz,
       sequence integer NOT NULL CHECK (sequence > 0),
       head_hash text NOT NULL CHECK (length(head_hash) = 64),
       CHECK ((facts IS NULL) = (requester IS NULL) AND (facts IS NULL) = (class IS NULL) AND (facts IS NULL) = (state IS NULL))
     )`,
    `CREATE INDEX privacy_cases_subject ON privacy_cases (subject_id, case_id) WHERE subject_id IS NOT NULL`,
    `CREATE INDEX privacy_cases_state ON privacy_cases (state, case_id) WHERE facts IS NOT NULL`,
    `CREATE INDEX privacy_cases_alike ON privacy_cases (requester, class) WHERE state IN ('received', 'verifying', 'open', 'waiting')`,
    `CREATE INDEX privacy_cases_deadline ON privacy_cases (next_deadline_at) WHERE next_deadline_at IS NOT NULL`,
    `CREATE INDEX privacy_cases_received ON privacy_cases (received_at) WHERE received_at IS NOT NULL`,
    `CREATE INDEX privacy_cases_answered ON privacy_cases (answered_at) WHERE answered_at IS NOT NULL`,
    `CREATE INDEX privacy_cases_ended ON privacy_cases (ended_at) WHERE ended_at IS NOT NULL`,
    `CREATE INDEX privacy_cases_mail_due ON privacy_cases (mail_due_at) WHERE mail_due_at IS NOT NULL`,
    `CREATE TABLE privacy_case_entries (
       case_id uuid NOT NULL REFERENCES privacy_cases,
       sequence integer NOT NULL CHECK (sequence > 0),
       at timestamptz NOT NULL,
       kind text NOT NULL CHECK (length(kind) <= 40),
       actor text NOT NULL CHECK (actor IN ('staff', 'person', 'system')),
       commitment text NOT NULL CHECK (length(commitment) = 64),
       previous text NOT NULL CHECK (length(previous) = 64),
       hash text NOT NULL CHECK (length(hash) = 64),
       salt text,
       payload jsonb,
       PRIMARY KEY (case_id, sequence),
       CHECK ((salt IS NULL) = (payload IS NULL))
     )`,
    `-- What happened stays as it was written; erasure takes salt and payload, and nothing else.
     CREATE FUNCTION case_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF (NEW.case_id, NEW.sequence, NEW.at, NEW.kind, NEW.actor, NEW.commitment, NEW.previous, NEW.hash)
            IS DISTINCT FROM (OLD.case_id, OLD.sequence, OLD.at, OLD.kind, OLD.actor, OLD.commitment, OLD.previous, OLD.hash)
          OR NEW.salt IS NOT NULL OR NEW.payload IS NOT NULL THEN
         RAISE EXCEPTION 'a case''s history is append-only' USING ERRCODE = 'restrict_violation';
       END IF;
       RETURN NEW;
     END $$`,
    `CREATE TRIGGER privacy_case_entries_append_only BEFORE UPDATE ON privacy_case_entries
       FOR EACH ROW EXECUTE FUNCTION case_history_is_append_only()`,
    `CREATE TABLE privacy_case_contents (
       content_id uuid PRIMARY KEY,
       case_id uuid NOT NULL REFERENCES privacy_cases,
       kind text NOT NULL CHECK (${oneOf('kind', contentKinds)}),
       at timestamptz NOT NULL,
       sealed bytea NOT NULL CHECK (octet_length(sealed) <= 100000)
     )`,
    `CREATE INDEX privacy_case_contents_case ON privacy_case_contents (case_id, at, content_id)`,
    `CREATE TABLE privacy_case_reminders (
       case_id uuid NOT NULL REFERENCES privacy_cases,
       clock text NOT NULL CHECK (${oneOf('clock', clockNames)}),
       step text NOT NULL CHECK (${oneOf('step', reminderSteps)}),
       at timestamptz NOT NULL,
       due_at timestamptz NOT NULL,
       sent_at timestamptz,
       withdrawn boolean NOT NULL,
       PRIMARY KEY (case_id, clock, step, at)
     )`,
    `CREATE INDEX privacy_case_reminders_due ON privacy_case_reminders (at) WHERE sent_at IS NULL AND NOT withdrawn`,
    `-- An alarm is due when its deadline is: one row for each promise that still runs.
     CREATE INDEX privacy_case_reminders_calendar ON privacy_case_reminders (due_at) WHERE step = 'alarm' AND NOT withdrawn`,
    `CREATE TABLE privacy_case_commands (
       key text PRIMARY KEY CHECK (length(key) <= 1100),
       case_id uuid NOT NULL REFERENCES privacy_cases,
       digest text NOT NULL CHECK (length(digest) <= 64),
       outcome jsonb NOT NULL
     )`,
    `CREATE INDEX privacy_case_commands_case ON privacy_case_commands (case_id)`,
  ],
  down: [
    'DROP TABLE privacy_case_commands, privacy_case_reminders, privacy_case_contents, privacy_case_entries, privacy_cases',
    'DROP FUNCTION case_history_is_append_only',
  ],
};

/** Cases come from people without an account too and are worked on by a team: one role crosses, no app's own does. */
const desk: TableAccess['grants'] = { participant_cases: ['SELECT', 'INSERT', 'UPDATE'] };

export const casesTables: readonly TableAccess[] = [
  { table: 'privacy_cases', subjectColumn: null, grants: desk },
  { table: 'privacy_case_entries', subjectColumn: null, grants: desk },
  { table: 'privacy_case_contents', subjectColumn: null, grants: { participant_cases: ['SELECT', 'INSERT', 'DELETE'] } },
  { table: 'privacy_case_reminders', subjectColumn: null, grants: { participant_cases: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] } },
  { table: 'privacy_case_commands', subjectColumn: null, grants: { participant_cases: ['SELECT', 'INSERT'] } },
];
