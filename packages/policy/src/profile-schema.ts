import { isPeriod } from '@keepword/primitives';
import { z } from 'zod';
import { brandSchema } from './brand-schema.js';
import { bindingsSchema } from './bindings-schema.js';
import { profileIds } from './profile-id.js';
import {
  categoryFamilies,
  dataCategoryIds,
  dataSubjectRights,
  features,
  modalities,
  origins,
  retentionRules,
  retentionTriggers,
} from './vocabulary.js';

const origin = z.enum(origins);
const category = z.enum(dataCategoryIds);
const categoryPattern = z.enum([...dataCategoryIds, ...categoryFamilies]);
const period = z.string().refine(isPeriod, 'is not an ISO 8601 period such as PT48H');
const text = z.string().min(1).max(200);
const note = text.optional();
const lawfulBasis = z.enum(['contract', 'legitimate-interests', 'consent', 'legal-obligation', 'not-personal-data', 'none']);
const trigger = z.enum(retentionTriggers);
const day = z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/);

const meta = z.strictObject({
  displayName: text,
  domain: text.optional(),
  /** The source document that the profile was read from. */
  document: text,
  posted: day.nullable(),
  lastUpdated: day.nullable(),
  /** How precisely the source prints its date; a page never prints more than this of a source's date. */
  dateGranularity: z.enum(['day', 'month', 'none']),
  policyRoute: text,
  acceptance: z.enum(['not-stated', 'acknowledgement-by-use', 'agreement-by-use']),
});

const identity = z.strictObject({
  providers: z.array(
    z.strictObject({
      id: z.enum(['email-magic-link', 'email-password', 'google', 'github']),
      via: z.enum(['supabase']).optional(),
      origin,
    }),
  ),
  fieldsStored: z.array(text),
  technicalLink: z.enum(['hmac-of-subject']).optional(),
  scopes: z.strictObject({ google: z.array(text).optional(), github: z.array(text).optional() }).optional(),
  neverStored: z.array(text).optional(),
  note,
});

const collected = z.strictObject({
  category,
  fields: z.array(text).min(1),
  source: z.enum(['user', 'automatic', 'processor', 'google', 'google|github', 'guardian']),
  /** The collection purposes, where the document ties this category to some only. */
  purpose: z.array(text).optional(),
  /** The consent purpose without which nothing of this category is written. */
  requiresConsent: text.optional(),
  /** The person can switch this category off. */
  optional: z.boolean().optional(),
  temporary: z.boolean().optional(),
  origin,
  note,
});

const purpose = z.strictObject({
  id: text,
  group: text.optional(),
  lawfulBasis,
  basisOrigin: origin,
  exclude: z.array(categoryPattern).optional(),
  minGroup: z.int().positive().optional(),
  minGroupOrigin: origin.optional(),
  origin,
});

const consent = z.strictObject({
  purpose: text,
  model: z.enum(['opt-in', 'opt-out', 'none']),
  initialState: z.enum(['granted', 'denied']),
  lawfulBasis,
  appliesTo: z.array(categoryPattern),
  target: z.enum(['own-models']).optional(),
  control: text,
  onWithdraw: text.optional(),
  doubleOptIn: z.boolean().optional(),
  origin,
  note,
});

const cookies = z.strictObject({
  banner: z.boolean(),
  maxCookies: z.int().positive().optional(),
  categories: z.array(
    z.strictObject({
      id: z.enum(['essential', 'necessary', 'session', 'preference', 'analytics', 'statistical', 'marketing']),
      consent: z.enum(['not-required', 'opt-in', 'on-user-action']),
      initialState: z.enum(['granted', 'denied']),
      provider: text.optional(),
      lifetime: z.enum(['session']).optional(),
      limited: z.boolean().optional(),
      firstPartyOnly: z.boolean().optional(),
      origin,
    }),
  ),
  manageVia: z.array(z.enum(['banner', 'browser', 'account-dashboard'])),
  forbidden: z.array(text).optional(),
});

const payments = z.strictObject({
  providers: z.array(z.enum(['stripe', 'creem', 'unnamed-processors'])),
  products: z.array(z.enum(['credits', 'subscriptions', 'top-ups', 'not-stated'])),
  cardData: z.enum(['processor-only', 'no-full-card-details', 'never-seen-never-stored', 'pci-processor-only']),
  origin,
});

const modelProvider = z.strictObject({
  id: z.enum(['self-hosted-on-aws', 'fal', 'replicate', 'unnamed-model-providers', 'other-model-providers']),
  receives: z.array(categoryPattern),
  exclude: z.array(categoryPattern).optional(),
  /** Emails, phone numbers, card and account numbers are masked before a prompt leaves. */
  piiFilter: z.boolean().optional(),
  noTraining: z.boolean().optional(),
  deleteAtProvider: z.boolean().optional(),
  named: z.boolean().optional(),
  strict: z.enum(['must-be-named-before-use']).optional(),
  origin,
  note,
});

