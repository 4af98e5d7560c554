import { currentPublication, policyPage, type Profile } from '@keepword/policy';

/** The digest of the policy that this installation enforces and publishes; rows remember it. */
export function policyVersionInForce(profile: Profile, privacyMailbox: string): string {
  return policyPage(profile, currentPublication(privacyMailbox)).digest;
}
