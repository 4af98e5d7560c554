import { dataCategoryIds, type DataCategory, type Profile } from '@keepword/policy';
import { addPeriod, type Id, type Instant, type Period } from '@keepword/primitives';

/** What is to be erased: everything, or a part. One creation, or all of a project's, is a list of creations. */
export type ErasureScope =
  | { readonly kind: 'account' }
  | { readonly kind: 'prompts' }
  | { readonly kind: 'images' }
  | { readonly kind: 'chats' }
  | { readonly kind: 'creations'; readonly creationIds: readonly Id[] };

const prompts: readonly DataCategory[] = ['generation.prompt', 'generation.look-slots'];
const images: readonly DataCategory[] = ['generation.output', 'generation.input-upload'];

/** The categories that a scope takes. Under `creations` only rows of those creations go. */
export function categoriesInScope(profile: Profile, scope: ErasureScope): ReadonlySet<DataCategory> {
  switch (scope.kind) {
    case 'account':
      return new Set(dataCategoryIds);
    case 'prompts':
      return new Set(promisesParameters(profile) ? [...prompts, 'generation.parameters'] : prompts);
    case 'images':
      return new Set(images);
    case 'chats':
      return new Set(['chat.transcript']);
    case 'creations':
      return new Set(dataCategoryIds.filter((category) => category.startsWith('generation.')));
  }
}

/** A profile can promise to erase prompts and parameters as one. */
function promisesParameters({ rights }: Profile): boolean {
  return rights.some(({ right, scope }) => right === 'erasure' && [scope ?? []].flat().includes('prompts-and-parameters'));
}

/** No profile states a time in which a person can think again, so none delays the purge. */
export const platformCoolingOff: Period = 'P0D';

/** From when on the purge may run; until then the person can withdraw. Parts of the data are never delayed. */
export function mayStartAt(scope: ErasureScope, requestedAt: Instant, coolingOff: Period = platformCoolingOff): Instant {
  return scope.kind === 'account' ? addPeriod(requestedAt, coolingOff) : requestedAt;
}
