export { MemoryPurchaseStore } from './memory-purchase-store.js';
export { MemorySubscriptionStore } from './memory-subscription-store.js';
export { describePurchaseStore, type PurchaseStoreUnderTest } from './purchase-store-contract.js';
export { describeSubscriptionStore, type SubscriptionStoreUnderTest } from './subscription-store-contract.js';
