import type { SubjectId } from '@keepword/primitives';
import type { ContentSeal } from '../ports/content-seal.js';
import type { SealedContent, StoredCreation } from '../ports/creation-store.js';
import { retentionView } from '../retention.js';
import type { CreationSettings } from '../settings.js';
import type { CreationContent, CreationOwner, CreationView, ImageParameters } from './creation.js';
import { sealPlaces } from './seal-places.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

export async function sealContent(seal: ContentSeal, owner: CreationOwner, content: CreationContent): Promise<SealedContent> {
  const { subjectId, creationId } = owner;
  const { prompt, look, parameters } = content;
  return {
    prompt: prompt === null ? null : await seal.seal(subjectId, sealPlaces.prompt(creationId), bytesOf(prompt)),
    lookId: look?.id ?? null,
    slots: look ? await seal.seal(subjectId, sealPlaces.slots(creationId), bytesOf(JSON.stringify(look.slots))) : null,
    parameters: await seal.seal(subjectId, sealPlaces.parameters(creationId), bytesOf(JSON.stringify(parameters))),
  };
}

export async function openContent(seal: ContentSeal, owner: CreationOwner, sealed: SealedContent): Promise<CreationContent> {
  const { subjectId, creationId } = owner;
  const open = async (place: ReturnType<(typeof sealPlaces)['prompt']>, value: Uint8Array) =>
    textOf(await seal.open(subjectId, place, value));
  const slots = sealed.slots && (JSON.parse(await open(sealPlaces.slots(creationId), sealed.slots)) as Record<string, string>);
  return {
    prompt: sealed.prompt && (await open(sealPlaces.prompt(creationId), sealed.prompt)),
    look: sealed.lookId !== null && slots ? { id: sealed.lookId, slots } : null,
    parameters: JSON.parse(await open(sealPlaces.parameters(creationId), sealed.parameters)) as ImageParameters,
  };
}

/** What an endpoint shows of a stored creation. */
export async function viewOf(
  { seal, settings }: { readonly seal: ContentSeal; readonly settings: CreationSettings },
  { creation, content, outputs }: StoredCreation,
): Promise<CreationView> {
  const owner = { creationId: creation.id, subjectId: creation.subjectId };
  return {
    creation,
    content: await openContent(seal, owner, content),
    outputs: await Promise.all(
      outputs.map(async ({ n, mediaType, width, height, bytes, thumbHash }) => ({
        n,
        mediaType,
        width,
        height,
        bytes,
        thumbHash: textOf(await seal.open(creation.subjectId, sealPlaces.thumbHash(creation.id, n), thumbHash)),
      })),
    ),
    retention: retentionView(settings.outputRetention, creation.createdAt),
  };
}

const wordsMax = 100;

/** The words by which a text is found: letters and digits of any script, without case and accents; at most 100 different ones. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return [...new Set(plain.match(/[\p{L}\p{N}]{2,40}/gu) ?? [])].slice(0, wordsMax);
}

/** Equal words get equal tags; the words of a search and of a prompt are cut in the same way. */
export function tagsOf(seal: ContentSeal, subjectId: SubjectId, text: string): Promise<Uint8Array[]> {
  return seal.wordTags(subjectId, wordsOf(text));
}
