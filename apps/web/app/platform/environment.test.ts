import { EnvironmentError, parseEnvironment } from './environment.server.js';

const least = { WEB_SESSION_SECRET: 'x'.repeat(32), PRIVACY_MAILBOX: 'privacy@example.org' };
const messageFor = (source: Record<string, string>) => {
  try {
    parseEnvironment(source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
  return null;
};

describe('the environment', () => {
  it('needs a secret and a mailbox, and has a local default for everything else', () => {
    expect(parseEnvironment(least)).toEqual({
      profileId: 'fluxkrea',
      coreApiUrl: 'http://127.0.0.1:3001',
      privacyServiceUrl: 'http://127.0.0.1:3002',
      webUrl: 'http://127.0.0.1:3000',
      sessionSecret: least.WEB_SESSION_SECRET,
      privacyMailbox: least.PRIVACY_MAILBOX,
      port: 3000,
      host: '127.0.0.1',
      trustedProxies: 'loopback',
      demoEngine: false,
      localClock: null,
    });
  });

  it('takes an empty variable for a missing one, and addresses with or without a slash', () => {
    const { coreApiUrl, webUrl } = parseEnvironment({
      ...least,
      CORE_API_URL: 'http://api:3001/',
      WEB_URL: 'https://keepword.example/',
      PORT: '',
    });
    expect(coreApiUrl).toBe('http://api:3001');
    expect(webUrl).toBe('https://keepword.example');
  });

  it.each([
    [{ KEEPWORD_PROFILE: 'fluxx' }, "KEEPWORD_PROFILE: found 'fluxx', allowed: fluxvision, fluxkontextpro, fluxchat, fluxgen, fluxkrea"],
    [{ PORT: '99999' }, "PORT: found '99999', allowed: a port from 1 to 65535"],
    [{ CORE_API_URL: 'ftp://x' }, "CORE_API_URL: found 'ftp://x', allowed: an http(s) address"],
    [{ WEB_SESSION_SECRET: '' }, 'WEB_SESSION_SECRET: found nothing, allowed: a secret of at least 32 characters'],
    [{ WEB_SESSION_SECRET: 'short' }, 'WEB_SESSION_SECRET: found 5 characters, allowed: a secret of at least 32 characters'],
  ])('%j stops the start with a sentence that names it', (wrong, sentence) => {
    expect(messageFor({ ...least, ...wrong })).toBe(sentence);
  });
});
