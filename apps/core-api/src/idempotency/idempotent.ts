import { createHmac } from 'node:crypto';
import type { Endpoint } from '@keepword/contracts';
import type { UnitOfWork } from '@keepword/primitives';
import { ProblemException, type Caller } from '@keepword/service-kit';
import type { FastifyReply } from 'fastify';
import type { Platform } from '../platform/platform.js';

interface IdempotentCall {
  readonly endpoint: Endpoint;
  readonly caller: Caller;
  /** Null runs the work without remembering it. */
  readonly key: string | null;
  /** What makes two requests the same; bytes of an upload included. */
  readonly body: readonly (string | Uint8Array)[];
  readonly reply: FastifyReply;
  /** What must hold whether or not the key was used before, read in the claim's round trip; throws when it does not. */
  readonly check?: (uow: UnitOfWork) => Promise<void>;
}

/** Stores the answer in the unit of work that makes what it tells of. With the id of the creation it tells of, it goes when that is purged. */
export type Remember<Answer> = (uow: UnitOfWork, answer: Answer, creationId?: string) => Promise<void>;

/**
 * Runs `work` once per key, subject and route; a repeated request gets the stored answer, another body under the same key is refused.
 * @param work calls `remember` as the last step of its transaction, so that a crash leaves what it made and its answer, or neither
 */
export async function idempotent<Answer extends object>(
  platform: Platform,
  call: IdempotentCall,
  work: (remember: Remember<Answer>) => Promise<Answer>,
): Promise<Answer> {
  const { endpoint, caller, key, reply } = call;
  const { idempotency, storage, clock } = platform;
  if (key === null) {
    if (call.check) await storage.transactions.atOnce(caller.subjectId, call.check);
    return work(() => Promise.resolve());
  }
  const route = `${endpoint.method} ${endpoint.path}`;
  // Keyed, so that the digest of a short prompt cannot be guessed from a copy of the table.
  const digest = createHmac('sha256', platform.environment.SUBJECT_HASH_KEY).update(caller.subjectId);
  for (const part of call.body) digest.update(part).update('\0');
  const claimed = { subjectId: caller.subjectId, route, key, claimedAt: clock.now() };
  // Where nothing was made, the same key may be tried again when the reason is gone (credits bought, prompt changed back). Where a commit's
  // outcome is unknown, a stored answer stays. And where the database is away, the claim runs out by itself.
  const abandon = () =>
    idempotency.abandon(claimed).catch((cause: unknown) => platform.logger.warn({ err: cause }, 'a key stays claimed for half a minute'));
  const claim = await idempotency.claim(claimed, digest.digest(), call.check).catch(async (error: unknown) => {
    await abandon();
    throw error;
  });
  const place = { table: 'idempotency_records', column: 'answer', rowId: `${route} ${key}` };
  switch (claim.claim) {
    case 'other-body':
      throw new ProblemException('/problems/idempotency-conflict', { detail: 'Use a new key for a new request.' });
    case 'gone':
      throw new ProblemException('/problems/not-found', {
        detail: 'This key was used, and what its request made has been deleted since. Use a new key for a new request.',
      });
    case 'running':
      throw new ProblemException('/problems/request-in-progress', { retryAfterSeconds: 1 });
    case 'answered': {
      const answer = await storage.keyring.open(caller.subjectId, place, claim.answer);
      void reply.header('idempotent-replay', 'true').code(claim.status);
      return JSON.parse(Buffer.from(answer).toString('utf8')) as Answer;
    }
    case 'first':
      break;
  }
  const remember: Remember<Answer> = async (uow, answer, creationId) => {
    const sealed = await storage.keyring.seal(caller.subjectId, place, Buffer.from(JSON.stringify(answer), 'utf8'));
    // Given up for dead, and somebody else works under this key: nothing is made here.
    if (!(await idempotency.answer(uow, claimed, { status: endpoint.status, sealed, creationId })))
      throw new ProblemException('/problems/request-in-progress', { retryAfterSeconds: 1 });
  };
  try {
    return await work(remember);
  } catch (error) {
    await abandon();
    throw error;
  }
}
