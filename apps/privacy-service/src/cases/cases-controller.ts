import {
  getCase,
  listCases,
  listUnprovenCases,
  openCase,
  replyToCase,
  sendInquiry,
  verifyCase,
  withdrawCase,
  type CaseView,
} from '@keepword/contracts';
import {
  anonymousAnswer,
  carryOut,
  isOwnCase,
  openCase as takeIn,
  type Actor,
  type CaseCommand,
  type CaseOpened,
  type CasePorts,
  type Done,
  type NewContent,
} from '@keepword/data-rights';
import type { Profile } from '@keepword/policy';
import { isRefusal, newId, type Id } from '@keepword/primitives';
import {
  decodeCursor,
  idempotencyKeyOf,
  Input,
  MaybeSignedIn,
  pageOfFound,
  ProblemException,
  RateLimits,
  Route,
  SignedIn,
  type Caller,
  type InputOf,
} from '@keepword/service-kit';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';
import { noticesOfCase } from '../rights/recipient-notices.js';
import { answerProof } from './answer-proof.js';
import { caseProblem } from './case-problems.js';
import { caseView, conversation, verificationView } from './case-view.js';
import { opensAs } from './opens-as.js';
import { addressOnFile, proveBySession } from './prove-by-session.js';
import { requestDigest } from './request-digest.js';

type OpenBody = InputOf<typeof openCase>['body'];
interface Sent {
  readonly key: string;
  readonly body: Pick<OpenBody, 'class' | 'scope' | 'message'>;
  readonly bodyDigest: string;
}

const uuid = /^[0-9a-f-]{36}$/;

