import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { synonyms } from './synonyms.js';
import { neverSprites } from './vocabulary.js';

interface IconSet {
  readonly icons: Readonly<Record<string, { readonly body: string; readonly hFlip?: boolean }>>;
  readonly aliases?: Readonly<Record<string, { readonly parent: string }>>;
  readonly categories: Readonly<Record<string, readonly string[]>>;
}

export interface SpriteName {
  readonly name: string;
  /** Food and things: they belong on a table. */
  readonly indoors: boolean;
  /** False for what has its colour by nature, such as a fox: asking for a red one changes nothing. */
  readonly takesTint: boolean;
}

const hiddenCategories = ['Flags', 'Symbols'];
const indoorCategories = ['Food & Drink', 'Objects', 'Activities'];
const bodyLengthMax = 40_000;

let loaded: IconSet | null = null;

/** Noto's emoji drawings (Apache-2.0), read from their package at first use. */
function iconSet(): IconSet {
  if (loaded) return loaded;
  const require = createRequire(import.meta.url);
  const read = (file: string): unknown => JSON.parse(readFileSync(require.resolve(`@iconify-json/noto/${file}`), 'utf8'));
  loaded = { ...(read('icons.json') as IconSet), ...(read('metadata.json') as Pick<IconSet, 'categories'>) };
  return loaded;
}

const found = new Map<string, SpriteName | null>();

/** The sprite that a phrase of one to four words names; null when there is none. */
export function findSprite(phrase: readonly string[]): SpriteName | null {
  const key = phrase.join('-');
  const known = found.get(key);
  if (known !== undefined) return known;
  const sprite = lookUp(key);
  if (found.size < 20_000) found.set(key, sprite);
  return sprite;
}

function lookUp(key: string): SpriteName | null {
  const { icons, categories } = iconSet();
  const name = synonyms[key] ?? key;
  const icon = icons[name];
  if (!icon || icon.body.length > bodyLengthMax || (neverSprites.has(name) && !Object.hasOwn(synonyms, key))) return null;
  const category = Object.entries(categories).find(([, names]) => names.includes(name))?.[0] ?? '';
  if (hiddenCategories.includes(category) || (category === 'People & Body' && !Object.hasOwn(synonyms, key))) return null;
  return { name, indoors: indoorCategories.includes(category), takesTint: category !== 'Animals & Nature' };
}

/** The drawing's SVG content on a square of 128. @throws when there is no such sprite */
export function spriteBody(name: string): string {
  const icon = iconSet().icons[name];
  if (!icon) throw new Error(`there is no sprite named ${name}`);
  return icon.body;
}
