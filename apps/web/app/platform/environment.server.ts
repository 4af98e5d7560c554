import { profileIdShape } from '@keepword/contracts';
import { z } from 'zod';

const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

const variables = z.object({
  KEEPWORD_PROFILE: profileIdShape.default('fluxkrea'),
  CORE_API_URL: httpUrl.default('http://127.0.0.1:3001'),
  PRIVACY_SERVICE_URL: httpUrl.default('http://127.0.0.1:3002'),
  WEB_URL: httpUrl.default('http://127.0.0.1:3000'),
  WEB_SESSION_SECRET: z.string().min(32),
  PRIVACY_MAILBOX: z.email(),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  TRUSTED_PROXIES: z
    .string()
    .regex(/^[\w.:/]+( *, *[\w.:/]+)*$/)
    .default('loopback'),
  KEEPWORD_DEMO_ENGINE: z.enum(['0', '1']).default('0'),
  LOCAL_CLOCK_FILE: z.string().optional(),
  LOCAL_ATTESTATION: z.string().optional(),
});

const allowed: Record<keyof z.output<typeof variables>, string> = {
  KEEPWORD_PROFILE: profileIdShape.options.join(', '),
  CORE_API_URL: 'an http(s) address',
  PRIVACY_SERVICE_URL: 'an http(s) address',
  WEB_URL: 'the http(s) address that people open, without a path',
  WEB_SESSION_SECRET: 'a secret of at least 32 characters',
  PRIVACY_MAILBOX: 'the mail address that answers privacy questions',
  PORT: 'a port from 1 to 65535',
  HOST: 'an address to listen on',
  TRUSTED_PROXIES: 'addresses or networks separated by commas, or loopback',
  KEEPWORD_DEMO_ENGINE: '0 or 1',
  LOCAL_CLOCK_FILE: 'set by the local stack only',
  LOCAL_ATTESTATION: 'set by the local stack only',
};

export interface Environment {
  readonly profileId: z.output<typeof profileIdShape>;
  readonly coreApiUrl: string;
  readonly privacyServiceUrl: string;
  /** The client's own origin, without a slash at the end. */
  readonly webUrl: string;
  readonly sessionSecret: string;
  readonly privacyMailbox: string;
  readonly port: number;
  readonly host: string;
  /** Whose `x-forwarded-for` is believed. */
  readonly trustedProxies: string;
  /** Results come from the offline demo engine, and the studio says so. */
  readonly demoEngine: boolean;
  /** Where the local stack says how far its clock is ahead, and what attests that it is the local stack. */
  readonly localClock: { readonly file: string; readonly attestation: string | undefined } | null;
}

/** A setting that the client cannot start with; the message names the variable, what was found and what is allowed. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** @throws EnvironmentError naming every variable that is wrong */
export function parseEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map(({ path }) => String(path[0]) as keyof typeof allowed))];
    throw new EnvironmentError(names.map((name) => `${name}: found ${found(name, given[name])}, allowed: ${allowed[name]}`).join('\n'));
  }
  const env = parsed.data;
  return {
    profileId: env.KEEPWORD_PROFILE,
    coreApiUrl: env.CORE_API_URL,
    privacyServiceUrl: env.PRIVACY_SERVICE_URL,
    webUrl: new URL(env.WEB_URL).origin,
    sessionSecret: env.WEB_SESSION_SECRET,
    privacyMailbox: env.PRIVACY_MAILBOX,
    port: env.PORT,
    host: env.HOST,
    trustedProxies: env.TRUSTED_PROXIES,
    demoEngine: env.KEEPWORD_DEMO_ENGINE === '1',
    localClock: env.LOCAL_CLOCK_FILE === undefined ? null : { file: env.LOCAL_CLOCK_FILE, attestation: env.LOCAL_ATTESTATION },
  };
}

function found(name: string, value: string | undefined): string {
  if (value === undefined) return 'nothing';
  return name === 'WEB_SESSION_SECRET' ? `${value.length} characters` : `'${value}'`;
}
