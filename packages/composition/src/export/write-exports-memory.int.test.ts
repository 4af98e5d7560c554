import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { objectKeys, sealPlaces } from '@keepword/creations';
import { newId } from '@keepword/primitives';
import { insertCreator } from '../testing/insert-creator.js';
import { openExportHouse, type ExportHouse } from '../testing/export-house.js';
import { writeDueExports } from './write-exports.js';

const rows = Number(process.env['EXPORT_ROWS'] ?? 100_000);
const files = Number(process.env['EXPORT_FILES'] ?? 20);
const megabyte = 1_048_576;
const fileBytes = 10 * megabyte;

jest.setTimeout(600_000);

let house: ExportHouse;
beforeAll(async () => {
  house = await openExportHouse();
});
afterAll(() => house?.close());

/** A collector to call, without the flag having been given to the whole test run. */
function collector(): () => void {
  setFlagsFromString('--expose_gc');
  return runInNewContext('gc') as () => void;
}

async function* pixels(): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(65_536, 'pixels');
  for (let sent = 0; sent < fileBytes; sent += piece.length) yield piece;
}

/** Somebody with many words in the index and many large pictures. */
async function insertMuch(): Promise<string> {
  const { owner, storage } = house;
  const { subjectId, creationIds } = await insertCreator(owner, storage, Buffer.alloc(1_000));
  await owner.query(
    `INSERT INTO creation_words SELECT $1, decode(lpad(to_hex(n), 16, '0'), 'hex'), $2 FROM generate_series(1, $3::integer) n`,
    [subjectId, creationIds[0], rows],
  );
  for (let n = 0; n < files; n += 1) {
    const creationId = newId(house.at);
    const key = objectKeys.output(subjectId, creationId, 0);
    await owner.query(
      `INSERT INTO creations VALUES ($1, $2, 'image', 'succeeded', 'm', 't', 1, 1, false, NULL, NULL, 'fluxkrea', 'v', $3, $3, $3, $3)`,
      [creationId, subjectId, house.at],
    );
    const hash = await storage.keyring.seal(subjectId, sealPlaces.thumbHash(creationId, 0), Buffer.from('AAAA'));
    await owner.query(`INSERT INTO creation_outputs VALUES ($1, 0, $2, 'image/png', 8, 8, $3, $4, 't', $5, $6)`, [
      creationId,
      subjectId,
      fileBytes,
      key,
      hash,
      house.at,
    ]);
    await storage.objects.put(key, storage.keyring.sealStream(subjectId, sealPlaces.object(key), pixels()));
  }
  // As PostgreSQL does by itself after a while.
  await owner.query('ANALYZE');
  return subjectId;
}

it('needs no more memory for much than for little', async () => {
  const { subjectId: little } = await insertCreator(house.owner, house.storage, Buffer.alloc(1_000));
  const much = await insertMuch();
  await house.ask(little);
  await writeDueExports(house.work, 1);
  collector()();
  const idle = process.memoryUsage().rss;
  let highest = 0;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss);
  }, 10);
  const id = await house.ask(much);
  const began = performance.now();
  await writeDueExports(house.work, 1);
  clearInterval(watch);
  expect(await house.find(much, id)).toMatchObject({ state: 'ready', mediaFiles: files + 2 });
  if (process.env['EXPORT_ROWS'] ?? process.env['EXPORT_FILES'])
    process.stdout.write(`${Math.round((highest - idle) / megabyte)} MB above idle, ${Math.round(performance.now() - began)} ms\n`);
  expect((highest - idle) / megabyte).toBeLessThan(100);
});
