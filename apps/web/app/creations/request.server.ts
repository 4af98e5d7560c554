import { createCreation, creation, type CreationRequestInput } from '@keepword/contracts';
import { field, numberField } from '../platform/form.server.js';
import type { Visit } from '../platform/visit.server.js';
import { readSize } from './form-model.js';

/** A reference image up to 10 MB, and some room for the other fields. */
export const creationFormBytesMax = 10_500_000;
export const referenceTypes = ['image/png', 'image/jpeg', 'image/webp'];

/** The parameters a form asks for; what the chosen model does not know is dropped by the service. */
export function parametersOf(form: FormData): NonNullable<CreationRequestInput['parameters']> {
  const size = readSize(field(form, 'size')) ?? { width: numberField(form, 'width') ?? 1024, height: numberField(form, 'height') ?? 1024 };
  const seed = numberField(form, 'seed');
  const negativePrompt = field(form, 'negativePrompt');
  return {
    ...size,
    count: numberField(form, 'count') ?? 1,
    ...(seed === undefined ? {} : { seed }),
    ...(negativePrompt === undefined ? {} : { negativePrompt }),
  };
}

/** `model:tier` as the radio buttons send it. */
export function choiceOf(form: FormData): { model: string; tier: string } {
  const [model = '', tier = ''] = (field(form, 'choice') ?? '').split(':', 2);
  return { model, tier };
}

export function referenceOf(form: FormData): File | null {
  const file = form.get('reference');
  return file instanceof File && file.size > 0 ? file : null;
}

/** Hands the request on. A reference goes through the memory of this process only, and without the name it had on the person's machine. */
export async function sendCreation(visit: Visit, request: CreationRequestInput, reference: File | null, idempotencyKey: string) {
  if (!reference) return visit.api.call(createCreation, { body: request, idempotencyKey });
  const parts = new FormData();
  parts.set('request', JSON.stringify(request));
  parts.set('reference', new Blob([await reference.arrayBuffer()], { type: reference.type }), 'reference');
  const response = await visit.api.fetch(createCreation, { body: parts, idempotencyKey });
  return creation.parse(await response.json());
}
