import { refuse, type Refusal } from '@keepword/primitives';
import type { CatalogueProfile, ImageModel, ImageTier } from './model.js';
import { catalogue } from './models.js';
import { checkParameters, type AskedParameters, type ParameterError } from './parameters.js';

export type QuoteRefusal =
  | Refusal<'unknown-model'>
  | Refusal<'unknown-tier'>
  | Refusal<'not-offered'>
  | Refusal<'parameters-out-of-range', { errors: readonly ParameterError[] }>;

export interface Quote {
  /** For all pictures together. */
  readonly credits: number;
  readonly model: ImageModel;
  readonly tier: ImageTier;
  /** The active vendor's name of the model. */
  readonly vendorModel: string;
}

/** What a creation costs, or why it cannot be had. */
export function quote(profile: CatalogueProfile, modelId: string, tierId: string, parameters: AskedParameters): Quote | QuoteRefusal {
  const model = catalogue.find(({ id }) => id === modelId);
  if (!model) return refuse('unknown-model');
  const vendorModel = model.vendorModels[profile.models];
  if (vendorModel === undefined) return refuse('not-offered');
  const tier = model.tiers.find(({ id }) => id === tierId);
  if (!tier) return refuse('unknown-tier');
  const errors = checkParameters(model, parameters);
  if (errors.length > 0) return refuse('parameters-out-of-range', { errors });
  return { credits: perPicture(tier, parameters.width * parameters.height) * parameters.count, model, tier, vendorModel };
}

/** Credits for one picture of that many pixels. */
export function perPicture({ steps }: ImageTier, pixels: number): number {
  const step = steps.find(({ pixelsMax }) => pixels <= pixelsMax) ?? steps.at(-1);
  if (!step) throw new RangeError('a tier has at least one price step');
  return step.credits;
}
