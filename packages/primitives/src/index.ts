export { creditAmount, isCreditAmount, type CreditAmount } from './credit-amount.js';
export { fixedClock, systemClock, type Clock, type Instant } from './clock.js';
export { csvLine } from './csv.js';
export { derivedId, newId, isId, idTime, type Id, type SubjectId } from './id.js';
export {
  addBusinessHours,
  addPeriod,
  comparePeriods,
  describePeriod,
  isPeriod,
  parsePeriod,
  subtractPeriod,
  type Period,
} from './period.js';
export { isRefusal, refuse, type Refusal } from './refusal.js';
export type { UnitOfWork } from './unit-of-work.js';
