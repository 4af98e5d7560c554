import { getConsoleErasure, listConsoleErasures, retryConsoleErasure, type ConsoleErasurePage } from '@keepword/contracts';
import { retryRun, type ErasureRun, type RetryRefusal } from '@keepword/data-rights';
import { isRefusal } from '@keepword/primitives';
import {
  decodeCursor,
  Input,
  pageOfFound,
  ProblemException,
  Route,
  SignedInStaff,
  type InputOf,
  type StaffCaller,
} from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';
import { consoleErasurePageView, consoleErasureView } from './erasures-view.js';

const uuid = /^[0-9a-f-]{36}$/;

@Controller()
export class ConsoleErasuresController {
  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(listConsoleErasures)
  async list(@Input(listConsoleErasures) { query }: InputOf<typeof listConsoleErasures>) {
    const before = decodeCursor(query.cursor, uuid);
    const found = await this.platform.erasures.page(query.state ?? null, before, query.limit + 1);
    const { shown, nextCursor } = pageOfFound(found, query.limit, ({ id }) => id);
    return { items: shown.map(consoleErasureView), nextCursor };
  }

  @Route(getConsoleErasure)
  async show(@Input(getConsoleErasure) { params }: InputOf<typeof getConsoleErasure>): Promise<ConsoleErasurePage> {
    const run = await this.platform.erasures.find(params.id);
    if (!run) throw new ProblemException('/problems/not-found');
    return this.#page(run);
  }

  @Route(retryConsoleErasure)
  async retry(
    @Input(retryConsoleErasure) { params }: InputOf<typeof retryConsoleErasure>,
    @SignedInStaff() { staffId }: StaffCaller,
  ): Promise<ConsoleErasurePage> {
    const { erasures, clock } = this.platform;
    const retried = await retryRun(erasures, params.id, `console ${staffId}`, clock.now());
    if (isRefusal(retried)) throw refusals[retried.refused]();
    return this.#page(retried);
  }

  async #page(run: ErasureRun): Promise<ConsoleErasurePage> {
    const { desk, clock } = this.platform;
    const at = clock.now();
    const caseId = await desk.transaction(at, ({ store, uow }) => store.findByReference(uow, run.caseReference));
    return consoleErasurePageView(run, caseId, at);
  }
}

const refusals: Readonly<Record<RetryRefusal['refused'], () => ProblemException>> = {
  'not-found': () => new ProblemException('/problems/not-found'),
  'nothing-waits': () => new ProblemException('/problems/conflict', { detail: 'Nothing of this erasure waits to be tried again.' }),
  'at-work': () => new ProblemException('/problems/conflict', { detail: 'It is being worked on at this moment. Look again in a minute.' }),
};
