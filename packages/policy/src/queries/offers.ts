import type { Profile } from '../profile-schema.js';
import type { Feature, Modality } from '../vocabulary.js';

/** Whether the profile lists a feature; where it does not, its routes answer 404. */
export function offersFeature(profile: Profile, feature: Feature): boolean {
  return profile.features.includes(feature);
}

export function offersModality(profile: Profile, modality: Modality): boolean {
  return profile.modalities[modality].enabled;
}

export interface MinimumAge {
  /** Below this age nobody can have an account. */
  minimumAge: number;
  /** From this age on no guardian is needed; only where the profile has a guardian flow. Countries may differ. */
  adultAge?: number;
  /** Between the two ages a guardian must agree first. */
  guardianFlow: boolean;
}

export function minimumAge(profile: Profile): MinimumAge {
  const { minAge, absoluteMinAge, adultAge, rule } = profile.minors;
  const least = minAge ?? absoluteMinAge;
  if (least === undefined) throw new Error(`profile ${profile.id} states no minimum age`);
  return {
    minimumAge: least,
    ...(adultAge === undefined ? {} : { adultAge }),
    guardianFlow: rule === 'guardian-consent-and-supervision',
  };
}
