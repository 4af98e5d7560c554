import { refuse, type Refusal } from '@keepword/primitives';
import type { LookChoice } from '../lifecycle/creation.js';
import { lookbook, type Look } from './lookbook.js';
import { catalogue } from './models.js';
import type { CatalogueProfile } from './model.js';

export interface SlotError {
  /** Below `look.slots`. */
  readonly path: string;
  readonly message: string;
}

export type LookRefusal = Refusal<'unknown-look'> | Refusal<'slots-invalid', { errors: readonly SlotError[] }>;

/** The Looks whose model one profile's vendor runs. */
export function looks(profile: CatalogueProfile): readonly Look[] {
  return lookbook.filter(({ model }) =>
    catalogue.some(({ id, vendorModels }) => id === model && vendorModels[profile.models] !== undefined),
  );
}

/** The prompt that a Look makes of what was filled in. */
export function expandLook({ id, slots }: LookChoice): string | LookRefusal {
  const look = lookbook.find((candidate) => candidate.id === id);
  if (!look) return refuse('unknown-look');
  const errors = slotErrors(look, slots);
  if (errors.length > 0) return refuse('slots-invalid', { errors });
  const said = Object.fromEntries(look.slots.map((slot) => [slot.id, (slots[slot.id] ?? '').trim() || slot.otherwise]));
  return look
    .prompt(said)
    .replace(/\s+/g, ' ')
    .replace(/ ([,.;])/g, '$1')
    .trim();
}

function slotErrors(look: Look, given: Readonly<Record<string, string>>): SlotError[] {
  const errors: SlotError[] = [];
  for (const name of Object.keys(given)) {
    if (!look.slots.some(({ id }) => id === name)) errors.push({ path: name.slice(0, 60), message: 'this Look has no such slot' });
  }
  for (const slot of look.slots) {
    const value = (given[slot.id] ?? '').trim();
    if (value === '') {
      if (slot.required) errors.push({ path: slot.id, message: 'fill this in' });
    } else if (slot.kind === 'choice' && !slot.choices.some((choice) => choice.value === value)) {
      errors.push({ path: slot.id, message: `one of ${slot.choices.map((choice) => choice.value).join(', ')}` });
    } else if (slot.kind === 'text' && value.length > slot.maxLength) {
      errors.push({ path: slot.id, message: `at most ${slot.maxLength} characters` });
    }
  }
  return errors;
}
