import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openExports, openStorage, writeDueExports, type ExportWork, type PlatformEnvironment, type Storage } from '@keepword/composition';
import { objectKeys, sealPlaces } from '@keepword/creations';
import { PostgresExports, PostgresOutgoingMail } from '@keepword/database';
import { keySetOf, signingKeyFromSeed } from '@keepword/data-rights';
import { prepareKeyStore } from '@keepword/keyring';
import { profile } from '@keepword/policy';
import { newId, systemClock, type Id, type SubjectId } from '@keepword/primitives';
import { createLogger } from '@keepword/service-kit';
import { onInterrupt } from './interrupt.js';
import { withDatabase, type BenchDatabase } from './postgres-server.js';

/** How much somebody has. */
export interface Holding {
  /** Finished ones, everything in them sealed. */
  readonly creations: number;
  /** Of as many of the creations, really there. */
  readonly pictures: number;
  readonly pictureBytes: number;
  /** Rows of the index in which words are looked up. */
  readonly words?: number;
}

export interface BenchHouse {
  readonly storage: Storage;
  readonly environment: PlatformEnvironment;
  readonly database: BenchDatabase;
  readonly exportDatabaseUrl: string;
  /** Of the objects, and for files of the floor. */
  readonly folder: string;
  insertPerson(holding: Holding): Promise<SubjectId>;
  /** Asks for an export and writes it as the worker does. @throws Error when it is not ready afterwards */
  write(subjectId: SubjectId): Promise<void>;
}

const keyStoreDatabase = 'bench_keys';

