import { describePeriod } from '@keepword/primitives';
import type { ProfileId } from '../profile-id.js';
import type { Profile } from '../profile-schema.js';
import { recipients } from '../queries/recipients.js';
import { backupRetention, purgeWithin, retentionOf } from '../queries/retention.js';
import type { DataCategory } from '../vocabulary.js';
import { listed } from '../wording.js';
import type { PromiseId } from './entry.js';
import type { PromiseLine, PromisePlace } from './promise-line.js';
import { promise } from './registry.js';

/** The promise of each place; null where the place does not exist under the profile. */
const promiseAt: Readonly<Record<ProfileId, Readonly<Record<PromisePlace, PromiseId | null>>>> = {
  fluxvision: {
    prompt: 'fluxvision.sharing.content-not-shared',
    upload: null,
    pay: 'fluxvision.collection.payment-details',
    'sign-in': 'fluxvision.collection.account-name-email',
    delete: 'fluxvision.rights.delete-self-service',
    age: 'fluxvision.policy.published-legal-page',
    preferences: 'fluxvision.purpose.personalization',
    result: 'fluxvision.retention.generated-content-90d',
    feedback: null,
  },
  fluxkontextpro: {
    prompt: 'fluxkontextpro.subprocessor.fal-ai-prompts-only',
    upload: null,
    pay: 'fluxkontextpro.collection.payment-information',
    'sign-in': 'fluxkontextpro.collection.google-email-and-profile',
    delete: 'fluxkontextpro.rights.erasure',
    age: 'fluxkontextpro.policy.privacy-commitment',
    preferences: 'fluxkontextpro.collection.account-preferences',
    result: 'fluxkontextpro.retention.inactive-account-2y',
    feedback: null,
  },
  fluxchat: {
    prompt: 'fluxchat.subprocessor.ai-model-providers',
    upload: 'fluxchat.collection.prompts-and-uploads',
    pay: 'fluxchat.non-collection.full-card-details',
    'sign-in': 'fluxchat.collection.login-credentials',
    delete: 'fluxchat.feature.library-deletion-controls',
    age: 'fluxchat.minors.full-capacity',
    preferences: 'fluxchat.collection.registration-and-use-details',
    result: 'fluxchat.retention.necessity-based',
    feedback: null,
  },
  fluxgen: {
    prompt: 'fluxgen.subprocessor.replicate',
    upload: 'fluxgen.non-collection.reference-image',
    pay: 'fluxgen.non-collection.card-details',
    'sign-in': 'fluxgen.collection.google-identity-fields',
    delete: 'fluxgen.rights.delete-single-in-lightbox',
    age: 'fluxgen.minors.under-13-not-allowed',
    preferences: 'fluxgen.collection.minimum-needed',
    result: 'fluxgen.retention.generations-until-deleted',
    feedback: null,
  },
  fluxkrea: {
    prompt: 'fluxkrea.subprocessor.replicate-and-model-providers',
    upload: 'fluxkrea.collection.uploaded-images',
    pay: 'fluxkrea.billing.pci-compliant-processors',
    'sign-in': 'fluxkrea.auth.google-and-github',
    delete: 'fluxkrea.rights.image-removal',
    age: 'fluxkrea.minors.under-13',
    preferences: 'fluxkrea.collection.generation-parameters-and-preferences',
    result: 'fluxkrea.retention.generated-images-24-48h',
    feedback: 'fluxkrea.collection.feedback-and-surveys',
  },
};

const sentences: Readonly<Record<PromisePlace, (profile: Profile) => string>> = {
  prompt: promptLine,
  upload: uploadLine,
  pay: payLine,
  'sign-in': signInLine,
  delete: deleteLine,
  age: ageLine,
  preferences: preferencesLine,
  result: (profile) => `${kept(profile, 'generation.output')}.`,
  feedback: feedbackLine,
};

/**
 * The line that stands where data is collected or removed, rendered from the parameters of the profile.
 * Null where the profile does not offer the place, such as an upload.
 */
export function promiseFor(profile: Profile, place: PromisePlace): PromiseLine | null {
  const id = promiseAt[profile.id][place];
  if (id === null) return null;
  const entry = promise(id);
  if (!entry) throw new Error(`the line at '${place}' refers to ${id}, which is not in the registry`);
  return { id, says: sentences[place](profile), kept: 'name' in entry.control };
}

