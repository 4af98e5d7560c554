import type { Model } from '@keepword/contracts';

export interface Size {
  label: string;
  width: number;
  height: number;
}

/** What the studio's form offers for one model, read from the JSON Schema of its parameters. */
export interface FormModel {
  id: string;
  name: string;
  description: string;
  tiers: Model['tiers'];
  acceptsReference: boolean;
  sizes: Size[];
  /** Null where the model makes fixed sizes only. */
  customSize: { min: number; max: number; step: number } | null;
  countMax: number;
  seedMax: number | null;
  negativePromptCharsMax: number | null;
}

interface NumberSchema {
  minimum?: number;
  maximum?: number;
  multipleOf?: number;
  enum?: unknown[];
  maxLength?: number;
}

const shapes: readonly Size[] = [
  { label: 'Square', width: 1024, height: 1024 },
  { label: 'Portrait', width: 832, height: 1216 },
  { label: 'Landscape', width: 1216, height: 832 },
  { label: 'Tall', width: 768, height: 1344 },
  { label: 'Wide', width: 1344, height: 768 },
];

export function formModel({ id, name, description, tiers, acceptsReference, parameters }: Model): FormModel {
  const fields = (parameters['properties'] ?? {}) as Record<string, NumberSchema | undefined>;
  const { width, height, count, seed, negativePrompt } = fields;
  const fixed = width?.enum !== undefined || height?.enum !== undefined;
  const sizes = shapes.filter((size) => allows(width, size.width) && allows(height, size.height));
  return {
    id,
    name,
    description,
    tiers,
    acceptsReference,
    sizes: sizes.length > 0 ? sizes : [fallbackSize(width, height)],
    customSize:
      fixed || !width || !height
        ? null
        : { min: width.minimum ?? 256, max: Math.min(width.maximum ?? 2048, height.maximum ?? 2048), step: width.multipleOf ?? 8 },
    countMax: count ? Math.min(count.maximum ?? 1, 4) : 1,
    seedMax: seed ? (seed.maximum ?? 2_147_483_647) : null,
    negativePromptCharsMax: negativePrompt ? (negativePrompt.maxLength ?? 2000) : null,
  };
}

/** `1024x768` as a form sends it; null for anything else. */
export function readSize(text: string | undefined): { width: number; height: number } | null {
  const match = /^(\d{2,4})x(\d{2,4})$/.exec(text ?? '');
  return match ? { width: Number(match[1]), height: Number(match[2]) } : null;
}

function allows(schema: NumberSchema | undefined, value: number): boolean {
  if (!schema) return false;
  if (schema.enum) return schema.enum.includes(value);
  return value >= (schema.minimum ?? 1) && value <= (schema.maximum ?? 2048) && value % (schema.multipleOf ?? 1) === 0;
}

function fallbackSize(width: NumberSchema | undefined, height: NumberSchema | undefined): Size {
  const largest = (schema: NumberSchema | undefined) => schema?.maximum ?? Math.max(...(schema?.enum ?? [1024]).map(Number));
  return { label: 'Standard', width: largest(width), height: largest(height) };
}
