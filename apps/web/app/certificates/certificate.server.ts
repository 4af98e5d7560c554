import { z } from 'zod';

const count = z.number().int().min(0);
const part = z.object({
  certificate: z.object({
    version: z.number().int(),
    caseReference: z.string(),
    scope: z.object({ kind: z.string() }),
    state: z.enum(['provisional', 'final']),
    requestedAt: z.string(),
    purgedAt: z.string(),
    issuedAt: z.string(),
    tables: z.array(z.object({ table: z.string(), counted: count, deleted: count, kept: count, remaining: count })),
    places: z.array(z.object({ place: z.string(), counted: count, deleted: count, remaining: count })),
    objects: z.object({ count, bytes: count, remaining: count }),
    vendors: z.array(
      z.object({
        recipient: z.string(),
        state: z.enum(['erased', 'nothing-held', 'pending', 'not-supported']),
        receiptId: z.string().nullable(),
        at: z.string().nullable(),
        checkedAgainAt: z.string().nullable(),
      }),
    ),
    kept: z.array(
      z.object({
        category: z.string(),
        how: z.enum(['pseudonymised', 'kept']),
        reason: z.string(),
        law: z.string().nullable(),
        rows: count,
        until: z.string().nullable(),
      }),
    ),
    verification: z.object({ at: z.string(), searched: z.array(z.string()), hits: count }),
    keyDestroyedAt: z.string().nullable(),
  }),
  signature: z.object({ kid: z.string().optional() }),
});

/** What a certificate says, as far as this page shows it. */
export type ShownCertificate = z.infer<typeof part>['certificate'] & { readonly keyId: string | null };

/** The parts of a certificate that are shown; null for a file of another kind, which can still be downloaded. Nothing is checked here. */
export function shownCertificate(file: unknown): ShownCertificate | null {
  const parsed = part.safeParse(file);
  return parsed.success ? { ...parsed.data.certificate, keyId: parsed.data.signature.kid ?? null } : null;
}
