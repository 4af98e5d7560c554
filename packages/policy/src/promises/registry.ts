import type { ProfileId } from '../profile-id.js';
import { controls } from './controls.js';
import type { PromiseEntry } from './entry.js';
import { fluxchatPromises } from './fluxchat.js';
import { fluxgenPromises } from './fluxgen.js';
import { fluxkontextproPromises } from './fluxkontextpro.js';
import { fluxkreaPromises } from './fluxkrea.js';
import { fluxvisionPromises } from './fluxvision.js';
import { whyNotYet } from './not-yet.js';

/** A promise with what keeps it, or an honest sentence on why nothing does yet. */
export interface PolicyPromise extends PromiseEntry {
  control: { name: string } | { notYet: string };
  probes: readonly string[];
}

const entries: Readonly<Record<ProfileId, readonly PromiseEntry[]>> = {
  fluxvision: fluxvisionPromises,
  fluxkontextpro: fluxkontextproPromises,
  fluxchat: fluxchatPromises,
  fluxgen: fluxgenPromises,
  fluxkrea: fluxkreaPromises,
};

const controlOf = new Map(controls.flatMap((control) => control.keeps.map((id) => [id as string, control] as const)));

const registry: ReadonlyMap<string, PolicyPromise> = new Map(
  Object.values(entries)
    .flat()
    .map((entry) => [entry.id, withControl(entry)]),
);

/** All promises of all profiles, in the order of the documents. */
export function allPromises(): readonly PolicyPromise[] {
  return [...registry.values()];
}

/** The promise of that id, or undefined: ids come from addresses that anybody can type. */
export function promise(id: string): PolicyPromise | undefined {
  return registry.get(id);
}

export function promisesOf(profileId: ProfileId): readonly PolicyPromise[] {
  return entries[profileId].flatMap(({ id }) => registry.get(id) ?? []);
}

function withControl(entry: PromiseEntry): PolicyPromise {
  const control = controlOf.get(entry.id);
  return control
    ? { ...entry, control: { name: control.name }, probes: control.probes }
    : { ...entry, control: { notYet: whyNotYet(entry) }, probes: [] };
}
