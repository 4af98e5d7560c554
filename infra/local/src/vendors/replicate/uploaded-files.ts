import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { VendorContext } from '../vendor.js';

interface UploadedFile {
  readonly id: string;
  readonly contentType: string;
  readonly size: number;
  readonly sha256: string;
  readonly createdAt: string;
}

const keptMs = 24 * 60 * 60_000;
const filesMax = 1_000;
const idPattern = /^[a-f0-9]{40}$/;

/** Files given to the files API: bytes and a description each, gone after a day of the stack's clock. */
export class UploadedFilesFolder {
  readonly #dir: string;

  constructor(private readonly context: VendorContext) {
    this.#dir = path.join(context.dataDir, 'files');
    mkdirSync(this.#dir, { recursive: true });
  }

  add(bytes: Buffer, contentType: string): UploadedFile {
    const file = {
      id: randomBytes(20).toString('hex'),
      contentType,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      createdAt: this.context.clock.now().toISOString(),
    };
    if (this.list().length >= filesMax) throw new Error('too many files are kept');
    writeFileSync(path.join(this.#dir, `${file.id}.bytes`), bytes, { mode: 0o600 });
    writeFileSync(path.join(this.#dir, `${file.id}.json`), JSON.stringify(file), { mode: 0o600 });
    return file;
  }

  get(id: string): UploadedFile | null {
    const described = path.join(this.#dir, `${id}.json`);
    if (!idPattern.test(id) || !existsSync(described)) return null;
    const file = JSON.parse(readFileSync(described, 'utf8')) as UploadedFile;
    if (this.context.clock.now().getTime() - Date.parse(file.createdAt) < keptMs) return file;
    this.remove(id);
    return null;
  }

  list(): UploadedFile[] {
    const ids = readdirSync(this.#dir).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []));
    return ids.map((id) => this.get(id)).filter((file) => file !== null);
  }

  remove(id: string): boolean {
    if (!idPattern.test(id) || !existsSync(path.join(this.#dir, `${id}.json`))) return false;
    rmSync(path.join(this.#dir, `${id}.json`), { force: true });
    rmSync(path.join(this.#dir, `${id}.bytes`), { force: true });
    return true;
  }

  bytesBehind(url: string): Uint8Array | null {
    const base = `${this.context.url}/v1/files/`;
    const file = url.startsWith(base) ? this.get(url.slice(base.length)) : null;
    return file ? readFileSync(path.join(this.#dir, `${file.id}.bytes`)) : null;
  }
}

export function addFileRoutes(api: FastifyInstance, context: VendorContext, files: UploadedFilesFolder): void {
  const shown = (file: UploadedFile) => ({
    id: file.id,
    content_type: file.contentType,
    size: file.size,
    etag: file.sha256,
    checksums: { sha256: file.sha256 },
    metadata: {},
    created_at: file.createdAt,
    expires_at: new Date(Date.parse(file.createdAt) + keptMs).toISOString(),
    urls: { get: `${context.url}/v1/files/${file.id}` },
  });
  const missing = (reply: FastifyReply) => reply.code(404).send({ title: 'Not found', detail: 'File not found', status: 404 });

  api.post('/v1/files', async (request, reply) => {
    // Node reads multipart bodies by itself; no parser of our own is needed.
    const form = await new Response(new Uint8Array(request.body as Buffer), {
      headers: { 'content-type': String(request.headers['content-type']) },
    })
      .formData()
      .catch(() => null);
    const content = form?.get('content');
    if (!content || typeof content === 'string')
      return reply.code(422).send({ title: 'Input validation failed', detail: '- content: is required', status: 422 });
    const file = files.add(Buffer.from(await content.arrayBuffer()), content.type || 'application/octet-stream');
    return reply.code(201).send(shown(file));
  });
  api.get('/v1/files', async () => ({ previous: null, next: null, results: files.list().map(shown) }));
  api.get<{ Params: { id: string } }>('/v1/files/:id', async (request, reply) => {
    const file = files.get(request.params.id);
    return file ? shown(file) : missing(reply);
  });
  api.delete<{ Params: { id: string } }>('/v1/files/:id', async (request, reply) =>
    files.remove(request.params.id) ? reply.code(204).send() : missing(reply),
  );
}