const storage = z.strictObject({
  database: z.enum(['aws', 'supabase', 'unnamed-cloud', 'self-hosted']),
  databaseOrigin: origin.optional(),
  objects: z.enum(['aws', 'supabase-storage', 'unnamed-cloud', 'cloudflare-r2']),
  objectsOrigin: origin.optional(),
  objectsMode: z.enum(['temporary']).optional(),
  origin,
});

const email = z.strictObject({
  provider: z.enum(['resend', 'first-party-smtp', 'unnamed-email-service']),
  classes: z.array(z.enum(['service', 'security', 'billing', 'privacy', 'policy-change', 'marketing'])),
  origin,
  note,
});

const subProcessor = z.strictObject({
  id: text,
  purpose: text,
  vendor: text.optional(),
  includes: z.array(text).optional(),
  categories: z.array(categoryPattern),
  exclude: z.array(categoryPattern).optional(),
  named: z.boolean().optional(),
  agreement: text.optional(),
  origin,
});

const disclosure = z.strictObject({
  ground: z.enum(['law', 'lawful-request', 'rights-and-safety', 'court-order', 'regulator', 'safety-and-fraud', 'business-transfer']),
  notice: period.optional(),
  noticeOrigin: origin.optional(),
  channels: z.array(text).optional(),
  origin,
});

const retention = z.strictObject({
  category: z.enum([...dataCategoryIds, ...categoryFamilies, 'backups']),
  rule: z.enum(retentionRules),
  law: z.enum(['tax', 'financial-regulation']).optional(),
  minAvailable: period.optional(),
  after: period.optional(),
  afterOrigin: origin.optional(),
  from: trigger.optional(),
  unless: z.array(z.enum(['saved-to-project'])).optional(),
  until: z.array(z.enum(['unsubscribe', 'user-delete'])).optional(),
  keepAfter: z.enum(['keyed-hash-suppression']).optional(),
  warnings: z.array(period).optional(),
  /** What still happens when the rule itself has ended: a purge period, or the fate of the account. */
  afterwards: z.union([z.strictObject({ after: period, from: trigger }), z.strictObject({ with: z.literal('account') })]).optional(),
  afterwardsOrigin: origin.optional(),
  purgeWithin: period.optional(),
  transientMax: period.optional(),
  personalFields: z.enum(['none']).optional(),
  onErasure: z.enum(['pseudonymise']).optional(),
  method: z.enum(['key-destruction']).optional(),
  scope: z.enum(['object-store', 'database']).optional(),
  origin,
  note,
});

const right = z.strictObject({
  right: z.enum(dataSubjectRights),
  channels: z.array(
    z.enum([
      'settings/privacy',
      'settings/profile',
      'email',
      'contact-form',
      'history',
      '/history',
      'lightbox',
      'email-footer',
      'cookie-banner',
      'authority',
    ]),
  ),
  scope: z.union([text, z.array(text)]).optional(),
  strictScope: z.enum(['all-users']).optional(),
  against: z.array(text).optional(),
  format: z.enum(['json', 'machine-readable']).optional(),
  origin,
});

const sla = z.strictObject({
  class: z.enum(['privacy-request', 'security-urgent', 'inquiry', 'erasure', 'account-purge', 'export', 'underage-erasure', 'child-data']),
  acknowledgeWithin: period.optional(),
  respondWithin: period.optional(),
  completeWithin: period.optional(),
  freezeWithin: period.optional(),
  clock: z.enum(['calendar', 'business-days']),
  from: z.enum(['case-received', 'account-deleted']),
  /** The word that the document uses where it gives no number. */
  stated: text.optional(),
  origin,
});

const calendarDay = z.iso.date();

/**
 * What is no business day besides Saturdays and Sundays, for the clocks that count business days only (readings A3, B5). Days run from midnight
 * to midnight UTC. A day that is not listed counts, so an empty or an ended list makes an answer due sooner and never later than promised.
 */
const businessDays = z
  .strictObject({
    /** ISO 3166 code of the country, or of a part of it, whose public holidays are listed; null where none are. */
    jurisdiction: z
      .string()
      .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'is not an ISO 3166 code such as DE or DE-BE')
      .nullable(),
    /** In order, each once, all years that are listed. */
    holidays: z.array(calendarDay).max(500),
    origin,
  })
  .refine(({ holidays }) => holidays.every((day, index) => index === 0 || day > (holidays[index - 1] ?? '')), {
    path: ['holidays'],
    message: 'must be in order, each day once',
  })
  .refine(({ jurisdiction, holidays }) => (jurisdiction === null) === (holidays.length === 0), {
    path: ['jurisdiction'],
    message: 'must name whose holidays are listed, and nothing where none are',
  });

const identityVerification = z.strictObject({
  required: z.union([z.boolean(), z.literal('conditional')]),
  method: z.array(z.enum(['signed-in-session', 'challenge-link'])),
  stopsClock: z.boolean().optional(),
  origin,
});

