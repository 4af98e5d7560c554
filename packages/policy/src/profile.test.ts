import parameters from './fixtures/profile-parameters.json' with { type: 'json' };
import { profile } from './profile.js';
import { isProfileId, profileIds, type ProfileId } from './profile-id.js';
import { profileSchema } from './profile-schema.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every leaf as `path = value`; empty lists and objects count as leaves. */
function leaves(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${path} = ${JSON.stringify(value)}`];
  const parts = Object.entries(value);
  return parts.length === 0 ? [`${path} = ${JSON.stringify(value)}`] : parts.flatMap(([key, part]) => leaves(part, `${path}/${key}`));
}

/** An object with a member `then` reads like a promise, so the typed profiles call it `afterwards`. */
function typedPath(leaf: string): string {
  return leaf.replace(/^(\/retention\/\d+)\/then/, '$1/afterwards');
}

describe('the five profiles', () => {
  it.each(profileIds)('given the parameters of %s, then the typed profile has each of them and no other', (id: ProfileId) => {
    const { id: _id, brand: _brand, bindings: _bindings, ...own } = profile(id);
    const expected: Json = parameters[id];
    expect(leaves(own).sort()).toEqual(leaves(expected).map(typedPath).sort());
  });

  it('given a profile, when asked twice, then it is the same frozen value', () => {
    const value = profile('fluxkrea');
    expect(profile('fluxkrea')).toBe(value);
    expect(Object.isFrozen(value.retention[0])).toBe(true);
  });

  it('given an unknown id, then it is refused', () => {
    expect(isProfileId('fluxnone')).toBe(false);
    expect(() => profile('fluxnone' as ProfileId)).toThrow(RangeError);
  });

  it('given a parameter that the schema does not know, then the profile is refused', () => {
    expect(profileSchema.safeParse({ ...profile('fluxgen'), surprise: true }).success).toBe(false);
  });
});
