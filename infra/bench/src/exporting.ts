import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';
import { sealPlaces } from '@keepword/creations';
import { platformDataMap } from '@keepword/database';
import type { SubjectId } from '@keepword/primitives';
import { Client } from 'pg';
import { withBenchHouse, type BenchHouse, type Holding } from './bench-house.js';
import { compare } from './measure.js';
import { result, type Result } from './result.js';

const fetchRows = 500;
const megabyte = 1_048_576;
/** As in our bundles. */
const level = 3;

/** Writing an export, against a cursor over the same rows, deciphering, hashing and deflating the same data into one file. */
export function exporting(sizes: Holding, rounds: number): Promise<Result[]> {
  return withBenchHouse(async (house) => {
    const subjectId = await house.insertPerson(sizes);
    const floor = new BareExport(house, subjectId);
    await floor.connect();
    try {
      // Both once, so that plans and compiled code are warm.
      const { bytes } = await floor.run();
      await house.write(subjectId);
      const perSecond = async (work: () => Promise<unknown>) => {
        const start = performance.now();
        await work();
        return bytes / megabyte / ((performance.now() - start) / 1000);
      };
      const measured = await compare(
        { floor: () => perSecond(() => floor.run()), subject: () => perSecond(() => house.write(subjectId)) },
        rounds,
      );
      return [
        result({ name: `export: ${sizes.creations.toLocaleString('en')} creations`, unit: 'MB/s', ...measured, target: { atLeast: 0.5 } }),
      ];
    } finally {
      await floor.end();
    }
  });
}

/** The least that a copy of somebody's data takes: every table that has a row of theirs, each picture, one file. */
class BareExport {
  readonly #client: Client;
  readonly #tables = [...new Set(platformDataMap().columns.map(({ table }) => table))];
  #written = 0;

  constructor(
    private readonly house: BenchHouse,
    private readonly subjectId: SubjectId,
  ) {
    this.#client = new Client({ connectionString: house.exportDatabaseUrl });
  }

  connect(): Promise<unknown> {
    return this.#client.connect();
  }

  end(): Promise<void> {
    return this.#client.end();
  }

  /** @returns bytes of rows and pictures before they were deflated */
  async run(): Promise<{ readonly bytes: number }> {
    this.#written += 1;
    const file = createWriteStream(path.join(this.house.folder, `bare-${this.#written}.zip`));
    // Each piece that is added listens to the one file.
    file.setMaxListeners(0);
    let bytes = 0;
    const counted = (piece: Buffer) => {
      bytes += piece.length;
      return piece;
    };
    await this.#client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    for (const table of this.#tables.filter((name) => name in rowIds)) await this.#add(file, this.#rows(table), true, counted);
    const { rows } = await this.#client.query<{ object_key: string }>('SELECT object_key FROM creation_outputs WHERE subject_id = $1', [
      this.subjectId,
    ]);
    for (const { object_key: key } of rows) await this.#add(file, this.#picture(key), false, counted);
    await this.#client.query('COMMIT');
    await new Promise((resolve) => file.end(resolve));
    return { bytes };
  }

  async #add(file: NodeJS.WritableStream, content: AsyncIterable<Buffer>, deflate: boolean, counted: (piece: Buffer) => Buffer) {
    const hash = createHash('sha256');
    let sum = 0;
    const seen = async function* (): AsyncGenerator<Buffer> {
      for await (const piece of content) {
        hash.update(piece);
        sum = crc32(piece, sum);
        yield counted(piece);
      }
    };
    const plain = Readable.from(seen());
    if (deflate) await pipeline(plain, createDeflateRaw({ level }), file, { end: false });
    else await pipeline(plain, file, { end: false });
    hash.digest();
  }

  async *#rows(table: string): AsyncGenerator<Buffer> {
    await this.#client.query(`DECLARE bare NO SCROLL CURSOR FOR SELECT * FROM ${table} WHERE subject_id = '${this.subjectId}'`);
    for (;;) {
      const { rows } = await this.#client.query<Record<string, unknown>>(`FETCH ${fetchRows} FROM bare`);
      if (rows.length > 0) yield Buffer.from(await this.#lines(table, rows));
      if (rows.length < fetchRows) break;
    }
    await this.#client.query('CLOSE bare');
  }

  async #lines(table: string, rows: readonly Record<string, unknown>[]): Promise<string> {
    const { keyring } = this.house.storage;
    const opened = await Promise.all(
      rows.map(async (row) => {
        const record = { ...row };
        for (const [column, place] of Object.entries(rowIds[table] ?? {})) {
          const value = row[column];
          if (value instanceof Buffer) record[column] = Buffer.from(await keyring.open(this.subjectId, place(row), value)).toString('utf8');
        }
        return JSON.stringify(record);
      }),
    );
    return `${opened.join('\n')}\n`;
  }

  async *#picture(key: string): AsyncGenerator<Buffer> {
    const { objects, keyring } = this.house.storage;
    const object = await objects.get(key);
    if (!object) throw new Error('a picture is missing');
    for await (const piece of keyring.openStream(this.subjectId, sealPlaces.object(key), object.stream)) yield Buffer.from(piece);
  }
}

type PlaceOf = (row: Record<string, unknown>) => Parameters<BenchHouse['storage']['keyring']['open']>[1];

/** The tables in which the person has rows, with where each sealed column was sealed for. */
const rowIds: Readonly<Record<string, Readonly<Record<string, PlaceOf>>>> = {
  accounts: {},
  creations: {},
  creation_requests: {
    prompt: ({ creation_id: id }) => sealPlaces.prompt(String(id)),
    parameters: ({ creation_id: id }) => sealPlaces.parameters(String(id)),
  },
  creation_outputs: { thumb_hash: ({ creation_id: id, n }) => sealPlaces.thumbHash(String(id), Number(n)) },
};
