import { randomBytes } from 'node:crypto';
import { addPeriod, newId, type Id, type SubjectId } from '@keepword/primitives';
import type { DataSource } from 'typeorm';

const at = new Date('2026-03-01T08:00:00Z');

export interface Somebody {
  readonly subjectId: SubjectId;
  readonly creationIds: readonly Id[];
}

/** Seals what belongs to a place; the words themselves where a test does not look into them. */
export type SealFor = (
  subjectId: SubjectId,
  place: { readonly table: string; readonly column: string; readonly rowId: string },
  words: string,
) => Promise<Uint8Array>;

const unsealed: SealFor = (_subjectId, _place, words) => Promise.resolve(Buffer.from(words));

/** Somebody with something in most places, written past every guard. @param database as its owner */
export async function insertSomebody(database: DataSource, creations = 2, seal: SealFor = unsealed): Promise<Somebody> {
  const sql = (text: string, values: unknown[]) => database.query<unknown[]>(text, values);
  const subjectId = newId(at);
  const email = `${subjectId}@example.org`;
  await sql(`INSERT INTO accounts VALUES ($1, $2, 'Ada', NULL, 'adult', 'system', 'en', 'embed', 'active', 'fluxkrea', 'v', $3, $3)`, [
    subjectId,
    email,
    at,
  ]);
  await sql(`INSERT INTO identity_links VALUES ($1, 'supabase', $2, $2, $3)`, [subjectId, subjectId, at]);
  await sql(`INSERT INTO account_lookups VALUES ($1, 'email', $2)`, [randomBytes(32), subjectId]);
  await sql(`INSERT INTO sessions VALUES ($1, $2, 'Firefox', '203.0.113.7', $3, $3, $4, NULL)`, [
    newId(at),
    subjectId,
    at,
    addPeriod(at, 'P1D'),
  ]);
  for (const payload of [{ email }, { subjectId }])
    await sql('INSERT INTO one_time_tokens VALUES ($1, $2, $3)', [randomBytes(32), JSON.stringify(payload), at]);
  await sql(`INSERT INTO outbox (id, topic, payload, created_at) VALUES ($1, 'mail.send', $2, $3)`, [
    newId(at),
    JSON.stringify({ mailId: newId(at), subjectId }),
    at,
  ]);
  const purchaseId = newId(at);
  await sql(
    `INSERT INTO purchases (id, subject_id, provider, offer_id, credits, amount_minor, currency, vendor_payment_id, status, granted,
       clawed_back_credits, revision, created_at, paid_at) VALUES ($1, $2, 'stripe', 'pack-100', 100, 900, 'usd', $3, 'paid', true, 0, 1, $4, $4)`,
    [purchaseId, subjectId, `pi_${purchaseId}`, at],
  );
  await sql(`INSERT INTO purchase_owners VALUES ($1, $2, 'stripe', NULL)`, [purchaseId, subjectId]);
  await sql(`INSERT INTO vendor_payments VALUES ('stripe', $1, $2, 0, '{}')`, [`pi_${purchaseId}`, purchaseId]);
  const creationIds = Array.from({ length: creations }, () => newId(at));
  for (const id of creationIds) {
    await sql(
      `INSERT INTO creations VALUES ($1, $2, 'image', 'succeeded', 'm', 't', 4, 4, false, NULL, NULL, 'fluxkrea', 'v', $3, $3, $3, $3)`,
      [id, subjectId, at],
    );
    const sealed = (table: string, column: string, rowId: string, words: string) => seal(subjectId, { table, column, rowId }, words);
    await sql(`INSERT INTO creation_requests VALUES ($1, $2, $3, NULL, NULL, $4, '{}')`, [
      id,
      subjectId,
      await sealed('creation_requests', 'prompt', id, 'a fox in the snow'),
      await sealed('creation_requests', 'parameters', id, '{"seed":7}'),
    ]);
    await sql('INSERT INTO creation_words VALUES ($1, $2, $3)', [subjectId, randomBytes(8), id]);
    await sql(`INSERT INTO creation_outputs VALUES ($1, 0, $2, 'image/png', 8, 8, 10, 'k', 't', $3, $4)`, [
      id,
      subjectId,
      await sealed('creation_outputs', 'thumb_hash', `${id}/0`, 'AAAA'),
      at,
    ]);
  }
  return { subjectId, creationIds };
}
