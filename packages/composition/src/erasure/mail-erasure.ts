import { MailUnavailable, type MailContacts } from '@keepword/accounts';
import type { EraseAnswer, ErasureParticipant, ErasureTarget, Survey, VerifyAnswer } from '@keepword/data-rights';
import type { SubjectId } from '@keepword/primitives';
import { z } from 'zod';

const listed = z.array(z.string());
const addressesIn = (handle: string | null): readonly string[] => listed.parse(JSON.parse(handle ?? '[]'));

/**
 * A mail vendor's list of contacts. Mails that went out stay with it as long as it keeps them, and no call deletes them: so the answer is
 * never «erased», but that it has no way to be asked.
 */
export class MailErasure implements ErasureParticipant {
  readonly name = 'mail';
  readonly group = 'vendors';

  constructor(
    private readonly contacts: MailContacts,
    private readonly addressesOf: (subjectId: SubjectId) => Promise<readonly string[]>,
    readonly recipient: string,
  ) {}

  async survey({ subjectId }: ErasureTarget): Promise<Survey> {
    const addresses = await this.addressesOf(subjectId);
    return { places: [{ place: this.recipient, kind: 'place', count: addresses.length, kept: [] }], handle: JSON.stringify(addresses) };
  }

  async erase({ handle }: ErasureTarget): Promise<EraseAnswer> {
    const addresses = addressesIn(handle);
    if (addresses.length === 0) return { state: 'nothing-held' };
    try {
      for (const address of addresses) await this.contacts.remove(address);
      return { state: 'not-supported' };
    } catch (error) {
      if (error instanceof MailUnavailable) return { state: 'pending', reason: 'vendor-unavailable' };
      throw error;
    }
  }

  async verify({ handle }: ErasureTarget): Promise<VerifyAnswer> {
    try {
      const holds = await Promise.all(addressesIn(handle).map((address) => this.contacts.holds(address)));
      return { state: 'searched', places: [{ place: this.recipient, found: holds.filter(Boolean).length }] };
    } catch (error) {
      if (error instanceof MailUnavailable) return { state: 'pending', reason: 'vendor-unavailable' };
      throw error;
    }
  }
}
