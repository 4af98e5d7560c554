import { z } from 'zod';

/** A setting that is wrong: the boot stops with one sentence per variable. */
export class BadEnvironment extends Error {
  override readonly name = 'BadEnvironment';
}

/**
 * Reads the environment once, at boot.
 * @param secrets names whose values are never repeated in the message
 * @throws BadEnvironment naming each variable, what was found and what is allowed
 */
export function readEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? 'the environment');
    const value = environment[name];
    const found =
      value === undefined ? 'nothing' : /SECRET|KEY|TOKEN|URL|PASSWORD|ATTESTATION/.test(name) ? 'a value that does not fit' : `'${value}'`;
    return `${name}: ${issue.message} (found ${found})`;
  });
  throw new BadEnvironment(sentences.join('\n'));
}

export const portSetting = z.coerce.number('a port from 1 to 65535').int().min(1).max(65_535);
export const urlSetting = z.url('an absolute address such as https://example.org');
/** 32 bytes or more, written as base64. */
export const keySetting = z
  .string('base64 of at least 32 bytes')
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length >= 32, 'must be base64 of at least 32 bytes');
export const postgresSetting = z.string('a postgres:// address').regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address');

/** What every service reads. */
export const serviceEnvironment = z.object({
  KEEPWORD_PROFILE: z
    .enum(
      ['fluxvision', 'fluxkontextpro', 'fluxchat', 'fluxgen', 'fluxkrea'],
      'one of fluxvision, fluxkontextpro, fluxchat, fluxgen, fluxkrea',
    )
    .default('fluxkrea'),
  HOST: z.string().default('127.0.0.1'),
  PORT: portSetting,
  DATABASE_URL: postgresSetting,
  WEB_URL: urlSetting,
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error'], 'one of debug, info, warn, error').default('info'),
  /** Whose `x-forwarded-for` is believed: addresses or networks separated by commas. Only the web client stands in front of a service. */
  TRUSTED_PROXIES: z.string().default('loopback'),
  LOCAL_CLOCK_FILE: z.string().optional(),
  LOCAL_ATTESTATION: z.string().min(16).optional(),
});
