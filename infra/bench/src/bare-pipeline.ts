import { randomUUID } from 'node:crypto';
import { localContentFilter } from '@keepword/content-filter';
import { sharpImageWork } from '@keepword/image-sharp';
import { Keyring, postgresKeyStore } from '@keepword/keyring';
import { FsObjectStore } from '@keepword/object-store-fs';
import { isRefusal, newId, systemClock } from '@keepword/primitives';
import { Pool } from 'pg';

/** What the script is told at its start. */
export interface BareSettings {
  readonly databaseUrl: string;
  readonly keyStoreUrl: string;
  /** 32 bytes as base64. */
  readonly masterKey: string;
  readonly objectsDir: string;
  readonly vendorUrl: string;
  readonly vendorToken: string;
}
export interface BareOrder {
  readonly count: number;
}

// The floor of a creation from end to end: vendor, download, image work, sealing, objects and one transaction, and nothing in between.
const settings = JSON.parse(process.env['BARE_SETTINGS'] ?? '') as BareSettings;
/** As many pictures at a time as the worker's job for it. */
const atATime = 4;
const pool = new Pool({ connectionString: settings.databaseUrl, max: atATime });
const keys = new Pool({ connectionString: settings.keyStoreUrl, max: atATime });
const keyring = new Keyring(postgresKeyStore(keys), Buffer.from(settings.masterKey, 'base64'), systemClock);
const objects = new FsObjectStore(settings.objectsDir);
const images = sharpImageWork();
const filter = localContentFilter();
const people = Array.from({ length: 100 }, () => newId(new Date()));
const prompt = 'a lighthouse at dusk, seen from the sea';

async function predict(): Promise<string> {
  const response = await fetch(`${settings.vendorUrl}/v1/models/black-forest-labs/flux-schnell/predictions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${settings.vendorToken}`, 'content-type': 'application/json', prefer: 'wait' },
    body: JSON.stringify({
      input: { prompt, width: 1024, height: 1024, num_outputs: 1, output_format: 'png', seed: Math.floor(Math.random() * 1e9) },
    }),
  });
  const { output } = (await response.json()) as { output?: readonly string[] };
  if (!output?.[0]) throw new Error(`the vendor answered ${response.status} without a picture`);
  return output[0];
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function create(subjectId: string): Promise<void> {
  const id = newId(new Date());
  const downloaded = new Uint8Array(await (await fetch(await predict())).arrayBuffer());
  const facts = await images.inspect(downloaded);
  const verdict = await filter.checkImage(downloaded);
  if (isRefusal(facts) || verdict.verdict === 'block') throw new Error('the picture cannot be used');
  const [marked, thumbnail] = await Promise.all([
    images.markProvenance(downloaded, { model: 'FLUX.1 schnell' }),
    images.thumbnail(downloaded),
  ]);
  const [objectKey, thumbnailKey] = [`outputs/${subjectId}/${id}/0`, `thumbnails/${subjectId}/${id}/0`];
  const put = (key: string, bytes: Uint8Array) =>
    objects.put(key, keyring.sealStream(subjectId, { table: 'objects', column: 'content', rowId: key }, once(bytes)));
  await Promise.all([put(objectKey, marked), put(thumbnailKey, thumbnail.webp)]);
  const seal = (column: string, text: string) => keyring.seal(subjectId, { table: 'bare', column, rowId: id }, Buffer.from(text));
  const [request, thumbHash] = [await seal('request', prompt), await seal('thumb_hash', thumbnail.thumbHash)];
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('INSERT INTO bare_creations VALUES ($1, $2, $3, $4)', [id, subjectId, request, new Date()]);
    await client.query('INSERT INTO bare_outputs VALUES ($1, $2, $3, $4)', [id, objectKey, thumbnailKey, thumbHash]);
    await client.query('UPDATE bare_balances SET balance = balance - 4 WHERE subject_id = $1', [subjectId]);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

async function run({ count }: BareOrder): Promise<void> {
  const start = performance.now();
  let begun = 0;
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      while (begun < count) await create(people[begun++ % people.length] ?? randomUUID());
    }),
  );
  process.send?.((count * 1000) / (performance.now() - start));
}

process.on('message', (order: BareOrder) => void run(order));
process.once('SIGINT', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
await pool.query('INSERT INTO bare_balances SELECT id, 1000000 FROM unnest($1::uuid[]) AS id', [people]);
await create(people[0] ?? '');
process.send?.(0);
