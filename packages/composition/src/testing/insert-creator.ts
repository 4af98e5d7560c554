import { objectKeys, sealPlaces } from '@keepword/creations';
import { captureHold, grantCredits, holdCredits } from '@keepword/credits';
import { PostgresCreditStore } from '@keepword/database';
import { addPeriod, isRefusal, newId, type Id, type SubjectId } from '@keepword/primitives';
import type { Client } from 'pg';
import type { Storage } from '../storage.js';

const at = new Date('2026-03-01T08:00:00Z');

export interface Creator {
  readonly subjectId: SubjectId;
  readonly creationIds: readonly Id[];
}

/**
 * Somebody with an account, a purchase, two pictures that are really there, and 80 of 100 credits left.
 * @param owner of the database, past every guard
 * @param storage as the worker
 */
export async function insertCreator(owner: Client, storage: Storage, picture: Uint8Array): Promise<Creator> {
  const subjectId = newId(at);
  const sql = (text: string, values: readonly unknown[]) => owner.query(text, [...values]);
  await sql(`INSERT INTO accounts VALUES ($1, $2, 'Ada', NULL, 'adult', 'system', 'en', 'embed', 'active', 'fluxkrea', 'v', $3, $3)`, [
    subjectId,
    `${subjectId}@example.org`,
    at,
  ]);
  await sql(`INSERT INTO identity_links VALUES ($1, 'google', $2, $2, $3)`, [subjectId, `vendor-${subjectId}`, at]);
  await sql(
    `INSERT INTO purchases (id, subject_id, provider, offer_id, credits, amount_minor, currency, vendor_payment_id, status, granted,
       clawed_back_credits, revision, created_at, paid_at) VALUES ($1, $2, 'stripe', 'pack-100', 100, 900, 'usd', $3, 'paid', true, 0, 1, $4, $4)`,
    [newId(at), subjectId, `pi_${subjectId}`, at],
  );
  const creationIds = [newId(at), newId(at)];
  for (const id of creationIds) await insertCreation(sql, storage, { subjectId, id, picture });
  await spendCredits(storage, subjectId, creationIds);
  return { subjectId, creationIds };
}

async function insertCreation(
  sql: (text: string, values: readonly unknown[]) => Promise<unknown>,
  { keyring, objects }: Storage,
  { subjectId, id, picture }: { readonly subjectId: SubjectId; readonly id: Id; readonly picture: Uint8Array },
): Promise<void> {
  const sealed = (place: Parameters<typeof keyring.seal>[1], words: string) => keyring.seal(subjectId, place, Buffer.from(words));
  const objectKey = objectKeys.output(subjectId, id, 0);
  await sql(
    `INSERT INTO creations VALUES ($1, $2, 'image', 'succeeded', 'm', 't', 10, 10, false, NULL, NULL, 'fluxkrea', 'v', $3, $3, $3, $3)`,
    [id, subjectId, at],
  );
  const [prompt, parameters] = [
    await sealed(sealPlaces.prompt(id), 'a fox in the snow'),
    await sealed(sealPlaces.parameters(id), '{"seed":7}'),
  ];
  await sql(`INSERT INTO creation_requests VALUES ($1, $2, $3, NULL, NULL, $4, '{}')`, [id, subjectId, prompt, parameters]);
  await sql(`INSERT INTO creation_outputs VALUES ($1, 0, $2, 'image/png', 8, 8, $3, $4, 't', $5, $6)`, [
    id,
    subjectId,
    picture.length,
    objectKey,
    await sealed(sealPlaces.thumbHash(id, 0), 'AAAA'),
    at,
  ]);
  await objects.put(objectKey, await keyring.seal(subjectId, sealPlaces.object(objectKey), picture));
}

async function spendCredits({ transactions }: Storage, subjectId: SubjectId, creationIds: readonly Id[]): Promise<void> {
  const store = new PostgresCreditStore();
  const done = (outcome: unknown) => {
    if (isRefusal(outcome)) throw new Error('the books refused what the test asked');
  };
  await transactions.transaction(subjectId, async (uow) =>
    done(await grantCredits(store, uow, { subjectId, key: 'grant', amount: 100, source: 'paid', expiresAt: null }, at)),
  );
  for (const creationId of creationIds) {
    const holdId = newId(at);
    const expiresAt = addPeriod(at, 'PT1H');
    await transactions.transaction(subjectId, async (uow) =>
      done(await holdCredits(store, uow, { subjectId, key: `hold:${creationId}`, holdId, amount: 12, creationId, expiresAt }, at)),
    );
    await transactions.transaction(subjectId, async (uow) =>
      done(await captureHold(store, uow, { subjectId, key: `capture:${creationId}`, holdId, amount: 10 }, at)),
    );
  }
}
