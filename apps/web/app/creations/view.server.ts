import type { Creation, Look, Model } from '@keepword/contracts';
import { imageLooks, imageModels } from '../platform/catalogue.server.js';
import { placeholder } from './placeholder.server.js';

/** A creation as the pages show it: names instead of ids, and no more than they need. */
export type CreationView = ReturnType<typeof view>;

/** Names models and Looks from the catalogue; one that has left it keeps its id as its name. */
export async function creationViews(creations: readonly Creation[]): Promise<CreationView[]> {
  const [models, looks] = await Promise.all([imageModels(), imageLooks()]);
  return creations.map((creation) => view(creation, models, looks));
}

function view(creation: Creation, models: readonly Model[], looks: readonly Look[]) {
  const { id, state, prompt, usedReference, credits, failure, createdAt, finishedAt, retention, parameters } = creation;
  const model = models.find((one) => one.id === creation.model);
  const tier = model?.tiers.find((one) => one.id === creation.tier);
  return {
    id,
    state,
    prompt,
    lookId: creation.look?.id ?? null,
    lookName: creation.look ? (looks.find((one) => one.id === creation.look?.id)?.name ?? creation.look.id) : null,
    modelName: model?.name ?? creation.model,
    tierName: tier?.name ?? creation.tier,
    parameters: simple(parameters),
    usedReference,
    credits,
    outputs: creation.outputs.map(({ n, width, height, bytes, mediaType, thumbHash }) => ({
      n,
      width,
      height,
      bytes,
      mediaType,
      placeholder: placeholder(thumbHash),
    })),
    failure,
    createdAt,
    finishedAt,
    retention,
  };
}

function simple(parameters: Record<string, unknown>): Record<string, string | number> {
  const entries = Object.entries(parameters).filter((entry): entry is [string, string | number] =>
    ['string', 'number'].includes(typeof entry[1]),
  );
  return Object.fromEntries(entries);
}
