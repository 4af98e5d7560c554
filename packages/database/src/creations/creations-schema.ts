import type { Privilege, TableAccess } from '../table-access.js';

/**
 * What people ask for and what came of it. Request, outcome, outputs and uploads are records of their own, since each is kept for its
 * own time. Prompts, slots, parameters, ThumbHashes, results and reports are sealed under the subject's key before they come here;
 * words are keyed tags. Objects lie outside, sealed as well.
 */
export const creationsSchema = {
  up: [
    `CREATE TABLE creations (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       modality text NOT NULL CHECK (modality IN ('image')),
       state text NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'canceled', 'blocked', 'reference-lost')),
       model text NOT NULL CHECK (length(model) <= 60),
       tier text NOT NULL CHECK (length(tier) <= 60),
       quoted integer NOT NULL CHECK (quoted >= 0),
       captured integer CHECK (captured BETWEEN 0 AND quoted),
       used_reference boolean NOT NULL,
       failure_type text CHECK (length(failure_type) <= 40),
       failure_message text CHECK (length(failure_message) <= 400),
       profile_id text NOT NULL,
       policy_version text NOT NULL,
       created_at timestamptz NOT NULL,
       started_at timestamptz,
       finished_at timestamptz,
       news_at timestamptz NOT NULL,
       CHECK ((state IN ('queued', 'running')) = (finished_at IS NULL)),
       CHECK ((finished_at IS NULL) = (captured IS NULL)),
       CHECK (captured = 0 OR state = 'succeeded')
     )`,
    `CREATE INDEX creations_history ON creations (subject_id, id)`,
    `CREATE INDEX creations_state ON creations (subject_id, state, id)`,
    `CREATE INDEX creations_silent ON creations (news_at) WHERE state IN ('queued', 'running')`,
    `CREATE TABLE creation_queues (
       subject_id uuid PRIMARY KEY,
       unfinished integer NOT NULL CHECK (unfinished >= 0)
     )`,
    `CREATE TABLE creation_requests (
       creation_id uuid PRIMARY KEY REFERENCES creations ON DELETE CASCADE,
       subject_id uuid NOT NULL,
       prompt bytea CHECK (octet_length(prompt) <= 16000),
       look_id text CHECK (length(look_id) <= 60),
       slots bytea CHECK (octet_length(slots) <= 16000),
       parameters bytea NOT NULL CHECK (octet_length(parameters) <= 16000),
       word_tags bytea[] NOT NULL
     )`,
    // Whoever exports or erases a person asks for that person's rows, however many others there are; so with the three below.
    `CREATE INDEX creation_requests_subject ON creation_requests (subject_id)`,
    `CREATE TABLE creation_words (
       subject_id uuid NOT NULL,
       word bytea NOT NULL CHECK (octet_length(word) = 8),
       creation_id uuid NOT NULL,
       PRIMARY KEY (subject_id, word, creation_id)
     )`,
    `CREATE TABLE creation_outputs (
       creation_id uuid NOT NULL REFERENCES creations ON DELETE CASCADE,
       n integer NOT NULL CHECK (n BETWEEN 0 AND 15),
       subject_id uuid NOT NULL,
       media_type text NOT NULL CHECK (length(media_type) <= 60),
       width integer NOT NULL,
       height integer NOT NULL,
       bytes bigint NOT NULL CHECK (bytes > 0),
       object_key text NOT NULL CHECK (length(object_key) <= 300),
       thumbnail_key text NOT NULL CHECK (length(thumbnail_key) <= 300),
       thumb_hash bytea NOT NULL CHECK (octet_length(thumb_hash) <= 1000),
       created_at timestamptz NOT NULL,
       PRIMARY KEY (creation_id, n)
     )`,
    `CREATE INDEX creation_outputs_subject ON creation_outputs (subject_id)`,
    `CREATE TABLE predictions (
       id uuid PRIMARY KEY,
       creation_id uuid NOT NULL REFERENCES creations ON DELETE CASCADE,
       subject_id uuid NOT NULL,
       vendor text NOT NULL,
       vendor_model text NOT NULL,
       vendor_prediction_id text CHECK (length(vendor_prediction_id) <= 200),
       callback_digest bytea NOT NULL UNIQUE CHECK (octet_length(callback_digest) = 32),
       state text NOT NULL CHECK (state IN ('submitting', 'submitted', 'succeeded', 'over')),
       percent integer CHECK (percent BETWEEN 0 AND 100),
       forgotten_at timestamptz,
       created_at timestamptz NOT NULL,
       news_at timestamptz NOT NULL
     )`,
    `CREATE INDEX predictions_subject ON predictions (subject_id)`,
    `CREATE INDEX predictions_creation ON predictions (creation_id, created_at)`,
    `CREATE UNIQUE INDEX predictions_vendor ON predictions (vendor, vendor_prediction_id)`,
    `CREATE INDEX predictions_not_forgotten ON predictions (news_at)
       WHERE state = 'over' AND forgotten_at IS NULL AND vendor_prediction_id IS NOT NULL`,
    `CREATE TABLE prediction_results (
       prediction_id uuid PRIMARY KEY REFERENCES predictions ON DELETE CASCADE,
       creation_id uuid NOT NULL,
       subject_id uuid NOT NULL,
       urls bytea NOT NULL,
       created_at timestamptz NOT NULL
     )`,
    `CREATE INDEX prediction_results_creation ON prediction_results (creation_id)`,
    // Without a reference to the creation: a record outlives it, and a blocked request never became one.
    `CREATE TABLE moderation_records (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       creation_id uuid,
       stage text NOT NULL CHECK (stage IN ('request', 'output', 'report')),
       codes text[] NOT NULL,
       content bytea CHECK (octet_length(content) <= 16000),
       created_at timestamptz NOT NULL,
       text_tag bytea CHECK (octet_length(text_tag) = 8),
       awaits_person boolean NOT NULL DEFAULT false,
       review_case_id uuid
     )`,
    `CREATE INDEX moderation_records_awaiting ON moderation_records (id) WHERE awaits_person AND review_case_id IS NULL`,
    `CREATE INDEX moderation_records_subject ON moderation_records (subject_id, id)`,
    `CREATE INDEX moderation_records_created ON moderation_records (created_at)`,
    `CREATE TABLE creation_deletions (
       creation_id uuid PRIMARY KEY REFERENCES creations ON DELETE CASCADE,
       subject_id uuid NOT NULL,
       deleted_at timestamptz NOT NULL,
       deletable_at timestamptz NOT NULL,
       by_team boolean NOT NULL DEFAULT false
     )`,
    `CREATE INDEX creation_deletions_due ON creation_deletions (deletable_at) WHERE NOT by_team`,
    `CREATE INDEX creation_deletions_by_team ON creation_deletions (creation_id) WHERE by_team`,
    `CREATE TABLE creation_uploads (
       creation_id uuid PRIMARY KEY REFERENCES creations ON DELETE CASCADE,
       subject_id uuid NOT NULL,
       object_key text NOT NULL CHECK (length(object_key) <= 300),
       media_type text NOT NULL CHECK (length(media_type) <= 60),
       bytes bigint NOT NULL,
       created_at timestamptz NOT NULL
     )`,
    `CREATE INDEX creation_uploads_subject ON creation_uploads (subject_id)`,
    `CREATE INDEX creation_uploads_created ON creation_uploads (created_at)`,
    `CREATE TABLE reference_leases (
       creation_id uuid PRIMARY KEY REFERENCES creations ON DELETE CASCADE,
       subject_id uuid NOT NULL,
       process_id text NOT NULL CHECK (length(process_id) <= 60),
       lease_until timestamptz NOT NULL
     )`,
    `CREATE INDEX reference_leases_until ON reference_leases (lease_until)`,
  ],
  down: [
    `DROP TABLE reference_leases, creation_uploads, creation_deletions, moderation_records, prediction_results, predictions,
       creation_outputs, creation_words, creation_requests, creation_queues, creations`,
  ],
};

