import { isProfileId, type ProfileId } from './profile-id.js';
import { profileSchema, type Profile, type ProfileSource } from './profile-schema.js';
import { fluxchat } from './profiles/fluxchat.js';
import { fluxgen } from './profiles/fluxgen.js';
import { fluxkontextpro } from './profiles/fluxkontextpro.js';
import { fluxkrea } from './profiles/fluxkrea.js';
import { fluxvision } from './profiles/fluxvision.js';

const sources: Record<ProfileId, ProfileSource> = { fluxvision, fluxkontextpro, fluxchat, fluxgen, fluxkrea };
const checked = new Map<ProfileId, Profile>();

/**
 * The policy profile of that id, checked against the schema once and frozen.
 * @throws RangeError when `id` is not one of the five profiles
 */
export function profile(id: ProfileId): Profile {
  const known = checked.get(id);
  if (known) return known;
  if (!isProfileId(id)) throw new RangeError(`'${String(id)}' is not a policy profile`);
  const value: Profile = deepFreeze(profileSchema.parse(sources[id]));
  checked.set(id, value);
  return value;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
