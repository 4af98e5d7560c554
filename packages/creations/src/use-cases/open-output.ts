import { isRefusal, refuse, type Refusal } from '@keepword/primitives';
import { catalogue } from '../catalogue/models.js';
import { expandLook } from '../catalogue/looks.js';
import { openContent } from '../lifecycle/content.js';
import type { CreationOwner } from '../lifecycle/creation.js';
import { sealPlaces } from '../lifecycle/seal-places.js';
import type { StoredCreation } from '../ports/creation-store.js';
import type { ImageWork, PictureFacts } from '../ports/image-work.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { ReadPorts } from './ports.js';

export interface OpenPorts extends ReadPorts {
  readonly objects: ObjectStore;
  readonly images: ImageWork;
}

export interface OutputRequest extends CreationOwner {
  readonly n: number;
  readonly size: 'full' | 'thumbnail';
  /** Whether the file says what it was made from; undefined gives it as it is stored, which does not. Thumbnails never say. */
  readonly metadata?: 'embed' | 'strip' | undefined;
}

export interface OpenedOutput {
  readonly mediaType: string;
  /** Null where it is only known at the end. */
  readonly bytes: number | null;
  readonly stream: AsyncIterable<Uint8Array>;
}

/** One's own picture, deciphered on the way. */
export async function openOutput(ports: OpenPorts, request: OutputRequest): Promise<OpenedOutput | Refusal<'not-found'>> {
  const { subjectId, n, size, metadata } = request;
  const stored = await ports.transactions.transaction(subjectId, (uow) => ports.store.find(uow, request));
  const output = stored?.outputs.find((candidate) => candidate.n === n);
  if (!stored || !output) return refuse('not-found');
  const key = size === 'full' ? output.objectKey : output.thumbnailKey;
  const object = await ports.objects.get(key);
  if (!object) return refuse('not-found');
  const plain = ports.seal.openStream(subjectId, sealPlaces.object(key), object.stream);
  if (size === 'thumbnail') return { mediaType: 'image/webp', bytes: null, stream: plain };
  if (!metadata) return { mediaType: output.mediaType, bytes: output.bytes, stream: plain };
  const bytes = await ports.images.withMetadata(await whole(plain, output.bytes), metadata, await factsOf(ports, stored));
  return { mediaType: output.mediaType, bytes: bytes.byteLength, stream: once(bytes) };
}

async function factsOf({ seal }: OpenPorts, { creation, content }: StoredCreation): Promise<PictureFacts> {
  const { prompt, look, parameters } = await openContent(seal, { creationId: creation.id, subjectId: creation.subjectId }, content);
  const model = catalogue.find(({ id }) => id === creation.model)?.name ?? creation.model;
  const expanded = look ? expandLook(look) : prompt;
  return { model, parameters: { ...parameters }, ...(expanded === null || isRefusal(expanded) ? {} : { prompt: expanded }) };
}

async function whole(stream: AsyncIterable<Uint8Array>, bytes: number): Promise<Uint8Array> {
  const all = new Uint8Array(bytes);
  let filled = 0;
  for await (const chunk of stream) {
    all.set(chunk, filled);
    filled += chunk.byteLength;
  }
  return all;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
