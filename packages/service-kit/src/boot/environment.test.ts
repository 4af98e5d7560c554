import { z } from 'zod';
import { BadEnvironment, keySetting, postgresSetting, readEnvironment, serviceEnvironment, urlSetting } from './environment.js';

const good = { PORT: '3001', DATABASE_URL: 'postgres://core_api:pw@127.0.0.1:5432/keepword', WEB_URL: 'http://127.0.0.1:3000' };

function complaint(environment: Record<string, string | undefined>, schema: z.ZodObject = serviceEnvironment): string {
  try {
    readEnvironment(schema, environment);
  } catch (error) {
    if (error instanceof BadEnvironment) return error.message;
    throw error;
  }
  return 'no complaint';
}

describe('the environment', () => {
  it('given just what is needed, then the rest has its defaults', () => {
    expect(readEnvironment(serviceEnvironment, good)).toMatchObject({
      ...good,
      PORT: 3001,
      KEEPWORD_PROFILE: 'fluxkrea',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
    });
  });

  it.each([
    [
      'a profile that is none',
      { KEEPWORD_PROFILE: 'fluxmars' },
      'KEEPWORD_PROFILE',
      'one of fluxvision, fluxkontextpro, fluxchat, fluxgen, fluxkrea',
      "'fluxmars'",
    ],
    ['a level that is none', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL', 'one of debug, info, warn, error', "'loud'"],
    ['a port beyond the last', { PORT: '65536' }, 'PORT', '65535', "'65536'"],
    ['a port that is a word', { PORT: 'web' }, 'PORT', 'a port from 1 to 65535', "'web'"],
    ['no database', { DATABASE_URL: undefined }, 'DATABASE_URL', 'a postgres:// address', 'nothing'],
    ['no address of the web client', { WEB_URL: undefined }, 'WEB_URL', 'an absolute address such as https://example.org', 'nothing'],
  ])('given %s, then one sentence names the variable, what is allowed and what was found', (_, changes, variable, allowed, found) => {
    const message = complaint({ ...good, ...changes });
    expect(message.split('\n')).toHaveLength(1);
    expect(message.startsWith(`${variable}: `)).toBe(true);
    expect(message).toContain(allowed);
    expect(message).toContain(`found ${found}`);
  });

  it('given several that are wrong, then each has its line', () => {
    const lines = complaint({}).split('\n');
    expect(lines.map((line) => line.split(':')[0]).toSorted()).toEqual(['DATABASE_URL', 'PORT', 'WEB_URL']);
  });

  it('given a secret that does not fit, then its value is never repeated', () => {
    const schema = z.object({
      KEYRING_MASTER_KEY: keySetting,
      STRIPE_SECRET: z.string().min(100),
      RESEND_API_TOKEN: z.string().min(100),
      SMTP_PASSWORD: z.string().min(100),
      DATABASE_URL: postgresSetting,
      LOCAL_ATTESTATION: z.string().min(100),
    });
    const secret = 'c2hvcnQgc2VjcmV0';
    const environment = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, secret]));
    const message = complaint(environment, schema);
    expect(message.split('\n')).toHaveLength(6);
    expect(message).not.toContain(secret);
  });

  it('given keys of 31 and of 32 bytes, then only the longer one is taken', () => {
    const schema = z.object({ KEY: keySetting });
    const key = (bytes: number) => Buffer.alloc(bytes, 1).toString('base64');
    expect(complaint({ KEY: key(31) }, schema)).toMatch(/^KEY: .*at least 32 bytes/);
    expect(readEnvironment(schema, { KEY: key(32) }).KEY).toHaveLength(32);
  });

  it('given an address with another scheme, then it is no database', () => {
    expect(complaint({ ...good, DATABASE_URL: 'mysql://localhost/x' })).toContain('must be a postgres:// address');
    expect(complaint({ U: 'not an address' }, z.object({ U: urlSetting }))).toContain('an absolute address');
  });
});
