import type { TableAccess } from '../table-access.js';

/**
 * Purchases and what processors said about them. Personal data: who bought which pack for how much, and the processor's
 * references; no card, name or address. Tax law keeps purchases after an account is gone, pseudonymised.
 */
export const billingSchema = {
  up: [
    `CREATE TABLE purchases (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       provider text NOT NULL CHECK (provider IN ('stripe', 'creem')),
       offer_id text NOT NULL CHECK (length(offer_id) BETWEEN 1 AND 60),
       credits integer NOT NULL CHECK (credits BETWEEN 1 AND 10000000),
       amount_minor integer NOT NULL CHECK (amount_minor > 0),
       currency text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
       vendor_checkout_id text CHECK (length(vendor_checkout_id) <= 255),
       vendor_payment_id text CHECK (length(vendor_payment_id) <= 255),
       status text NOT NULL CHECK (status IN ('open', 'paid', 'expired', 'refunded', 'partly-refunded', 'disputed')),
       granted boolean NOT NULL,
       clawed_back_credits integer NOT NULL CHECK (clawed_back_credits BETWEEN 0 AND credits),
       revision integer NOT NULL CHECK (revision >= 0),
       created_at timestamptz NOT NULL,
       paid_at timestamptz,
       CHECK (granted = (paid_at IS NOT NULL)),
       CHECK (NOT granted OR vendor_payment_id IS NOT NULL)
     )`,
    `CREATE INDEX purchases_subject ON purchases (subject_id, id)`,
    `-- One payment buys once.
     CREATE UNIQUE INDEX purchases_payment ON purchases (provider, vendor_payment_id) WHERE vendor_payment_id IS NOT NULL`,
    `CREATE INDEX purchases_unsettled ON purchases (created_at) WHERE status = 'open'`,
    `-- Whose purchase it is, before anybody's rows may be seen: a webhook comes from nobody. Ids only.
     CREATE TABLE purchase_owners (
       purchase_id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       provider text NOT NULL,
       vendor_checkout_id text CHECK (length(vendor_checkout_id) <= 255)
     )`,
    `CREATE UNIQUE INDEX purchase_owners_checkout ON purchase_owners (provider, vendor_checkout_id) WHERE vendor_checkout_id IS NOT NULL`,
    `-- Refunds and disputes can be told before the payment itself; they are kept by payment until its purchase is known.
     CREATE TABLE vendor_payments (
       provider text NOT NULL,
       vendor_payment_id text NOT NULL CHECK (length(vendor_payment_id) <= 255),
       purchase_id uuid,
       refunded_minor integer NOT NULL CHECK (refunded_minor >= 0),
       disputes jsonb NOT NULL,
       PRIMARY KEY (provider, vendor_payment_id)
     )`,
    `CREATE INDEX vendor_payments_purchase ON vendor_payments (purchase_id)`,
    `CREATE TABLE vendor_events (
       provider text NOT NULL,
       event_id text NOT NULL CHECK (length(event_id) <= 255),
       type text NOT NULL CHECK (length(type) <= 60),
       received_at timestamptz NOT NULL,
       PRIMARY KEY (provider, event_id)
     )`,
    `CREATE INDEX vendor_events_received ON vendor_events (received_at)`,
  ],
  down: ['DROP TABLE vendor_events, vendor_payments, purchase_owners, purchases'],
};

const apps: TableAccess['grants'] = {
  core_api: ['SELECT', 'INSERT', 'UPDATE'],
  worker: ['SELECT', 'INSERT', 'UPDATE'],
  privacy_service: ['SELECT'],
  participant_retention: ['SELECT', 'DELETE'],
  participant_export: ['SELECT'],
  participant_erasure: ['SELECT', 'UPDATE', 'DELETE'],
};

/** Who may touch purchases. The three tables without a subject column hold ids and amounts by payment, no content. */
export const billingTables: readonly TableAccess[] = [
  { table: 'purchases', subjectColumn: 'subject_id', grants: apps },
  { table: 'purchase_owners', subjectColumn: null, grants: apps },
  { table: 'vendor_payments', subjectColumn: null, grants: apps },
  { table: 'vendor_events', subjectColumn: null, grants: apps },
];
