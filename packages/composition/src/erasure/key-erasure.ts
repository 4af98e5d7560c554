import type { EraseAnswer, ErasureParticipant, ErasureTarget, Survey, VerifyAnswer } from '@keepword/data-rights';
import type { Keyring } from '@keepword/keyring';

/** Destroys the subject's data keys, after everything was searched that they open: what they sealed, also in backups, opens never again. */
export class KeyErasure implements ErasureParticipant {
  readonly name = 'keys';
  readonly group = 'keys';

  constructor(private readonly keyring: Keyring) {}

  survey(): Promise<Survey> {
    return Promise.resolve({ places: [] });
  }

  async erase({ subjectId }: ErasureTarget): Promise<EraseAnswer> {
    await this.keyring.destroy(subjectId);
    // Also where there was no key: its name is marked, so that none can be made any more.
    return { state: 'erased' };
  }

  verify(): Promise<VerifyAnswer> {
    return Promise.resolve({ state: 'searched', places: [] });
  }
}
