import {
  listLooks,
  listModels,
  listOffers,
  listSignInMethods,
  type Look,
  type Model,
  type Offer,
  type SignInMethodId,
} from '@keepword/contracts';
import { looksOffered } from './policy.server.js';
import { openApi } from './visit.server.js';

const freshMs = 15_000;

/** Open lists that are the same for everybody; asked again when they are some seconds old, so that a page costs no call for them. */
function remembered<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let last: { value: Promise<Value>; readMs: number } | null = null;
  return () => {
    const nowMs = performance.now();
    if (last && nowMs - last.readMs < freshMs) return last.value;
    const value = read();
    last = { value, readMs: nowMs };
    value.catch(() => {
      last = null;
    });
    return value;
  };
}

export const imageModels: () => Promise<Model[]> = remembered(async () =>
  (await openApi.call(listModels)).items.filter(({ modality }) => modality === 'image'),
);
/** Empty where the profile offers none. */
export const imageLooks: () => Promise<Look[]> = remembered(async () =>
  looksOffered ? (await openApi.call(listLooks)).items.filter(({ modality }) => modality === 'image') : [],
);
export const offers: () => Promise<Offer[]> = remembered(async () => (await openApi.call(listOffers)).items);
export const signInMethods: () => Promise<SignInMethodId[]> = remembered(async () => (await openApi.call(listSignInMethods)).items);
