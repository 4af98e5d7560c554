import type { Verdict } from '@keepword/creations';
import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from 'obscenity';

type Term = 'minor' | 'explicit' | 'violation' | 'undressing' | 'slur';

/** Our own words for what is asked for; whole words, in text without case and accents. */
const ownTerms: Readonly<Record<Exclude<Term, 'slur'>, RegExp>> = {
  minor:
    /\b(child(ren|like|ish)?|kids?|toddlers?|infants?|bab(y|ies)|minors?|under-? ?aged?|pre-?teens?|teen(s|agers?|aged?)?|school-?(girl|boy)s?|(little|young) (girl|boy)s?|lolis?|lolitas?|lolicon|shotas?|shotacon)\b/,
  explicit:
    /\b(porn\w*|nudes?|naked|nudity|topless|erotic\w*|sexual\w*|sexy|sex|nsfw|hentai|genital\w*|masturbat\w*|lingerie|fetish\w*|orgasm\w*|xxx|undressed|seductive\w*)\b/,
  violation: /\b(rap(e|es|ed|ing)|molest\w*|non-? ?consensual\w*|bestiality|zoophil\w*|necrophil\w*|snuff (film|video|porn))\b/,
  undressing:
    /\b(undress(es|ing)? (her|him|them|this|the)|nudif(y|ies|ied)|(remove|take off) (her|his|their) cloth\w*|strip (her|him|them)|deep-?fake (nude|porn)\w*)\b/,
};

/**
 * What the words of obscenity's English list are for us; the others are only rude, and rude is allowed. Words that are also birds, names
 * or tools are left out.
 */
const listedTerms: Readonly<Record<string, Term>> = {
  abeed: 'slur',
  africoon: 'slur',
  arabush: 'slur',
  boonga: 'slur',
  chingchong: 'slur',
  kike: 'slur',
  nigger: 'slur',
  tranny: 'slur',
  fag: 'slur',
  blowjob: 'explicit',
  buttplug: 'explicit',
  cum: 'explicit',
  cunt: 'explicit',
  deepthroat: 'explicit',
  dildo: 'explicit',
  doggystyle: 'explicit',
  'double penetration': 'explicit',
  ejaculate: 'explicit',
  fellatio: 'explicit',
  'finger bang': 'explicit',
  fisting: 'explicit',
  fuck: 'explicit',
  gangbang: 'explicit',
  handjob: 'explicit',
  hentai: 'explicit',
  'jerk off': 'explicit',
  jizz: 'explicit',
  masturbate: 'explicit',
  orgasm: 'explicit',
  orgy: 'explicit',
  penis: 'explicit',
  porn: 'explicit',
  pussy: 'explicit',
  semen: 'explicit',
  sex: 'explicit',
  vagina: 'explicit',
  incest: 'violation',
  bestiality: 'violation',
};

interface Rule {
  readonly code: string;
  readonly message: string;
  readonly applies: (asked: ReadonlySet<Term>) => boolean;
}

const rules: readonly Rule[] = [
  {
    code: 'sexual-minors',
    message: 'Sexual content with anyone who is, or looks, under age is never allowed here.',
    applies: (asked) => asked.has('minor') && (asked.has('explicit') || asked.has('violation') || asked.has('undressing')),
  },
  { code: 'sexual-violence', message: 'Sexual violence is not allowed here.', applies: (asked) => asked.has('violation') },
  {
    code: 'undressing-people',
    message: 'Pictures that undress somebody are not allowed here.',
    applies: (asked) => asked.has('undressing'),
  },
  { code: 'hate', message: 'Words that demean a group of people are not allowed here.', applies: (asked) => asked.has('slur') },
];

const matcher = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });

/** Whether a prompt may be sent to a model. Spellings that try to hide a listed word (l33t, look-alike letters) are seen through. */
export function checkText(text: string): Verdict {
  const asked = termsIn(text);
  const reasons = rules.filter(({ applies }) => applies(asked)).map(({ code, message }) => ({ code, message }));
  return reasons.length > 0 ? { verdict: 'block', reasons } : { verdict: 'allow' };
}

function termsIn(text: string): Set<Term> {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ');
  const terms = new Set<Term>();
  for (const [term, words] of Object.entries(ownTerms) as [Term, RegExp][]) if (words.test(plain)) terms.add(term);
  for (const match of matcher.getAllMatches(text)) {
    const { phraseMetadata } = englishDataset.getPayloadWithPhraseMetadata(match);
    const term = listedTerms[phraseMetadata?.originalWord ?? ''];
    if (term) terms.add(term);
  }
  return terms;
}
