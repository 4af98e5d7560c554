import type { ObjectStore } from '@keepword/creations';
import type { EraseAnswer, ErasureParticipant, ErasureTarget, Survey, VerifyAnswer } from '@keepword/data-rights';

/** Then the checkpoint is saved; what was deleted is not listed again, so it says no more than that there was some. */
const objectsPerCall = 500;
/** Stores answer several at a time sooner than one after another. */
const atOnce = 8;

/** A person's objects. Keys follow from the ids alone, so that files which no row names are found as well. */
export class ObjectErasure implements ErasureParticipant {
  readonly name = 'objects';
  readonly group = 'objects';

  constructor(private readonly objects: ObjectStore) {}

  async survey(target: ErasureTarget): Promise<Survey> {
    let [count, bytes] = [0, 0];
    for await (const key of this.#keysOf(target)) {
      const size = await this.objects.size(key);
      // Gone since it was listed: another part of the platform deleted it, and this run does not.
      if (size === null) continue;
      count += 1;
      bytes += size;
    }
    return { places: [{ place: 'objects', kind: 'objects', count, bytes, kept: [] }] };
  }

  async erase(target: ErasureTarget, checkpoint: string | null): Promise<EraseAnswer> {
    const keys: string[] = [];
    for await (const key of this.#keysOf(target)) if (keys.push(key) === objectsPerCall) break;
    for (let from = 0; from < keys.length; from += atOnce)
      await Promise.all(keys.slice(from, from + atOnce).map((key) => this.objects.delete(key)));
    if (keys.length === objectsPerCall) return { state: 'more', checkpoint: 'some' };
    return { state: keys.length === 0 && checkpoint === null ? 'nothing-held' : 'erased' };
  }

  async verify(target: ErasureTarget): Promise<VerifyAnswer> {
    let found = 0;
    for await (const _key of this.#keysOf(target)) found += 1;
    return { state: 'searched', places: [{ place: 'objects', found }] };
  }

  async *#keysOf({ subjectId, scope, plan }: ErasureTarget): AsyncGenerator<string> {
    for (const { prefix, outcome } of plan.prefixes) {
      if (outcome === 'kept') continue;
      const folders = scope.kind === 'creations' ? scope.creationIds.map((id) => `${subjectId}/${id}/`) : [`${subjectId}/`];
      for (const folder of folders) yield* this.objects.list(prefix + folder);
    }
  }
}
