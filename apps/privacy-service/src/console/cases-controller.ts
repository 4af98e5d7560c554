import {
  commandConsoleCase,
  getConsoleCase,
  listConsoleCases,
  mergeConsoleCase,
  openConsoleCase,
  readConsoleCase,
  type ConsoleCasePage,
} from '@keepword/contracts';
import {
  carryOut,
  mergeCases,
  moderatorClasses,
  openCase,
  type Actor,
  type Case,
  type CaseCommand,
  type CaseClass,
  type CaseFilter,
  type CasePorts,
  type NewContent,
} from '@keepword/data-rights';
import { PostgresRestrictions, PostgresStaffDirectory, PostgresStaffReads } from '@keepword/database';
import { addPeriod, derivedId, idTime, isRefusal, newId, type Id, type Instant, type Period } from '@keepword/primitives';
import {
  decodeCursor,
  idempotencyKeyOf,
  Input,
  pageOfFound,
  ProblemException,
  Route,
  SignedInStaff,
  type InputOf,
  type StaffCaller,
} from '@keepword/service-kit';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { caseProblem } from '../cases/case-problems.js';
import { requestDigest } from '../cases/request-digest.js';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';
import { noticesOfCase } from '../rights/recipient-notices.js';
import { caseCommandOf } from './cases-command.js';
import { consoleCasePageView, consoleCaseView } from './cases-view.js';

const uuid = /^[0-9a-f-]{36}$/;
const readsShown = 50;

@Controller()
export class ConsoleCasesController {
  readonly #reads = new PostgresStaffReads();
  readonly #restrictions = new PostgresRestrictions();
  readonly #directory = new PostgresStaffDirectory();

  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(listConsoleCases)
  async list(@Input(listConsoleCases) { query }: InputOf<typeof listConsoleCases>, @SignedInStaff() caller: StaffCaller) {
    const before = decodeCursor(query.cursor, uuid);
    return this.#desk(async ({ store, uow, at }) => {
      const found = await store.list(uow, filterOf(query, caller, at), { before, limit: query.limit + 1 });
      const { shown, nextCursor } = pageOfFound(found, query.limit, ({ caseId }) => caseId);
      return { items: shown.map((one) => consoleCaseView(one, at)), nextCursor };
    });
  }

  @Route(getConsoleCase)
  show(@Input(getConsoleCase) { params }: InputOf<typeof getConsoleCase>, @SignedInStaff() caller: StaffCaller): Promise<ConsoleCasePage> {
    return this.#desk((ports) => this.#page(ports, params.id, caller));
  }

  /** Nothing is handed out that is not recorded: both are in one transaction. */
  @Route(readConsoleCase)
  read(@Input(readConsoleCase) { params, query }: InputOf<typeof readConsoleCase>, @SignedInStaff() caller: StaffCaller) {
    return this.#desk(async ({ store, uow, at }) => {
      const found = visible(await store.find(uow, params.id), caller);
      const { staffId } = caller;
      const { caseId, subjectId } = found;
      await this.#reads.record(uow, { id: newId(at), staffId, subjectId, caseId, reason: query.reason, at });
      const contents = await store.contents(uow, params.id);
      const items = contents.map(({ contentId, kind, at: writtenAt, text }) => ({
        id: contentId,
        kind,
        at: writtenAt.toISOString(),
        text,
      }));
      return { items, nextCursor: null };
    });
  }

  @Route(commandConsoleCase)
  command(
    @Input(commandConsoleCase) { params, body }: InputOf<typeof commandConsoleCase>,
    @SignedInStaff() caller: StaffCaller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConsoleCasePage> {
    const given = idempotencyKeyOf(commandConsoleCase, request);
    const key = given === null ? null : `staff:${caller.staffId}:${given}`;
    return this.#desk(async (ports) => {
      const found = visible(await ports.store.find(ports.uow, params.id), caller);
      if (body.kind === 'assign' && body.to !== null) await this.#checkAssignee(body.to, found.class);
      // The same request starts the same action.
      const actionId = key === null ? newId(ports.at) : derivedId(idTime(params.id), key);
      const { command, contents } = caseCommandOf(body, actionId, ports.at);
      const asked = { caseId: params.id, key, command, contents, bodyDigest: this.#digest(body) };
      const done = await carryOut(ports, asked, actorOf(caller));
      if (isRefusal(done)) throw caseProblem(done);
      if (done.replayed) void reply.header('idempotent-replay', 'true');
      else await this.#announced(ports, params.id, command);
      return this.#page(ports, params.id, caller);
    });
  }

  @Route(openConsoleCase)
  open(
    @Input(openConsoleCase) { body }: InputOf<typeof openConsoleCase>,
    @SignedInStaff() caller: StaffCaller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConsoleCasePage> {
    const { desk, policyVersion } = this.platform;
    const given = idempotencyKeyOf(openConsoleCase, request);
    return this.#desk(async (ports) => {
      const opened = await openCase(
        ports,
        {
          key: `${caller.staffId}:${given ?? newId(ports.at)}`,
          class: body.class,
          scope: body.scope ?? null,
          channel: 'console',
          requester:
            body.subjectId === undefined
              ? { kind: 'address', addressKey: desk.addressKey(body.email ?? '') }
              : { kind: 'subject', subjectId: body.subjectId },
          receivedAt: body.receivedAt === undefined ? ports.at : new Date(body.receivedAt),
          policyVersion,
          authenticatedAt: null,
          contents: [
            words('message', body.message, ports.at),
            ...(body.email === undefined ? [] : [words('address', body.email, ports.at)]),
          ],
          bodyDigest: this.#digest(body),
        },
        actorOf(caller),
      );
      if (isRefusal(opened)) throw caseProblem(opened);
      if (opened.replayed) void reply.header('idempotent-replay', 'true');
      return this.#page(ports, opened.caseId, caller);
    });
  }

  @Route(mergeConsoleCase)
  merge(
    @Input(mergeConsoleCase) { params, body }: InputOf<typeof mergeConsoleCase>,
    @SignedInStaff() caller: StaffCaller,
  ): Promise<ConsoleCasePage> {
    return this.#desk(async (ports) => {
      const merged = await mergeCases(ports, { duplicateId: params.id, intoId: body.into }, actorOf(caller));
      if (isRefusal(merged)) throw caseProblem(merged);
      return this.#page(ports, params.id, caller);
    });
  }

  /** @throws ProblemException when nobody of the team has the id, or somebody who may not work on such a case */
  async #checkAssignee(staffId: Id, caseClass: CaseClass): Promise<void> {
    const roles = await this.platform.storage.transactions.transaction(null, (uow) => this.#directory.rolesOf(uow, staffId));
    const works = roles.some(
      (role) => role === 'privacy-officer' || role === 'support' || (role === 'moderator' && isModerated(caseClass)),
    );
    if (works) return;
    const message = 'must be the id of a member of the team who may work on cases of this class';
    throw new ProblemException('/problems/invalid-request', { errors: [{ path: 'body.to', message }] });
  }

  async #page(ports: CasePorts, caseId: Id, caller: StaffCaller): Promise<ConsoleCasePage> {
    const { store, uow, profile, at } = ports;
    visible(await store.find(uow, caseId), caller);
    // Held until the end of the transaction, so that row, history and head are of one moment.
    const loaded = await store.load(uow, caseId);
    if (!loaded) throw new ProblemException('/problems/not-found');
    const history = await store.history(uow, caseId);
    const reads = await this.#reads.ofCase(uow, caseId, { before: null, limit: readsShown });
    const { class: caseClass, subjectId } = loaded.case;
    const restriction = caseClass === 'restriction' && subjectId ? await this.#restrictions.find(uow, subjectId) : null;
    const recipientNotices = await noticesOfCase(uow, loaded.case, profile);
    const evidence = { history, head: loaded.head, reads, restriction, recipientNotices };
    return consoleCasePageView(loaded.case, evidence, actorOf(caller), profile, at);
  }

  /** In the transaction in which the case tells of it: neither is there without the other. */
  async #announced({ store, uow }: CasePorts, caseId: Id, command: CaseCommand): Promise<void> {
    if (command.kind !== 'announce-lifting' && command.kind !== 'cancel-lifting') return;
    const subjectId = (await store.find(uow, caseId))?.subjectId;
    const liftAt = command.kind === 'announce-lifting' ? command.liftAt : null;
    if (!subjectId || !(await this.#restrictions.announceLifting(uow, subjectId, liftAt, caseId)))
      throw new ProblemException('/problems/conflict', { detail: 'What this case asked for is no longer restricted.' });
  }

  #desk<T>(work: (ports: CasePorts) => Promise<T>): Promise<T> {
    return this.platform.desk.transaction(this.platform.clock.now(), work);
  }

  #digest(body: unknown): string {
    return requestDigest(this.platform.environment.SUBJECT_HASH_KEY, body);
  }
}