function nameOf(profile: Profile, recipientId: string): string {
  return recipients(profile).find(({ id }) => id === recipientId)?.name ?? recipientId;
}

function promptLine(profile: Profile): string {
  const { models } = profile.bindings;
  if (models === 'cog') return `Our own models on ${nameOf(profile, 'aws')} read this prompt; no other company receives it.`;
  const receives = `${nameOf(profile, models)} receives this prompt, not who you are`;
  // A prompt can itself hold personal data, and where the policy says «prompts only» this must be said too.
  return profile.modelProviders.some(({ piiFilter }) => piiFilter) ? `${receives}; leave names and addresses out of it.` : `${receives}.`;
}

function uploadLine(profile: Profile): string {
  if (profile.bindings.acceptsReference === 'transient') return 'Never stored: it stays in memory until the picture is made.';
  return `${kept(profile, 'generation.input-upload')}.`;
}

function payLine(profile: Profile): string {
  const who = listed(
    profile.bindings.payments.map((id) => nameOf(profile, id)),
    'or',
  );
  if (profile.payments.cardData === 'never-seen-never-stored') return `${who} takes your card; we neither see nor store any of it.`;
  return `${who} takes your card details; no card number is stored here.`;
}

function signInLine(profile: Profile): string {
  const { signInMethods } = profile.bindings;
  const words: Readonly<Record<string, string>> = {
    displayName: 'name',
    email: 'email address',
    googleSubject: 'account id',
    name: 'name',
    picture: 'picture',
    pictureUrl: 'picture',
    providerSubject: 'account id',
  };
  const fields = profile.identity.fieldsStored.flatMap((field) => words[field] ?? []);
  if (signInMethods.includes('email-password')) return `We keep your ${listed(fields)}, and your password only as a hash.`;
  if (signInMethods.includes('email-magic-link'))
    return `We keep your ${listed(fields)}; you sign in by a link in your mail, without a password.`;
  const from = listed(
    signInMethods.map((id) => nameOf(profile, id)),
    'or',
  );
  return profile.identity.technicalLink
    ? `From ${from} we keep your ${listed(fields)}, and a keyed hash that recognises you; nothing else.`
    : `From ${from} we keep your ${listed(fields)}.`;
}

function deleteLine(profile: Profile): string {
  const copies = backupRetention(profile).find(({ scope }) => scope !== 'object-store');
  const within = describePeriod(purgeWithin(profile, 'generation.output'));
  return `Removed from our database and files within ${within}${copies ? `, and from backups within ${describePeriod(copies.after)}` : ''}.`;
}

/** Names no limit: the question beside it must not say which answer is wanted (readings A7). */
function ageLine(): string {
  return 'We keep only an age band, never your age or birth date.';
}

function preferencesLine(profile: Profile): string {
  const rule = retentionOf(profile, 'account.preferences');
  const purge = rule?.afterwards && 'after' in rule.afterwards ? ` within ${describePeriod(rule.afterwards.after)} of its deletion` : '';
  return `Your settings are kept with your account and go with it${purge}.`;
}

function feedbackLine(profile: Profile): string {
  return `You need not. ${kept(profile, 'communication.feedback')}, or until you take it back.`;
}

function kept(profile: Profile, category: DataCategory): string {
  const rule = retentionOf(profile, category);
  if (rule?.after !== undefined && rule.rule === 'timed') {
    const project = rule.exceptions.includes('saved-to-project') ? ', or as long as it is in a project' : '';
    return rule.min === undefined
      ? `Kept at most ${describePeriod(rule.after)}${project}`
      : `Kept at least ${describePeriod(rule.min)} and at most ${describePeriod(rule.after)}`;
  }
  const idle = retentionOf(profile, 'account.identity');
  const idleEnd =
    idle?.rule === 'timed' && idle.after !== undefined ? `, or until your account has been idle for ${describePeriod(idle.after)}` : '';
  const account = rule?.afterwards && 'with' in rule.afterwards ? ' or your account' : '';
  return `Kept until you delete it${account}${idleEnd}`;
}
