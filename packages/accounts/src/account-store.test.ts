import { describeAccountStore, MemoryAccountStore, memoryTransactions } from './testing/index.js';

describeAccountStore('memory', async () => ({
  store: new MemoryAccountStore(),
  transactions: memoryTransactions,
  close: () => Promise.resolve(),
}));