const actorOf = ({ staffId, roles }: StaffCaller): Actor => ({ kind: 'staff', staffId, roles });
const words = (kind: NewContent['kind'], text: string, at: Instant): NewContent => ({ contentId: newId(at), kind, text });

/** Who is a moderator and nothing else sees what their judgement is about, and no other case. */
const seesOnlyModerated = ({ roles }: StaffCaller) => roles.every((role) => role === 'moderator');
const isModerated = (caseClass: CaseClass) => (moderatorClasses as readonly CaseClass[]).includes(caseClass);

/** @throws ProblemException not-found when there is none, or none for this caller */
function visible(found: Case | null, caller: StaffCaller): Case {
  if (!found || (seesOnlyModerated(caller) && !isModerated(found.class))) throw new ProblemException('/problems/not-found');
  return found;
}

const dueWithin: Readonly<Record<'day' | 'week', Period>> = { day: 'P1D', week: 'P7D' };

function filterOf(query: InputOf<typeof listConsoleCases>['query'], caller: StaffCaller, at: Instant): CaseFilter {
  const { state, assignee, due, dueOn, clock, subject } = query;
  const asked = query.class as readonly CaseClass[] | undefined;
  const classes = seesOnlyModerated(caller) ? (asked ?? moderatorClasses).filter(isModerated) : asked;
  return {
    ...(state ? { states: state } : {}),
    ...(classes ? { classes } : {}),
    ...(assignee === undefined ? {} : { assignedTo: assignee === 'nobody' ? null : assignee === 'me' ? caller.staffId : assignee }),
    ...(due === undefined ? {} : { dueBefore: due === 'overdue' ? at : addPeriod(at, dueWithin[due]) }),
    ...(dueOn === undefined ? {} : { dueWithin: { ...dayOf(dueOn), ...(clock ? { clock } : {}) } }),
    ...(subject === undefined ? {} : { subjectId: subject }),
  };
}

/** From midnight to midnight in UTC. */
function dayOf(day: string): { readonly from: Instant; readonly before: Instant } {
  const from = new Date(`${day}T00:00:00Z`);
  return { from, before: addPeriod(from, 'P1D') };
}
