import {
  listLooks,
  listModels,
  listOffers,
  listSignInMethods,
  quoteCreation,
  type CreationRequestInput,
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

const quotesMax = 500;
const quotes = new Map<string, { credits: number; readMs: number }>();

/** A price depends on what is asked for and not on who asks, so it is remembered as briefly as the lists it comes from. */
export async function quoteOf(body: Pick<CreationRequestInput, 'modality' | 'model' | 'tier' | 'parameters'>): Promise<number> {
  const question = JSON.stringify(body);
  const nowMs = performance.now();
  const known = quotes.get(question);
  if (known && nowMs - known.readMs < freshMs) return known.credits;
  const { credits } = await openApi.call(quoteCreation, { body });
  if (quotes.size >= quotesMax) quotes.clear();
  quotes.set(question, { credits, readMs: nowMs });
  return credits;
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
