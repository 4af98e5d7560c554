import { createSeal } from './seal.server.js';
import { clearSession, readSession, writeSession, type Session } from './session-cookie.server.js';
import { randomBytes } from 'node:crypto';

const seal = createSeal('a secret that is long enough for this test', 'session');
const session: Session = {
  csrf: 'secret',
  signedIn: {
    sessionId: 's',
    accessToken: randomBytes(900).toString('base64url'),
    refreshToken: 'r',
    expiresAt: '2026-11-21T10:00:00.000Z',
  },
};
const pairOf = (setCookie: string) => setCookie.split(';')[0] ?? '';

describe('the one cookie', () => {
  it('brings back what was written, among the cookies of others', () => {
    const cookie = pairOf(writeSession(seal, session, false));
    expect(readSession(seal, `other=1; ${cookie}; more=2`)).toEqual(session);
  });

  it('is unreadable for scripts, stays on this site and is forgotten with the browser’s session', () => {
    const setCookie = writeSession(seal, session, true);
    expect(setCookie).toMatch(/^keepword=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    expect(writeSession(seal, session, false)).not.toContain('Secure');
    expect(clearSession(false)).toBe('keepword=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0');
  });

  it.each([null, '', 'keepword=', 'keepword=abc', 'keepword', 'other=1', `keepword=${seal.seal({ csrf: 1 })}`])(
    'reads no session from %j',
    (header) => {
      expect(readSession(seal, header)).toBeNull();
    },
  );

  it('holds tokens of a kilobyte and refuses what no browser would keep', () => {
    expect(writeSession(seal, session, true).length).toBeLessThanOrEqual(4096);
    const large: Session = { csrf: 'c', started: { flow: randomBytes(4000).toString('base64url'), returnTo: '/', purpose: 'sign-in' } };
    expect(() => writeSession(seal, large, true)).toThrow(RangeError);
  });
});
