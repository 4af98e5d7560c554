import type { TableAccess } from '../table-access.js';
import { lineIsSoundFunction, loadAccountFunction, postToLedgerFunction } from './credits-functions.js';

/**
 * The credit ledger: a double-entry journal in which every transaction sums to zero. Rules live in @keepword/credits; what
 * stands here are guards that hold even when a rule is wrong. Personal data: amounts, reasons and ids of a person's credit
 * movements, under the pseudonym only. No foreign keys inside the journal: one function writes all of a command, the books'
 * audit finds what lacks its other half, and each key would cost a look-up per line of the busiest tables.
 */
export const creditsSchema = {
  up: [
    `-- Running balances of people; the house's own accounts have none, so that no row is everybody's.
     CREATE TABLE credit_accounts (
       subject_id uuid PRIMARY KEY,
       sequence bigint NOT NULL,
       available bigint NOT NULL,
       held bigint NOT NULL,
       owed bigint NOT NULL,
       CONSTRAINT credit_accounts_overdraft CHECK (least(sequence, available, held, owed) >= 0)
     ) WITH (fillfactor = 50)`,
    `-- What never changes is checked by its domain, at the insert only; a table's own constraints are read anew by every update.
     CREATE DOMAIN credit_lot_source AS text CHECK (VALUE IN ('paid', 'promotional', 'subscription'))`,
    `CREATE DOMAIN credit_reference AS text CHECK (length(VALUE) BETWEEN 1 AND 200)`,
    `CREATE DOMAIN credit_amount AS bigint CHECK (VALUE BETWEEN 1 AND 10000000)`,
    `CREATE DOMAIN credit_priority AS integer CHECK (VALUE BETWEEN -1000 AND 1000)`,
    `CREATE DOMAIN credit_note AS text CHECK (length(VALUE) <= 200)`,
    `CREATE DOMAIN credit_digest AS text CHECK (length(VALUE) <= 64)`,
    `-- Free space and an index on nothing that changes with a movement keep updates inside the page (heap-only).
     CREATE TABLE credit_lots (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL REFERENCES credit_accounts ON DELETE CASCADE,
       source credit_lot_source NOT NULL,
       reference credit_reference,
       amount credit_amount NOT NULL,
       remaining bigint NOT NULL,
       held bigint NOT NULL,
       expired bigint NOT NULL,
       clawed_back bigint NOT NULL,
       owed bigint NOT NULL,
       priority credit_priority NOT NULL,
       expires_at timestamptz,
       granted_sequence bigint NOT NULL,
       is_open boolean NOT NULL,
       CONSTRAINT credit_lots_overdraft CHECK (least(remaining, held, expired, owed, clawed_back - owed, amount - clawed_back,
         amount - remaining - held - expired) >= 0),
       CONSTRAINT credit_lots_open CHECK (is_open = (remaining + held + owed > 0))
     ) WITH (fillfactor = 50)`,
    `CREATE INDEX credit_lots_of_subject ON credit_lots (subject_id) WHERE is_open`,
    `CREATE UNIQUE INDEX credit_lots_reference ON credit_lots (subject_id, reference) WHERE reference IS NOT NULL`,
    `CREATE INDEX credit_lots_due ON credit_lots (expires_at) WHERE is_open AND expires_at IS NOT NULL`,
    lineIsSoundFunction,
    `-- The journal; its key gives each person a numbered book without gaps, and the statement its pages. A line carries its own
     -- entries, position by position in four arrays, so that a movement is balanced or not there at all.
     CREATE TABLE credit_transactions (
       subject_id uuid NOT NULL,
       sequence bigint NOT NULL,
       id uuid NOT NULL,
       at timestamptz NOT NULL,
       kind text NOT NULL,
       amount bigint NOT NULL,
       balance bigint NOT NULL,
       held bigint NOT NULL,
       hold_id uuid,
       ends_hold boolean NOT NULL,
       hold_expires_at timestamptz,
       creation_id uuid,
       note credit_note NOT NULL,
       command_key credit_reference,
       command_digest credit_digest,
       outcome jsonb,
       accounts text[] NOT NULL,
       lot_ids uuid[] NOT NULL,
       claim_lot_ids uuid[],
       amounts bigint[] NOT NULL,
       PRIMARY KEY (subject_id, sequence),
       CONSTRAINT credit_transactions_sound CHECK (credit_line_is_sound(kind, accounts, lot_ids, claim_lot_ids, amounts, hold_id, ends_hold)),
       CONSTRAINT credit_transactions_range CHECK (sequence > 0 AND held >= 0 AND (command_key IS NULL) = (command_digest IS NULL))
     )`,
    `CREATE UNIQUE INDEX credit_transactions_command ON credit_transactions (subject_id, command_key)`,
    `-- A hold begins once and ends once, whatever the rules say.
     CREATE UNIQUE INDEX credit_transactions_hold_ends_once ON credit_transactions (hold_id, ends_hold)`,
    `CREATE INDEX credit_transactions_claims ON credit_transactions (subject_id) WHERE claim_lot_ids IS NOT NULL`,
    `-- Holds that are open. How one ended stands in the journal.
     CREATE TABLE credit_holds (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       amount credit_amount NOT NULL,
       creation_id uuid,
       expires_at timestamptz NOT NULL,
       lot_ids uuid[] NOT NULL,
       amounts bigint[] NOT NULL
     )`,
    `CREATE INDEX credit_holds_due ON credit_holds (expires_at)`,
    `-- Written once. Erasure deletes a whole person's books; nothing else removes a line, and only its role may.
     CREATE FUNCTION credit_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       RAISE EXCEPTION 'the credit journal is append-only' USING ERRCODE = 'restrict_violation';
     END $$`,
    `CREATE TRIGGER credit_transactions_append_only BEFORE UPDATE OR TRUNCATE ON credit_transactions
       FOR EACH STATEMENT EXECUTE FUNCTION credit_journal_is_append_only()`,
    loadAccountFunction,
    postToLedgerFunction,
  ],
  down: [
    'DROP FUNCTION credit_post',
    'DROP FUNCTION credit_load',
    'DROP TABLE credit_holds, credit_transactions, credit_lots, credit_accounts',
    'DROP FUNCTION credit_line_is_sound',
    'DROP FUNCTION credit_journal_is_append_only',
    'DROP DOMAIN credit_lot_source, credit_reference, credit_amount, credit_priority, credit_note, credit_digest',
  ],
};

const journal: TableAccess['grants'] = {
  core_api: ['SELECT', 'INSERT'],
  worker: ['SELECT', 'INSERT'],
  privacy_service: ['SELECT'],
  participant_retention: ['SELECT'],
  participant_export: ['SELECT'],
  participant_erasure: ['SELECT', 'DELETE'],
};
const balances: TableAccess['grants'] = { ...journal, core_api: ['SELECT', 'INSERT', 'UPDATE'], worker: ['SELECT', 'INSERT', 'UPDATE'] };

const holds: TableAccess['grants'] = {
  ...journal,
  core_api: ['SELECT', 'INSERT', 'DELETE'],
  worker: ['SELECT', 'INSERT', 'DELETE'],
};

/** Who may touch the ledger. Only balances are ever updated; only erasure deletes, besides the mark that a hold is open. */
export const creditsTables: readonly TableAccess[] = [
  { table: 'credit_accounts', subjectColumn: 'subject_id', grants: balances },
  { table: 'credit_lots', subjectColumn: 'subject_id', grants: balances },
  { table: 'credit_holds', subjectColumn: 'subject_id', grants: holds },
  { table: 'credit_transactions', subjectColumn: 'subject_id', grants: journal },
];
