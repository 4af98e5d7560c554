import { retentionOf, type Profile, type Retention } from '@keepword/policy';
import type { Period } from '@keepword/primitives';
import type { CatalogueProfile } from './catalogue/model.js';

export interface CreationLimits {
  /** How many of one person's creations may be unfinished at a time. */
  readonly unfinishedMax: number;
  /** How many of those run at a time; the others wait in order, so that nobody keeps everyone else waiting. */
  readonly runningMax: number;
}

export const defaultLimits: CreationLimits = { unfinishedMax: 4, runningMax: 2 };

/** For how long a deletion can be undone. */
export const undoPeriod: Period = 'PT15S';
/** After this long without an end, a running creation has failed. */
export const runningPeriodMax: Period = 'PT15M';
/** For how long a reference image may be in a process's memory where it is never stored. */
export const transientPeriodMax: Period = 'PT15M';
/** For how long a lease holds without being renewed; processes renew every 10 seconds. */
export const leasePeriod: Period = 'PT30S';

/** What an installation decides about creations: its profile's rules and its limits. */
export interface CreationSettings {
  readonly catalogue: CatalogueProfile;
  readonly policyVersion: string;
  readonly outputRetention: Retention | null;
  readonly limits: CreationLimits;
}

export function creationSettings(profile: Profile, policyVersion: string, limits: CreationLimits = defaultLimits): CreationSettings {
  return {
    catalogue: {
      id: profile.id,
      models: profile.bindings.models,
      acceptsReference: profile.bindings.acceptsReference,
    },
    policyVersion,
    outputRetention: retentionOf(profile, 'generation.output'),
    limits,
  };
}
