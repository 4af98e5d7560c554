import { Readable } from 'node:stream';
import { openBundle } from '@keepword/composition';
import { getExport, getExportFile, getProofKeys, listExports, type ExportView } from '@keepword/contracts';
import { exportById, PostgresExports } from '@keepword/database';
import { exportProgress, exportState, opensExport, type StoredExport } from '@keepword/data-rights';
import type { Instant } from '@keepword/primitives';
import {
  decodeCursor,
  Input,
  MaybeSignedIn,
  pageOfFound,
  ProblemException,
  Route,
  SignedIn,
  type Caller,
  type InputOf,
} from '@keepword/service-kit';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';
import { rangeOf } from './byte-range.js';

const uuid = /^[0-9a-f-]{36}$/;
/** The same for what never was, what is somebody else's and what is destroyed. */
const gone = () =>
  new ProblemException('/problems/not-found', {
    detail: 'There is no such export, or it has expired: a file can be fetched for seven days after it became ready. Ask for a new one.',
  });

@Controller()
export class ExportsController {
  readonly #exports = new PostgresExports();

  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(listExports)
  async list(@SignedIn() { subjectId }: Caller, @Input(listExports) { query }: InputOf<typeof listExports>) {
    const { clock, storage } = this.platform;
    const page = { before: decodeCursor(query.cursor, uuid), limit: query.limit + 1 };
    const found = await storage.transactions.transaction(subjectId, (uow) => this.#exports.page(uow, subjectId, page));
    const { shown, nextCursor } = pageOfFound(found, query.limit, ({ id }) => id);
    return { items: shown.map((one) => viewOf(one, clock.now())), nextCursor };
  }

  @Route(getExport)
  async one(@SignedIn() { subjectId }: Caller, @Input(getExport) { params }: InputOf<typeof getExport>) {
    const { clock, storage } = this.platform;
    const found = await storage.transactions.transaction(subjectId, (uow) => this.#exports.find(uow, params.id));
    if (!found) throw gone();
    return viewOf(found, clock.now());
  }

  /** The answer is sent by hand: its status depends on what part was asked for. */
  @Route(getExportFile)
  async file(
    @MaybeSignedIn() caller: Caller | null,
    @Input(getExportFile) { params, query }: InputOf<typeof getExportFile>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const stored = await this.#opened(params.id, caller, query.capability);
    const bytes = stored.bytes ?? 0;
    const etag = `"${stored.id}-${stored.attempts}"`;
    const ifRange = request.headers['if-range'];
    const range = ifRange === undefined || ifRange === etag ? rangeOf(request.headers.range, bytes) : 'whole';
    void reply.headers({ 'accept-ranges': 'bytes', etag, 'cache-control': 'private, no-store' });
    if (range === 'unsatisfiable') {
      void reply.header('content-range', `bytes */${bytes}`);
      throw new ProblemException('/problems/range-not-satisfiable', { detail: `The file has ${bytes} bytes.` });
    }
    const part = range === 'whole' ? { start: 0, end: bytes - 1 } : range;
    const content = await openBundle(this.platform.storage, stored, part);
    if (!content) throw gone();
    if (range !== 'whole') void reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${bytes}`);
    await reply
      .headers({
        'content-type': 'application/zip',
        'content-length': part.end - part.start + 1,
        'content-disposition': `attachment; filename="${this.#nameOf(stored)}"`,
      })
      .send(Readable.from(content, { objectMode: false }));
  }

  @Route(getProofKeys)
  keys() {
    return { keys: this.platform.proofKeys.published.keys.map((key) => ({ ...key })) };
  }

  /** For its owner, or for whoever holds the mailed link, who may have no account any more. @throws ProblemException not-found */
  async #opened(id: string, caller: Caller | null, capability: string | undefined): Promise<StoredExport> {
    const stored = await exportById(this.platform.exporting.database, id);
    const isOwner = caller !== null && stored?.subjectId === caller.subjectId;
    if (!stored || !(isOwner || (capability !== undefined && opensExport(stored, capability)))) throw gone();
    const state = exportState(stored, this.platform.clock.now());
    if (state === 'expired') throw new ProblemException('/problems/not-found', { detail: 'This export has expired. Ask for a new one.' });
    if (state !== 'ready') throw new ProblemException('/problems/not-found', { detail: 'This export is not ready yet.' });
    return stored;
  }

  #nameOf({ readyAt }: StoredExport): string {
    return `${this.platform.profile.id}-data-${readyAt?.toISOString().slice(0, 10) ?? ''}.zip`;
  }
}

function viewOf(stored: StoredExport, at: Instant): ExportView {
  const { id, requestedAt, readyAt, expiresAt, bytes } = stored;
  return {
    id,
    state: exportState(stored, at),
    progress: exportProgress(stored),
    requestedAt: requestedAt.toISOString(),
    readyAt: readyAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
    bytes,
  };
}
