import { describeSubscriptionStore } from '@keepword/billing/testing';
import { PostgresPurchaseStore } from './postgres-purchase-store.js';
import { PostgresSubscriptionStore } from './postgres-subscription-store.js';
import { billingDatabase } from './testing/billing-database.js';

describeSubscriptionStore(
  'Postgres',
  async () => ({
    purchases: new PostgresPurchaseStore(),
    subscriptions: new PostgresSubscriptionStore(),
    ...(await billingDatabase()),
  }),
  20,
);
