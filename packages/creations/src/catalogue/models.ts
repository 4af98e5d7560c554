import { parametersSchema } from './parameters.js';
import type { CatalogueProfile, ImageModel, ImageTier, OfferedModel } from './model.js';

const megapixels = (count: number) => count * 1024 * 1024;

/** One price up to a megapixel, then more for larger pictures. */
function steps(upToOne: number, upToTwo: number, upToFour: number): ImageTier['steps'] {
  return [
    { pixelsMax: megapixels(1), credits: upToOne },
    { pixelsMax: megapixels(2), credits: upToTwo },
    { pixelsMax: megapixels(4), credits: upToFour },
  ];
}

function tier(
  id: string,
  name: string,
  description: string,
  prices: readonly [number, number, number],
  { inferenceSteps, guidance }: { readonly inferenceSteps: number; readonly guidance: number | null },
): ImageTier {
  const common = { num_inference_steps: inferenceSteps };
  const scale = guidance === null ? {} : { guidance };
  const falScale = guidance === null ? {} : { guidance_scale: guidance };
  return {
    id,
    name,
    description,
    steps: steps(...prices),
    input: { replicate: { ...common, ...scale }, fal: { ...common, ...falScale }, cog: { ...common, ...scale } },
  };
}

/** Every image model there is; what a profile offers of it depends on its vendor. */
export const catalogue: readonly ImageModel[] = [
  {
    id: 'flux-schnell',
    name: 'FLUX Schnell',
    description: 'Sketches in a few seconds. Good for finding an idea.',
    modality: 'image',
    vendorModels: { replicate: 'black-forest-labs/flux-schnell', fal: 'fal-ai/flux/schnell', cog: 'flux-schnell' },
    tiers: [
      tier('draft', 'Draft', 'Two steps, rough', [1, 2, 4], { inferenceSteps: 2, guidance: null }),
      tier('standard', 'Standard', 'Four steps, what the model is made for', [2, 4, 8], { inferenceSteps: 4, guidance: null }),
    ],
    negativePrompt: false,
    takesReference: false,
  },
  {
    id: 'flux-krea',
    name: 'FLUX Krea',
    description: 'Photographs with natural light and skin, without the usual gloss.',
    modality: 'image',
    vendorModels: { replicate: 'black-forest-labs/flux-krea-dev', fal: 'fal-ai/flux/krea', cog: 'flux-krea' },
    tiers: [
      tier('draft', 'Draft', 'Sixteen steps', [3, 5, 10], { inferenceSteps: 16, guidance: 3.5 }),
      tier('standard', 'Standard', 'Twenty-eight steps', [5, 9, 18], { inferenceSteps: 28, guidance: 4.5 }),
      tier('fine', 'Fine', 'Forty-four steps, for prints', [8, 14, 28], { inferenceSteps: 44, guidance: 4.5 }),
    ],
    negativePrompt: false,
    takesReference: true,
  },
  {
    id: 'flux-dev',
    name: 'FLUX Dev',
    description: 'An all-rounder that follows long prompts closely.',
    modality: 'image',
    vendorModels: { replicate: 'black-forest-labs/flux-dev', fal: 'fal-ai/flux/dev', cog: 'flux-dev' },
    tiers: [
      tier('draft', 'Draft', 'Sixteen steps', [3, 5, 10], { inferenceSteps: 16, guidance: 3 }),
      tier('standard', 'Standard', 'Twenty-eight steps', [5, 9, 18], { inferenceSteps: 28, guidance: 3.5 }),
      tier('fine', 'Fine', 'Fifty steps', [8, 14, 28], { inferenceSteps: 50, guidance: 3.5 }),
    ],
    negativePrompt: false,
    takesReference: true,
  },
  {
    id: 'sdxl',
    name: 'Stable Diffusion XL',
    description: 'Painterly and illustrative; understands what to leave out.',
    modality: 'image',
    vendorModels: { replicate: 'stability-ai/sdxl', fal: 'fal-ai/fast-sdxl', cog: 'sdxl' },
    tiers: [
      {
        ...tier('standard', 'Standard', 'Twenty-five steps', [2, 4, 8], { inferenceSteps: 25, guidance: null }),
        input: {
          replicate: { num_inference_steps: 25, guidance_scale: 7 },
          fal: { num_inference_steps: 25, guidance_scale: 7 },
          cog: { num_inference_steps: 25, guidance_scale: 7 },
        },
      },
      {
        ...tier('fine', 'Fine', 'Forty-five steps', [4, 7, 14], { inferenceSteps: 45, guidance: null }),
        input: {
          replicate: { num_inference_steps: 45, guidance_scale: 7.5 },
          fal: { num_inference_steps: 45, guidance_scale: 7.5 },
          cog: { num_inference_steps: 45, guidance_scale: 7.5 },
        },
      },
    ],
    negativePrompt: true,
    takesReference: true,
  },
];

/** The models of one profile's vendor; prices are those of one picture up to a megapixel. */
export function models(profile: CatalogueProfile): OfferedModel[] {
  return catalogue
    .filter(({ vendorModels }) => vendorModels[profile.models] !== undefined)
    .map((model) => ({
      id: model.id,
      name: model.name,
      description: model.description,
      modality: model.modality,
      tiers: model.tiers.map(({ id, name, description, steps: [first] }) => ({ id, name, description, credits: first?.credits ?? 0 })),
      parameters: parametersSchema(model),
      acceptsReference: model.takesReference && profile.acceptsReference !== 'none',
    }));
}