@Controller()
export class CasesController {
  constructor(
    @Inject(PLATFORM) private readonly platform: PrivacyPlatform,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  @Route(openCase)
  async open(
    @Input(openCase) { body }: InputOf<typeof openCase>,
    @MaybeSignedIn() caller: Caller | null,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CaseView | typeof anonymousAnswer> {
    const sent = { key: idempotencyKeyOf(openCase, request) ?? '', body, bodyDigest: this.#digest(body) };
    if (caller) {
      if (body.email !== undefined) throw wrongEmail('must be left out by somebody who is signed in: the answer goes to their own address');
      return this.#openOwn(caller, sent, reply);
    }
    if (body.email === undefined) throw wrongEmail('must be a mail address to answer to, found nothing');
    replayHeader(await this.#openFrom(body.email, sent), reply);
    return anonymousAnswer;
  }

  @Route(sendInquiry)
  async inquire(
    @Input(sendInquiry) { body }: InputOf<typeof sendInquiry>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<typeof anonymousAnswer> {
    const key = `inquiry:${idempotencyKeyOf(sendInquiry, request) ?? newId(this.platform.clock.now())}`;
    const { class: caseClass, scope } = opensAs(body.message);
    const meant = {
      class: caseClass,
      message: body.message,
      ...(scope === null ? {} : { scope: scope as NonNullable<OpenBody['scope']> }),
    };
    replayHeader(await this.#openFrom(body.email, { key, body: meant, bodyDigest: this.#digest(body) }), reply);
    return anonymousAnswer;
  }

  @Route(listCases)
  async list(@Input(listCases) { query }: InputOf<typeof listCases>, @SignedIn() { subjectId }: Caller) {
    const before = decodeCursor(query.cursor, uuid);
    const found = await this.#desk(({ store, uow }) => store.list(uow, { subjectId }, { before, limit: query.limit + 1 }));
    const { shown, nextCursor } = pageOfFound(found, query.limit, ({ caseId }) => caseId);
    return { items: shown.map((one) => caseView(one)), nextCursor };
  }

  @Route(getCase)
  show(@Input(getCase) { params }: InputOf<typeof getCase>, @SignedIn() caller: Caller): Promise<CaseView> {
    return this.#desk((ports) => ownCase(ports, params.id, caller, this.platform.profile));
  }

  /** Of these, the person learns what they could know from their mailbox as well; what was written stays closed until they prove it. */
  @Route(listUnprovenCases)
  async unproven(@Input(listUnprovenCases) { query }: InputOf<typeof listUnprovenCases>, @SignedIn() { subjectId }: Caller) {
    const before = decodeCursor(query.cursor, uuid);
    const addressKey = await addressOnFile(this.platform, subjectId);
    if (addressKey === null) return { items: [], nextCursor: null };
    const filter = { requester: { kind: 'address', addressKey }, states: ['received', 'verifying'] } as const;
    const found = await this.#desk(({ store, uow }) => store.list(uow, filter, { before, limit: query.limit + 1 }));
    const { shown, nextCursor } = pageOfFound(found, query.limit, ({ caseId }) => caseId);
    const items = shown
      .filter((one) => one.subjectId === null && ['needed', 'asked'].includes(verificationView(one)))
      .map(({ caseId, reference, class: caseClass, receivedAt }) => ({
        id: caseId,
        reference,
        class: caseClass,
        receivedAt: receivedAt.toISOString(),
      }));
    return { items, nextCursor };
  }

  @Route(verifyCase)
  async verify(@Input(verifyCase) { params, body }: InputOf<typeof verifyCase>, @MaybeSignedIn() caller: Caller | null) {
    if (body.token === undefined) {
      if (!caller)
        throw new ProblemException('/problems/unauthenticated', { detail: 'Either the token of a mailed link or a sign-in proves it.' });
      const proven = await proveBySession(this.platform, params.id, caller);
      if (isRefusal(proven)) throw caseProblem(proven);
      return { verified: true as const, reference: proven.reference };
    }
    // Outside the transaction: a wrong answer is counted, and what is thrown inside would take the count back.
    const answered = await answerProof(this.platform, params.id, body.token);
    if (isRefusal(answered)) throw caseProblem(answered);
    return { verified: true as const, reference: answered.reference };
  }

  @Route(withdrawCase)
  withdraw(@Input(withdrawCase) { params }: InputOf<typeof withdrawCase>, @SignedIn() caller: Caller): Promise<CaseView> {
    return this.#tell(caller, params.id, { kind: 'withdraw' });
  }

  @Route(replyToCase)
  reply(
    @Input(replyToCase) { params, body }: InputOf<typeof replyToCase>,
    @SignedIn() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CaseView> {
    const words = this.#words('message', body.message);
    const key = idempotencyKeyOf(replyToCase, request);
    const command = { kind: 'person-replied', contentId: words.contentId, addressKey: null } as const;
    return this.#tell(caller, params.id, command, { words, key: key && `reply:${key}`, bodyDigest: this.#digest(body), reply });
  }

  /** Somebody signed in, about themselves. A sign-in of a moment ago proves it; an older one does not, and a link is mailed. */
  #openOwn(caller: Caller, { key, body, bodyDigest }: Sent, reply: FastifyReply): Promise<CaseView> {
    const { subjectId, authenticatedAt } = caller;
    return this.#desk(async (ports) => {
      const opened = await takeIn(
        ports,
        {
          key: `${subjectId}:${key}`,
          class: body.class,
          scope: body.scope ?? null,
          channel: 'settings',
          requester: { kind: 'subject', subjectId },
          receivedAt: ports.at,
          policyVersion: this.platform.policyVersion,
          authenticatedAt,
          contents: body.message === undefined ? [] : [this.#words('message', body.message)],
          bodyDigest,
        },
        { kind: 'person', subjectId },
      );
      if (isRefusal(opened)) throw caseProblem(opened);
      replayHeader(opened, reply);
      return ownCase(ports, opened.caseId, caller, this.platform.profile);
    });
  }

  /** Somebody who gives an address and no name. No account is looked up, so that there is nothing to tell and nothing to measure. */
  async #openFrom(email: string, { key, body, bodyDigest }: Sent): Promise<Done<CaseOpened>> {
    await this.limits.countMailTo(email);
    const addressKey = this.platform.desk.addressKey(email);
    return this.#desk(async (ports) => {
      const opened = await takeIn(
        ports,
        {
          key: `${addressKey}:${key}`,
          class: body.class,
          scope: body.scope ?? null,
          channel: 'form',
          requester: { kind: 'address', addressKey },
          receivedAt: ports.at,
          policyVersion: this.platform.policyVersion,
          authenticatedAt: null,
          contents: [...(body.message === undefined ? [] : [this.#words('message', body.message)]), this.#words('address', email)],
          bodyDigest,
        },
        { kind: 'system' },
      );
      if (isRefusal(opened)) throw caseProblem(opened);
      return opened;
    });
  }

  /** A command of the person whom the case is about. */
  #tell(caller: Caller, caseId: Id, command: CaseCommand, also: Also = {}): Promise<CaseView> {
    const { words, key = null, bodyDigest, reply } = also;
    const actor: Actor = { kind: 'person', subjectId: caller.subjectId };
    const asked = { caseId, key, command, contents: words ? [words] : [], ...(bodyDigest === undefined ? {} : { bodyDigest }) };
    return this.#desk(async (ports) => {
      const done = await carryOut(ports, asked, actor);
      if (isRefusal(done)) throw caseProblem(done);
      if (reply) replayHeader(done, reply);
      return ownCase(ports, caseId, caller, this.platform.profile);
    });
  }

  #desk<T>(work: (ports: CasePorts) => Promise<T>): Promise<T> {
    return this.platform.desk.transaction(this.platform.clock.now(), work);
  }

  #digest(body: unknown): string {
    return requestDigest(this.platform.environment.SUBJECT_HASH_KEY, body);
  }

  #words(kind: NewContent['kind'], text: string): NewContent {
    return { contentId: newId(this.platform.clock.now()), kind, text };
  }
}

interface Also {
  readonly words?: NewContent;
  readonly key?: string | null;
  readonly bodyDigest?: string;
  readonly reply?: FastifyReply;
}

/** @throws ProblemException not-found also for somebody else's case */
async function ownCase({ store, uow }: CasePorts, caseId: Id, { subjectId }: Caller, profile: Profile): Promise<CaseView> {
  const found = await store.find(uow, caseId);
  if (!found || !isOwnCase(found, subjectId)) throw new ProblemException('/problems/not-found');
  const messages = conversation(await store.history(uow, caseId), await store.contents(uow, caseId));
  return { ...caseView(found, messages), recipientNotices: await noticesOfCase(uow, found, profile) };
}

function replayHeader({ replayed }: Done<object>, reply: FastifyReply): void {
  if (replayed) void reply.header('idempotent-replay', 'true');
}

const wrongEmail = (message: string) => new ProblemException('/problems/invalid-request', { errors: [{ path: 'body.email', message }] });
