export { describeAccountStore, type AccountStoreUnderTest } from './account-store-contract.js';
export { MemoryAccountStore, memoryTransactions } from './memory-account-store.js';
export { claimsOf, signInAs, signInContext } from './sign-in-as.js';
