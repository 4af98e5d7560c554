import { IdentityUnavailable, type SignInRefusal } from '@keepword/accounts';
import type { AuthError } from '@supabase/supabase-js';

/** The vendor does not answer, or answers what nobody expects. It names the vendor's code only, since messages may repeat an address. */
export class SupabaseUnavailable extends IdentityUnavailable {
  override readonly name = 'SupabaseUnavailable';

  constructor(readonly code: string) {
    super(`Supabase Auth: ${code}`);
  }
}

type Refused = SignInRefusal['refused'];

/** By the vendor's code; a map, since a code can also come out of an address that somebody typed. */
const refusalOfCode = new Map<string, Refused>([
  ['invalid_credentials', 'wrong-credentials'],
  ['user_not_found', 'wrong-credentials'],
  ['user_banned', 'declined'],
  ['email_not_confirmed', 'email-not-verified'],
  ['provider_email_needs_verification', 'email-not-verified'],
  ['weak_password', 'weak-password'],
  ['signup_disabled', 'not-offered'],
  ['email_provider_disabled', 'not-offered'],
  ['otp_expired', 'link-expired'],
  ['otp_disabled', 'not-offered'],
  ['flow_state_expired', 'link-expired'],
  ['flow_state_not_found', 'flow-mismatch'],
  ['bad_code_verifier', 'flow-mismatch'],
  ['bad_oauth_state', 'flow-mismatch'],
  ['access_denied', 'declined'],
  ['over_request_rate_limit', 'rate-limited'],
  ['over_email_send_rate_limit', 'rate-limited'],
  ['refresh_token_not_found', 'wrong-credentials'],
  ['refresh_token_already_used', 'wrong-credentials'],
  ['session_expired', 'wrong-credentials'],
]);

/** @throws SupabaseUnavailable when the error is not an answer to what the person did */
export function refusalOf(error: AuthError): SignInRefusal {
  const refused = error.name === 'AuthSessionMissingError' ? 'wrong-credentials' : refusalOfCode.get(error.code ?? '');
  if (refused) return { refused };
  if (error.status === 429) return { refused: 'rate-limited' };
  throw new SupabaseUnavailable(error.code ?? `status ${error.status ?? 'unknown'}`);
}

/** Said aloud, these would tell who has an account: the vendor limits mails per person, but only for people it knows. */
const telling = new Set(['over_email_send_rate_limit', 'user_already_exists', 'email_exists', 'email_address_invalid']);

/** For requests that end in a mail. Null where the person gets the same answer as everybody. @throws SupabaseUnavailable like {@link refusalOf} */
export function quietRefusalOf(error: AuthError): SignInRefusal | null {
  return telling.has(error.code ?? '') ? null : refusalOf(error);
}

/** What the vendor appended to the address that the browser came back to; anybody can type that, so it never throws. */
export function refusalOfCallback(callback: Readonly<Record<string, string>>): SignInRefusal | null {
  const { error, error_code: code } = callback;
  if (error === undefined && code === undefined) return null;
  const refused = refusalOfCode.get(code ?? '') ?? (error === 'access_denied' ? 'declined' : 'flow-mismatch');
  return { refused };
}
