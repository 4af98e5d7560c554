/** The five policies that ship. One deployment runs under exactly one of them. */
export const profileIds = ['fluxvision', 'fluxkontextpro', 'fluxchat', 'fluxgen', 'fluxkrea'] as const;

export type ProfileId = (typeof profileIds)[number];

export function isProfileId(value: unknown): value is ProfileId {
  return (profileIds as readonly unknown[]).includes(value);
}
