import type { ProfileId } from '../profile-id.js';

/** `enforced`: software makes it true. `disclosed`: a true statement that is shown. `organizational`: people make it true. */
export type PromiseKind = 'enforced' | 'disclosed' | 'organizational';

/** The part of the product in which a promise shows or acts. */
export type PromiseSurface =
  | 'api'
  | 'auth'
  | 'billing'
  | 'chat'
  | 'contact'
  | 'cookie banner'
  | 'email'
  | 'history'
  | 'journal'
  | 'lightbox'
  | 'policy page'
  | 'privacy console'
  | 'settings/privacy'
  | 'settings/profile'
  | 'sign-up'
  | 'studio'
  | 'worker'
  | 'writing';

/** `<profile>.<area>.<name>` */
export type PromiseId = `${ProfileId}.${string}.${string}`;

/** What a promise says, before anything is known about the control that keeps it. */
export interface PromiseEntry {
  id: PromiseId;
  kind: PromiseKind;
  says: string;
  surface: readonly PromiseSurface[];
}

export function enforced(id: PromiseId, says: string, surface: readonly PromiseSurface[]): PromiseEntry {
  return { id, kind: 'enforced', says, surface };
}

export function disclosed(id: PromiseId, says: string, surface: readonly PromiseSurface[]): PromiseEntry {
  return { id, kind: 'disclosed', says, surface };
}

export function organizational(id: PromiseId, says: string, surface: readonly PromiseSurface[]): PromiseEntry {
  return { id, kind: 'organizational', says, surface };
}
