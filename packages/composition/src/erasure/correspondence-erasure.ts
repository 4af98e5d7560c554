import type { AddressKey, EraseAnswer, ErasureParticipant, ErasureTarget, Survey, VerifyAnswer } from '@keepword/data-rights';
import type { UnprovenWords } from '@keepword/database';
import type { SubjectId } from '@keepword/primitives';

const wordsTable = 'privacy_case_contents';

/**
 * What was written signed out from the address of an account, by whomever: the rows' participant finds it by no subject, and yet it names the
 * person. Before the rows go, since the account is what knows the address.
 */
export class CorrespondenceErasure implements ErasureParticipant {
  readonly name = 'correspondence';
  readonly group = 'rows';

  constructor(
    private readonly words: Pick<UnprovenWords, 'count' | 'erase'>,
    private readonly addressKeyOf: (subjectId: SubjectId) => Promise<AddressKey | null>,
  ) {}

  async survey(target: ErasureTarget): Promise<Survey> {
    const address = wordsGo(target) ? await this.addressKeyOf(target.subjectId) : null;
    const count = address === null ? 0 : await this.words.count(address);
    const places = [{ place: this.name, kind: 'place', count, kept: [] }] as const;
    return address === null ? { places } : { places, handle: address };
  }

  async erase({ handle }: ErasureTarget): Promise<EraseAnswer> {
    const erased = handle === null ? 0 : await this.words.erase(handle);
    return { state: erased > 0 ? 'erased' : 'nothing-held' };
  }

  async verify({ handle }: ErasureTarget): Promise<VerifyAnswer> {
    return { state: 'searched', places: [{ place: this.name, found: handle === null ? 0 : await this.words.count(handle) }] };
  }
}

/** Not where only a part of the data goes, nor where somebody's words have to be kept. */
function wordsGo({ plan, scope }: ErasureTarget): boolean {
  return scope.kind === 'account' && plan.tables.some(({ table, action }) => table === wordsTable && action === 'delete-rows');
}
