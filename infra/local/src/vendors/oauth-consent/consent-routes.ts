import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { VendorContext } from '../vendor.js';
import { readForm } from '../vendor-host.js';
import { consentPage, pageHeaders, refusalPage } from './consent-page.js';
import type { ConsentedAccount, OAuthGrant, OAuthGrants } from './oauth-grants.js';

export interface ConsentRoutes {
  readonly vendorName: string;
  readonly path: string;
  readonly clientId: string;
  readonly grants: OAuthGrants;
  readonly context: VendorContext;
  /** A scope in words; null for one that the stand-in does not know. */
  describeScope(scope: string): string | null;
  readonly defaultScope: string;
}

const suggestions = [
  { name: 'Ada Example', email: 'ada@example.com' },
  { name: 'Sam Sample', email: 'sam@example.org' },
];

interface AuthorizationRequest {
  readonly redirectUri: URL;
  readonly state: string | null;
  readonly scopes: readonly string[];
  readonly nonce: string | null;
  readonly codeChallenge: string | null;
  /** An OAuth error code that goes back to the client. */
  readonly error: string | null;
}

/** `GET` shows the page, `POST` of its fields (`account`, or `name` and `email`; `decision`) answers it. */
export function addConsentRoutes(app: FastifyInstance, options: ConsentRoutes): void {
  const mayLeadTo = [new URL(options.context.vendorsUrl).origin, new URL(options.context.webUrl).origin];

  const refuse = (reply: FastifyReply, sentence: string) =>
    reply.code(400).headers(pageHeaders(mayLeadTo)).send(refusalPage(options.vendorName, sentence));

  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    asked: AuthorizationRequest,
    typed?: { name: string; email: string; problem: string },
  ) =>
    reply
      .code(typed ? 422 : 200)
      .headers(pageHeaders(mayLeadTo))
      .send(
        consentPage({
          vendorName: options.vendorName,
          asksFor: asked.scopes.map((scope) => options.describeScope(scope)).filter((words) => words !== null),
          clientUrl: asked.redirectUri.origin,
          action: request.originalUrl,
          suggestions,
          mayLeadTo,
          ...(typed ? { typed } : {}),
        }),
      );

  app.get(options.path, async (request, reply) => {
    const asked = readAuthorizationRequest(request, options);
    if (typeof asked === 'string') return refuse(reply, asked);
    if (asked.error) return reply.redirect(answer(asked, { error: asked.error }), 302);
    return show(request, reply, asked);
  });

  app.post(options.path, async (request, reply) => {
    const asked = readAuthorizationRequest(request, options);
    if (typeof asked === 'string') return refuse(reply, asked);
    if (asked.error) return reply.redirect(answer(asked, { error: asked.error }), 303);
    const form = readForm(request);
    if (form.get('decision') === 'cancel')
      return reply.redirect(answer(asked, { error: 'access_denied', error_description: 'The person declined.' }), 303);
    const account = readAccount(form);
    if ('problem' in account) return show(request, reply, asked, account);
    const grant: OAuthGrant = {
      account,
      clientId: options.clientId,
      redirectUri: asked.redirectUri.toString(),
      scopes: asked.scopes,
      nonce: asked.nonce,
      codeChallenge: asked.codeChallenge,
    };
    return reply.redirect(answer(asked, { code: options.grants.issueCode(grant) }), 303);
  });
}

function answer(asked: AuthorizationRequest, parameters: Record<string, string>): string {
  const url = new URL(asked.redirectUri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (asked.state !== null) url.searchParams.set('state', asked.state);
  return url.toString();
}

/** A sentence instead when the browser must not be sent back. */
function readAuthorizationRequest(request: FastifyRequest, options: ConsentRoutes): AuthorizationRequest | string {
  const query = new URL(request.originalUrl, options.context.vendorsUrl).searchParams;
  if (query.get('client_id') !== options.clientId) return 'The client that sent you here is not known (client_id).';
  const redirect = query.get('redirect_uri') ?? '';
  if (!URL.canParse(redirect) || !mayReturnTo(new URL(redirect), options.context))
    return 'The address to come back to is not registered for this client (redirect_uri).';
  const scopes = [...new Set((query.get('scope') ?? options.defaultScope).split(/[ ,]+/).filter(Boolean))];
  const challengeMethod = query.get('code_challenge_method');
  let error: string | null = null;
  if ((query.get('response_type') ?? 'code') !== 'code') error = 'unsupported_response_type';
  else if (scopes.some((scope) => options.describeScope(scope) === null)) error = 'invalid_scope';
  else if (query.has('code_challenge') && challengeMethod !== 'S256') error = 'invalid_request';
  return {
    redirectUri: new URL(redirect),
    state: query.get('state'),
    scopes,
    nonce: query.get('nonce'),
    codeChallenge: query.get('code_challenge'),
    error,
  };
}

/** Our web client itself, or Supabase on the client's behalf. */
function mayReturnTo(url: URL, context: VendorContext): boolean {
  return (
    url.origin === new URL(context.webUrl).origin || `${url.origin}${url.pathname}` === `${context.vendorsUrl}/supabase/auth/v1/callback`
  );
}

function readAccount(form: URLSearchParams): ConsentedAccount | { name: string; email: string; problem: string } {
  const picked = suggestions.find(({ email }) => email === form.get('account'));
  if (picked) return { ...picked, emailVerified: true };
  const name = (form.get('name') ?? '').trim().slice(0, 100);
  const email = (form.get('email') ?? '').trim().toLowerCase().slice(0, 254);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return { name, email, problem: 'Type an email address such as ada@example.com.' };
  return { name, email, emailVerified: form.get('unverified') !== 'yes' };
}
