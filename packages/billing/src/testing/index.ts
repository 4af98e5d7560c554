export { MemoryPurchaseStore } from './memory-purchase-store.js';
export { describePurchaseStore, type PurchaseStoreUnderTest } from './purchase-store-contract.js';
