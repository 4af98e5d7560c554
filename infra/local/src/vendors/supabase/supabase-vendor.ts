import type { FastifyInstance } from 'fastify';
import { Pool } from 'pg';
import { keptSigningKey } from '../signing-key.js';
import type { Vendor, VendorContext } from '../vendor.js';
import { addAdminRoutes } from './admin-routes.js';
import { AuthFailure, sendFailure } from './auth-failure.js';
import type { SendMail } from './auth-mails.js';
import { ensureAuthSchema } from './auth-schema.js';
import type { AuthService, MailedLink } from './auth-service.js';
import { AuthSessions } from './auth-sessions.js';
import { AuthUsers } from './auth-users.js';
import { FlowStates } from './flow-states.js';
import { addMailRoutes } from './mail-routes.js';
import { addOAuthRoutes } from './oauth-routes.js';
import { OneTimeTokens } from './one-time-tokens.js';
import { sameSecret } from './same-secret.js';
import { addTokenRoutes } from './token-routes.js';
import { addUserRoutes } from './user-routes.js';
import { addVerifyLink, addVerifyRoute } from './verify-routes.js';

export interface SupabaseVendorOptions {
  /** Delivers a mail, e.g. to the inbox stand-in. What it throws fails the request that wanted the mail. */
  readonly sendMail: SendMail;
  readonly passwordLengthMin?: number;
  /** Ours is a project with `token-hash` templates; the vendor's own default is the other. */
  readonly mailedLink?: MailedLink;
}

/**
 * Supabase Auth under `/auth/v1`, with its people in the database's schema `auth`. It behaves like a project whose audit log is not written
 * to the database, whose sign-ups need a confirmed address, and which offers mail, password, Google and GitHub.
 */
export function supabaseVendor({ sendMail, passwordLengthMin = 8, mailedLink = 'token-hash' }: SupabaseVendorOptions): Vendor {
  return {
    prefix: 'supabase',
    async register(app, context) {
      const pool = new Pool({ connectionString: context.databaseUrl, max: 5 });
      // An idle connection that the server cuts (it restarts, the stack stops) is replaced at the next query.
      pool.on('error', () => undefined);
      await ensureAuthSchema(pool);
      const key = await keptSigningKey(context.dataDir, 'ES256');
      const url = `${context.url}/auth/v1`;
      const users = new AuthUsers(pool, context.clock);
      const auth: AuthService = {
        context,
        url,
        users,
        sessions: new AuthSessions(pool, context.clock, users, key, url),
        flows: new FlowStates(pool, context.clock),
        tokens: new OneTimeTokens(pool, context.clock),
        sendMail,
        passwordLengthMin,
        mailedLink,
      };
      app.setErrorHandler((error, request, reply) => {
        if (error instanceof AuthFailure) return sendFailure(request, reply, error);
        reportUnexpected(error);
        return sendFailure(request, reply, new AuthFailure(500, 'unexpected_failure', 'Something went wrong in the stand-in'));
      });
      await app.register(
        async (routes) => {
          routes.get('/.well-known/jwks.json', async (_request, reply) =>
            reply.header('cache-control', 'public, max-age=600').send({ keys: [key.publicJwk] }),
          );
          routes.get('/health', async () => ({ version: 'stand-in', name: 'GoTrue', description: 'Sign-in for local use' }));
          addVerifyLink(routes, auth);
          addOAuthRoutes(routes, auth);
          await routes.register(async (keyed) => addKeyedRoutes(keyed, auth));
        },
        { prefix: '/auth/v1' },
      );
      return () => pool.end();
    },
  };
}

/** Everything that browsers do not open by themselves asks for the project's key. */
async function addKeyedRoutes(app: FastifyInstance, auth: AuthService): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    const key = request.headers['apikey'];
    if (typeof key !== 'string') return reply.code(401).send({ message: 'The header apikey is missing' });
    if (!isProjectKey(key, auth.context)) return reply.code(401).send({ message: 'The API key is wrong' });
  });
  app.get('/settings', async () => ({
    external: { anonymous_users: false, email: true, phone: false, google: true, github: true },
    disable_signup: false,
    mailer_autoconfirm: false,
    phone_autoconfirm: false,
    sms_provider: '',
    saml_enabled: false,
  }));
  addMailRoutes(app, auth);
  addTokenRoutes(app, auth);
  addVerifyRoute(app, auth);
  addUserRoutes(app, auth);
  await app.register(async (admin) => addAdminRoutes(admin, auth));
}

function isProjectKey(key: string, context: VendorContext): boolean {
  return sameSecret(key, context.secrets.supabaseAnonKey) || sameSecret(key, context.secrets.supabaseServiceRoleKey);
}

/** Name, code and place only: a message could repeat somebody's address. */
function reportUnexpected(error: unknown): void {
  const { name, code, stack } =
    error instanceof Error ? (error as NodeJS.ErrnoException) : { name: typeof error, code: undefined, stack: undefined };
  const places = (stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  process.stderr.write(`supabase stand-in: ${name} ${code ?? ''}\n${places.slice(0, 5).join('\n')}\n`);
}
