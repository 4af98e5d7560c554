import { createHash, randomBytes } from 'node:crypto';
import { addPeriod, refuse, type Instant, type Refusal, type UnitOfWork } from '@keepword/primitives';
import { z } from 'zod';
import type { SignedInStaff, StaffSignInStore } from './ports/staff-sign-in-store.js';
import type { StaffSecrets } from './ports/staff-store.js';
import { timeStepOfCode } from './totp-secret.js';

export interface StaffSignInPorts {
  readonly signIns: StaffSignInStore;
  readonly secrets: Pick<StaffSecrets, 'openTotpSecret'>;
}

/** How long the mailed link waits for its code, and how many wrong codes it bears. */
const linkLasts = 'PT10M';
const wrongCodesMax = 5;

/** A console is left open at lunch: it closes by itself, and in the evening for good. */
const sessionIdle = 'PT30M';
const sessionLasts = 'PT12H';

/** What a session's row is touched for at most; a list that is paged through is not a write each time. */
const touchEvery = 'PT1M';

const tokenBytes = 32;
const newToken = () => randomBytes(tokenBytes).toString('base64url');
const hashOf = (token: string): Uint8Array => createHash('sha256').update(token, 'utf8').digest();
const address = z.string().trim().toLowerCase().max(254);

export interface StaffLink {
  readonly to: string;
  /** Goes into the mail and nowhere else. */
  readonly token: string;
}

/**
 * Begins to sign in one of the team: the first factor is a link to the member's mailbox.
 * @returns null for an address that is not of the team; whoever asks is told the same in both cases
 */
export async function beginStaffSignIn(signIns: StaffSignInStore, uow: UnitOfWork, email: string, at: Instant): Promise<StaffLink | null> {
  const parsed = address.safeParse(email);
  const member = parsed.success ? await signIns.memberWithAddress(uow, parsed.data) : null;
  if (!member) return null;
  const token = newToken();
  await signIns.beginSignIn(uow, { tokenHash: hashOf(token), staffId: member.staffId, expiresAt: addPeriod(at, linkLasts) }, at);
  return { to: member.email, token };
}

export interface OpenedStaffSession {
  /** Shown once; the store knows its hash. */
  readonly accessToken: string;
  readonly expiresAt: Instant;
}

export type StaffSignInRefusal = Refusal<'link-expired'> | Refusal<'wrong-code', { triesLeft: number }>;

/**
 * The second factor. A code counts once, one time step early or late at most, and five wrong ones spend the link.
 * A refusal has counted the wrong code: the unit of work must be committed all the same.
 */
export async function completeStaffSignIn(
  { signIns, secrets }: StaffSignInPorts,
  uow: UnitOfWork,
  { token, code }: { readonly token: string; readonly code: string },
  at: Instant,
): Promise<OpenedStaffSession | StaffSignInRefusal> {
  const tokenHash = hashOf(token);
  const begun = await signIns.lockSignIn(uow, tokenHash);
  if (!begun || begun.expiresAt <= at || begun.wrongCodes >= wrongCodesMax) return refuse('link-expired');
  const { member } = begun;
  const timeStep = timeStepOfCode(await secrets.openTotpSecret(member.staffId, member.sealedTotpSecret), code, at);
  if (timeStep === null || !(await signIns.useCode(uow, member.staffId, timeStep, at))) {
    await signIns.countWrongCode(uow, tokenHash);
    return refuse('wrong-code', { triesLeft: wrongCodesMax - begun.wrongCodes - 1 });
  }
  await signIns.endSignIns(uow, member.staffId);
  const accessToken = newToken();
  const expiresAt = addPeriod(at, sessionLasts);
  await signIns.openSession(uow, hashOf(accessToken), { staffId: member.staffId, createdAt: at, lastSeenAt: at, expiresAt });
  return { accessToken, expiresAt };
}

/** Who a token belongs to; null when it is unknown, was ended, lay idle too long, or nobody gives its member a role any more. */
export async function signedInStaff(
  signIns: StaffSignInStore,
  uow: UnitOfWork,
  accessToken: string,
  at: Instant,
): Promise<(SignedInStaff & { readonly expiresAt: Instant }) | null> {
  const tokenHash = hashOf(accessToken);
  const session = await signIns.session(uow, tokenHash);
  if (!session || session.expiresAt <= at || addPeriod(session.lastSeenAt, sessionIdle) <= at || session.roles.length === 0) return null;
  if (addPeriod(session.lastSeenAt, touchEvery) <= at) await signIns.touchSession(uow, tokenHash, at);
  const { staffId, email, roles, expiresAt } = session;
  return { staffId, email, roles, expiresAt };
}

export function endStaffSession(signIns: StaffSignInStore, uow: UnitOfWork, accessToken: string): Promise<void> {
  return signIns.endSession(uow, hashOf(accessToken));
}
