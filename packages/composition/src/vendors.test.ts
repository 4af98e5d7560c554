import { boundRecipientIds, profile, profileIds, type Profile } from '@keepword/policy';
import { BadEnvironment } from '@keepword/service-kit';
import { refuseUnlistedRecipients } from './vendors.js';

/** The profile as if its policy did not list that recipient. */
const without = (active: Profile, recipient: string): Profile => ({
  ...active,
  subProcessors: active.subProcessors.filter(({ id }) => id !== recipient),
  bindings: { ...active.bindings, namedRecipients: (active.bindings.namedRecipients ?? []).filter(({ id }) => id !== recipient) },
});
const cases = profileIds.flatMap((id) => boundRecipientIds(profile(id)).map((recipient) => [id, recipient] as const));

describe('a process that would hand data to somebody', () => {
  it.each(profileIds)('given %s as it is published, then it may start', (id) => {
    expect(() => refuseUnlistedRecipients(profile(id))).not.toThrow();
  });

  it('given the five profiles, then each hands data to somebody', () => {
    expect(new Set(cases.map(([id]) => id)).size).toBe(profileIds.length);
  });

  it.each(cases)('given %s with a policy that does not list %s, then it refuses to start and says who is missing', (id, recipient) => {
    const start = () => refuseUnlistedRecipients(without(profile(id), recipient));
    expect(start).toThrow(BadEnvironment);
    expect(start).toThrow(`the policy of ${id} does not list ${recipient} as a recipient`);
  });
});
