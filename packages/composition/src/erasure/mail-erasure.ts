import { MailUnavailable, type MailContacts } from '@keepword/accounts';
import type { EraseAnswer, ErasureParticipant, ErasureTarget, Survey, VerifyAnswer } from '@keepword/data-rights';
import type { SubjectId } from '@keepword/primitives';

/**
 * A mail vendor's list of contacts. Mails that went out stay with it as long as it keeps them, and no call deletes them: so the answer is
 * never «erased», but that it has no way to be asked.
 */
export class MailErasure implements ErasureParticipant {
  readonly name = 'mail';
  readonly group = 'vendors';

  constructor(
    private readonly contacts: MailContacts,
    private readonly addressOf: (subjectId: SubjectId) => Promise<string | null>,
    readonly recipient: string,
  ) {}

  async survey({ subjectId }: ErasureTarget): Promise<Survey> {
    const address = await this.addressOf(subjectId);
    const places = [{ place: this.recipient, kind: 'place', count: address === null ? 0 : 1, kept: [] }] as const;
    return address === null ? { places } : { places, handle: address };
  }

  async erase({ handle }: ErasureTarget): Promise<EraseAnswer> {
    if (handle === null) return { state: 'nothing-held' };
    try {
      await this.contacts.remove(handle);
      return { state: 'not-supported' };
    } catch (error) {
      if (error instanceof MailUnavailable) return { state: 'pending', reason: 'vendor-unavailable' };
      throw error;
    }
  }

  async verify({ handle }: ErasureTarget): Promise<VerifyAnswer> {
    try {
      const holds = handle !== null && (await this.contacts.holds(handle));
      return { state: 'searched', places: [{ place: this.recipient, found: holds ? 1 : 0 }] };
    } catch (error) {
      if (error instanceof MailUnavailable) return { state: 'pending', reason: 'vendor-unavailable' };
      throw error;
    }
  }
}
