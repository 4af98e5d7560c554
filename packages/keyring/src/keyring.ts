import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Clock, SubjectId } from '@keepword/primitives';
import { deriveKey } from './derive-key.js';
import { openBytes, readHeader, sealBytes, type Place } from './sealed-segments.js';
import { openRange, type PlainRange, type SealedSource } from './sealed-range.js';
import { openStream, sealStream } from './sealed-stream.js';

/** One subject's data key as the key store holds it: wrapped by the master key, never plain. */
export interface WrappedKey {
  readonly subjectId: SubjectId;
  readonly version: number;
  readonly wrapped: Uint8Array;
}

/** Where wrapped keys live: a database of its own, so that its backups can be shorter-lived than the data's. */
export interface KeyStore {
  newest(subjectId: SubjectId): Promise<WrappedKey | null>;
  find(subjectId: SubjectId, version: number): Promise<WrappedKey | null>;
  /** Keeps the first key when two processes make one at the same time, and answers the kept one. */
  insertFirst(key: WrappedKey, at: Date): Promise<WrappedKey>;
  /** Removes every key of the subject; what they sealed can never be opened again. */
  destroy(subjectId: SubjectId, at: Date): Promise<number>;
  /** Subjects whose keys were destroyed: no new key is ever made for them. */
  isDestroyed(subjectId: SubjectId): Promise<boolean>;
}

/** The subject's key is gone: its erasure is complete and nothing of it opens any more. */
export class KeyDestroyed extends Error {
  override readonly name = 'KeyDestroyed';
}

interface CachedKey {
  readonly version: number;
  readonly key: Buffer;
  readonly until: number;
}

const cachedKeysMax = 10_000;
const cacheMs = 60_000;
const wordTagBytes = 8;
const noSalt = new Uint8Array(0);

/**
 * Per-subject data keys and everything sealed with them. Destroying a subject's keys is part of erasure;
 * a destroyed key can live on in another process's cache for at most a minute.
 */
export class Keyring {
  readonly #cache = new Map<string, CachedKey>();

  /** @param masterKey 32 bytes; wraps the data keys */
  constructor(
    private readonly store: KeyStore,
    private readonly masterKey: Uint8Array,
    private readonly clock: Clock,
  ) {
    if (masterKey.length !== 32) throw new RangeError(`the master key must have 32 bytes, found ${masterKey.length}`);
  }

  async seal(subjectId: SubjectId, place: Place, plain: Uint8Array): Promise<Uint8Array> {
    const { version, key } = await this.#current(subjectId);
    return sealBytes(key, version, place, plain);
  }

  /** @throws NotOpenable when the bytes were changed or moved; KeyDestroyed after erasure */
  async open(subjectId: SubjectId, place: Place, sealed: Uint8Array): Promise<Uint8Array> {
    return openBytes(await this.#version(subjectId, readHeader(sealed).keyVersion), place, sealed);
  }

  async *sealStream(subjectId: SubjectId, place: Place, plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { version, key } = await this.#current(subjectId);
    yield* sealStream(key, version, place, plain);
  }

  openStream(subjectId: SubjectId, place: Place, sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    return openStream((version) => this.#version(subjectId, version), place, sealed);
  }

  /** A part of a sealed stream: reads and checks only the segments that hold it. @throws NotOpenable, KeyDestroyed, RangeError */
  openRange(subjectId: SubjectId, place: Place, source: SealedSource, range: PlainRange): AsyncGenerator<Uint8Array> {
    return openRange((version) => this.#version(subjectId, version), place, source, range);
  }

  /**
   * The words of a prompt as keyed tags for the search index. Equal words of one subject give equal tags, so the index
   * shows how often a person repeats some word and in which creations, but neither the word nor who else uses it.
   */
  async wordTags(subjectId: SubjectId, words: readonly string[]): Promise<Uint8Array[]> {
    // Always version 1: a rotated data key must not make older prompts unfindable.
    const indexKey = deriveKey(await this.#firstKey(subjectId), noSalt, 'keepword word index');
    return words.map((word) => createHmac('sha256', indexKey).update(word, 'utf8').digest().subarray(0, wordTagBytes));
  }

  async destroy(subjectId: SubjectId): Promise<number> {
    for (const name of this.#cache.keys()) if (name.startsWith(`${subjectId}:`)) this.#cache.delete(name);
    return this.store.destroy(subjectId, this.clock.now());
  }

  async #current(subjectId: SubjectId): Promise<CachedKey> {
    const cached = this.#fresh(`${subjectId}:newest`);
    if (cached) return cached;
    const stored = (await this.store.newest(subjectId)) ?? (await this.#make(subjectId));
    return this.#remember(`${subjectId}:newest`, stored);
  }

  async #firstKey(subjectId: SubjectId): Promise<Uint8Array> {
    const current = await this.#current(subjectId);
    return current.version === 1 ? current.key : this.#version(subjectId, 1);
  }

  async #version(subjectId: SubjectId, version: number): Promise<Buffer> {
    const name = `${subjectId}:${version}`;
    const cached = this.#fresh(name);
    if (cached) return cached.key;
    const stored = await this.store.find(subjectId, version);
    if (!stored) throw new KeyDestroyed(`no key of version ${version}`);
    return this.#remember(name, stored).key;
  }

  async #make(subjectId: SubjectId): Promise<WrappedKey> {
    if (await this.store.isDestroyed(subjectId)) throw new KeyDestroyed('the keys of this subject were destroyed');
    return this.store.insertFirst({ subjectId, version: 1, wrapped: this.#wrap(subjectId, 1, randomBytes(32)) }, this.clock.now());
  }

  // Cache ages are real time, not the service's clock: a moved clock must not keep a destroyed key alive.
  #fresh(name: string): CachedKey | null {
    const cached = this.#cache.get(name);
    return cached && cached.until > performance.now() ? cached : null;
  }

  #remember(name: string, stored: WrappedKey): CachedKey {
    if (this.#cache.size >= cachedKeysMax) this.#cache.delete(this.#cache.keys().next().value ?? name);
    const entry = { version: stored.version, key: this.#unwrap(stored), until: performance.now() + cacheMs };
    this.#cache.set(name, entry);
    return entry;
  }

  #wrap(subjectId: SubjectId, version: number, key: Uint8Array): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.masterKey, nonce);
    cipher.setAAD(Buffer.from(`${subjectId}:${version}`));
    return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  }

  #unwrap({ subjectId, version, wrapped }: WrappedKey): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.masterKey, wrapped.subarray(0, 12));
    decipher.setAAD(Buffer.from(`${subjectId}:${version}`));
    decipher.setAuthTag(wrapped.subarray(wrapped.length - 16));
    return Buffer.concat([decipher.update(wrapped.subarray(12, wrapped.length - 16)), decipher.final()]);
  }
}
