import type { TableAccess } from '../table-access.js';
import { loadAccountFunction, postToLedgerFunction } from './credits-functions.js';

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
       sequence bigint NOT NULL CHECK (sequence >= 0),
       available bigint NOT NULL CHECK (available >= 0),
       held bigint NOT NULL CHECK (held >= 0),
       owed bigint NOT NULL CHECK (owed >= 0)
     ) WITH (fillfactor = 50)`,
    `-- Free space and an index on nothing that changes keep updates inside the page (heap-only).
     CREATE TABLE credit_lots (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL REFERENCES credit_accounts ON DELETE CASCADE,
       source text NOT NULL CHECK (source IN ('paid', 'promotional', 'subscription')),
       reference text CHECK (length(reference) BETWEEN 1 AND 200),
       amount bigint NOT NULL CHECK (amount BETWEEN 1 AND 10000000),
       remaining bigint NOT NULL CHECK (remaining >= 0),
       held bigint NOT NULL CHECK (held >= 0),
       expired bigint NOT NULL CHECK (expired >= 0),
       clawed_back bigint NOT NULL CHECK (clawed_back BETWEEN 0 AND amount),
       owed bigint NOT NULL CHECK (owed BETWEEN 0 AND clawed_back),
       priority integer NOT NULL CHECK (priority BETWEEN -1000 AND 1000),
       expires_at timestamptz,
       granted_sequence bigint NOT NULL CHECK (granted_sequence > 0),
       is_open boolean NOT NULL GENERATED ALWAYS AS (remaining > 0 OR held > 0 OR owed > 0) STORED,
       CHECK (remaining + held + expired <= amount)
     ) WITH (fillfactor = 50)`,
    `CREATE INDEX credit_lots_open ON credit_lots (subject_id) WHERE is_open`,
    `CREATE UNIQUE INDEX credit_lots_reference ON credit_lots (subject_id, reference) WHERE reference IS NOT NULL`,
    `CREATE INDEX credit_lots_due ON credit_lots (expires_at) WHERE is_open AND expires_at IS NOT NULL`,
    `-- The journal; its key gives each person a numbered book without gaps, and the statement its pages.
     CREATE TABLE credit_transactions (
       subject_id uuid NOT NULL,
       sequence bigint NOT NULL CHECK (sequence > 0),
       id uuid NOT NULL,
       at timestamptz NOT NULL,
       kind text NOT NULL CHECK (kind IN ('grant', 'hold', 'capture', 'release', 'hold-expiry', 'lot-expiry', 'clawback', 'clawback-restored')),
       amount bigint NOT NULL,
       balance bigint NOT NULL,
       held bigint NOT NULL CHECK (held >= 0),
       hold_id uuid,
       creation_id uuid,
       note text NOT NULL CHECK (length(note) <= 200),
       command_key text CHECK (length(command_key) BETWEEN 1 AND 200),
       command_digest text CHECK (length(command_digest) <= 64),
       outcome jsonb,
       PRIMARY KEY (subject_id, sequence),
       CHECK ((command_key IS NULL) = (command_digest IS NULL)),
       CHECK ((hold_id IS NOT NULL) = (kind IN ('hold', 'capture', 'release', 'hold-expiry')))
     )`,
    `CREATE UNIQUE INDEX credit_transactions_command ON credit_transactions (subject_id, command_key) WHERE command_key IS NOT NULL`,
    `-- A hold ends exactly once, whatever the rules say.
     CREATE UNIQUE INDEX credit_transactions_hold_ends_once ON credit_transactions (hold_id) WHERE kind IN ('capture', 'release', 'hold-expiry')`,
    `CREATE TABLE credit_entries (
       subject_id uuid NOT NULL,
       sequence bigint NOT NULL,
       line smallint NOT NULL CHECK (line > 0),
       account text NOT NULL CHECK (account IN ('available', 'held', 'debt', 'issuance', 'consumption', 'expiry', 'clawback')),
       lot_id uuid NOT NULL,
       claim_lot_id uuid,
       amount bigint NOT NULL CHECK (amount <> 0),
       PRIMARY KEY (subject_id, sequence, line)
     )`,
    `CREATE INDEX credit_entries_claims ON credit_entries (subject_id, claim_lot_id) WHERE claim_lot_id IS NOT NULL`,
    `CREATE TABLE credit_holds (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       sequence bigint NOT NULL,
       amount bigint NOT NULL CHECK (amount BETWEEN 1 AND 10000000),
       creation_id uuid,
       expires_at timestamptz NOT NULL,
       ended_as text CHECK (ended_as IN ('capture', 'release', 'hold-expiry')),
       captured bigint CHECK (captured BETWEEN 0 AND amount),
       CHECK ((ended_as IS NULL) = (captured IS NULL)),
       CHECK (captured > 0 OR ended_as <> 'capture')
     ) WITH (fillfactor = 70)`,
    `CREATE INDEX credit_holds_due ON credit_holds (expires_at) WHERE ended_as IS NULL`,
    `-- For erasing one person's books.
     CREATE INDEX credit_holds_subject ON credit_holds (subject_id)`,
    `CREATE FUNCTION credit_entries_balance() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF EXISTS (SELECT FROM written GROUP BY subject_id, sequence HAVING sum(amount) <> 0) THEN
         RAISE EXCEPTION 'the entries of a credit transaction do not sum to zero' USING ERRCODE = 'check_violation';
       END IF;
       RETURN NULL;
     END $$`,
    `CREATE TRIGGER credit_entries_balance AFTER INSERT ON credit_entries REFERENCING NEW TABLE AS written
       FOR EACH STATEMENT EXECUTE FUNCTION credit_entries_balance()`,
    `-- Written once. Erasure deletes a whole person's books; nothing else removes a line, and only its role may.
     CREATE FUNCTION credit_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       RAISE EXCEPTION 'the credit journal is append-only' USING ERRCODE = 'restrict_violation';
     END $$`,
    `CREATE TRIGGER credit_transactions_append_only BEFORE UPDATE OR TRUNCATE ON credit_transactions
       FOR EACH STATEMENT EXECUTE FUNCTION credit_journal_is_append_only()`,
    `CREATE TRIGGER credit_entries_append_only BEFORE UPDATE OR TRUNCATE ON credit_entries
       FOR EACH STATEMENT EXECUTE FUNCTION credit_journal_is_append_only()`,
    loadAccountFunction,
    postToLedgerFunction,
  ],
  down: [
    'DROP FUNCTION credit_post(uuid, bigint, jsonb)',
    'DROP FUNCTION credit_load(uuid, text, uuid, text, boolean)',
    'DROP TABLE credit_entries, credit_holds, credit_transactions, credit_lots, credit_accounts',
    'DROP FUNCTION credit_entries_balance()',
    'DROP FUNCTION credit_journal_is_append_only()',
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

/** Who may touch the ledger. Only balances are ever updated, and only erasure deletes. */
export const creditsTables: readonly TableAccess[] = [
  { table: 'credit_accounts', subjectColumn: 'subject_id', grants: balances },
  { table: 'credit_lots', subjectColumn: 'subject_id', grants: balances },
  { table: 'credit_holds', subjectColumn: 'subject_id', grants: balances },
  { table: 'credit_transactions', subjectColumn: 'subject_id', grants: journal },
  { table: 'credit_entries', subjectColumn: 'subject_id', grants: journal },
];
