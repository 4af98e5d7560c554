/** The ways in that exist over all profiles; each profile lists its own. */
export type SignInMethod = 'google' | 'github' | 'email-password' | 'email-magic-link';

/** What a way in tells about a person; nothing else of it is kept. */
export interface IdentityClaims {
  /** Who vouches: `google`, `github`, or `supabase` / `first-party` for mail and password. */
  readonly provider: string;
  /** The stable name of the person there; stored plain or as a keyed hash as the profile says. */
  readonly providerSubject: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly displayName: string | null;
  readonly pictureUrl: string | null;
}

/** A session that the vendor itself keeps (Supabase); first-party sign-in has none and our own tokens are issued. */
export interface VendorSession {
  /** The `session_id` claim of the vendor's tokens. */
  readonly sessionId: string;
  /** The vendor's id of the user, the `sub` claim of its tokens. */
  readonly userId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
}

export interface SignedIn {
  readonly claims: IdentityClaims;
  readonly vendorSession: VendorSession | null;
}

export type SignInRefusal = {
  readonly refused:
    | 'not-offered'
    | 'wrong-credentials'
    | 'email-not-verified'
    | 'already-registered'
    | 'weak-password'
    | 'link-expired'
    | 'flow-mismatch'
    | 'declined'
    | 'rate-limited';
};

/** The start of a redirecting or mailed sign-in. */
export interface BeginSignIn {
  readonly method: SignInMethod;
  /** Where the browser comes back to; absolute, on our own web client. */
  readonly redirectUri: string;
  readonly email?: string;
}

export interface IdentityProvider {
  readonly id: 'supabase' | 'first-party';
  readonly methods: readonly SignInMethod[];

  /**
   * Google, GitHub: gives the address to send the browser to. E-mail link: sends the mail (through the vendor, or gives `link` for us to mail).
   * `flow` is opaque (PKCE verifier, state, nonce, email, start time); the caller keeps it sealed in the browser's one cookie and hands it back.
   */
  begin(
    request: BeginSignIn,
    at: Date,
  ): Promise<{ readonly url: string | null; readonly flow: string; readonly link?: string } | SignInRefusal>;
  /** @param callback the query of the address that the browser came back with */
  complete(flow: string, callback: Readonly<Record<string, string>>, at: Date): Promise<SignedIn | SignInRefusal>;

  /**
   * Password profiles only; others answer `not-offered`. Mails (confirmation, reset) are sent by the vendor.
   * `flow` completes the sign-in with what the confirmation link brings.
   */
  register(
    email: string,
    password: string,
    redirectUri: string,
  ): Promise<SignedIn | { readonly confirmationSent: true; readonly flow?: string } | SignInRefusal>;
  signInWithPassword(email: string, password: string): Promise<SignedIn | SignInRefusal>;
  requestPasswordReset(email: string, redirectUri: string): Promise<{ readonly flow: string } | SignInRefusal>;
  resetPassword(flow: string, callback: Readonly<Record<string, string>>, newPassword: string, at: Date): Promise<SignedIn | SignInRefusal>;

  /** Checks signature (JWKS), issuer, audience and expiry against `at`; null when the token does not hold. */
  verifyAccessToken(
    token: string,
    at: Date,
  ): Promise<{ readonly userId: string; readonly sessionId: string; readonly expiresAt: Date } | null>;
  /** A new access token for a running session; first-party answers `not-offered`, its tokens live as long as the session. */
  renew(refreshToken: string): Promise<VendorSession | SignInRefusal>;
  /**
   * Ends the vendor's own session so that its refresh token is dead.
   * @param refreshToken needed when the access token may have run out: vendors do not take an expired one
   */
  endSession(accessToken: string, refreshToken?: string): Promise<void>;
  /** The vendor's copy of the address, after ours was verified. */
  changeEmail(userId: string, email: string): Promise<void>;
  /** Removes the vendor's user (admin). Not an error when it is gone already. */
  deleteUser(userId: string): Promise<void>;
  /** Whether the vendor still knows the user (admin): what an erasure is checked by. */
  hasUser(userId: string): Promise<boolean>;
  /**
   * Everything that the vendor stores of the user and shows (admin), in the vendor's own words; null when it knows no such user.
   * Missing where no vendor stores anything.
   */
  storedUser?(userId: string): Promise<Readonly<Record<string, unknown>> | null>;
}

/** The identity vendor could not be reached or failed inside: the same call may be tried again. */
export class IdentityUnavailable extends Error {
  override readonly name: string = 'IdentityUnavailable';
}

/** First-party only: our own access tokens (ES256, own JWKS). */
export interface TokenIssuer {
  issue(token: {
    readonly subjectId: string;
    readonly sessionId: string;
    readonly issuedAt: Date;
    readonly expiresAt: Date;
  }): Promise<string>;
  /** The public keys, as served at `/.well-known/jwks.json` of core-api. */
  jwks(): Promise<{ readonly keys: readonly object[] }>;
}
