import type { Clock } from '@keepword/primitives';
import type { ContentSeal } from '../ports/content-seal.js';
import type { CreationStore } from '../ports/creation-store.js';
import type { CreditHolds } from '../ports/credit-holds.js';
import type { Outbox } from '../ports/outbox.js';
import type { SubjectEvents } from '../ports/subject-events.js';
import type { Transactions } from '../ports/transactions.js';
import type { References } from '../references/references.js';
import type { CreationSettings } from '../settings.js';

/** What reading creations takes. */
export interface ReadPorts {
  readonly transactions: Transactions;
  readonly store: CreationStore;
  readonly seal: ContentSeal;
  readonly settings: CreationSettings;
}

/** What moving a creation along takes: everything that one of its transactions writes to. */
export interface LifecyclePorts extends ReadPorts {
  readonly credits: CreditHolds;
  readonly outbox: Outbox;
  readonly events: SubjectEvents;
  readonly references: References;
  readonly clock: Clock;
}
