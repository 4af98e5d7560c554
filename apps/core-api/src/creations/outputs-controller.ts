import { PassThrough, Readable } from 'node:stream';
import { downloadArchive, getOutput } from '@keepword/contracts';
import { getCreation, openOutput } from '@keepword/creations';
import { isRefusal } from '@keepword/primitives';
import { Input, ProblemException, Route, SignedIn, type Caller, type InputOf } from '@keepword/service-kit';
import { Controller, Inject, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ZipFile } from 'yazl';
import { PLATFORM, type Platform } from '../platform/platform.js';

const extensionOf: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' };

@Controller()
export class OutputsController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Route(getOutput)
  async file(
    @SignedIn() { subjectId }: Caller,
    @Input(getOutput) { params, query }: InputOf<typeof getOutput>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const metadata = query.download ? (query.metadata ?? (await this.#preference(subjectId))) : query.metadata;
    const opened = await openOutput(this.platform.creations, { creationId: params.id, subjectId, n: params.n, size: query.size, metadata });
    if (isRefusal(opened)) throw new ProblemException('/problems/not-found');
    // What is deleted is gone: no copy stays behind with whoever asked.
    void reply.header('cache-control', 'private, no-store');
    const name = `${params.id}-${params.n}.${extensionOf[opened.mediaType] ?? 'bin'}`;
    return new StreamableFile(Readable.from(opened.stream), {
      type: opened.mediaType,
      ...(opened.bytes === null ? {} : { length: opened.bytes }),
      disposition: `${query.download ? 'attachment' : 'inline'}; filename="${name}"`,
    });
  }

  /** Streams: one picture is in memory at a time, however many were asked for. */
  @Route(downloadArchive)
  async archive(@SignedIn() { subjectId }: Caller, @Input(downloadArchive) { body }: InputOf<typeof downloadArchive>) {
    const metadata = body.metadata ?? (await this.#preference(subjectId));
    const ids = [...new Set(body.creationIds)];
    const views = await Promise.all(ids.map((creationId) => getCreation(this.platform.creations, { creationId, subjectId })));
    const files = views.flatMap((view) =>
      isRefusal(view) ? [] : view.outputs.map(({ n, mediaType }) => ({ creationId: view.creation.id, n, mediaType })),
    );
    if (files.length === 0) throw new ProblemException('/problems/not-found', { detail: 'None of these creations has a picture.' });
    const zip = new ZipFile();
    const out = new PassThrough();
    zip.outputStream.pipe(out);
    zip.on('error', (error: Error) => out.destroy(error));
    for (const { creationId, n, mediaType } of files) {
      zip.addReadStreamLazy(
        `${creationId}-${n}.${extensionOf[mediaType] ?? 'bin'}`,
        { compress: false, mtime: this.platform.clock.now() },
        (give) => {
          openOutput(this.platform.creations, { creationId, subjectId, n, size: 'full', metadata }).then(
            (opened) =>
              isRefusal(opened)
                ? give(new Error('the picture was deleted meanwhile'), undefined as never)
                : give(null, Readable.from(opened.stream)),
            (error: Error) => give(error, undefined as never),
          );
        },
      );
    }
    zip.end();
    return new StreamableFile(out, { type: 'application/zip', disposition: 'attachment; filename="creations.zip"' });
  }

  async #preference(subjectId: string): Promise<'embed' | 'strip'> {
    const { accounts, storage } = this.platform;
    const account = await storage.transactions.transaction(subjectId, (uow) => accounts.find(uow, subjectId));
    return account?.downloadMetadata ?? 'strip';
  }
}
