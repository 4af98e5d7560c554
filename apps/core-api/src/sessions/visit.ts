import { type Visit } from '@keepword/accounts';
import { storesDevice, storesIp, type Profile } from '@keepword/policy';
import type { FastifyRequest } from 'fastify';

/** The address and device that a person signs in from, as far as the profile lets them be kept at all. */
export function visitOf(profile: Profile, request: FastifyRequest): Visit {
  const agent = String(request.headers['x-forwarded-user-agent'] ?? request.headers['user-agent'] ?? '');
  return {
    ip: storesIp(profile) ? request.ip : null,
    device: storesDevice(profile) ? describeDevice(agent) : null,
  };
}

const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/\bChrom(e|ium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** «Firefox on Linux»; a full user-agent string would be a fingerprint that nobody needs. */
export function describeDevice(userAgent: string): string | null {
  const nameIn = (list: readonly (readonly [RegExp, string])[]) => list.find(([pattern]) => pattern.test(userAgent))?.[1];
  const [browser, system] = [nameIn(browsers), nameIn(systems)];
  if (!browser) return null;
  return system ? `${browser} on ${system}` : browser;
}