const age = z.int().min(0).max(30);
const minors = z.strictObject({
  minAge: age.optional(),
  adultAge: age.optional(),
  absoluteMinAge: age.optional(),
  absoluteMinAgeOrigin: origin.optional(),
  byJurisdiction: z.boolean().optional(),
  rule: z.enum(['self-declaration', 'guardian-consent-and-supervision', 'not-directed-no-knowing-collection']),
  pendingExpiry: period.optional(),
  onDiscovery: z.array(z.enum(['close-now', 'erase'])).optional(),
  eraseWithin: period.optional(),
  eraseWithinOrigin: origin.optional(),
  report: text.optional(),
  onReport: text.optional(),
  origin,
  note,
});

const noticeChannel = z.enum(['email', 'in-app', 'site-banner', 'policy-page', 'journal']);
const notice = z.strictObject({
  change: z.enum(['material', 'significant', 'any']),
  leadTime: period,
  channels: z.array(noticeChannel),
  rule: z.enum(['any', 'all']),
  /** What we do beyond the document: every channel, or a lead time where the document gives none. */
  strict: z.union([z.literal('all'), z.strictObject({ leadTime: period, channels: z.array(noticeChannel).optional() })]).optional(),
  origin,
});

const location = z.strictObject({
  mode: z.enum(['cross-border', 'fixed', 'not-stated', 'global']),
  regions: z.union([z.literal('from-inventory'), z.array(text)]),
  strict: z.boolean().optional(),
  qualifier: text.optional(),
  transfers: z.array(z.enum(['SCC', 'DPA', 'adequacy-decision', 'DPF', 'adequate-protection'])),
  origin,
});

const securityClaim = z.strictObject({
  claim: text,
  kind: z.enum(['enforced', 'organizational', 'disclosed']),
  min: z.enum(['1.2', '1.3']).optional(),
  minOrigin: origin.optional(),
  every: period.optional(),
  everyOrigin: origin.optional(),
  reading: text.optional(),
  origin,
  note,
});

const contact = z.strictObject({
  type: z.enum(['privacy', 'website', 'support-and-privacy', 'form']),
  /** `PROFILE_CONTACT_REQUIRED`: the source hides the address, so publishing needs a configured mailbox. */
  email: z.union([z.email(), z.literal('PROFILE_CONTACT_REQUIRED')]).optional(),
  url: z.url().optional(),
  route: text.optional(),
  masked: z.boolean().optional(),
  uses: z.array(text).optional(),
  origin,
});

/** Every parameter of a policy, with where it comes from. The five profiles are values of this one shape. */
export const profileSchema = z.strictObject({
  id: z.enum(profileIds),
  meta,
  identity,
  modalities: z.record(z.enum(modalities), z.strictObject({ enabled: z.boolean(), origin })),
  features: z.array(z.enum(features)),
  collection: z.array(collected),
  neverStored: z.array(z.enum([...dataCategoryIds, 'google-other-data'])),
  purposes: z.array(purpose),
  forbiddenPurposes: z.array(z.strictObject({ id: text, origin })),
  consents: z.array(consent),
  cookies,
  payments,
  modelProviders: z.array(modelProvider),
  storage,
  email,
  analytics: z.strictObject({
    provider: z.enum(['posthog', 'first-party', 'vercel']),
    mode: z.enum(['consented', 'opt-in', 'opt-in-limited', 'opt-in-statistical', 'anonymous-pageviews-no-cookie']),
    origin,
  }),
  hosting: z.strictObject({ provider: text, origin }),
  cdn: z.strictObject({ provider: z.enum(['cloudflare']), origin }).optional(),
  subProcessors: z.array(subProcessor),
  prohibitedRecipients: z.array(text).optional(),
  disclosures: z.array(disclosure).optional(),
  retention: z.array(retention),
  rights: z.array(right),
  slas: z.array(sla),
  /** Only where a response time counts business days. */
  businessDays: businessDays.optional(),
  identityVerification,
  minors,
  notices: z.array(notice),
  location,
  security: z.array(securityClaim),
  contacts: z.array(contact),
  content: z.strictObject({
    ownership: z.enum(['user', 'not-stated']),
    moderation: z.enum(['default', 'misuse-prevention', 'terms-and-abuse', 'automated-filter']),
  }),
  /** What the document leaves open; each is read in one way, printed as our own default. */
  gaps: z.array(text),
  bindings: bindingsSchema,
  brand: brandSchema,
});

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** What the five profile files write, before it has been checked. */
export type ProfileSource = z.input<typeof profileSchema>;

/** A checked, frozen policy profile. */
export type Profile = DeepReadonly<z.output<typeof profileSchema>>;
export type CollectedCategory = Profile['collection'][number];
export type RetentionParameter = Profile['retention'][number];
export type PurposeParameter = Profile['purposes'][number];
export type ResponseTime = Profile['slas'][number];
