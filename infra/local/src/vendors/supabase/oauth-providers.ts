import type { VendorContext } from '../vendor.js';
import { AuthFailure } from './auth-failure.js';

/** What a provider said about a person, in the fields under which Supabase keeps it. */
export interface ProviderPerson {
  readonly subject: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly data: Record<string, unknown>;
}

export interface OAuthProvider {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  /** Asked for always; what the client asks for comes on top. */
  readonly scopes: readonly string[];
  person(accessToken: string): Promise<ProviderPerson>;
}

export function oauthProviders(context: VendorContext): Readonly<Record<string, OAuthProvider>> {
  const { secrets, vendorsUrl } = context;
  return {
    google: {
      clientId: secrets.googleClientId,
      clientSecret: secrets.googleClientSecret,
      authorizationUrl: `${vendorsUrl}/google/authorize`,
      tokenUrl: `${vendorsUrl}/google/token`,
      scopes: ['email', 'profile'],
      async person(accessToken) {
        const said = await getJson<{ sub: string; email: string; email_verified: boolean; name?: string; picture?: string }>(
          `${vendorsUrl}/google/userinfo`,
          accessToken,
        );
        return {
          subject: said.sub,
          email: said.email,
          emailVerified: said.email_verified,
          data: {
            iss: 'https://accounts.google.com',
            sub: said.sub,
            provider_id: said.sub,
            email: said.email,
            email_verified: said.email_verified,
            phone_verified: false,
            ...(said.name ? { name: said.name, full_name: said.name } : {}),
            ...(said.picture ? { picture: said.picture, avatar_url: said.picture } : {}),
          },
        };
      },
    },
    github: {
      clientId: secrets.githubClientId,
      clientSecret: secrets.githubClientSecret,
      authorizationUrl: `${vendorsUrl}/github/login/oauth/authorize`,
      tokenUrl: `${vendorsUrl}/github/login/oauth/access_token`,
      scopes: ['user:email'],
      async person(accessToken) {
        const said = await getJson<{ id: number; login: string; name: string | null; avatar_url: string }>(
          `${vendorsUrl}/github/user`,
          accessToken,
        );
        const emails = await getJson<{ email: string; primary: boolean; verified: boolean }[]>(
          `${vendorsUrl}/github/user/emails`,
          accessToken,
        );
        const primary = emails.find((email) => email.primary);
        if (!primary) throw new AuthFailure(500, 'unexpected_failure', 'The provider gave no address');
        return {
          subject: String(said.id),
          email: primary.email,
          emailVerified: primary.verified,
          data: {
            iss: 'https://api.github.com',
            sub: String(said.id),
            provider_id: String(said.id),
            email: primary.email,
            email_verified: primary.verified,
            phone_verified: false,
            user_name: said.login,
            preferred_username: said.login,
            avatar_url: said.avatar_url,
            ...(said.name ? { name: said.name, full_name: said.name } : {}),
          },
        };
      },
    },
  };
}

/** @throws AuthFailure when the provider does not take the code */
export async function providerToken(provider: OAuthProvider, code: string, redirectUri: string): Promise<string> {
  const response = await fetch(provider.tokenUrl, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      client_id: provider.clientId,
      client_secret: provider.clientSecret,
    }).toString(),
    signal: AbortSignal.timeout(10_000),
  });
  const token: unknown = response.ok ? ((await response.json()) as { access_token?: unknown }).access_token : null;
  if (typeof token !== 'string') throw new AuthFailure(500, 'unexpected_failure', 'The provider did not take the code');
  return token;
}

async function getJson<T>(url: string, accessToken: string): Promise<T> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new AuthFailure(500, 'unexpected_failure', 'The provider did not say who this is');
  return (await response.json()) as T;
}
