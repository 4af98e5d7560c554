import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { IdentityProvider } from '@keepword/accounts';
import { sealPlaces } from '@keepword/creations';
import {
  dueExports,
  expiredExports,
  exportObjectKey,
  OpenedOnce,
  PostgresExports,
  PostgresExportSource,
  PostgresStatements,
  wordsTable,
  type ExportLease,
  type ExportOwner,
} from '@keepword/database';
import {
  EXPORT_LIFETIME,
  exportCapabilityDigest,
  nextExportAttempt,
  writeBundle,
  type ExportProgress,
  type ExportSource,
  type StoredExport,
} from '@keepword/data-rights';
import { KeyDestroyed, plainLength } from '@keepword/keyring';
import { addPeriod, type Id, type Period, type SubjectId } from '@keepword/primitives';
import type { EntityManager } from 'typeorm';
import type { Foundation } from '../foundation.js';
import type { ProofKeys } from '../proof-keys.js';
import { exportCapability } from './export-link.js';
import type { ExportDatabase } from './export-work.js';
import { IdentityExportSource } from './identity-export-source.js';
import { ObjectExportSource } from './object-export-source.js';

export interface ExportWork {
  readonly foundation: Pick<Foundation, 'clock' | 'environment' | 'logger' | 'mails' | 'policyVersion' | 'profile' | 'storage'>;
  readonly exporting: ExportDatabase;
  readonly proofKeys: ProofKeys;
  readonly identity: Pick<IdentityProvider, 'storedUser'>;
}

/** A process that died is followed by another after this; one that lives says so every few seconds. */
const leasePeriod: Period = 'PT2M';
const beatMs = 2_000;
const pipeBytes = 262_144;

/** Another process has taken over. */
class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/**
 * Writes exports whose turn it is, one after the other; an attempt that fails, or whose process died, begins anew later.
 * @param limit exports at most
 * @returns how many were begun
 */
export async function writeDueExports(work: ExportWork, limit: number): Promise<number> {
  const due = await dueExports(work.exporting.database, work.foundation.clock.now(), limit);
  let begun = 0;
  for (const owner of due) if (await writeExport(work, owner)) begun += 1;
  return begun;
}

/** Destroys bundles, keys and rows of exports that have expired. Safe to repeat. @returns how many are gone */
export async function removeExpiredExports({ foundation, exporting }: ExportWork, limit: number): Promise<number> {
  const { clock, storage } = foundation;
  const expired = await expiredExports(exporting.database, clock.now(), limit);
  for (const { id, subjectId } of expired) {
    await removeBundles(foundation, id);
    await storage.keyring.destroy(id);
    // Last: until then the next run finds what is left by it.
    await storage.transactions.transaction(subjectId, (uow) => new PostgresExports().remove(uow, id));
  }
  return expired.length;
}

/** @returns false when it was not its turn any more */
async function writeExport(work: ExportWork, { id, subjectId }: ExportOwner): Promise<boolean> {
  const { clock, storage, logger } = work.foundation;
  const exports = new PostgresExports();
  const lease: ExportLease = { id, holder: randomUUID() };
  const at = clock.now();
  const claimed = await storage.transactions.transaction(subjectId, (uow) => exports.claim(uow, lease, at, addPeriod(at, leasePeriod)));
  if (!claimed) return false;
  try {
    await new Attempt(work, claimed, lease).write();
  } catch (error) {
    if (error instanceof LeaseLost) return true;
    // A message may hold a piece of what was being read, so only its kind and place are told.
    logger.warn({ exportId: id, attempt: claimed.attempts, ...kindAndPlace(error) }, 'an export could not be written');
    const failedAt = clock.now();
    const next = error instanceof KeyDestroyed ? null : nextExportAttempt(claimed.attempts, failedAt);
    if (next === null) logger.error({ exportId: id }, 'an export is given up');
    await storage.transactions.transaction(subjectId, (uow) => exports.fail(uow, lease, next, addPeriod(failedAt, EXPORT_LIFETIME)));
  }
  return true;
}

/** One try to write one export. */
class Attempt {
  readonly #exports = new PostgresExports();
  readonly #pipe = new PassThrough({ highWaterMark: pipeBytes });
  readonly #objectKey: string;
  #written: ExportProgress = { records: 0, mediaFiles: 0, mediaBytes: 0 };
  #expected = 0;
  #beating: Promise<void> | null = null;

  constructor(
    private readonly work: ExportWork,
    private readonly claimed: StoredExport,
    private readonly lease: ExportLease,
  ) {
    this.#objectKey = exportObjectKey(claimed.id, claimed.attempts);
  }

