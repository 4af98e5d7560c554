import { describeErasureRunStore } from '../testing/erasure/describe-erasure-run-store.js';
import { memoryErasureRunStore } from '../testing/erasure/memory-erasure-run-store.js';

describeErasureRunStore('memory', async () => ({ store: memoryErasureRunStore() }));
