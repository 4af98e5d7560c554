import type { Writable } from 'node:stream';
import { dataCategories, type DataCategory, type Profile } from '@keepword/policy';
import { csvLine, type Id, type Instant, type SubjectId } from '@keepword/primitives';
import { z } from 'zod';
import type { SigningKey } from '../certificate/signing.js';
import {
  ForeignRecord,
  UnsteadySource,
  type ExportPart,
  type ExportRecord,
  type ExportSource,
  type StatementRow,
} from './export-source.js';
import { indexPage, readmeText, type CategorySummary } from './bundle-words.js';
import { manifestPath, manifestSignaturePath, signedManifest, type ExportManifest } from './manifest.js';
import { ReadablePages } from './readable-pages.js';
import { ZipWriter, type WrittenFile } from './zip-writer.js';

export interface BundleCommand {
  readonly id: Id;
  readonly subjectId: SubjectId;
  readonly profile: Profile;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly policyDigest: string;
  readonly sources: readonly ExportSource[];
  readonly key: SigningKey;
  readonly generatedAt: Instant;
  /** Only these categories, as for a download of the history; all that the sources have when missing. */
  readonly categories?: readonly DataCategory[];
  /** Called now and then with what was written so far. */
  readonly onProgress?: (progress: ExportProgress) => void;
}

export interface ExportProgress {
  readonly records: number;
  readonly mediaFiles: number;
  readonly mediaBytes: number;
}