  async write(): Promise<void> {
    const { foundation, exporting } = this.work;
    await removeBundles(foundation, this.claimed.id);
    const beat = setInterval(() => {
      this.#beating ??= this.#beat().finally(() => (this.#beating = null));
    }, beatMs);
    try {
      // One snapshot: what is read twice is the same, and nothing that is written meanwhile is half in it.
      const bytes = await exporting.database.transaction('REPEATABLE READ', async (manager) => {
        await manager.query('SET TRANSACTION READ ONLY');
        // Between two statements there can be many large files.
        await manager.query(`SET LOCAL idle_in_transaction_session_timeout = '2h'`);
        return this.#bundle(manager);
      });
      clearInterval(beat);
      await this.#beating;
      await this.#finish(bytes);
    } finally {
      clearInterval(beat);
      await this.#beating;
    }
  }

  /** @returns the size of the ZIP */
  async #bundle(manager: EntityManager): Promise<number> {
    const { foundation, proofKeys } = this.work;
    const { storage, profile, policyVersion, clock } = foundation;
    const { id, subjectId } = this.claimed;
    const sources = await this.#sources(manager);
    const putting = storage.objects.put(this.#objectKey, storage.keyring.sealStream(id, sealPlaces.object(this.#objectKey), this.#pipe));
    putting.catch((error: unknown) => this.#pipe.destroy(error instanceof Error ? error : new Error('the object store broke off')));
    const generatedAt = clock.now();
    try {
      await writeBundle(
        {
          id,
          subjectId,
          profile,
          policyDigest: policyVersion,
          sources,
          key: proofKeys.at(generatedAt),
          generatedAt,
          onProgress: (written) => (this.#written = written),
        },
        this.#pipe,
      );
    } finally {
      this.#pipe.end();
      // A write that broke off has to be cleared away before the next attempt.
      await Promise.allSettled([putting]);
    }
    return plainLength(await putting);
  }

  async #sources(manager: EntityManager): Promise<readonly ExportSource[]> {
    const { foundation, exporting, identity } = this.work;
    const { keyring, objects } = foundation.storage;
    const { subjectId } = this.claimed;
    const opened = new OpenedOnce(keyring, wordsTable);
    const postgres = new PostgresExportSource(manager, exporting.map, exporting.keys, opened);
    const files = new ObjectExportSource(manager, objects, keyring);
    this.#expected = (await postgres.expected(subjectId)) + (await files.expected(subjectId));
    const storedUser = identity.storedUser?.bind(identity);
    return [
      postgres,
      files,
      new PostgresStatements(manager, opened),
      ...(storedUser ? [new IdentityExportSource(storedUser, (of) => vendorUsers(manager, of))] : []),
    ];
  }

  async #beat(): Promise<void> {
    const { clock, storage, logger } = this.work.foundation;
    try {
      const until = addPeriod(clock.now(), leasePeriod);
      const progress = { ...this.#written, expected: this.#expected };
      const held = await storage.transactions.transaction(this.claimed.subjectId, (uow) =>
        this.#exports.advance(uow, this.lease, progress, until),
      );
      if (!held) this.#pipe.destroy(new LeaseLost('another process writes this export'));
    } catch (error) {
      // The lease is longer than many beats; the end of the attempt asks again whether it is still held.
      logger.warn({ exportId: this.claimed.id, ...kindAndPlace(error) }, 'how far an export is could not be noted');
    }
  }

  async #finish(bytes: number): Promise<void> {
    const { clock, environment, mails, storage } = this.work.foundation;
    const { id, subjectId } = this.claimed;
    const readyAt = clock.now();
    const finished = await storage.transactions.transaction(subjectId, async (uow) => {
      const isHeld = await this.#exports.finish(uow, this.lease, {
        ...this.#written,
        readyAt,
        expiresAt: addPeriod(readyAt, EXPORT_LIFETIME),
        bytes,
        objectKey: this.#objectKey,
        capabilityDigest: exportCapabilityDigest(exportCapability(environment, id)),
      });
      if (isHeld) await mails.add(uow, { subjectId, template: 'export-ready', toAddress: null, refId: id }, readyAt);
      return isHeld;
    });
    if (finished) return;
    await storage.objects.delete(this.#objectKey);
    throw new LeaseLost('another process writes this export');
  }
}

/** Also of attempts that died after their last byte. */
async function removeBundles({ storage }: Pick<Foundation, 'storage'>, id: Id): Promise<void> {
  for await (const key of storage.objects.list(`exports/${id}/`)) await storage.objects.delete(key);
}

async function vendorUsers(manager: EntityManager, subjectId: SubjectId): Promise<readonly string[]> {
  const rows = await manager.query<{ id: string }[]>(
    'SELECT DISTINCT vendor_user_id AS id FROM identity_links WHERE subject_id = $1 AND vendor_user_id IS NOT NULL ORDER BY 1',
    [subjectId],
  );
  return rows.map(({ id }) => id);
}

function kindAndPlace(error: unknown): { readonly error: string; readonly at: readonly string[] } {
  if (!(error instanceof Error)) return { error: typeof error, at: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, at: frames.slice(0, 4).map((line) => line.trim()) };
}
