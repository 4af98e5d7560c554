export type {
  BeginSignIn,
  IdentityClaims,
  IdentityProvider,
  SignedIn,
  SignInMethod,
  SignInRefusal,
  TokenIssuer,
  VendorSession,
} from './ports/identity-provider.js';
export { MailRefused, MailUnavailable, type Mail, type MailClass, type Mailer } from './ports/mailer.js';
