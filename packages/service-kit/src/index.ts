export {
  BadEnvironment,
  keySetting,
  portSetting,
  postgresSetting,
  readEnvironment,
  serviceEnvironment,
  urlSetting,
} from './boot/environment.js';
export { createLogger, nestLogger, type Logger } from './boot/logger.js';
export { createService, runMain, serve, type ServiceOptions } from './boot/serve.js';
export { serviceClock, type MovableClockSettings } from './boot/service-clock.js';
export { AccessGuard, MaybeSignedIn, SignedIn, TOKEN_CHECK, type Caller, type TokenCheck } from './http/access-guard.js';
export { withoutCardNumbers } from './http/card-numbers.js';
export { decodeCursor, encodeCursor, pageOfFound } from './http/cursor.js';
export { droppedFields } from './http/dropped-fields.js';
export type { ReadinessCheck } from './http/health.js';
export { idempotencyKeyOf, requiredIdempotencyKeyOf } from './http/idempotency-key.js';
export { openApiDocument, type ApiDescription } from './http/open-api.js';
export { ProblemException, type ProblemFacts } from './http/problem-exception.js';
export { ProblemFilter } from './http/problem-filter.js';
export { networkOf, rateLimitEnvironment, rateLimitQuotas, RateLimits, type RateLimitQuotas } from './http/rate-limits.js';
export { SignedInStaff, STAFF_CHECK, staffCallerOf, type StaffCaller, type StaffCheck } from './http/staff-access.js';
export { ENDPOINT, Input, parseInput, readableIssues, Route, type InputOf } from './http/route.js';
