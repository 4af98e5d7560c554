import type { Model } from '@keepword/contracts';
import { formModel, readSize } from './form-model.js';

const side = { type: 'integer', minimum: 256, maximum: 2048, multipleOf: 8 };
const model = (properties: Record<string, unknown>): Model => ({
  id: 'm',
  name: 'M',
  description: '',
  modality: 'image',
  tiers: [{ id: 't', name: 'T', description: '', credits: 8 }],
  parameters: { type: 'object', properties },
  acceptsReference: false,
});

describe('the form of a model', () => {
  it('offers what its schema has and nothing else', () => {
    const bare = formModel(model({ width: side, height: side }));
    expect(bare).toMatchObject({ countMax: 1, seedMax: null, negativePromptCharsMax: null, customSize: { min: 256, max: 2048, step: 8 } });
    const full = formModel(model({ width: side, height: side, count: { maximum: 9 }, seed: {}, negativePrompt: { maxLength: 300 } }));
    expect(full).toMatchObject({ countMax: 4, seedMax: 2_147_483_647, negativePromptCharsMax: 300 });
  });

  it('leaves out sizes beyond its limits or off its steps', () => {
    const small = { ...side, maximum: 1024, multipleOf: 64 };
    expect(formModel(model({ width: small, height: small })).sizes.map(({ label }) => label)).toEqual(['Square']);
  });

  it('offers only listed sizes where sizes are listed', () => {
    const listed = { enum: [512, 768] };
    const form = formModel(model({ width: listed, height: listed }));
    expect(form.customSize).toBeNull();
    expect(form.sizes).toEqual([{ label: 'Standard', width: 768, height: 768 }]);
  });
});

describe('a size as a form sends it', () => {
  it('is read, and anything else is not', () => {
    expect(readSize('1024x768')).toEqual({ width: 1024, height: 768 });
    for (const text of [undefined, '', 'custom', '1x1', '1024X768', '99999x1']) expect(readSize(text)).toBeNull();
  });
});