const all: readonly Privilege[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
const change: readonly Privilege[] = ['SELECT', 'INSERT', 'UPDATE'];

/**
 * Predictions hold no content, and a vendor's call back names no subject: they are read by the call back's secret. Everything else is
 * bound to its subject.
 */
export const creationsTables: readonly TableAccess[] = [
  {
    table: 'creations',
    subjectColumn: 'subject_id',
    grants: { core_api: change, worker: all, participant_retention: ['SELECT'], participant_cases: ['SELECT'] },
    // What runs may end without a result; nothing goes on.
    restricted: { insert: true, updateOnlyTo: `state IN ('failed', 'canceled', 'blocked', 'reference-lost')` },
  },
  { table: 'creation_queues', subjectColumn: 'subject_id', grants: { core_api: change, worker: change } },
  {
    table: 'creation_requests',
    subjectColumn: 'subject_id',
    grants: { core_api: ['SELECT', 'INSERT'], worker: ['SELECT', 'DELETE'] },
    restricted: { insert: true },
  },
  {
    table: 'creation_words',
    subjectColumn: 'subject_id',
    grants: { core_api: ['SELECT', 'INSERT'], worker: ['SELECT', 'DELETE'] },
    restricted: { insert: true },
  },
  {
    table: 'creation_outputs',
    subjectColumn: 'subject_id',
    grants: { core_api: ['SELECT'], worker: ['SELECT', 'INSERT', 'DELETE'] },
    restricted: { insert: true },
  },
  { table: 'predictions', subjectColumn: null, grants: { core_api: change, worker: all, participant_retention: ['SELECT'] } },
  { table: 'prediction_results', subjectColumn: 'subject_id', grants: { core_api: all, worker: all }, restricted: { insert: true } },
  {
    table: 'moderation_records',
    subjectColumn: 'subject_id',
    // The team sees what was stopped, and notes that a review was opened; nobody changes what happened.
    grants: {
      core_api: ['SELECT', 'INSERT'],
      worker: ['SELECT', 'INSERT'],
      privacy_service: ['SELECT'],
      participant_cases: ['SELECT', 'UPDATE'],
    },
  },
  {
    table: 'creation_deletions',
    subjectColumn: 'subject_id',
    grants: {
      core_api: ['SELECT', 'INSERT', 'DELETE'],
      worker: ['SELECT', 'DELETE'],
      participant_cases: ['SELECT', 'INSERT', 'UPDATE'],
      participant_retention: ['SELECT'],
    },
  },
  {
    table: 'creation_uploads',
    subjectColumn: 'subject_id',
    grants: { core_api: ['SELECT', 'INSERT'], worker: ['SELECT', 'DELETE'], participant_retention: ['SELECT'] },
    restricted: { insert: true },
  },
  {
    table: 'reference_leases',
    subjectColumn: 'subject_id',
    grants: { core_api: all, worker: ['SELECT', 'DELETE'], participant_retention: ['SELECT'] },
  },
];
