import type { DataSubjectRight, Origin, Profile } from '@keepword/policy';
import { refuse, type Id, type Refusal } from '@keepword/primitives';
import { z } from 'zod';
import { CASE_LIMITS } from './limits.js';

/** What a case's deed is, carried out by something that can prove it: an export, an erasure run, a review by a person. */
export const actionKinds = [
  'export',
  'erasure',
  'rectification',
  'restriction',
  'objection',
  'review',
  'consent-withdrawal',
  'account-closure',
] as const;
export type ActionKind = (typeof actionKinds)[number];

interface ClassFacts {
  /** The rights of a profile that it exercises; none for matters that are no right. */
  readonly rights: readonly DataSubjectRight[];
  /** Whether it touches somebody's data, so that nothing happens before the requester has proven to be that person. */
  readonly aboutData: boolean;
  /** The deed without which it cannot be reported as carried out; null where the answer is the deed. */
  readonly action: ActionKind | null;
  readonly article: string | null;
}

/**
 * The closed classes of cases. Every profile takes all of them from everybody: rights are the union over the profiles,
 * whatever region or channel a document ties them to (readings A6, B7; `*.rights.*`).
 */
export const caseClasses = {
  access: { rights: ['access'], aboutData: true, action: 'export', article: 'GDPR Art. 15' },
  export: { rights: ['export', 'portability'], aboutData: true, action: 'export', article: 'GDPR Art. 20' },
  rectification: { rights: ['correction'], aboutData: true, action: 'rectification', article: 'GDPR Art. 16' },
  erasure: { rights: ['erasure'], aboutData: true, action: 'erasure', article: 'GDPR Art. 17' },
  restriction: { rights: ['restriction'], aboutData: true, action: 'restriction', article: 'GDPR Art. 18' },
  objection: { rights: ['objection'], aboutData: true, action: 'objection', article: 'GDPR Art. 21' },
  'automated-decision-review': {
    rights: ['automated-decision-opt-out'],
    aboutData: true,
    action: 'review',
    article: 'GDPR Art. 22(3)',
  },
  'consent-withdrawal': { rights: ['withdraw-consent'], aboutData: true, action: 'consent-withdrawal', article: 'GDPR Art. 7(3)' },
  complaint: { rights: ['complaint'], aboutData: false, action: null, article: 'GDPR Art. 77' },
  'security-urgent': { rights: [], aboutData: false, action: null, article: null },
  inquiry: { rights: [], aboutData: false, action: null, article: null },
  'underage-report': { rights: [], aboutData: false, action: 'account-closure', article: 'GDPR Art. 8, Art. 17(1)(f)' },
} as const satisfies Record<string, ClassFacts>;

export type CaseClass = keyof typeof caseClasses;
export const caseClassIds = Object.keys(caseClasses) as readonly CaseClass[];

export function isCaseClass(value: unknown): value is CaseClass {
  return typeof value === 'string' && Object.hasOwn(caseClasses, value);
}

/** Where a case came in. All end in one pipeline (readings A6). `rule`: nobody asked, a rule of the platform closed the account. */
export const caseChannels = ['settings', 'form', 'mail', 'console', 'rule'] as const;
export type CaseChannel = (typeof caseChannels)[number];

/** Half a surrogate pair is no text, and could not be hashed into the history. */
const purpose = z
  .string()
  .min(1)
  .max(CASE_LIMITS.purpose)
  .refine((text) => !/\p{Surrogate}/u.test(text), 'is not well-formed text');
const erasureScope = z.union([
  z.strictObject({ what: z.enum(['account', 'prompts', 'images']) }),
  z.strictObject({ what: z.literal('creation'), creationId: z.uuid() }),
]);
const objectionScope = z.union([
  z.strictObject({ against: z.literal('legitimate-interests'), purpose: purpose.optional() }),
  z.strictObject({ against: z.literal('direct-marketing') }),
]);
const withdrawalScope = z.strictObject({ purpose });
const reviewScope = z.strictObject({ recordId: z.uuid() });

export type ErasureCaseScope = { readonly what: 'account' | 'prompts' | 'images' } | { readonly what: 'creation'; readonly creationId: Id };
export type ObjectionScope =
  | { readonly against: 'legitimate-interests'; readonly purpose?: string | undefined }
  | { readonly against: 'direct-marketing' };
export type WithdrawalScope = { readonly purpose: string };
/** What the content filter stopped, by the id under which moderators decide about it. */
export type ReviewScope = { readonly recordId: Id };

/** What exactly is asked for; null for classes that know no parts, and for a withdrawal of every consent. */
export type CaseScope = ErasureCaseScope | ObjectionScope | WithdrawalScope | ReviewScope | null;

export type ScopeRefusal = Refusal<'scope-not-for-class', { class: CaseClass }>;

/**
 * Checks what somebody asked for against the class. An erasure without a scope is not taken for one of the account: the
 * largest reading of an unclear wish is the one that cannot be undone.
 */
export function scopeFor(caseClass: CaseClass, input: unknown): CaseScope | ScopeRefusal {
  const parsed = scopeShape(caseClass).safeParse(input ?? null);
  return parsed.success ? parsed.data : refuse('scope-not-for-class', { class: caseClass });
}

function scopeShape(caseClass: CaseClass): z.ZodType<CaseScope> {
  if (caseClass === 'erasure') return erasureScope;
  if (caseClass === 'objection') return objectionScope;
  if (caseClass === 'automated-decision-review') return reviewScope.nullable();
  return caseClass === 'consent-withdrawal' ? withdrawalScope.nullable() : z.null();
}

/**
 * Whether identity must be proven before anything happens. An objection to direct marketing needs no proof: it can only
 * stop mail to the address that it came with (Art. 21(3)), and whoever asks for less mail is not asked for more data. Nor does a review of one
 * decision, asked for by whoever is signed in: its answer goes to the account's own address and says nothing but what was decided.
 */
export function needsVerification(caseClass: CaseClass, scope: CaseScope): boolean {
  const stopsMailOnly = scope !== null && 'against' in scope && scope.against === 'direct-marketing';
  return caseClasses[caseClass].aboutData && !stopsMailOnly && !isReviewOfRecord(scope);
}

export const isReviewOfRecord = (scope: CaseScope): scope is ReviewScope => scope !== null && 'recordId' in scope;

/** The rights of the profile that a class exercises, and whether its document names them or we offer them all the same. */
export function rightsExercised(profile: Profile, caseClass: CaseClass): readonly { right: DataSubjectRight; origin: Origin }[] {
  const exercised: readonly DataSubjectRight[] = caseClasses[caseClass].rights;
  return exercised.map((right) => ({
    right,
    origin: profile.rights.find((listed) => listed.right === right)?.origin ?? 'default',
  }));
}
