import type { ImageParameters } from '../lifecycle/creation.js';
import type { ImageModel } from './model.js';

/** What is asked for; `seed` is drawn later when it is not given. */
export type AskedParameters = Omit<ImageParameters, 'seed' | 'negativePrompt'> & {
  readonly seed?: number | undefined;
  readonly negativePrompt?: string | undefined;
};

export const sideMin = 256;
export const sideMax = 2048;
export const sideStep = 8;
export const seedMax = 2_147_483_647;
export const countMax = 4;
export const promptCharsMax = 2000;

export interface ParameterError {
  /** Below `parameters`, e.g. `width`. */
  readonly path: string;
  readonly message: string;
}

/** Sizes that models are trained on; the form offers them, any other within the bounds is allowed. */
export const sizePresets = [
  { id: 'square', name: 'Square', width: 1024, height: 1024 },
  { id: 'portrait', name: 'Portrait', width: 832, height: 1216 },
  { id: 'landscape', name: 'Landscape', width: 1216, height: 832 },
  { id: 'tall', name: 'Tall', width: 768, height: 1344 },
  { id: 'wide', name: 'Wide', width: 1344, height: 768 },
  { id: 'small', name: 'Small', width: 512, height: 512 },
] as const;

const isWhole = (value: unknown, min: number, max: number) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max;

export function checkParameters(model: ImageModel, { width, height, seed, count, negativePrompt }: AskedParameters): ParameterError[] {
  const errors: ParameterError[] = [];
  for (const [path, side] of Object.entries({ width, height })) {
    if (isWhole(side, sideMin, sideMax) && side % sideStep === 0) continue;
    errors.push({ path, message: `a multiple of ${sideStep} from ${sideMin} to ${sideMax} pixels` });
  }
  if (seed !== undefined && !isWhole(seed, 0, seedMax)) errors.push({ path: 'seed', message: `a whole number from 0 to ${seedMax}` });
  if (!isWhole(count, 1, countMax)) errors.push({ path: 'count', message: `1 to ${countMax} pictures` });
  if (negativePrompt !== undefined && !model.negativePrompt) {
    errors.push({ path: 'negativePrompt', message: 'this model takes no negative prompt' });
  } else if (negativePrompt !== undefined && negativePrompt.length > promptCharsMax) {
    errors.push({ path: 'negativePrompt', message: `at most ${promptCharsMax} characters` });
  }
  return errors;
}

/** JSON Schema (2020-12) of a model's parameters; forms are made from it. */
export function parametersSchema(model: ImageModel): Record<string, unknown> {
  const side = { type: 'integer', minimum: sideMin, maximum: sideMax, multipleOf: sideStep, default: 1024 };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      width: { ...side, title: 'Width' },
      height: { ...side, title: 'Height' },
      seed: {
        type: 'integer',
        minimum: 0,
        maximum: seedMax,
        title: 'Seed',
        description: 'The same seed and prompt give the same picture.',
      },
      count: { type: 'integer', minimum: 1, maximum: countMax, default: 1, title: 'Pictures' },
      ...(model.negativePrompt
        ? {
            negativePrompt: {
              type: 'string',
              maxLength: promptCharsMax,
              title: 'Leave out',
              description: 'What should not be in the picture.',
            },
          }
        : {}),
    },
    required: [],
    additionalProperties: false,
    examples: sizePresets.map(({ width, height }) => ({ width, height })),
    'x-presets': sizePresets,
  };
}