const progressEvery = 5_000;
/** Few enough that records of some kilobytes stay small in memory together. */
const recordsPerPiece = 100;
const mediaPath = /^(?=.{1,200}$)[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const placeName = /^[A-Za-z0-9_-]{1,60}$/;
const statementName = /^[a-z0-9-]{1,60}$/;

/** Whether a profile promises the export as one JSON document; it then gets `data.json` besides. */
export function promisesOneDocument({ rights }: Profile): boolean {
  return rights.some(({ right, format }) => (right === 'export' || right === 'portability') && format === 'json');
}

/**
 * Writes one ZIP with all that the sources hold of a subject: data by category, schemas, readable pages, original media, statements, a
 * signed manifest. Nothing is held but pages of one category, compressed; everything is read as fast as `output` takes it.
 * @throws ForeignRecord when a source gives anything of somebody else, UnsteadySource when it changes meanwhile, and whatever a source
 *   or `output` throws; what was written until then is not a ZIP and must be thrown away
 */
export async function writeBundle(command: BundleCommand, output: Writable): Promise<ExportManifest> {
  const zip = new ZipWriter(output, command.generatedAt);
  try {
    return await new Bundle(command, zip).write();
  } catch (error) {
    zip.abort(error instanceof Error ? error : new Error('the export broke off'));
    throw error;
  }
}

interface OwnedPart {
  readonly source: ExportSource;
  readonly part: ExportPart;
}

class Bundle {
  readonly #files: WrittenFile[] = [];
  readonly #counts = new Map<DataCategory, number>();
  readonly #pageless: CategorySummary[] = [];
  readonly #statements: string[] = [];
  #records = 0;
  #mediaFiles = 0;
  #mediaBytes = 0;

  constructor(
    private readonly command: BundleCommand,
    private readonly zip: ZipWriter,
  ) {}

  async write(): Promise<ExportManifest> {
    const byCategory = this.#partsByCategory();
    for (const [category, parts] of byCategory) await this.#category(category, parts);
    if (promisesOneDocument(this.command.profile)) await this.#file('data.json', this.#oneDocument(byCategory));
    await this.#media();
    for (const source of this.command.sources) await this.#statementsOf(source);
    const hasDocument = this.#files.some(({ path }) => path === 'data.json');
    const words = {
      profile: this.command.profile,
      generatedAt: this.command.generatedAt,
      categories: this.#pageless,
      statements: this.#statements,
      media: { files: this.#mediaFiles, bytes: this.#mediaBytes },
      hasDocument,
    };
    await this.#file('index.html', once(indexPage(words)));
    await this.#file('README.txt', once(readmeText(words)));
    return this.#end();
  }

  async #end(): Promise<ExportManifest> {
    const { id, subjectId, profile, policyDigest, generatedAt, key } = this.command;
    const manifest: ExportManifest = {
      format: 'keepword-export',
      version: 1,
      id,
      subjectId,
      profileId: profile.id,
      policyDigest,
      generatedAt: generatedAt.toISOString(),
      files: this.#files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
      counts: [...this.#counts].map(([category, records]) => ({ category, records })),
      media: { files: this.#mediaFiles, bytes: this.#mediaBytes },
    };
    const signed = signedManifest(manifest, key);
    await this.zip.add(manifestPath, once(signed.manifest), true);
    await this.zip.add(manifestSignaturePath, once(signed.signature), true);
    await this.zip.end();
    this.#progress();
    return manifest;
  }

  #partsByCategory(): ReadonlyMap<DataCategory, readonly OwnedPart[]> {
    const wanted = this.command.categories;
    const found = new Map<DataCategory, OwnedPart[]>();
    for (const source of this.command.sources) {
      for (const part of source.parts) {
        if (wanted && !wanted.includes(part.category)) continue;
        const known = found.get(part.category) ?? [];
        if (!placeName.test(part.place) || known.some((other) => other.part.place === part.place)) {
          throw new RangeError(`the place ${part.category}/${part.place} is malformed or there twice`);
        }
        found.set(part.category, [...known, { source, part }]);
      }
    }
    return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  async #category(category: DataCategory, parts: readonly OwnedPart[]): Promise<void> {
    const dataFile = `data/${category}.ndjson`;
    const pages = new ReadablePages(category.replaceAll('.', '-'), dataCategories[category].label, dataFile);
    await this.#file(dataFile, this.#lines(category, parts, pages));
    await this.#file(
      `schemas/${category}.schema.json`,
      once(
        schemaText(
          category,
          parts.map(({ part }) => part),
        ),
      ),
    );
    let firstPage: string | null = null;
    for (const { path, packed } of pages.files()) {
      firstPage ??= path;
      this.#files.push(await this.zip.addPacked(path, packed));
    }
    this.#pageless.push({ category, records: this.#counts.get(category) ?? 0, dataFile, firstPage });
  }

  async *#lines(category: DataCategory, parts: readonly OwnedPart[], pages: ReadablePages): AsyncGenerator<string> {
    let count = 0;
    this.#counts.set(category, 0);
    for await (const batch of this.#everyRecord(parts)) {
      for (const one of batch.records) pages.add(batch.part, one);
      yield `${linesOf(batch.part, batch.records, '\n')}\n`;
      count += batch.records.length;
      this.#addRecords(batch.records.length);
    }
    this.#counts.set(category, count);
  }

  /** All records of some parts, some at a time, each seen to be the subject's. */
  async *#everyRecord(parts: readonly OwnedPart[]): AsyncGenerator<{ part: ExportPart; records: readonly ExportRecord[] }> {
    for (const { source, part } of parts) {
      const where = `${part.category}/${part.place}`;
      let held: ExportRecord[] = [];
      for await (const given of source.records(this.command.subjectId, part)) {
        if (isBatch(given)) {
          for (const one of given) this.#checkSubject(one, where);
          if (given.length > 0) yield { part, records: given };
          continue;
        }
        this.#checkSubject(given, where);
        held.push(given);
        if (held.length < recordsPerPiece) continue;
        yield { part, records: held };
        held = [];
      }
      if (held.length > 0) yield { part, records: held };
    }
  }

  async *#oneDocument(byCategory: ReadonlyMap<DataCategory, readonly OwnedPart[]>): AsyncGenerator<string> {
    yield `{"format":"keepword-export-document","version":1,"generatedAt":"${this.command.generatedAt.toISOString()}","data":{`;
    let isFirst = true;
    for (const [category, parts] of byCategory) {
      yield `${isFirst ? '' : ','}\n${JSON.stringify(category)}:[`;
      isFirst = false;
      let count = 0;
      for await (const { part, records } of this.#everyRecord(parts)) {
        yield `${count === 0 ? '' : ','}\n${linesOf(part, records, ',\n')}`;
        count += records.length;
      }
      if (count !== this.#counts.get(category))
        throw new UnsteadySource(`${category} had another number of records when it was read again`);
      yield ']';
    }
    yield '}}\n';
  }

  async #media(): Promise<void> {
    for (const source of this.command.sources) {
      for await (const medium of source.media?.(this.command.subjectId) ?? []) {
        if (this.command.categories && !this.command.categories.includes(medium.category)) continue;
        this.#checkSubject(medium, `${source.name}/media`);
        if (!mediaPath.test(medium.path)) throw new RangeError(`a path of ${source.name} is malformed`);
        // Pictures and films are compressed already.
        const { bytes } = await this.#file(`media/${medium.path}`, medium.open(), false);
        this.#mediaFiles += 1;
        this.#mediaBytes += bytes;
        this.#progress();
      }
    }
  }

  async #statementsOf({ statements = [] }: ExportSource): Promise<void> {
    for (const statement of statements) {
      if (this.command.categories && !this.command.categories.includes(statement.category)) continue;
      if (!statementName.test(statement.name)) throw new RangeError('the name of a statement is malformed');
      const path = `statements/${statement.name}.csv`;
      const { subjectId } = this.command;
      const checked = (row: StatementRow) => {
        this.#checkSubject(row, path);
        return csvLine(row.cells);
      };
      await this.#file(
        path,
        (async function* lines() {
          yield csvLine(statement.columns);
          for await (const given of statement.rows(subjectId)) yield isBatch(given) ? given.map(checked).join('') : checked(given);
        })(),
      );
      this.#statements.push(path);
    }
  }

  async #file(path: string, content: AsyncIterable<Uint8Array | string>, compress = true): Promise<WrittenFile> {
    const written = await this.zip.add(path, content, compress);
    this.#files.push(written);
    return written;
  }

  #checkSubject({ subjectId }: { readonly subjectId: SubjectId }, where: string): void {
    if (subjectId !== this.command.subjectId) throw new ForeignRecord(where);
  }

  #addRecords(count: number): void {
    const toldOf = Math.floor(this.#records / progressEvery);
    this.#records += count;
    if (Math.floor(this.#records / progressEvery) > toldOf) this.#progress();
  }

  #progress(): void {
    this.command.onProgress?.({ records: this.#records, mediaFiles: this.#mediaFiles, mediaBytes: this.#mediaBytes });
  }
}

const isBatch = <Item>(given: Item | readonly Item[]): given is readonly Item[] => Array.isArray(given);

function linesOf({ place }: ExportPart, records: readonly ExportRecord[], separator: string): string {
  const start = `{"place":${JSON.stringify(place)},"record":`;
  let lines = '';
  for (const { record } of records) lines += `${lines === '' ? '' : separator}${start}${JSON.stringify(record)}}`;
  return lines;
}

/** The JSON Schema (2020-12) of one line of a category's file. */
function schemaText(category: DataCategory, parts: readonly ExportPart[]): string {
  const shapes = parts.map(({ place, title, schema }) => ({
    type: 'object',
    title,
    properties: { place: { const: place }, record: z.toJSONSchema(schema, { unrepresentable: 'throw' }) },
    required: ['place', 'record'],
    additionalProperties: false,
  }));
  const { label, what } = dataCategories[category];
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: label, description: what, oneOf: shapes };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

async function* once(content: Uint8Array | string): AsyncGenerator<Uint8Array | string> {
  yield content;
}
