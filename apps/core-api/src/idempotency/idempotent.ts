import { createHmac } from 'node:crypto';
import type { Endpoint } from '@keepword/contracts';
import { isKeyInUse, KeyTaken, type UsedKey } from '@keepword/database';
import type { UnitOfWork } from '@keepword/primitives';
import { ProblemException, type Caller } from '@keepword/service-kit';
import type { FastifyReply } from 'fastify';
import type { Platform } from '../platform/platform.js';

interface IdempotentCall {
  readonly endpoint: Endpoint;
  readonly caller: Caller;
  readonly key: string;
  /** What makes two requests the same; bytes of an upload included. */
  readonly body: readonly (string | Uint8Array)[];
  readonly reply: FastifyReply;
}

/** Stores the answer in the unit of work that makes what it tells of. */
export type Remember<Answer> = (uow: UnitOfWork, answer: Answer) => Promise<void>;

/**
 * Runs `work` once per key, subject and route; a repeated request gets the stored answer, another body under the same key is refused. The
 * key is taken before the work begins, so that what it does outside the database is done once.
 * @param work calls `remember` as the last step of its transaction, so that a crash leaves what it made and its answer, or neither
 */
export async function idempotent<Answer extends object>(
  platform: Platform,
  call: IdempotentCall,
  work: (remember: Remember<Answer>) => Promise<Answer>,
): Promise<Answer> {
  const keyed = new KeyedCall(platform, call);
  const { idempotency } = platform;
  const claim = await idempotency.claim(keyed.claimed, keyed.bodyDigest).catch(async (error: unknown) => {
    await keyed.abandon();
    throw error;
  });
  if (claim.claim !== 'first') return keyed.answered(claim);
  const remember: Remember<Answer> = async (uow, answer) => {
    // Given up for dead, and somebody else works under this key: nothing is made here.
    if (!(await idempotency.answer(uow, keyed.claimed, await keyed.sealed(answer)))) throw inProgress();
  };
  try {
    return await work(remember);
  } catch (error) {
    await keyed.abandon();
    throw error;
  }
}

/**
 * Seals the answer beforehand; what comes back is the first step of the transaction. When the creation that it tells of is purged, the answer
 * goes as well.
 */
export type PrepareAnswer<Answer> = (answer: Answer, creationId: string) => Promise<(uow: UnitOfWork) => Promise<void>>;

/**
 * As {@link idempotent}, for work that is one transaction and nothing before it: key and answer are written by that transaction, so that a
 * refusal or a crash leaves the key free. Of two requests at the same time one commits; the other hears that it runs, or gets its answer.
 * @param check what must hold whether or not the key was used before, read in the key's round trip; throws when it does not
 */
export async function idempotentCommit<Answer extends object>(
  platform: Platform,
  call: IdempotentCall & { readonly check: (uow: UnitOfWork) => Promise<void> },
  work: (prepare: PrepareAnswer<Answer>) => Promise<Answer>,
): Promise<Answer> {
  const { idempotency } = platform;
  const keyed = new KeyedCall(platform, call);
  const used = await idempotency.find(keyed.claimed, keyed.bodyDigest, call.check);
  if (used) return keyed.answered(used);
  const prepare: PrepareAnswer<Answer> = async (answer, creationId) => {
    const sealed = await keyed.sealed(answer, creationId);
    return (uow) => idempotency.record(uow, keyed.claimed, keyed.bodyDigest, sealed);
  };
  try {
    return await work(prepare);
  } catch (error) {
    if (isKeyInUse(error)) throw inProgress();
    if (!(error instanceof KeyTaken)) throw error;
    return keyed.answered((await idempotency.find(keyed.claimed, keyed.bodyDigest)) ?? { claim: 'running' });
  }
}

const inProgress = () => new ProblemException('/problems/request-in-progress', { retryAfterSeconds: 1 });

/** One request with a key: how it is named, compared and answered again. */
class KeyedCall {
  readonly claimed;
  /** Keyed, so that the digest of a short prompt cannot be guessed from a copy of the table. */
  readonly bodyDigest: Uint8Array;
  readonly #place;

  constructor(
    private readonly platform: Platform,
    private readonly call: IdempotentCall,
  ) {
    const { endpoint, caller, key, body } = call;
    const route = `${endpoint.method} ${endpoint.path}`;
    this.claimed = { subjectId: caller.subjectId, route, key, claimedAt: platform.clock.now() };
    this.#place = { table: 'idempotency_records', column: 'answer', rowId: `${route} ${key}` };
    const digest = createHmac('sha256', platform.environment.SUBJECT_HASH_KEY).update(caller.subjectId);
    for (const part of body) digest.update(part).update('\0');
    this.bodyDigest = digest.digest();
  }

  async sealed(answer: object, creationId?: string) {
    const bytes = Buffer.from(JSON.stringify(answer), 'utf8');
    const sealed = await this.platform.storage.keyring.seal(this.call.caller.subjectId, this.#place, bytes);
    return { status: this.call.endpoint.status, sealed, creationId };
  }

  /** The stored answer. @throws ProblemException where there is none */
  async answered<Answer extends object>(used: UsedKey): Promise<Answer> {
    switch (used.claim) {
      case 'other-body':
        throw new ProblemException('/problems/idempotency-conflict', { detail: 'Use a new key for a new request.' });
      case 'gone':
        throw new ProblemException('/problems/not-found', {
          detail: 'This key was used, and what its request made has been deleted since. Use a new key for a new request.',
        });
      case 'running':
        throw inProgress();
      case 'answered': {
        const answer = await this.platform.storage.keyring.open(this.call.caller.subjectId, this.#place, used.answer);
        void this.call.reply.header('idempotent-replay', 'true').code(used.status);
        return JSON.parse(Buffer.from(answer).toString('utf8')) as Answer;
      }
    }
  }

  /**
   * Where nothing was made, the same key may be tried again when the reason is gone (credits bought, prompt changed back). Where a commit's
   * outcome is unknown, a stored answer stays. And where the database is away, the claim runs out by itself.
   */
  abandon(): Promise<void> {
    const { idempotency, logger } = this.platform;
    return idempotency
      .abandon(this.claimed)
      .catch((cause: unknown) => logger.warn({ err: cause }, 'a key stays claimed for half a minute'));
  }
}
