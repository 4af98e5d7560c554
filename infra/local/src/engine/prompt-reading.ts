import { colour, type Colour } from './colour.js';
import { findSprite } from './sprite-catalogue.js';
import { choosePalette, colourWords, palettes, paletteWords, timeWords, type Palette, type PaletteName } from './palettes.js';
import { Chance } from './random.js';
import type { PictureRequest } from './picture-request.js';
import { countWords, flying, settingWords, swimming, treatmentWords, type Setting, type Treatment } from './vocabulary.js';

export interface Subject {
  readonly sprite: string;
  readonly count: number;
  readonly tint: Colour | null;
}

/** What the words of a prompt ask for. */
export interface Scene {
  readonly palette: Palette;
  readonly setting: Setting;
  readonly treatment: Treatment;
  readonly subjects: readonly Subject[];
  readonly snow: boolean;
  readonly rain: boolean;
  readonly sun: 'sun' | 'moon' | 'none';
}

const wordsMax = 120;
const subjectsMax = 5;
const phraseLengthMax = 4;

const irregular: Readonly<Record<string, string>> = {
  mice: 'mouse',
  wolves: 'wolf',
  leaves: 'leaf',
  geese: 'goose',
  children: 'child',
  women: 'woman',
  men: 'man',
  people: 'person',
  knives: 'knife',
  foxes: 'fox',
  woods: 'woods',
};

export function wordsOf(text: string): string[] {
  const all =
    text
      .toLowerCase()
      .normalize('NFKD')
      .match(/[a-z]+/g) ?? [];
  return all.slice(0, wordsMax).map(singular);
}

function singular(word: string): string {
  const known = irregular[word];
  if (known) return known;
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.length > 3 && word.endsWith('s') && !/(ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}

/** Reads the prompt; what it leaves open is decided by prompt, model and seed. */
export function readPrompt(request: PictureRequest): Scene {
  const words = wordsOf(request.prompt);
  const unwanted = new Set(wordsOf(request.negativePrompt ?? ''));
  const chance = new Chance(`${request.model}\n${request.prompt}\n${request.seed}`);
  const wanted = words.filter((word) => !unwanted.has(word));
  const { subjects, coloursUsed } = findSubjects(wanted, unwanted);
  const first = <Value>(table: Readonly<Record<string, Value>>): Value | null => {
    const word = wanted.find((one) => Object.hasOwn(table, one));
    return word === undefined ? null : (table[word] as Value);
  };
  const freeColour = wanted.find((word) => Object.hasOwn(colourWords, word) && !coloursUsed.has(word));
  const setting = first(settingWords) ?? settingFor(subjects, chance);
  const named = first<PaletteName>(timeWords) ?? first<PaletteName>(paletteWords) ?? paletteFor(setting, chance);
  const treatment = first(treatmentWords) ?? chance.pick<Treatment>(['natural', 'natural', 'natural', 'watercolor', 'glow']);
  const palette = choosePalette(named, freeColour ? colour(colourWords[freeColour] ?? '#888888') : null, chance);
  const has = (...any: string[]) => any.some((word) => wanted.includes(word));
  return {
    palette,
    setting,
    treatment,
    subjects,
    snow: has('snow', 'snowy', 'winter', 'snowflake', 'snowfall', 'blizzard'),
    rain: has('rain', 'rainy', 'storm', 'drizzle'),
    sun:
      has('moon', 'moonlit', 'moonlight') || palette === palettes.night
        ? 'moon'
        : palette.dark || has('storm', 'rain', 'rainy')
          ? 'none'
          : 'sun',
  };
}

function paletteFor(setting: Setting, chance: Chance): PaletteName | null {
  const natural: Partial<Record<Setting, readonly PaletteName[]>> = {
    space: ['space'],
    underwater: ['deep'],
    desert: ['desert', 'sunset'],
    meadow: ['spring', 'day', 'golden'],
    forest: ['jungle', 'mist', 'autumn', 'dawn'],
    sea: ['sea', 'day', 'sunset'],
    lake: ['day', 'dawn', 'mist', 'sunset'],
  };
  const fitting = natural[setting];
  return fitting ? chance.pick(fitting) : null;
}

function settingFor(subjects: readonly Subject[], chance: Chance): Setting {
  const main = subjects[0];
  if (!main) return chance.pick<Setting>(['mountains', 'hills', 'lake', 'flow', 'sea']);
  if (swimming.has(main.sprite)) return 'sea';
  if (main.sprite === 'ringed-planet' || main.sprite === 'flying-saucer' || main.sprite === 'astronaut') return 'space';
  if (flying.has(main.sprite)) return chance.pick<Setting>(['sky', 'hills', 'mountains']);
  if (findSprite([main.sprite])?.indoors) return 'studio';
  return chance.pick<Setting>(['hills', 'meadow', 'mountains', 'lake']);
}

function findSubjects(words: readonly string[], unwanted: ReadonlySet<string>): { subjects: Subject[]; coloursUsed: Set<string> } {
  const subjects: Subject[] = [];
  const coloursUsed = new Set<string>();
  for (let at = 0; at < words.length && subjects.length < subjectsMax;) {
    let length = Math.min(phraseLengthMax, words.length - at);
    let found = null;
    for (; length > 0 && !found; length -= found ? 0 : 1) found = findSprite(words.slice(at, at + length));
    if (!found || found.name.split('-').some((part) => unwanted.has(part)) || subjects.some(({ sprite }) => sprite === found?.name)) {
      at += 1;
      continue;
    }
    const before = words.slice(Math.max(at - 3, 0), at);
    const colourWord = before.findLast((word) => Object.hasOwn(colourWords, word) && !coloursUsed.has(word));
    const counted = before.findLast((word) => Object.hasOwn(countWords, word));
    if (colourWord) coloursUsed.add(colourWord);
    subjects.push({
      sprite: found.name,
      count: counted ? (countWords[counted] ?? 1) : 1,
      tint: (colourWord && colourWord !== 'red') || found.takesTint ? tintOf(colourWord) : null,
    });
    at += Math.max(length, 1);
  }
  return { subjects, coloursUsed };
}

function tintOf(word: string | undefined): Colour | null {
  const hex = word === undefined ? undefined : colourWords[word];
  return hex === undefined ? null : colour(hex);
}
