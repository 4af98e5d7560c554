import { describeCaseStore } from './case-store-contract.js';
import { memoryCases } from './memory-cases.js';

describeCaseStore('memory', () => Promise.resolve(memoryCases()));
