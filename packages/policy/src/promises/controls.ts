import type { PromiseId } from './entry.js';

/** Code that makes promises true, and the probes that measure whether they are. */
export interface Control {
  name: string;
  /** What it does, in one sentence. */
  does: string;
  /** The promises that it keeps today. A promise that is in no list has no control yet, and is shown so. */
  keeps: readonly PromiseId[];
  /** Names of the probes that look at the world for it; empty until one exists. */
  probes: readonly string[];
}

/** Every control that exists. Add a promise only when the code that keeps it runs and is tested. */
export const controls: readonly Control[] = [
  {
    name: 'rendered-policy-page',
    does: 'Renders the sentence from the parameters of the active profile; a changed rule changes the text and its digest.',
    keeps: [
      'fluxvision.changes.last-updated-date',
      'fluxvision.cookies.browser-settings-management',
      'fluxvision.location.cross-border-processing',
      'fluxkontextpro.policy.posted-and-updated-dates',
      'fluxkontextpro.policy.acknowledgement-by-use',
      'fluxkontextpro.cookies.browser-settings',
      'fluxkontextpro.feature.image-ownership',
      'fluxkontextpro.rights.dpa-complaint',
      'fluxchat.policy.agreement-by-use',
      'fluxchat.policy.scope',
      'fluxchat.changes.post-and-redate',
      'fluxchat.contact.website',
      'fluxchat.security.no-absolute-guarantee',
      'fluxgen.policy.page-contents',
      'fluxgen.changes.page-updated',
      'fluxgen.feature.user-owns-work',
      'fluxkrea.policy.last-updated-date',
      'fluxkrea.policy.scope',
      'fluxkrea.policy.agreement-by-use',
      'fluxkrea.changes.post-and-redate',
      'fluxkrea.changes.periodic-review-encouraged',
      'fluxkrea.cookies.explained',
      'fluxkrea.cookies.browser-control',
      'fluxkrea.cookies.disable-impact',
      'fluxkrea.location.global-processing',
    ],
    probes: [],
  },
  {
    name: 'sign-in-methods-of-the-profile',
    does: 'Offers the ways in that the profile binds and no other; routes of the others answer that they are not offered.',
    keeps: ['fluxkontextpro.auth.google-only', 'fluxgen.auth.google-sign-in', 'fluxkrea.auth.google-and-github'],
    probes: [],
  },
  {
    name: 'identity-fields-of-the-profile',
    does: 'Keeps of what a provider tells just the fields that the profile lists; tokens and other claims never leave memory.',
    keeps: [
      'fluxvision.collection.account-name-email',
      'fluxkontextpro.collection.google-email-and-profile',
      'fluxchat.collection.account-identity',
      'fluxgen.collection.google-identity-fields',
      'fluxgen.non-collection.other-google-data',
      'fluxkrea.collection.account-information',
    ],
    probes: [],
  },
  {
    name: 'collection-filter',
    does: 'Gives every stored column a category, without which the build fails; drops and counts what a request carries beyond the list of the profile.',
    keeps: [
      'fluxvision.collection.prompts-and-history',
      'fluxvision.collection.device-info',
      'fluxvision.collection.ip-address',
      'fluxkontextpro.collection.account-preferences',
      'fluxkontextpro.collection.text-prompts',
      'fluxkontextpro.collection.generated-images-and-metadata',
      'fluxkontextpro.collection.model-and-parameter-choices',
      'fluxkontextpro.collection.device-and-browser',
      'fluxchat.collection.prompts-and-uploads',
      'fluxchat.collection.generated-outputs',
      'fluxchat.collection.device-and-network',
      'fluxchat.collection.listed-categories-only',
      'fluxgen.collection.prompt-or-look-values',
      'fluxgen.collection.model-and-quality-tier',
      'fluxgen.collection.image-and-metadata',
      'fluxkrea.collection.text-prompts',
      'fluxkrea.collection.uploaded-images',
      'fluxkrea.collection.generation-parameters-and-preferences',
      'fluxkrea.collection.generated-images-temporary',
      'fluxkrea.collection.generation-metadata',
      'fluxkrea.collection.credit-usage',
      'fluxkrea.collection.device-and-technical',
    ],
    probes: [],
  },
  {
    name: 'transient-reference',
    does: 'Holds an uploaded picture in the memory of the process that received it, which sends it on itself; only the flag is written.',
    keeps: ['fluxgen.non-collection.reference-image', 'fluxgen.collection.reference-image-flag', 'fluxgen.feature.reference-upload'],
    probes: [],
  },
  {
    name: 'hosted-checkout',
    does: 'Sends the browser to the page of the processor; what comes back is verified, taken once, and stripped of card and customer details, and a card number in any request is refused.',
    keeps: [
      'fluxvision.collection.payment-details',
      'fluxkontextpro.collection.payment-information',
      'fluxchat.collection.payment-and-billing',
      'fluxchat.non-collection.full-card-details',
      'fluxkrea.collection.payment-information',
      'fluxkontextpro.billing.stripe-and-creem',
      'fluxchat.billing.top-ups',
      'fluxgen.collection.purchase-record',
      'fluxgen.non-collection.card-details',
    ],
    probes: [],
  },
  {
    name: 'self-service-subscriptions',
    does: 'Gives the credits of a plan once per invoice that the processor says is paid, and lets people cancel and resume by themselves.',
    keeps: ['fluxchat.billing.subscriptions', 'fluxkrea.feature.subscriptions'],
    probes: [],
  },
  {
    name: 'guardian-supervision',
    does: 'Keeps the account of a minor from acting until a guardian agreed by two mailed links, and erases it after seven days without; shows the guardian totals, lets nothing be bought that they did not approve, and closes the account when they take their consent back.',
    keeps: ['fluxchat.minors.guardian-consent'],
    probes: [],
  },
  {
    name: 'credit-ledger',
    does: 'Holds credits when a creation starts, spends them when it succeeds and gives them back when it does not; never below zero.',
    keeps: ['fluxkontextpro.feature.credits', 'fluxgen.feature.credits', 'fluxkrea.feature.credits'],
    probes: [],
  },
  {
    name: 'image-creation',
    does: 'Makes pictures from prompts, and from Looks where the profile lists them, with the models and tiers of the catalogue.',
    keeps: [
      'fluxkontextpro.feature.image-generation',
      'fluxchat.feature.image-generation',
      'fluxgen.feature.image-generation',
      'fluxgen.feature.looks-with-slots',
      'fluxgen.feature.quality-tiers',
      'fluxkrea.feature.image-generation',
      'fluxkrea.feature.multiple-models',
    ],
    probes: [],
  },
  {
    name: 'decisions-by-people',
    does: 'Tells why something was blocked, charges nothing, and has a person decide where somebody asks for one, once or always; the decision is mailed and a release lets the words pass.',
    keeps: ['fluxkontextpro.rights.automated-decisions-opt-out', 'fluxkrea.security.content-filtering'],
    probes: [],
  },
  {
    name: 'rectification',
    does: 'Lets a person correct name, address and preferences, which no later sign-in overwrites; keeps digests of what changed, and tells or lists whoever received the former address.',
    keeps: [
      'fluxkontextpro.rights.rectification',
      'fluxchat.rights.correction',
      'fluxgen.rights.gdpr-rectification',
      'fluxkrea.rights.correction',
    ],
    probes: [],
  },
  {
    name: 'restriction',
    does: 'Has the database refuse whatever is new about a restricted person, lists who else received their data, and lets the team end it only a week after the person was warned.',
    keeps: [
      'fluxkontextpro.rights.restriction',
      'fluxchat.rights.restriction',
      'fluxgen.rights.gdpr-restriction',
      'fluxkrea.rights.restriction',
    ],
    probes: [],
  },
  {
    name: 'inbound-mail',
    does: 'Makes a case of each mail to the privacy mailbox, by an SMTP server of its own or through the mail vendor, within limits, and takes nobody at their word for who they are.',
    keeps: [
      'fluxvision.contact.privacy-mailbox',
      'fluxkontextpro.contact.privacy-mailbox',
      'fluxkontextpro.rights.request-channel-email',
      'fluxkrea.rights.email-channel',
    ],
    probes: [],
  },
  {
    name: 'erasure',
    does: 'Erases at the platform and its vendors what the data map lists of a person, destroys their key, searches again afterwards, and signs a certificate that anybody can check.',
    keeps: [
      'fluxkontextpro.rights.erasure',
      'fluxchat.rights.deletion',
      'fluxgen.rights.gdpr-erasure',
      'fluxkrea.rights.deletion',
      'fluxkrea.rights.prompt-data-deletion',
    ],
    probes: ['erased-traces'],
  },
  {
    name: 'business-day-clock',
    does: 'Counts the hours of an inquiry on business days only, without the holidays that the profile lists, and reminds the team before they are over.',
    keeps: ['fluxkrea.sla.inquiries-48h-business'],
    probes: [],
  },
  {
    name: 'own-history',
    does: 'Lists a person their own creations, newest first, with prompt, model and time; opens, downloads and deletes them.',
    keeps: [
      'fluxvision.feature.generation-history',
      'fluxkontextpro.feature.generation-history',
      'fluxgen.feature.history-archive',
      'fluxgen.feature.lightbox',
    ],
    probes: [],
  },
];
