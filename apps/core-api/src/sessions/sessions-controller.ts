import { idleSince, type SignInRefusal } from '@keepword/accounts';
import {
  endCurrentSession,
  endSession,
  listSessions,
  listSignInMethods,
  renewSession,
  startPasswordReset,
  startSession,
  startSignIn,
} from '@keepword/contracts';
import { SUBJECT_EVENTS_CHANNEL } from '@keepword/database';
import { isRefusal } from '@keepword/primitives';
import { Input, ProblemException, Route, SignedIn, type Caller, type InputOf } from '@keepword/service-kit';
import { Controller, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { PLATFORM, type Platform } from '../platform/platform.js';
import { sendSignInLink } from './sign-in-mail.js';
import { openSession } from './start-session.js';
import { visitOf } from './visit.js';

@Controller()
export class SessionsController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Route(listSignInMethods)
  methods() {
    return { items: [...this.platform.identity.provider.methods] };
  }

  @Route(startSignIn)
  async begin(@Input(startSignIn) { body }: InputOf<typeof startSignIn>) {
    this.#mustBeOffered(body.method);
    this.#mustBeOurs(body.redirectUri);
    if (body.method === 'email-magic-link' && !body.email) {
      throw new ProblemException('/problems/invalid-request', {
        errors: [{ path: 'body.email', message: 'an address is needed to mail the link to' }],
      });
    }
    const { method, redirectUri, email } = body;
    const begun = await this.platform.identity.provider.begin(
      { method, redirectUri, ...(email ? { email } : {}) },
      this.platform.clock.now(),
    );
    if (isRefusal(begun)) throw signInProblem(begun);
    if (begun.link && email) await sendSignInLink(this.platform, email, begun.link);
    return { url: begun.url, flow: begun.flow };
  }

  @Route(startSession)
  async start(@Input(startSession) { body }: InputOf<typeof startSession>, @Req() request: FastifyRequest) {
    const { provider } = this.platform.identity;
    const at = this.platform.clock.now();
    const visit = visitOf(this.platform.profile, request);
    switch (body.with) {
      case 'callback':
        return this.#open(await provider.complete(body.flow, body.callback, at), visit);
      case 'password':
        this.#mustBeOffered('email-password');
        return this.#open(await provider.signInWithPassword(body.email, body.password), visit);
      case 'registration': {
        this.#mustBeOffered('email-password');
        this.#mustBeOurs(body.redirectUri);
        const registered = await provider.register(body.email, body.password, body.redirectUri);
        return 'confirmationSent' in registered ? registered : this.#open(registered, visit);
      }
      case 'password-reset':
        this.#mustBeOffered('email-password');
        return this.#open(await provider.resetPassword(body.flow, body.callback, body.newPassword, at), visit);
      case 'vendor-token':
        throw new ProblemException('/problems/not-offered', { detail: 'Sign in through one of the listed methods.' });
    }
  }

  @Route(startPasswordReset)
  async reset(@Input(startPasswordReset) { body }: InputOf<typeof startPasswordReset>) {
    this.#mustBeOffered('email-password');
    this.#mustBeOurs(body.redirectUri);
    const started = await this.platform.identity.provider.requestPasswordReset(body.email, body.redirectUri);
    if (isRefusal(started)) throw signInProblem(started);
    return started;
  }

  @Route(renewSession)
  async renew(@Input(renewSession) { body }: InputOf<typeof renewSession>) {
    const { identity, accounts, storage, clock } = this.platform;
    const renewed = await identity.provider.renew(body.refreshToken);
    if (isRefusal(renewed)) throw new ProblemException('/problems/unauthenticated');
    const session = await storage.transactions.transaction(null, (uow) => accounts.session(uow, renewed.sessionId));
    const open = session && session.endedAt === null && session.expiresAt > clock.now();
    if (!open) {
      await identity.provider.endSession(renewed.accessToken, renewed.refreshToken);
      throw new ProblemException('/problems/unauthenticated');
    }
    return {
      sessionId: session.id,
      accessToken: renewed.accessToken,
      refreshToken: renewed.refreshToken,
      expiresAt: renewed.expiresAt.toISOString(),
    };
  }

  @Route(listSessions)
  async list(@SignedIn() caller: Caller) {
    const { accounts, storage, clock } = this.platform;
    const at = clock.now();
    const open = await storage.transactions.transaction(caller.subjectId, (uow) =>
      accounts.openSessions(uow, caller.subjectId, at, idleSince(at)),
    );
    const items = open.map((session) => ({
      id: session.id,
      current: session.id === caller.sessionId,
      device: session.device,
      createdAt: session.createdAt.toISOString(),
      lastSeenAt: session.lastSeenAt.toISOString(),
      expiresAt: session.expiresAt.toISOString(),
    }));
    return { items, nextCursor: null };
  }

  @Route(endCurrentSession)
  async signOut(@SignedIn() caller: Caller, @Req() request: FastifyRequest): Promise<void> {
    await this.#end(caller.subjectId, caller.sessionId);
    const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
    // Our own session is over already; the vendor's refresh token dying a little later changes nothing for anybody.
    await this.platform.identity.provider
      .endSession(token)
      .catch((error: unknown) => this.platform.logger.warn({ err: error }, 'the identity vendor kept a session'));
  }

  @Route(endSession)
  async endOther(@SignedIn() caller: Caller, @Input(endSession) { params }: InputOf<typeof endSession>): Promise<void> {
    const ended = await this.#end(caller.subjectId, params.id);
    if (ended === 0) throw new ProblemException('/problems/not-found');
  }

  async #end(subjectId: string, sessionId: string): Promise<number> {
    const { accounts, storage, clock, logger } = this.platform;
    const ended = await storage.transactions.transaction(subjectId, (uow) => accounts.endSessions(uow, subjectId, sessionId, clock.now()));
    // Wakes the person's event streams, wherever they are; those of this session find that it is over. Their heartbeat is the net under this.
    await storage.database
      .query('SELECT pg_notify($1, $2)', [SUBJECT_EVENTS_CHANNEL, subjectId])
      .catch((error: unknown) => logger.warn({ err: error }, 'event streams were not told that a session ended'));
    return ended;
  }

  #open(outcome: Awaited<ReturnType<Platform['identity']['provider']['complete']>>, visit: ReturnType<typeof visitOf>) {
    if (isRefusal(outcome)) throw signInProblem(outcome);
    return openSession(this.platform, outcome, visit);
  }

  #mustBeOffered(method: string): void {
    if (!(this.platform.identity.provider.methods as readonly string[]).includes(method))
      throw new ProblemException('/problems/not-offered');
  }

  /** A link or code may only ever lead back to our own web client. */
  #mustBeOurs(redirectUri: string): void {
    if (new URL(redirectUri).origin === new URL(this.platform.environment.WEB_URL).origin) return;
    throw new ProblemException('/problems/invalid-request', {
      errors: [{ path: 'body.redirectUri', message: `must be on ${new URL(this.platform.environment.WEB_URL).origin}` }],
    });
  }
}

const sentences: Record<SignInRefusal['refused'], string> = {
  'not-offered': 'This way of signing in is not offered here.',
  'wrong-credentials': 'The address or the password is wrong.',
  'email-not-verified': 'Open the link in the confirmation mail first.',
  'already-registered': 'Sign in with this address instead.',
  'weak-password': 'Choose a password of 8 to 72 characters.',
  'link-expired': 'This link was used or has expired. Ask for a new one.',
  'flow-mismatch': 'This sign-in was started somewhere else or too long ago. Start again.',
  declined: 'The sign-in was cancelled.',
  'rate-limited': 'Too many tries. Wait a minute.',
};

export function signInProblem({ refused }: SignInRefusal): ProblemException {
  if (refused === 'not-offered') return new ProblemException('/problems/not-offered');
  if (refused === 'rate-limited')
    return new ProblemException('/problems/rate-limited', { retryAfterSeconds: 60, detail: sentences[refused] });
  return new ProblemException('/problems/sign-in-failed', { detail: sentences[refused], extensions: { reason: refused } });
}
