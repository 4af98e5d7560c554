import { MemoryPurchaseStore } from './memory-purchase-store.js';
import { describePurchaseStore } from './purchase-store-contract.js';

describePurchaseStore('memory', () => {
  const store = new MemoryPurchaseStore();
  return Promise.resolve({ purchases: store, units: store, sweep: store });
});
