import { createHmac, randomUUID } from 'node:crypto';
import {
  creationSettings,
  keyedCallbacks,
  noReferences,
  ReferenceVault,
  storedReferences,
  transientReferences,
  type CreationStore,
  type FinishPorts,
  type LifecyclePorts,
  type ModelProvider,
  type OpenPorts,
  type References,
  type RequestPorts,
  type SubmitPorts,
} from '@keepword/creations';
import type { CreditStore } from '@keepword/credits';
import { localContentFilter } from '@keepword/content-filter';
import { PostgresCreationStore, type PostgresOutbox, type PostgresSubjectEvents } from '@keepword/database';
import { sharpImageWork } from '@keepword/image-sharp';
import type { Profile } from '@keepword/policy';
import type { Clock } from '@keepword/primitives';
import { creditHolds } from './credit-holds.js';
import type { PlatformEnvironment } from './environment.js';
import type { Storage } from './storage.js';

/** Everything that the creations' use cases ask for, bound to real adapters. */
export interface CreationServices extends LifecyclePorts, RequestPorts, SubmitPorts, OpenPorts, FinishPorts {
  readonly store: CreationStore;
  /** Pictures that are only in this process's memory; empty where the profile stores them or takes none. */
  readonly vault: ReferenceVault;
  /** Random at each start: names this process in leases. */
  readonly processId: string;
  readonly filter: ReturnType<typeof localContentFilter>;
}

export interface CreationParts {
  readonly profile: Profile;
  readonly policyVersion: string;
  readonly environment: PlatformEnvironment;
  readonly clock: Clock;
  readonly storage: Storage;
  readonly credits: CreditStore;
  readonly outbox: PostgresOutbox;
  readonly events: PostgresSubjectEvents;
  readonly provider: ModelProvider;
}

export function composeCreations(parts: CreationParts): CreationServices {
  const { profile, policyVersion, environment, clock, storage, credits, outbox, events, provider } = parts;
  const { transactions, keyring: seal, objects } = storage;
  const store = new PostgresCreationStore();
  const images = sharpImageWork();
  const vault = new ReferenceVault();
  const filter = localContentFilter();
  const processId = randomUUID();
  const base = environment.WEBHOOK_BASE_URL.replace(/\/$/, '');
  // Derived, so that every process of the installation makes the same secret for the same prediction and none is stored.
  const callbackKey = createHmac('sha256', environment.SUBJECT_HASH_KEY).update('callback secrets').digest();
  return {
    settings: creationSettings(profile, policyVersion),
    transactions,
    store,
    seal,
    objects,
    images,
    filter,
    credits: creditHolds(credits, events),
    outbox,
    events,
    references: referencesOf(profile, { transactions, store, objects, seal, images, vault, processId }),
    clock,
    provider,
    callbacks: keyedCallbacks(callbackKey, (vendor, secret) => `${base}/webhooks/${vendor}/${secret}`),
    vault,
    processId,
  };
}

function referencesOf(
  profile: Profile,
  ports: Parameters<typeof storedReferences>[0] & Parameters<typeof transientReferences>[0],
): References {
  switch (profile.bindings.acceptsReference) {
    case 'none':
      return noReferences();
    case 'transient':
      return transientReferences(ports);
    case 'stored':
      return storedReferences(ports);
  }
}
