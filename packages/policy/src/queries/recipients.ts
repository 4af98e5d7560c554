import type { Profile } from '../profile-schema.js';
import { categoryMatches, type CategoryPattern, type DataCategory, type Origin } from '../vocabulary.js';

/** A third party that receives data under a profile. */
export interface Recipient {
  id: string;
  /** As people know it. */
  name: string;
  purpose: string;
  /** What it may receive: categories, families such as `account.*`, or `*`. */
  categories: readonly CategoryPattern[];
  /** What it never receives, also where `categories` would allow it. */
  exclude: readonly CategoryPattern[];
  origin: Origin;
  agreement?: string;
  /** The unnamed recipient of the document that this name fills in. */
  standsFor?: string;
}

const names: Readonly<Record<string, string>> = {
  aws: 'Amazon Web Services',
  cloudflare: 'Cloudflare',
  'cloudflare-r2': 'Cloudflare R2',
  creem: 'Creem',
  fal: 'Fal.ai',
  github: 'GitHub',
  google: 'Google',
  posthog: 'PostHog',
  replicate: 'Replicate',
  resend: 'Resend',
  stripe: 'Stripe',
  supabase: 'Supabase',
  vercel: 'Vercel',
  'vercel-analytics': 'Vercel Analytics',
};

/**
 * The closed list of recipients. A recipient that the document leaves unnamed appears under the names we bound it to,
 * or not at all: nothing may be sent to it before it has a name.
 */
export function recipients(profile: Profile): readonly Recipient[] {
  const bound = profile.bindings.namedRecipients ?? [];
  return profile.subProcessors.flatMap((listed): Recipient[] => {
    const base = {
      exclude: listed.exclude ?? [],
      ...(listed.agreement === undefined ? {} : { agreement: listed.agreement }),
    };
    if (listed.named !== false) {
      const { id, purpose, categories, origin } = listed;
      return [{ id, name: names[id] ?? id, purpose, categories, origin, ...base }];
    }
    return bound
      .filter(({ standsFor }) => standsFor === listed.id)
      .map(({ id, purpose, categories, origin, standsFor }) => ({
        id,
        name: names[id] ?? id,
        purpose,
        categories,
        origin,
        standsFor,
        ...base,
      }));
  });
}

/** The recipients that the document mentions but nobody has named; they receive nothing. */
export function unnamedRecipients(profile: Profile): readonly { id: string; purpose: string }[] {
  const bound = new Set((profile.bindings.namedRecipients ?? []).map(({ standsFor }) => standsFor));
  return profile.subProcessors.filter(({ id, named }) => named === false && !bound.has(id)).map(({ id, purpose }) => ({ id, purpose }));
}

/** Default deny: false for a recipient that the profile does not list and for a category that is not among its own. */
export function recipientMayReceive(profile: Profile, recipientId: string, category: DataCategory): boolean {
  return recipients(profile).some(
    ({ id, categories, exclude }) =>
      id === recipientId &&
      categories.some((pattern) => categoryMatches(pattern, category)) &&
      !exclude.some((pattern) => categoryMatches(pattern, category)),
  );
}

/** The recipient behind each binding; the process that constructs an adapter refuses to start if its recipient is missing. */
export function boundRecipientIds(profile: Profile): readonly string[] {
  const { identity, models, mail, payments, objects, signInMethods } = profile.bindings;
  const ids = new Set<string>(payments);
  if (identity === 'supabase') ids.add('supabase');
  ids.add({ replicate: 'replicate', fal: 'fal', cog: 'aws' }[models]);
  if (mail === 'resend') ids.add('resend');
  ids.add({ 'cloudflare-r2': 'cloudflare-r2', 'aws-s3': 'aws', 'supabase-storage': 'supabase' }[objects]);
  for (const method of signInMethods) if (method === 'google' || method === 'github') ids.add(method);
  return [...ids];
}
