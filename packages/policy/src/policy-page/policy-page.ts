import type { ProfileId } from '../profile-id.js';
import type { Profile } from '../profile-schema.js';
import { digestOf } from './digest.js';
import { documentText, type LegalDocument, type Section } from './document.js';
import type { Publication } from './publication.js';
import { aboutSection } from './sections/about.js';
import { choicesSection, cookiesSection } from './sections/choices.js';
import { collectionSection } from './sections/collection.js';
import { creationsSection, minorsSection } from './sections/people.js';
import { changesSection, contactSection, placeSection } from './sections/place-and-changes.js';
import { purposesSection } from './sections/purposes.js';
import { recipientsSection } from './sections/recipients.js';
import { retentionSection } from './sections/retention.js';
import { rightsSection } from './sections/rights.js';
import { securitySection } from './sections/security.js';

/** One published version of the privacy policy, rendered from a profile. */
export interface PolicyPage extends LegalDocument {
  profileId: ProfileId;
  version: string;
  /** ISO 8601, UTC. */
  effectiveAt: string;
  privacyMailbox: string;
  /** SHA-256 over the rules of the profile and the text; two versions that differ in either differ here. */
  digest: string;
}

/**
 * Renders the privacy policy: pure, the same profile and publication give the same page.
 * @throws RangeError when the mailbox is missing or still the placeholder of a document that hides its own
 */
export function policyPage(profile: Profile, publication: Publication): PolicyPage {
  const { version, effectiveAt, privacyMailbox } = publication;
  if (!/^[^\s@]+@[^\s@]+$/.test(privacyMailbox)) {
    throw new RangeError(
      `the policy of ${profile.id} cannot be published without a mailbox for privacy requests, found '${privacyMailbox}'`,
    );
  }
  const title = `Privacy policy of ${profile.meta.displayName}`;
  const sections = policySections(profile, publication);
  const text = documentText({ title, sections });
  return {
    profileId: profile.id,
    title,
    version,
    effectiveAt: effectiveAt.toISOString(),
    privacyMailbox,
    digest: digestOf({ rules: policyRules(profile), text }),
    sections,
  };
}

/** The page as plain text, with the digest of the version at its end. */
export function policyText(page: PolicyPage): string {
  return `${documentText(page)}\nDigest of this version: ${page.digest}\n`;
}

/** The page with the rules it was rendered from, ready to be serialised. */
export function policyJson(profile: Profile, page: PolicyPage): PolicyPage & { rules: PolicyRules } {
  return { ...page, rules: policyRules(profile) };
}

/** The profile without what only changes its looks. */
export type PolicyRules = Omit<Profile, 'brand'>;

function policyRules({ brand: _looks, ...rules }: Profile): PolicyRules {
  return rules;
}

function policySections(profile: Profile, publication: Publication): readonly Section[] {
  return [
    aboutSection(profile, publication),
    collectionSection(profile),
    purposesSection(profile),
    choicesSection(profile),
    recipientsSection(profile),
    retentionSection(profile),
    rightsSection(profile, publication),
    cookiesSection(profile),
    minorsSection(profile),
    creationsSection(profile),
    securitySection(profile),
    placeSection(profile, publication),
    changesSection(profile),
    contactSection(profile, publication),
  ];
}
