import { describePurchaseStore } from '@keepword/billing/testing';
import { PostgresPurchaseStore } from './postgres-purchase-store.js';
import { billingDatabase } from './testing/billing-database.js';

describePurchaseStore('Postgres', async () => ({ purchases: new PostgresPurchaseStore(), ...(await billingDatabase()) }), 20);
