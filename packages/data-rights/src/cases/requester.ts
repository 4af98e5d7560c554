import { createHmac } from 'node:crypto';
import type { Id, SubjectId } from '@keepword/primitives';

/**
 * A keyed hash of a mail address: enough to see that two cases came from one address and to bind a challenge to it, and
 * nothing to read the address from. The address itself is a content of the case, sealed by the store.
 */
export type AddressKey = string;

/** @param secret of the deployment, at least 32 bytes; changing it parts old cases from new ones of the same address */
export function addressKey(secret: Uint8Array, address: string): AddressKey {
  if (secret.byteLength < 32) throw new RangeError('the secret of address keys has at least 32 bytes');
  return createHmac('sha256', secret).update(`keepword case address v1\n${address.trim().toLowerCase()}`).digest('base64url');
}

/** Who asks. A From line, even one with a valid DKIM signature, is an address and never an identity. */
export type Requester =
  | { readonly kind: 'subject'; readonly subjectId: SubjectId }
  | { readonly kind: 'address'; readonly addressKey: AddressKey };

export function sameRequester(a: Requester, b: Requester): boolean {
  if (a.kind === 'subject') return b.kind === 'subject' && a.subjectId === b.subjectId;
  return b.kind === 'address' && a.addressKey === b.addressKey;
}

/** What staff are to a case; `system` is the platform itself: mailbox, schedules, runs, links. */
export const caseRoles = ['privacy-officer', 'support', 'moderator', 'auditor', 'person', 'system'] as const;
export type CaseRole = (typeof caseRoles)[number];
export type StaffCaseRole = Exclude<CaseRole, 'person' | 'system'>;

/** Who acts. `person` is somebody signed in, whom the app has authenticated; whoever is not acts through `system`. */
export type Actor =
  | { readonly kind: 'staff'; readonly staffId: Id; readonly roles: readonly StaffCaseRole[] }
  | { readonly kind: 'person'; readonly subjectId: SubjectId }
  | { readonly kind: 'system' };

/** Who acted, as an event remembers it. */
export type ActedBy =
  | { readonly kind: 'staff'; readonly staffId: Id }
  | { readonly kind: 'person'; readonly subjectId: SubjectId }
  | { readonly kind: 'system' };

export function actedBy(actor: Actor): ActedBy {
  return actor.kind === 'staff' ? { kind: 'staff', staffId: actor.staffId } : actor;
}
