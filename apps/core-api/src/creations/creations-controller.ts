import { Readable } from 'node:stream';
import {
  cancelCreation as cancelEndpoint,
  createCreation,
  deleteCreation as deleteEndpoint,
  downloadHistory,
  getCreation as getEndpoint,
  listCreations as listEndpoint,
  quoteCreation,
  reportCreation as reportEndpoint,
  restoreCreation as restoreEndpoint,
} from '@keepword/contracts';
import {
  cancelCreation,
  deleteCreation,
  getCreation,
  listCreations,
  quote,
  reportCreation,
  requestCreation,
  restoreCreation,
  submitCreation,
} from '@keepword/creations';
import { offersModality } from '@keepword/policy';
import { isRefusal, type Id, type UnitOfWork } from '@keepword/primitives';
import {
  decodeCursor,
  encodeCursor,
  Input,
  ProblemException,
  requiredIdempotencyKeyOf,
  Route,
  SignedIn,
  type Caller,
  type InputOf,
} from '@keepword/service-kit';
import { Controller, Inject, Req, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mustBeAbleToAct } from '../account/acting-account.js';
import { idempotentCommit } from '../idempotency/idempotent.js';
import { PLATFORM, type Platform } from '../platform/platform.js';
import { creationProblem } from './creation-problems.js';
import { creationAnswer } from './creation-view.js';
import { historyFile } from './history-file.js';
import { readCreationRequest } from './read-request.js';

/** Read at a time for the history as a file; what it holds in memory. */
const historyPageSize = 100;

const notFound = () => new ProblemException('/problems/not-found');

@Controller()
export class CreationsController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Route(quoteCreation)
  price(@Input(quoteCreation) { body }: InputOf<typeof quoteCreation>) {
    this.#mustOffer(body.modality);
    const price = quote(this.platform.creations.settings.catalogue, body.model, body.tier, body.parameters);
    if (isRefusal(price)) throw creationProblem(price);
    return { credits: price.credits };
  }

  @Route(createCreation)
  async create(@SignedIn() caller: Caller, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const key = requiredIdempotencyKeyOf(request);
    const received = await readCreationRequest(request);
    this.#mustOffer(received.request.modality);
    if (received.reference && this.platform.profile.bindings.acceptsReference === 'none')
      throw new ProblemException('/problems/not-offered');
    const check = (uow: UnitOfWork) => this.#mustBeOldEnough(uow, caller.subjectId);
    const call = { endpoint: createCreation, caller, key, body: received.bodyParts, reply, check };
    return idempotentCommit(this.platform, call, async (prepare) => {
      const { model, tier, prompt, look, parameters } = received.request;
      const command = {
        subjectId: caller.subjectId,
        model,
        tier,
        prompt,
        look,
        parameters,
        ...(received.reference ? { reference: received.reference } : {}),
      };
      const requested = await requestCreation(this.platform.creations, command, (view) => prepare(creationAnswer(view), view.creation.id));
      if (isRefusal(requested)) throw creationProblem(requested);
      const owner = { creationId: requested.view.creation.id, subjectId: caller.subjectId };
      // A picture that is only in this process's memory can only be sent from here; a failure is mended by the lease's sweep.
      if (requested.submitHere) {
        void submitCreation(this.platform.creations, owner).catch((error: unknown) =>
          this.platform.logger.warn({ err: error }, 'a creation with a reference was not submitted'),
        );
      }
      return creationAnswer(requested.view);
    });
  }

  @Route(listEndpoint)
  async list(@SignedIn() { subjectId }: Caller, @Input(listEndpoint) { query }: InputOf<typeof listEndpoint>) {
    const { q, state, modality, limit, projectId } = query;
    if (modality !== undefined && modality !== 'image') return { items: [], nextCursor: null };
    if (projectId !== undefined) throw new ProblemException('/problems/not-offered', { detail: 'Projects are not offered here.' });
    const cursor = decodeCursor(query.cursor, /^[0-9a-f-]{36}$/);
    const page = await listCreations(this.platform.creations, { subjectId, limit, cursor, state, words: q });
    return { items: page.items.map(creationAnswer), nextCursor: page.nextCursor === null ? null : encodeCursor(page.nextCursor) };
  }

  @Route(downloadHistory)
  history(@SignedIn() { subjectId }: Caller, @Input(downloadHistory) { query }: InputOf<typeof downloadHistory>) {
    const pageAt = (cursor: Id | null) => listCreations(this.platform.creations, { subjectId, limit: historyPageSize, cursor });
    return new StreamableFile(Readable.from(historyFile(pageAt, query.as)), {
      type: query.as === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
      disposition: `attachment; filename="history.${query.as}"`,
    });
  }

  @Route(getEndpoint)
  async show(@SignedIn() { subjectId }: Caller, @Input(getEndpoint) { params }: InputOf<typeof getEndpoint>) {
    const view = await getCreation(this.platform.creations, { creationId: params.id, subjectId });
    if (isRefusal(view)) throw notFound();
    return creationAnswer(view);
  }

  @Route(cancelEndpoint)
  async cancel(@SignedIn() { subjectId }: Caller, @Input(cancelEndpoint) { params }: InputOf<typeof cancelEndpoint>) {
    const view = await cancelCreation(this.platform.creations, { creationId: params.id, subjectId });
    if (!isRefusal(view)) return creationAnswer(view);
    if (view.refused === 'not-found') throw notFound();
    throw new ProblemException('/problems/conflict', { detail: 'This creation is finished already.' });
  }

  @Route(deleteEndpoint)
  async remove(@SignedIn() { subjectId }: Caller, @Input(deleteEndpoint) { params }: InputOf<typeof deleteEndpoint>) {
    const marked = await deleteCreation(this.platform.creations, { creationId: params.id, subjectId });
    if (isRefusal(marked)) throw notFound();
    return { restorableUntil: marked.restorableUntil.toISOString() };
  }

  @Route(restoreEndpoint)
  async restore(@SignedIn() { subjectId }: Caller, @Input(restoreEndpoint) { params }: InputOf<typeof restoreEndpoint>) {
    const view = await restoreCreation(this.platform.creations, { creationId: params.id, subjectId });
    if (!isRefusal(view)) return creationAnswer(view);
    if (view.refused === 'not-found') throw notFound();
    throw new ProblemException('/problems/conflict', { detail: 'The time to undo this deletion is over.' });
  }

  @Route(reportEndpoint)
  async report(@SignedIn() { subjectId }: Caller, @Input(reportEndpoint) { params, body }: InputOf<typeof reportEndpoint>) {
    const reported = await reportCreation(this.platform.creations, {
      creationId: params.id,
      subjectId,
      reason: body.reason,
      comment: body.comment,
    });
    if (isRefusal(reported)) throw notFound();
    return reported;
  }

  #mustOffer(modality: 'image' | 'video' | 'music' | 'chat' | 'writing'): void {
    if (modality !== 'image' || !offersModality(this.platform.profile, modality)) throw new ProblemException('/problems/not-offered');
  }

  async #mustBeOldEnough(uow: UnitOfWork, subjectId: string): Promise<void> {
    mustBeAbleToAct(await this.platform.accounts.find(uow, subjectId));
  }
}
