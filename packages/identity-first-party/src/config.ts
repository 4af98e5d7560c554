import { z } from 'zod';
import { signingKeySet } from './signing-keys.js';

const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** First-party sign-in: our own tokens, and Google where the profile lists it. */
export const firstPartyIdentityConfig = z
  .strictObject({
    /** The `iss` of our tokens: core-api's public address. */
    issuer: address,
    google: z
      .strictObject({
        /** `https://accounts.google.com`; the discovery document is below it. */
        issuer: address.default('https://accounts.google.com'),
        clientId: z.string().min(1).max(500),
        clientSecret: z.string().min(1).max(500),
      })
      .optional(),
    /** A JSON file with a {@link signingKeySet}; in its place the set itself. */
    signingKeysFile: z.string().min(1).max(4_096).optional(),
    signingKeys: signingKeySet.optional(),
  })
  .refine(
    (config) => (config.signingKeysFile === undefined) !== (config.signingKeys === undefined),
    'exactly one of signingKeysFile and signingKeys is needed',
  );
export type FirstPartyIdentityConfig = z.infer<typeof firstPartyIdentityConfig>;
