import { MemoryPurchaseStore } from './memory-purchase-store.js';
import { MemorySubscriptionStore } from './memory-subscription-store.js';
import { describeSubscriptionStore } from './subscription-store-contract.js';

describeSubscriptionStore('memory', () => {
  const purchases = new MemoryPurchaseStore();
  return Promise.resolve({ purchases, subscriptions: new MemorySubscriptionStore(), units: purchases, sweep: purchases });
});
