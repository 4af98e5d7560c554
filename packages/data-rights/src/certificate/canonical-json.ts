/** What JSON can hold; what is signed is made of nothing else. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [member: string]: JsonValue };

const depthMax = 64;

/**
 * The one text of a JSON value (RFC 8785): members sorted by UTF-16 code units, no spaces, numbers as ECMAScript writes them.
 * @throws TypeError for what is not plain JSON: undefined, dates, instances of classes, lone surrogates, numbers without a value
 */
export function canonicalJson(value: unknown): string {
  return text(value, 0);
}

function text(value: unknown, depth: number): string {
  if (depth > depthMax) throw new TypeError(`deeper than ${depthMax} levels`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('a number without a value is not JSON');
    return JSON.stringify(value);
  }
  // `Array.from` visits holes as well, which `map` would leave out.
  if (Array.isArray(value)) return `[${Array.from(value, (item) => text(item, depth + 1)).join(',')}]`;
  if (typeof value !== 'object' || !isPlain(value)) throw new TypeError(`${typeof value} is not plain JSON`);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${quoted(name)}:${text(member, depth + 1)}`);
  return `{${members.join(',')}}`;
}

function quoted(value: string): string {
  // A lone surrogate has no UTF-8 form: two different values would be signed as the same bytes.
  if (/\p{Surrogate}/u.test(value)) throw new TypeError('half a surrogate pair is not text');
  return JSON.stringify(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
