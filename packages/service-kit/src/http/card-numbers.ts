/**
 * Card numbers do not belong here: cards are entered at the payment processor and nowhere else. What looks like one is refused at the
 * boundary and masked wherever our own words might repeat it.
 */

interface Issuer {
  readonly prefix: RegExp;
  readonly lengths: readonly number[];
}

/** By ISO/IEC 7812 and what the networks publish of their ranges. */
const issuers: readonly Issuer[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^3(0[0-5]|[689])/, lengths: [14, 16, 19] },
  { prefix: /^35(2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { prefix: /^(6011|64[4-9]|65|62|81)/, lengths: [16, 17, 18, 19] },
  { prefix: /^(50|5[6-9]|6)/, lengths: [13, 14, 15, 16, 17, 18, 19] },
  { prefix: /^(220[0-4]|9792)/, lengths: [16] },
];

const digitsMin = 13;
const digitsMax = 19;
/** How cards print their numbers, and how people type them. */
const groupings: readonly (readonly number[])[] = [
  [4, 4, 4, 4],
  [4, 4, 4, 4, 3],
  [4, 6, 5],
  [4, 6, 4],
  [4, 4, 4, 1],
  [4, 4, 5],
  [6, 13],
  [8, 8],
];

interface Group {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
}
interface Place {
  readonly start: number;
  readonly end: number;
}

/** Digits with spaces or dashes between them, as far as they go. */
const run = /\d+(?:[ \u00a0\u2000-\u200a\u202f\u2010-\u2015\u2212-]{1,3}\d+)*/g;

/**
 * Whether a text holds what looks like a card number: 13 to 19 digits with a right check digit, in one piece or grouped by spaces or
 * dashes as cards group them. In groups it must also be some network's: prompts hold lists of sizes and years.
 */
export function holdsCardNumber(text: string): boolean {
  return placesIn(text.normalize('NFKC')).length > 0;
}

/** The text with what looks like card numbers masked. */
export function withoutCardNumbers(text: string): string {
  // Full-width and other digits count as well, but a text without any such number stays exactly as it is.
  const plain = text.normalize('NFKC');
  const places = placesIn(plain);
  return places.length === 0
    ? text
    : places.reduceRight((masked, { start, end }) => `${masked.slice(0, start)}[card number]${masked.slice(end)}`, plain);
}

/** Ids have groups of digits like cards, and one in some hundred thousand has the right check digit too. */
const uuidWithin = /(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])/gi;

function placesIn(whole: string): Place[] {
  const text = whole.replace(uuidWithin, (id) => 'x'.repeat(id.length));
  return [...text.matchAll(run)].flatMap(({ 0: found, index }) => placesAmong(groupsOf(found, index), text));
}

function groupsOf(found: string, offset: number): Group[] {
  return [...found.matchAll(/\d+/g)].map(({ 0: digits, index }) => ({
    digits,
    start: offset + index,
    end: offset + index + digits.length,
  }));
}

function placesAmong(groups: readonly Group[], text: string): Place[] {
  const places: Place[] = [];
  for (let first = 0; first < groups.length; first += 1) {
    const last = lastOfCard(groups, first, text);
    const [from, to] = [groups[first], last === null ? undefined : groups[last]];
    if (last === null || !from || !to) continue;
    places.push({ start: from.start, end: to.end });
    first = last;
  }
  return places;
}

/** The index of the group that ends the card number which begins with group `first`; null where none begins. */
function lastOfCard(groups: readonly Group[], first: number, text: string): number | null {
  const group = groups[first];
  if (!group) return null;
  if (isCardInOnePiece(group, text)) return first;
  for (const grouping of groupings) {
    const fits = grouping.every((length, n) => groups[first + n]?.digits.length === length);
    if (fits && isCardOfSomeNetwork(groups.slice(first, first + grouping.length))) return first + grouping.length - 1;
  }
  // One by one, as somebody spells a number: only when that is all there is.
  const spelled = first === 0 && groups.length >= digitsMin && groups.every(({ digits }) => digits.length === 1);
  return spelled && isCardOfSomeNetwork(groups) ? groups.length - 1 : null;
}

function isCardInOnePiece({ digits, start }: Group, text: string): boolean {
  if (digits.length < digitsMin || digits.length > digitsMax || digits.startsWith('0')) return false;
  // The digits behind a decimal point are no number of their own.
  if (/\d\.$/.test(text.slice(Math.max(0, start - 2), start))) return false;
  // Thirteen digits are far more often an instant in milliseconds or a book than a card.
  if (digits.length === digitsMin && /^(1|97[89])/.test(digits)) return false;
  return hasRightCheckDigit(digits);
}

function isCardOfSomeNetwork(groups: readonly Group[]): boolean {
  const digits = groups.map((group) => group.digits).join('');
  return issuers.some(({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits)) && hasRightCheckDigit(digits);
}

/** Luhn's check (ISO/IEC 7812-1, annex B). */
function hasRightCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let n = 0; n < digits.length; n += 1) {
    const digit = Number(digits[digits.length - 1 - n]);
    const doubled = n % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const depthMax = 24;

/**
 * The paths of all texts and names in a request's part that hold a card number, also of fields that nobody asked for. Numbers that are not text
 * are none, and ids are ids.
 * @param opaque names of fields at the top whose texts are secrets or somebody else's, such as tokens
 */
export function cardNumberPaths(part: unknown, opaque: readonly string[] = []): string[][] {
  const found: string[][] = [];
  // Not by recursion: how deep a body goes is up to whoever sent it. No field of ours is as deep as the limit.
  const waiting: { readonly value: unknown; readonly path: readonly string[] }[] = [{ value: part, path: [] }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path } = next;
    if (typeof value === 'string' && holdsCardNumber(value)) found.push([...path]);
    if (typeof value !== 'object' || value === null || path.length >= depthMax) continue;
    for (const [name, inner] of Object.entries(value)) {
      if (path.length === 0 && opaque.includes(name)) continue;
      if (holdsCardNumber(name)) found.push([...path, name]);
      waiting.push({ value: inner, path: [...path, name] });
    }
  }
  return found;
}
