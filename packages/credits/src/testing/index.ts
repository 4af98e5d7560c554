export { describeCreditStore } from './credit-store-contract.js';
export { MemoryCreditStore } from './memory-credit-store.js';
export { memoryCredits, type CreditStoreUnderTest } from './memory-credits.js';
