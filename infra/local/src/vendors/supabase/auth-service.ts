import type { VendorContext } from '../vendor.js';
import { AuthFailure } from './auth-failure.js';
import { authMail, type AuthMailKind, type SendMail } from './auth-mails.js';
import type { AuthenticationMethod, AuthSessions } from './auth-sessions.js';
import type { AuthUsers, UserRow } from './auth-users.js';
import type { CodeChallenge, FlowStates } from './flow-states.js';
import type { OneTimeTokens, OneTimeTokenType } from './one-time-tokens.js';

/**
 * The project's mail templates. `confirmation-url` is the vendor's default: opening the link spends it here. `token-hash` is
 * `{{ .RedirectTo }}&token_hash={{ .TokenHash }}&type=…`: the client gets the token and spends it by a call.
 */
export type MailedLink = 'confirmation-url' | 'token-hash';

/** What the routes work with. */
export interface AuthService {
  readonly context: VendorContext;
  /** `{context.url}/auth/v1`, also the issuer of tokens. */
  readonly url: string;
  readonly users: AuthUsers;
  readonly sessions: AuthSessions;
  readonly flows: FlowStates;
  readonly tokens: OneTimeTokens;
  readonly sendMail: SendMail;
  readonly passwordLengthMin: number;
  readonly mailedLink: MailedLink;
}

const kinds: Readonly<Record<AuthMailKind, { token: OneTimeTokenType; method: AuthenticationMethod }>> = {
  signup: { token: 'confirmation_token', method: 'email/signup' },
  magiclink: { token: 'recovery_token', method: 'magiclink' },
  recovery: { token: 'recovery_token', method: 'recovery' },
  email_change: { token: 'email_change_token_current', method: 'email_change' },
};

export interface LinkRequest {
  readonly kind: AuthMailKind;
  readonly user: UserRow;
  readonly redirectTo: string;
  readonly challenge: CodeChallenge | null;
}

/** Makes the token, remembers that it was sent, starts the PKCE flow if there is one, and mails the link. */
export async function mailLink(auth: AuthService, { kind, user, redirectTo, challenge }: LinkRequest): Promise<void> {
  const { token, method } = kinds[kind];
  if (challenge) await auth.flows.start({ ...challenge, provider: 'email', authenticationMethod: method, userId: user.id });
  const now = auth.context.clock.now();
  await auth.users.update(user.id, kind === 'signup' ? { confirmation_sent_at: now } : { recovery_sent_at: now });
  await sendToken(auth, { kind, userId: user.id, to: user.email, token, redirectTo, pkce: challenge !== null });
}

/** Both the old and the new address have to agree. */
export async function mailEmailChange(
  auth: AuthService,
  user: UserRow,
  newEmail: string,
  redirectTo: string,
  challenge: CodeChallenge | null,
): Promise<UserRow> {
  const changing = await auth.users.update(user.id, {
    email_change: newEmail,
    email_change_sent_at: auth.context.clock.now(),
    email_change_confirm_status: 0,
  });
  if (challenge) await auth.flows.start({ ...challenge, provider: 'email', authenticationMethod: 'email_change', userId: user.id });
  const both = [
    { to: user.email, token: 'email_change_token_current' },
    { to: newEmail, token: 'email_change_token_new' },
  ] as const;
  for (const { to, token } of both)
    await sendToken(auth, { kind: 'email_change', userId: user.id, to, token, redirectTo, pkce: challenge !== null });
  return changing;
}

async function sendToken(
  auth: AuthService,
  mail: { kind: AuthMailKind; userId: string; to: string; token: OneTimeTokenType; redirectTo: string; pkce: boolean },
): Promise<void> {
  const { hash, digits } = await auth.tokens.put(mail.userId, mail.token, mail.to, mail.pkce);
  await auth.sendMail(authMail(mail.kind, mail.to, linkTo(auth, hash, mail), digits));
}

function linkTo({ url, mailedLink }: AuthService, hash: string, { kind, redirectTo }: { kind: AuthMailKind; redirectTo: string }): string {
  if (mailedLink === 'confirmation-url')
    return `${url}/verify?${new URLSearchParams({ token: hash, type: kind, redirect_to: redirectTo }).toString()}`;
  const link = new URL(redirectTo);
  link.searchParams.set('token_hash', hash);
  link.searchParams.set('type', kind);
  return link.toString();
}

/** Addresses outside our web client are not led to; the client's start page takes their place, as with the real service. */
export function allowedRedirect(auth: AuthService, asked: unknown): string {
  if (typeof asked !== 'string' || !URL.canParse(asked)) return auth.context.webUrl;
  return new URL(asked).origin === new URL(auth.context.webUrl).origin ? asked : auth.context.webUrl;
}

/** @throws AuthFailure `validation_failed` */
export function readEmail(value: unknown): string {
  if (typeof value !== 'string' || value.length > 255 || !/^[^\s@]+@[^\s@]+$/.test(value)) {
    throw new AuthFailure(400, 'validation_failed', 'This is not an email address');
  }
  return value.toLowerCase();
}

/** @throws AuthFailure `validation_failed`, `weak_password` */
export function readPassword(auth: AuthService, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new AuthFailure(400, 'validation_failed', 'A password is needed');
  if (value.length > 72) throw new AuthFailure(400, 'validation_failed', 'A password has at most 72 characters');
  if (value.length < auth.passwordLengthMin) {
    throw new AuthFailure(422, 'weak_password', `A password has at least ${auth.passwordLengthMin} characters`, {
      weak_password: { reasons: ['length'] },
    });
  }
  return value;
}

export function readMetadata(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
