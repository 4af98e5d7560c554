import { type Visit } from '@keepword/accounts';
import { startSession } from '@keepword/contracts';
import { storesDevice, storesIp, type Profile } from '@keepword/policy';
import { droppedFields } from '@keepword/service-kit';
import type { FastifyRequest } from 'fastify';

const where = `${startSession.method} ${startSession.path}`;

/** The address and device that a person signs in from, as far as the profile lets them be kept at all. What it does not is dropped here, and counted. */
export function visitOf(profile: Profile, request: FastifyRequest): Visit {
  const agent = String(request.headers['x-forwarded-user-agent'] ?? request.headers['user-agent'] ?? '');
  const [keepsIp, keepsDevice] = [storesIp(profile), storesDevice(profile)];
  if (!keepsIp) droppedFields.count(where, 'ip');
  if (!keepsDevice && agent !== '') droppedFields.count(where, 'browser');
  return { ip: keepsIp ? request.ip : null, device: keepsDevice ? describeDevice(agent) : null };
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
