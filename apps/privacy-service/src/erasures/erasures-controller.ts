import { getCertificate, getErasure } from '@keepword/contracts';
import { opensRun, type ErasureRun } from '@keepword/data-rights';
import type { Id, SubjectId } from '@keepword/primitives';
import { Input, MaybeSignedIn, ProblemException, Route, type Caller, type InputOf } from '@keepword/service-kit';
import { Controller, Inject, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';

/** What the owner of a request, or whoever holds the mailed link, may see of an erasure. Everybody else learns nothing, not even that there is one. */
@Controller()
export class ErasuresController {
  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(getErasure)
  async show(
    @Input(getErasure) { params, query }: InputOf<typeof getErasure>,
    @MaybeSignedIn() caller: Caller | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const run = await this.#opened(params.id, query.capability, caller);
    void reply.header('cache-control', 'private, no-store');
    return {
      id: run.id,
      reference: run.caseReference,
      state: run.state,
      requestedAt: run.requestedAt.toISOString(),
      mayStartAt: run.mayStartAt.toISOString(),
      steps: run.steps.map(({ id, state, doneAt }) => ({ id, state, doneAt: doneAt?.toISOString() ?? null })),
      certificate: run.certificates.at(-1)?.state ?? ('none' as const),
    };
  }

  /** The file as it was signed: written anew, it could differ by a byte. */
  @Route(getCertificate)
  async certificate(
    @Input(getCertificate) { params, query }: InputOf<typeof getCertificate>,
    @MaybeSignedIn() caller: Caller | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const run = await this.#opened(params.id, query.capability, caller);
    const newest = run.certificates.at(-1);
    if (!newest)
      throw new ProblemException('/problems/not-found', { detail: 'There is no certificate yet: the erasure is still going on.' });
    void reply.header('cache-control', 'private, no-store');
    const disposition = 'attachment; filename="erasure-certificate.json"';
    return new StreamableFile(newest.file, { type: 'application/json', length: newest.file.length, disposition });
  }

  async #opened(id: Id, capability: string | undefined, caller: Caller | null): Promise<ErasureRun> {
    const run = await this.platform.erasures.find(id);
    if (!run) throw new ProblemException('/problems/not-found');
    if (capability !== undefined && opensRun(run, capability)) return run;
    if (caller && (run.subjectId === caller.subjectId || (await this.#asked(caller.subjectId, id)))) return run;
    throw new ProblemException('/problems/not-found');
  }

  /** An ended run leads to nobody, but the request that it was begun for is its owner's as long as there is an account. */
  async #asked(subjectId: SubjectId, runId: Id): Promise<boolean> {
    const filter = { subjectId, classes: ['erasure', 'underage-report'] } as const;
    return this.platform.desk.transaction(this.platform.clock.now(), async ({ store, uow }) => {
      let before: Id | null = null;
      for (let pages = 0; pages < casePagesMax; pages += 1) {
        const cases = await store.list(uow, filter, { before, limit: casesPerPage });
        if (cases.some(({ actions }) => actions.some(({ actionId }) => actionId === runId))) return true;
        if (cases.length < casesPerPage) return false;
        before = cases.at(-1)?.caseId ?? null;
      }
      return false;
    });
  }
}

const casesPerPage = 100;
const casePagesMax = 20;
