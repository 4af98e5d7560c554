import { randomBytes } from 'node:crypto';
import { CASE_LIMITS } from './limits.js';

/** Crockford's alphabet: digits and letters without I, L, O and U, which eyes and voices confuse. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const prefix = 'KW';
const randomCharacters = 7;

/**
 * A new name for a case, such as `KW-7F3K-92QX`: 35 random bits and a check character. It is for people and subject lines; it
 * opens nothing, and the store keeps it unique.
 */
export function newReference(): string {
  const bytes = randomBytes(randomCharacters);
  return printed(Array.from({ length: randomCharacters }, (_, index) => (bytes[index] ?? 0) & 31));
}

/** The reference in its printed form; null when it is none, or when a character is wrong or two neighbours are swapped. */
export function parseReference(text: string): string | null {
  const written = text.toUpperCase().replaceAll(/[\s\p{Pd}]/gu, '');
  if (written.length !== prefix.length + randomCharacters + 1 || !written.startsWith(prefix)) return null;
  const values = Array.from(written.slice(prefix.length), valueOf);
  if (values.some((value) => value === -1)) return null;
  const random = values.slice(0, randomCharacters);
  return checkOf(random) === values[randomCharacters] ? printed(random) : null;
}

const candidate = /(?<![\p{L}\p{N}])KW[\s\p{Pd}]{0,2}[0-9A-Z]{4}[\s\p{Pd}]{0,2}[0-9A-Z]{4}(?![\p{L}\p{N}])/giu;

/** The first reference in a subject line, however it was quoted; null when there is none. */
export function findReference(subject: string): string | null {
  for (const [found] of subject.slice(0, CASE_LIMITS.subjectLine).matchAll(candidate)) {
    const reference = parseReference(found);
    if (reference) return reference;
  }
  return null;
}

function printed(random: readonly number[]): string {
  const text = [...random, checkOf(random)].map((value) => alphabet[value] ?? '').join('');
  return `${prefix}-${text.slice(0, 4)}-${text.slice(4)}`;
}

function valueOf(character: string): number {
  const meant = { O: '0', I: '1', L: '1' }[character] ?? character;
  return alphabet.indexOf(meant);
}

/**
 * A polynomial over the field of 32 elements (x⁵ + x² + 1): each place counts with another power, so that one wrong character
 * and two swapped ones, neighbours or not, always change the sum.
 */
function checkOf(values: readonly number[]): number {
  return values.reduce((sum, value) => timesX(sum ^ value), 0);
}

function timesX(value: number): number {
  const shifted = value << 1;
  return shifted & 32 ? (shifted ^ 37) & 31 : shifted;
}
