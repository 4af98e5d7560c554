import { accountsSchema, accountsTables } from './accounts/accounts-schema.js';
import { billingSchema, billingTables } from './billing/billing-schema.js';
import { creationsSchema, creationsTables } from './creations/creations-schema.js';
import { creditsSchema, creditsTables } from './credits/credits-schema.js';
import { subjectEventsSchema, subjectEventsTables } from './events/subject-events.js';
import { feedbackSchema, feedbackTables } from './feedback/feedback.js';
import { idempotencySchema, idempotencyTables } from './idempotency/idempotency.js';
import { outgoingMailSchema, outgoingMailTables } from './mail/outgoing-mail.js';
import { outboxSchema, outboxTables } from './outbox/outbox.js';
import { staffSchema, staffTables } from './staff/staff-schema.js';
import type { FunctionAccess, TableAccess } from './table-access.js';

/** Every table's owner-less access list; the grants test reads the live database against it. */
export const tables: readonly TableAccess[] = [
  ...accountsTables,
  ...creditsTables,
  ...billingTables,
  ...creationsTables,
  ...outboxTables,
  ...idempotencyTables,
  ...feedbackTables,
  ...subjectEventsTables,
  ...outgoingMailTables,
  ...staffTables,
];

/** The functions that an app calls itself; every other one is a trigger's. */
export const functionGrants: readonly FunctionAccess[] = [
  {
    signature: 'credit_line_is_sound(bigint, bigint, text, text[], uuid[], uuid[], bigint[], uuid, boolean, text, text)',
    to: ['core_api', 'worker'],
  },
  { signature: 'credit_sum(bigint[])', to: ['core_api', 'worker'] },
];

/** In the order they depend on each other. */
export const schemas = [
  accountsSchema,
  creditsSchema,
  billingSchema,
  creationsSchema,
  outboxSchema,
  idempotencySchema,
  feedbackSchema,
  subjectEventsSchema,
  staffSchema,
  outgoingMailSchema,
] as const;
