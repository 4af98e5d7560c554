import type { TableAccess } from '../table-access.js';

/**
 * Purchases, subscriptions and what processors said about them. Personal data: who bought which pack or plan for how much, how
 * a subscription stands, and the processor's references; no card, name or address. Tax law keeps purchases after an account is gone, pseudonymised.
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
       subscription_id uuid,
       vendor_invoice_id text CHECK (length(vendor_invoice_id) <= 255),
       period_starts_at timestamptz,
       period_ends_at timestamptz CHECK (period_ends_at > period_starts_at),
       CHECK (num_nonnulls(subscription_id, vendor_invoice_id, period_starts_at, period_ends_at) IN (0, 4)),
       CHECK (granted = (paid_at IS NOT NULL)),
       CHECK (NOT granted OR vendor_payment_id IS NOT NULL)
     )`,
    `CREATE INDEX purchases_subject ON purchases (subject_id, id)`,
    `-- One payment buys once.
     CREATE UNIQUE INDEX purchases_payment ON purchases (provider, vendor_payment_id) WHERE vendor_payment_id IS NOT NULL`,
    `-- One invoice grants once.
     CREATE UNIQUE INDEX purchases_invoice ON purchases (provider, vendor_invoice_id) WHERE vendor_invoice_id IS NOT NULL`,
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
    `-- How a subscription stands at its processor, as it was when last asked.
     CREATE TABLE subscriptions (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       provider text NOT NULL CHECK (provider IN ('stripe', 'creem')),
       plan_id text NOT NULL CHECK (length(plan_id) BETWEEN 1 AND 60),
       credits integer NOT NULL CHECK (credits BETWEEN 1 AND 10000000),
       amount_minor integer NOT NULL CHECK (amount_minor > 0),
       currency text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
       billing_interval text NOT NULL CHECK (billing_interval IN ('month')),
       vendor_checkout_id text CHECK (length(vendor_checkout_id) <= 255),
       vendor_subscription_id text CHECK (length(vendor_subscription_id) <= 255),
       vendor_customer_id text CHECK (length(vendor_customer_id) <= 255),
       status text NOT NULL CHECK (status IN ('incomplete', 'expired', 'active', 'past-due', 'canceled')),
       cancel_at_period_end boolean NOT NULL,
       current_period_ends_at timestamptz,
       created_at timestamptz NOT NULL,
       started_at timestamptz,
       ended_at timestamptz,
       checked_at timestamptz NOT NULL,
       revision integer NOT NULL CHECK (revision >= 0),
       CHECK ((started_at IS NOT NULL) = (status IN ('active', 'past-due', 'canceled'))),
       CHECK ((ended_at IS NOT NULL) = (status = 'canceled'))
     )`,
    `CREATE INDEX subscriptions_subject ON subscriptions (subject_id, id)`,
    `-- One open checkout per person, so that nobody can pay two.
     CREATE UNIQUE INDEX subscriptions_opening ON subscriptions (subject_id) WHERE status = 'incomplete'`,
    `CREATE INDEX subscriptions_checked ON subscriptions (checked_at) WHERE status IN ('incomplete', 'active', 'past-due')`,
    `-- Whose subscription it is, for webhooks that come from nobody. Ids only.
     CREATE TABLE subscription_owners (
       subscription_id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       provider text NOT NULL,
       vendor_subscription_id text CHECK (length(vendor_subscription_id) <= 255)
     )`,
    `CREATE UNIQUE INDEX subscription_owners_vendor ON subscription_owners (provider, vendor_subscription_id) WHERE vendor_subscription_id IS NOT NULL`,
  ],
  down: ['DROP TABLE subscription_owners, subscriptions, vendor_events, vendor_payments, purchase_owners, purchases'],
};

const apps: TableAccess['grants'] = {
  core_api: ['SELECT', 'INSERT', 'UPDATE'],
  worker: ['SELECT', 'INSERT', 'UPDATE'],
  privacy_service: ['SELECT'],
  participant_retention: ['SELECT', 'DELETE'],
  participant_export: ['SELECT'],
  participant_erasure: ['SELECT', 'UPDATE', 'DELETE'],
};

/** Who may touch purchases and subscriptions. The tables without a subject column hold ids and amounts by payment, no content. */
export const billingTables: readonly TableAccess[] = [
  { table: 'purchases', subjectColumn: 'subject_id', grants: apps, restricted: { insert: true } },
  { table: 'purchase_owners', subjectColumn: null, grants: apps },
  { table: 'vendor_payments', subjectColumn: null, grants: apps },
  { table: 'vendor_events', subjectColumn: null, grants: apps },
  { table: 'subscriptions', subjectColumn: 'subject_id', grants: apps },
  { table: 'subscription_owners', subjectColumn: null, grants: apps },
];
