import { createHash } from 'node:crypto';
import type { Clock } from '@keepword/primitives';
import { RecordFolder } from './record-folder.js';

export interface KeptAnswer {
  /** A digest of the key, since a key is any text. */
  readonly id: string;
  readonly requestDigest: string;
  readonly at: string;
  readonly body: unknown;
}

const keptMs = 24 * 3_600_000;
const answersMax = 2_000;
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

/** For a day, a repeated idempotency key is answered with what was answered first. Only successes are kept, so a refused request can be mended. */
export class IdempotentAnswers {
  readonly kept: RecordFolder<KeptAnswer>;

  constructor(
    folder: string,
    private readonly clock: Clock,
  ) {
    this.kept = new RecordFolder(folder, answersMax);
  }

  /**
   * @param request what the key stands for: method, address and parameters
   * @returns `conflict` when the key was used for another request
   */
  once(key: string | undefined, request: string, act: () => unknown): { readonly body: unknown; readonly replayed: boolean } | 'conflict' {
    if (!key) return { body: act(), replayed: false };
    const id = digest(key);
    const requestDigest = digest(request);
    const now = this.clock.now();
    const kept = this.kept.get(id);
    if (kept && now.getTime() - Date.parse(kept.at) < keptMs)
      return kept.requestDigest === requestDigest ? { body: kept.body, replayed: true } : 'conflict';
    const body = act();
    this.kept.delete(id);
    // A copy, since what was answered must not change with the record that it told of.
    this.kept.put({ id, requestDigest, at: now.toISOString(), body: structuredClone(body) });
    return { body, replayed: false };
  }
}