/** Databases, keys and a folder of objects of their own, in which people have data and exports are really written. */
export function withBenchHouse<T>(work: (house: BenchHouse) => Promise<T>): Promise<T> {
  return withDatabase(async (database) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'keepword-bench-exports-'));
    const forget = onInterrupt(async () => rmSync(folder, { recursive: true, force: true }));
    const environment = await environmentOf(database, folder);
    const [storage, exporting] = [await openStorage(environment, systemClock, 'bench'), await openExports(environment)];
    try {
      const exportWork = workOf(environment, storage, exporting);
      return await work({
        storage,
        environment,
        database,
        folder,
        exportDatabaseUrl: environment.EXPORT_DATABASE_URL ?? '',
        insertPerson: (holding) => insertPerson(database, storage, holding),
        write: (subjectId) => writeExport(exportWork, subjectId),
      });
    } finally {
      await Promise.all([exporting.close(), storage.close()]);
      forget();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

async function environmentOf({ owner, urlFor }: BenchDatabase, folder: string): Promise<PlatformEnvironment> {
  await owner.query(`CREATE DATABASE ${keyStoreDatabase}`);
  const inKeyStore = (url: string) => Object.assign(new URL(url), { pathname: `/${keyStoreDatabase}` });
  const rolePassword = new URL(urlFor('worker')).password;
  const { user, password, host, port } = owner as unknown as Readonly<Record<'user' | 'password' | 'host' | 'port', string>>;
  await prepareKeyStore({ superuserUrl: `postgres://${user}:${password}@${host}:${port}/${keyStoreDatabase}`, rolePassword });
  return {
    DATABASE_URL: urlFor('worker'),
    EXPORT_DATABASE_URL: urlFor('participant_export'),
    KEYRING_URL: Object.assign(inKeyStore(urlFor('worker')), { username: 'keyring' }).toString(),
    KEYRING_MASTER_KEY: Buffer.alloc(32, 9),
    SUBJECT_HASH_KEY: Buffer.alloc(32, 4),
    OBJECTS_DIR: folder,
    WEB_URL: 'http://127.0.0.1',
  } as unknown as PlatformEnvironment;
}

function workOf(environment: PlatformEnvironment, storage: Storage, exporting: ExportWork['exporting']): ExportWork {
  const key = signingKeyFromSeed(new Uint8Array(32).fill(5));
  return {
    foundation: {
      clock: systemClock,
      environment,
      logger: createLogger('bench', 'warn'),
      mails: new PostgresOutgoingMail(),
      policyVersion: `sha256:${'ab'.repeat(32)}`,
      profile: profile('fluxkrea'),
      storage,
    },
    exporting,
    proofKeys: { published: keySetOf([key]), at: () => key },
    identity: { storedUser: async (id) => ({ id, email: `${id}@vendor.example`, identities: [] }) },
  };
}

async function writeExport(work: ExportWork, subjectId: SubjectId): Promise<void> {
  const { storage, clock } = work.foundation;
  const [exports, id, requestedAt] = [new PostgresExports(), newId(clock.now()), clock.now()];
  await storage.transactions.transaction(subjectId, (uow) =>
    exports.insert(uow, { id, subjectId, caseId: newId(clock.now()), requestedAt }),
  );
  await writeDueExports(work, 1);
  const written = await storage.transactions.transaction(subjectId, (uow) => exports.find(uow, id));
  if (written?.state !== 'ready') throw new Error(`the export is ${written?.state ?? 'missing'}`);
  if (written.objectKey !== null) await storage.objects.delete(written.objectKey);
}

async function insertPerson(
  { owner }: BenchDatabase,
  storage: Storage,
  { creations, pictures, pictureBytes, words = 0 }: Holding,
): Promise<SubjectId> {
  const at = new Date();
  const subjectId = newId(at);
  await owner.query(
    `INSERT INTO accounts VALUES ($1, $2, 'Ada', NULL, 'adult', 'system', 'en', 'embed', 'active', 'fluxkrea', 'v', $3, $3)`,
    [subjectId, `${subjectId}@example.org`, at],
  );
  const { keyring } = storage;
  const sealed = (place: Parameters<typeof keyring.seal>[1], words: string) => keyring.seal(subjectId, place, Buffer.from(words));
  for (let n = 0; n < creations; n += 1) {
    const id = newId(at);
    await owner.query(
      `INSERT INTO creations VALUES ($1, $2, 'image', 'succeeded', 'flux-schnell', 'standard', 4, 4, false, NULL, NULL, 'fluxkrea', 'v', $3, $3, $3, $3)`,
      [id, subjectId, at],
    );
    await owner.query(`INSERT INTO creation_requests VALUES ($1, $2, $3, NULL, NULL, $4, '{}')`, [
      id,
      subjectId,
      await sealed(sealPlaces.prompt(id), 'a lighthouse at dusk, seen from the sea'),
      await sealed(sealPlaces.parameters(id), '{"seed":7,"width":1024,"height":1024}'),
    ]);
    if (n === 0) await insertWords({ owner }, { subjectId, creationId: id, words });
    if (n < pictures) await insertPicture({ owner }, storage, { subjectId, id, at, bytes: pictureBytes });
  }
  await owner.query('ANALYZE');
  return subjectId;
}

async function insertWords(
  { owner }: Pick<BenchDatabase, 'owner'>,
  { subjectId, creationId, words }: { readonly subjectId: SubjectId; readonly creationId: Id; readonly words: number },
): Promise<void> {
  await owner.query(
    `INSERT INTO creation_words SELECT $1, decode(lpad(to_hex(n), 16, '0'), 'hex'), $2 FROM generate_series(1, $3::integer) n`,
    [subjectId, creationId, words],
  );
}

async function insertPicture(
  { owner }: Pick<BenchDatabase, 'owner'>,
  { keyring, objects }: Storage,
  { subjectId, id, at, bytes }: { readonly subjectId: SubjectId; readonly id: Id; readonly at: Date; readonly bytes: number },
): Promise<void> {
  const key = objectKeys.output(subjectId, id, 0);
  const thumbHash = await keyring.seal(subjectId, sealPlaces.thumbHash(id, 0), Buffer.from('AAAA'));
  await owner.query(`INSERT INTO creation_outputs VALUES ($1, 0, $2, 'image/png', 1024, 1024, $3, $4, 't', $5, $6)`, [
    id,
    subjectId,
    bytes,
    key,
    thumbHash,
    at,
  ]);
  await objects.put(key, keyring.sealStream(subjectId, sealPlaces.object(key), pixels(bytes)));
}

async function* pixels(bytes: number): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(65_536, 'pixels');
  for (let left = bytes; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length));
}
