import { z } from 'zod';

/** Where the Supabase project answers and its two keys. */
export const supabaseIdentityConfig = z.strictObject({
  /** The project's address without `/auth/v1`; no slash at the end. */
  url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  anonKey: z.string().min(1).max(4_096),
  serviceRoleKey: z.string().min(1).max(4_096),
});
export type SupabaseIdentityConfig = z.infer<typeof supabaseIdentityConfig>;
