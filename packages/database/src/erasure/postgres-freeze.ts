import type { EraseAnswer, ErasureParticipant, ErasureTarget, Survey, VerifyAnswer } from '@keepword/data-rights';
import type { Instant } from '@keepword/primitives';
import type { DataSource } from 'typeorm';

/** Closes the account and ends its sessions, before any time to think again: a token that was issued counts no more from then on. */
export class PostgresFreeze implements ErasureParticipant {
  readonly name = 'account';
  readonly group = 'freeze';

  /** @param database as the role `participant_erasure` */
  constructor(private readonly database: DataSource) {}

  survey(): Promise<Survey> {
    return Promise.resolve({ places: [] });
  }

  async erase({ subjectId }: ErasureTarget, _checkpoint: string | null, at: Instant): Promise<EraseAnswer> {
    await this.database.transaction(async (manager) => {
      await manager.query(`UPDATE accounts SET state = 'closed' WHERE subject_id = $1 AND state <> 'closed'`, [subjectId]);
      await manager.query('UPDATE sessions SET ended_at = $2 WHERE subject_id = $1 AND ended_at IS NULL', [subjectId, at]);
    });
    return { state: 'erased' };
  }

  verify(): Promise<VerifyAnswer> {
    return Promise.resolve({ state: 'searched', places: [] });
  }

  /** Whoever changes their mind signs in again; the ended sessions stay ended. */
  async undo({ subjectId }: ErasureTarget): Promise<void> {
    await this.database.query(`UPDATE accounts SET state = 'active' WHERE subject_id = $1 AND state = 'closed'`, [subjectId]);
  }
}
