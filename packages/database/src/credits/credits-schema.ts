import type { TableAccess } from '../table-access.js';
import { lineIsSoundFunction, sumFunction } from './credits-functions.js';

/**
 * The credit ledger: a double-entry journal in which every transaction sums to zero. Rules live in @keepword/credits; what
 * stands here are guards that hold even when a rule is wrong. Personal data: amounts, reasons and ids of a person's credit
 * movements, under the pseudonym only. No foreign keys inside the journal: one store writes all of a command, the books'
 * audit finds what lacks its other half, and each key would cost a look-up per line of the busiest tables.
 */
export const creditsSchema = {
  up: [
    `-- An account's running number and balances: none may be less than nothing. A type's constraint, since PostgreSQL reads a table's anew
     -- from text for every statement.
     CREATE DOMAIN credit_balance AS bigint CONSTRAINT credit_accounts_overdraft CHECK (VALUE >= 0)`,
    `-- What a person has, all in one row, so that a movement is one update of it and one line of the journal: running balances, and in
     -- "book" the lots that still count and the open holds they are made of. The house's own accounts have no row, so that none is everybody's.
     -- "due_at" is when a sweep should look into the book, never later than the first expiry in it. It may be earlier, since an index holds
     -- it: it moves only when it has passed, so that all other updates stay inside the page (heap-only), for which there is free space.
     -- A book is read and written whole, so it is kept as it was sent (json): taking it apart (jsonb) was a tenth of a movement.
     CREATE TABLE credit_accounts (
       subject_id uuid PRIMARY KEY,
       sequence credit_balance NOT NULL,
       available credit_balance NOT NULL,
       held credit_balance NOT NULL,
       owed credit_balance NOT NULL,
       book json NOT NULL,
       due_at timestamptz
     ) WITH (fillfactor = 50)`,
    `CREATE INDEX credit_accounts_due ON credit_accounts (due_at) WHERE due_at IS NOT NULL`,
    `CREATE DOMAIN credit_lot_source AS text CHECK (VALUE IN ('paid', 'promotional', 'subscription'))`,
    `CREATE DOMAIN credit_reference AS text CHECK (length(VALUE) BETWEEN 1 AND 200)`,
    `CREATE DOMAIN credit_amount AS bigint CHECK (VALUE BETWEEN 1 AND 10000000)`,
    `CREATE DOMAIN credit_priority AS integer CHECK (VALUE BETWEEN -1000 AND 1000)`,
    `-- Grants, written once. What became of one stands in its person's book while it counts, and in the journal.
     CREATE TABLE credit_lots (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL REFERENCES credit_accounts ON DELETE CASCADE,
       source credit_lot_source NOT NULL,
       reference credit_reference,
       amount credit_amount NOT NULL,
       priority credit_priority NOT NULL,
       expires_at timestamptz,
       granted_sequence bigint NOT NULL
     )`,
    `CREATE INDEX credit_lots_of_subject ON credit_lots (subject_id)`,
    `CREATE UNIQUE INDEX credit_lots_reference ON credit_lots (subject_id, reference) WHERE reference IS NOT NULL`,
    sumFunction,
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
       note varchar(200) NOT NULL,
       command_key varchar(200),
       command_digest varchar(64),
       outcome jsonb,
       accounts text[] NOT NULL,
       lot_ids uuid[] NOT NULL,
       claim_lot_ids uuid[],
       amounts bigint[] NOT NULL,
       PRIMARY KEY (subject_id, sequence),
       CONSTRAINT credit_transactions_sound CHECK (credit_line_is_sound(sequence, held, kind, accounts, lot_ids, claim_lot_ids, amounts, hold_id,
         ends_hold, command_key, command_digest))
     )`,
    `CREATE UNIQUE INDEX credit_transactions_command ON credit_transactions (subject_id, command_key)`,
    `-- A hold begins once and ends once, whatever the rules say.
     CREATE UNIQUE INDEX credit_transactions_hold_ends_once ON credit_transactions (hold_id, ends_hold)`,
    `-- Written once. Erasure deletes a whole person's books; nothing else removes a line, and only its role may.
     CREATE FUNCTION credit_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       RAISE EXCEPTION 'the credit journal is append-only' USING ERRCODE = 'restrict_violation';
     END $$`,
    `CREATE TRIGGER credit_transactions_append_only BEFORE UPDATE OR TRUNCATE ON credit_transactions
       FOR EACH STATEMENT EXECUTE FUNCTION credit_journal_is_append_only()`,
  ],
  down: [
    'DROP TABLE credit_transactions, credit_lots, credit_accounts',
    'DROP FUNCTION credit_line_is_sound',
    'DROP FUNCTION credit_sum',
    'DROP FUNCTION credit_journal_is_append_only',
    'DROP DOMAIN credit_balance, credit_lot_source, credit_reference, credit_amount, credit_priority',
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

/** Who may touch the ledger. Only balances are ever updated; only erasure deletes. */
export const creditsTables: readonly TableAccess[] = [
  { table: 'credit_accounts', subjectColumn: 'subject_id', grants: balances },
  { table: 'credit_lots', subjectColumn: 'subject_id', grants: journal },
  { table: 'credit_transactions', subjectColumn: 'subject_id', grants: journal },
];
