import type { TableAccess } from '../table-access.js';

/** Accounts exist so that people can sign in. They hold names, addresses, preferences, an age band and open sessions. */
export const accountsSchema = {
  up: [
    `CREATE TABLE accounts (
       subject_id uuid PRIMARY KEY,
       email text NOT NULL CHECK (length(email) <= 254),
       display_name text CHECK (length(display_name) <= 200),
       picture_url text CHECK (length(picture_url) <= 2000),
       age_band text CHECK (age_band IN ('adult', 'minor-with-guardian', 'refused')),
       theme text NOT NULL CHECK (theme IN ('system', 'light', 'dark')),
       locale text NOT NULL CHECK (length(locale) <= 35),
       download_metadata text NOT NULL CHECK (download_metadata IN ('embed', 'strip')),
       state text NOT NULL CHECK (state IN ('active', 'closed')),
       profile_id text NOT NULL,
       policy_version text NOT NULL,
       created_at timestamptz NOT NULL,
       last_activity_at timestamptz NOT NULL
     )`,
    `CREATE INDEX accounts_closed ON accounts (subject_id) WHERE state = 'closed'`,
    `CREATE INDEX accounts_of_minors ON accounts (created_at) WHERE age_band = 'minor-with-guardian' AND state = 'active'`,
    `CREATE TABLE identity_links (
       subject_id uuid NOT NULL REFERENCES accounts,
       provider text NOT NULL,
       provider_subject text CHECK (length(provider_subject) <= 255),
       vendor_user_id text CHECK (length(vendor_user_id) <= 255),
       created_at timestamptz NOT NULL,
       PRIMARY KEY (subject_id, provider)
     )`,
    `CREATE TABLE account_lookups (
       lookup bytea PRIMARY KEY CHECK (octet_length(lookup) = 32),
       kind text NOT NULL CHECK (kind IN ('email', 'identity', 'vendor-user')),
       subject_id uuid NOT NULL
     )`,
    `CREATE INDEX account_lookups_subject ON account_lookups (subject_id)`,
    `CREATE TABLE sessions (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       device text CHECK (length(device) <= 100),
       ip inet,
       created_at timestamptz NOT NULL,
       last_seen_at timestamptz NOT NULL,
       expires_at timestamptz NOT NULL,
       ended_at timestamptz
     )`,
    `CREATE INDEX sessions_open ON sessions (subject_id, created_at DESC) WHERE ended_at IS NULL`,
    `CREATE INDEX sessions_expiry ON sessions (expires_at)`,
    `CREATE TABLE email_changes (
       subject_id uuid PRIMARY KEY,
       new_email text NOT NULL CHECK (length(new_email) <= 254),
       requested_at timestamptz NOT NULL,
       expires_at timestamptz NOT NULL
     )`,
    `CREATE TABLE one_time_tokens (
       token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
       payload jsonb NOT NULL,
       expires_at timestamptz NOT NULL
     )`,
    `CREATE INDEX one_time_tokens_expiry ON one_time_tokens (expires_at)`,
  ],
  down: ['DROP TABLE one_time_tokens, email_changes, sessions, account_lookups, identity_links, accounts'],
};

/**
 * Sessions, lookups and tokens are read before it is known who asks: the session's or token's own secret is the
 * capability, and they hold no content. Everything else is bound to its subject by row-level security.
 */
export const accountsTables: readonly TableAccess[] = [
  {
    table: 'accounts',
    subjectColumn: 'subject_id',
    grants: {
      core_api: ['SELECT', 'INSERT', 'UPDATE'],
      worker: ['SELECT'],
      // The team closes the account of a child.
      privacy_service: ['SELECT', 'UPDATE'],
      participant_retention: ['SELECT'],
    },
  },
  {
    table: 'identity_links',
    subjectColumn: 'subject_id',
    grants: { core_api: ['SELECT', 'INSERT', 'UPDATE'], privacy_service: ['SELECT'], worker: ['SELECT'] },
  },
  {
    table: 'account_lookups',
    subjectColumn: null,
    // The worker asks whether the address of a privacy request is an account's.
    grants: { core_api: ['SELECT', 'INSERT', 'DELETE'], privacy_service: ['SELECT'], worker: ['SELECT'] },
  },
  {
    table: 'sessions',
    subjectColumn: null,
    // Whichever API a person uses, the session remembers when it was last seen.
    grants: {
      core_api: ['SELECT', 'INSERT', 'UPDATE'],
      privacy_service: ['SELECT', 'UPDATE'],
      participant_retention: ['SELECT', 'DELETE'],
    },
  },
  {
    table: 'email_changes',
    subjectColumn: 'subject_id',
    grants: { core_api: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], participant_retention: ['SELECT', 'DELETE'] },
  },
  {
    table: 'one_time_tokens',
    subjectColumn: null,
    grants: { core_api: ['SELECT', 'INSERT', 'DELETE'], participant_retention: ['SELECT', 'DELETE'] },
  },
];
