export type ModelVendor = 'replicate' | 'fal' | 'cog';

/** What the catalogue has to know of a policy profile. */
export interface CatalogueProfile {
  readonly id: string;
  readonly models: ModelVendor;
  readonly acceptsReference: 'none' | 'transient' | 'stored';
}

/** A quality level of a model. */
export interface ImageTier {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Credits for one picture, by how large it is: the first step whose `pixelsMax` it does not exceed. In rising order, the last one reaches the largest size. */
  readonly steps: readonly { readonly pixelsMax: number; readonly credits: number }[];
  /** Settings that the vendor's model understands; they are passed on as they are. */
  readonly input: Readonly<Partial<Record<ModelVendor, Readonly<Record<string, number | string | boolean>>>>>;
}

export interface ImageModel {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly modality: 'image';
  /** The vendors' own names of it; a vendor that is missing does not run it. */
  readonly vendorModels: Readonly<Partial<Record<ModelVendor, string>>>;
  readonly tiers: readonly ImageTier[];
  readonly negativePrompt: boolean;
  /** Whether the model itself can start from a picture; the profile decides whether that is offered. */
  readonly takesReference: boolean;
}

/** A model as one profile offers it. */
export interface OfferedModel {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly modality: 'image';
  readonly tiers: readonly { readonly id: string; readonly name: string; readonly description: string; readonly credits: number }[];
  /** JSON Schema (2020-12) of `parameters`. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly acceptsReference: boolean;
}
