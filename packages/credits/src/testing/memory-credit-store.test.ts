import { describeCreditStore } from './credit-store-contract.js';
import { memoryCredits } from './memory-credits.js';

describeCreditStore('memory', () => Promise.resolve(memoryCredits()), 150);
