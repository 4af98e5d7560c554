import { z } from 'zod';
import { categoryFamilies, dataCategoryIds, origins } from './vocabulary.js';

const origin = z.enum(origins);

/**
 * Which vendors and methods this platform uses to keep a policy. The policy itself stays as its document has it;
 * a binding fills in what the document leaves open and never widens it.
 */
export const bindingsSchema = z.strictObject({
  identity: z.enum(['supabase', 'first-party']),
  signInMethods: z.array(z.enum(['google', 'github', 'email-password', 'email-magic-link'])).min(1),
  models: z.enum(['replicate', 'fal', 'cog']),
  mail: z.enum(['resend', 'first-party-smtp']),
  payments: z.array(z.enum(['stripe', 'creem'])).min(1),
  objects: z.enum(['cloudflare-r2', 'aws-s3', 'supabase-storage']),
  database: z.enum(['aws', 'supabase', 'self-hosted']),
  /** `none`: no upload. `transient`: only in the memory of the receiving process. `stored`: kept under its retention rule. */
  acceptsReference: z.enum(['none', 'transient', 'stored']),
  /** Where each choice comes from: the document, our reading of it, or our own default. */
  origins: z.strictObject({
    identity: origin,
    signInMethods: origin,
    models: origin,
    mail: origin,
    payments: origin,
    objects: origin,
    database: origin,
    acceptsReference: origin,
  }),
  /** Real names for recipients that the document mentions without naming them. */
  namedRecipients: z
    .array(
      z.strictObject({
        standsFor: z.string().min(1),
        id: z.string().min(1),
        purpose: z.string().min(1),
        categories: z.array(z.enum([...dataCategoryIds, ...categoryFamilies])).min(1),
        origin,
      }),
    )
    .optional(),
});

export type Bindings = z.output<typeof bindingsSchema>;
