import { IdentityUnavailable, type IdentityProvider } from '@keepword/accounts';
import type { EraseAnswer, ErasureParticipant, ErasureTarget, Survey, VerifyAnswer } from '@keepword/data-rights';
import type { SubjectId } from '@keepword/primitives';
import { z } from 'zod';

const userIds = z.array(z.string());

/** The identity vendor's own record of the person: address, hashed password, linked providers. */
export class IdentityErasure implements ErasureParticipant {
  readonly name = 'identity';
  readonly group = 'vendors';

  /** @param usersOf the vendor's own numbers of the person, from our rows @param recipient the vendor's id in the profile */
  constructor(
    private readonly provider: IdentityProvider,
    private readonly usersOf: (subjectId: SubjectId) => Promise<readonly string[]>,
    readonly recipient: string,
  ) {}

  async survey({ subjectId }: ErasureTarget): Promise<Survey> {
    const ids = await this.usersOf(subjectId);
    return { places: [{ place: this.recipient, kind: 'place', count: ids.length, kept: [] }], handle: JSON.stringify(ids) };
  }

  async erase({ handle }: ErasureTarget): Promise<EraseAnswer> {
    const ids = userIds.parse(JSON.parse(handle ?? '[]'));
    if (ids.length === 0) return { state: 'nothing-held' };
    try {
      for (const id of ids) await this.provider.deleteUser(id);
      return { state: 'erased' };
    } catch (error) {
      if (error instanceof IdentityUnavailable) return { state: 'pending', reason: 'vendor-unavailable' };
      throw error;
    }
  }

  async verify({ handle }: ErasureTarget): Promise<VerifyAnswer> {
    try {
      const still = await Promise.all(userIds.parse(JSON.parse(handle ?? '[]')).map((id) => this.provider.hasUser(id)));
      return { state: 'searched', places: [{ place: this.recipient, found: still.filter(Boolean).length }] };
    } catch (error) {
      if (error instanceof IdentityUnavailable) return { state: 'pending', reason: 'vendor-unavailable' };
      throw error;
    }
  }
}
