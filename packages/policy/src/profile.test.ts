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
    const { id: _id, brand: _brand, bindings: _bindings, businessDays: _days, ...own } = profile(id);
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

  it.each(profileIds)('given %s, then business days are said where a response time counts them, and nowhere else', (id) => {
    const { slas, businessDays } = profile(id);
    expect(businessDays !== undefined).toBe(slas.some(({ clock }) => clock === 'business-days'));
  });

  it.each([
    [{ jurisdiction: 'DE-BE', holidays: ['2027-01-01', '2027-03-08'], origin: 'inferred' }, true],
    [{ jurisdiction: null, holidays: [], origin: 'default' }, true],
    [{ jurisdiction: null, holidays: ['2027-01-01'], origin: 'default' }, false],
    [{ jurisdiction: 'DE', holidays: [], origin: 'default' }, false],
    [{ jurisdiction: 'Germany', holidays: ['2027-01-01'], origin: 'default' }, false],
    [{ jurisdiction: 'DE', holidays: ['2027-02-29'], origin: 'default' }, false],
    [{ jurisdiction: 'DE', holidays: ['2027-05-01', '2027-01-01'], origin: 'default' }, false],
    [{ jurisdiction: 'DE', holidays: ['2027-01-01', '2027-01-01'], origin: 'default' }, false],
  ])('given business days %j, then taking them is %s', (businessDays, isTaken) => {
    expect(profileSchema.safeParse({ ...profile('fluxkrea'), businessDays }).success).toBe(isTaken);
  });

  it('given a parameter that the schema does not know, then the profile is refused', () => {
    expect(profileSchema.safeParse({ ...profile('fluxgen'), surprise: true }).success).toBe(false);
  });
});
