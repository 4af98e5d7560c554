import type { CaseClass } from './case-class.js';
import { CASE_LIMITS } from './limits.js';

/** What a text looks like it asks for. Somebody has to agree: a suggestion never starts a deed, least of all an erasure. */
export interface ClassSuggestion {
  readonly class: CaseClass;
  /** `high`: words that hardly mean anything else. `low`: a guess. */
  readonly confidence: 'high' | 'medium' | 'low';
  /** Other classes that the text speaks of, likelier ones first; not empty where a text asks for several things. */
  readonly alsoMentions: readonly CaseClass[];
}

interface Rule {
  readonly class: CaseClass;
  readonly weight: 1 | 2 | 3;
  /** English, German, French and Spanish, without accents, lower case. */
  readonly words: RegExp;
}

const rules: readonly Rule[] = [
  {
    class: 'underage-report',
    weight: 3,
    words:
      /\b(under ?age|(my|a|our) (child|son|daughter) (is|has|uses|signed)|under (13|thirteen)|minderjahrig|mein(e|em|er)? (kind|sohn|tochter)|unter 13|mineure?s?\b|mon (enfant|fils)|ma fille|moins de 13 ans|menor(es)? de (edad|13)|mi (hij[oa]))/,
  },
  {
    class: 'security-urgent',
    weight: 3,
    words:
      /\b(hacked|data breach|security (issue|hole|incident)|vulnerabilit|account (was )?(stolen|taken over)|gehackt|sicherheitsluck|datenleck|datenpanne|pirate|faille de securite|fuite de donnees|vulnerabilite|hackead|fallo de seguridad|brecha de (seguridad|datos))/,
  },
  {
    class: 'erasure',
    weight: 3,
    words:
      /\b(delete (all )?(my|the|our) (account|data|profile|images?|pictures?|prompts?)|erase|right to be forgotten|(konto|daten|account|profil|bilder) (zu )?(loschen|entfernen)|losch(en sie|t|ung)|recht auf vergessenwerden|supprim(er|ez)|effac(er|ez)|droit a l.?(oubli|effacement)|(elimin|borr|suprim)(ar|en|e|ad|acion) (de )?(mi|mis|la|los|todos)|derecho al olvido|supresion)/,
  },
  {
    class: 'export',
    weight: 3,
    words:
      /\b(export|portab|download (all )?my (data|history)|machine.readable|datenubertrag|daten herunterladen|telecharger mes donnees|descargar mis datos)/,
  },
  {
    class: 'access',
    weight: 3,
    words:
      /\b(subject access|copy of (all )?(my|the) (personal )?(data|information)|what (data|information) (do )?you (have|hold|store)|dsar|\bsar\b|auskunft|kopie meiner|welche daten|droit d.?acces|copie de mes|quelles donnees|derecho de acceso|acceso a mis datos|copia de mis|que datos)/,
  },
  {
    class: 'rectification',
    weight: 2,
    words:
      /\b(correct (my|the)|rectif|(wrong|incorrect|inaccurate|outdated) (name|data|e-?mail|address|information)|change my (name|e-?mail)|berichtig|korrigier|falsche(r|s|n)? (name|daten|adresse)|corrig(er|ez)|donnees (fausses|inexactes)|corregir|datos (incorrectos|inexactos))/,
  },
  {
    class: 'restriction',
    weight: 3,
    words:
      /\b(restrict(ion)? (of )?(the |my )?(processing|use|data)|stop processing|freeze my data|einschrankung|einschrank(en|t)|limit(er|ation|ez) (du|le|de|la|l.) ?traitement|limitacion del tratamiento|limitar el tratamiento)/,
  },
  {
    class: 'automated-decision-review',
    weight: 3,
    words:
      /\b(automated decision|human review|(was|got|been) (wrongly )?(blocked|banned|flagged)|automatisierte entscheidung|zu unrecht (gesperrt|blockiert)|decision automatisee|examen humain|decision(es)? automatizada|revision humana)/,
  },
  {
    class: 'consent-withdrawal',
    weight: 3,
    words:
      /\b((withdraw|revoke) (my )?consent|opt(ing)? out of training|einwilligung (zu )?(widerruf|zuruck)|widerrufe? .{0,30}einwilligung|retir(er|e) mon consentement|retir(ar|o) mi consentimiento|revoc(ar|o) mi consentimiento)/,
  },
  {
    class: 'objection',
    weight: 3,
    words:
      /\b(i object|object to|objection|unsubscribe|no (more )?(marketing|newsletter|promotion)|widersp(reche|ruch)|keine werbung|abbestell|je m.?oppose|opposition|desabonn|me opongo|oposicion|darme de baja)/,
  },
  {
    class: 'complaint',
    weight: 2,
    words: /\b(complain|complaint|beschwer|reclamation|plainte|queja|reclamacion|denuncia)/,
  },
];

/** Words that turn a wish round: «please do not delete my account» asks for nothing of the kind. */
const turnedRound =
  /\b(do not|don.?t|never|without|not want( you)? to|nicht|keinesfalls|ne (pas |voulez|veux)?|pas|no (quiero|borr|elimin|suprim))\b[^.!?\n]{0,25}$/;

/**
 * Suggests a class for a text in English, German, French or Spanish. What no rule knows is an inquiry: somebody reads it.
 * Quoted lines of an earlier mail are not counted.
 */
export function suggestClass(text: string): ClassSuggestion {
  const plain = withoutQuotes(text.slice(0, CASE_LIMITS.suggestedFrom)).normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const scored = rules
    .map((rule) => ({ class: rule.class, score: rule.weight * countOf(plain, rule.words) }))
    .filter(({ score }) => score > 0)
    // Ties stay in the order of the rules, in which what cannot wait comes first.
    .toSorted((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (!best) return { class: 'inquiry', confidence: 'low', alsoMentions: [] };
  const isClear = second === undefined || best.score >= 2 * second.score;
  const confidence = best.score < 3 ? 'low' : isClear ? 'high' : 'medium';
  return { class: best.class, confidence, alsoMentions: scored.slice(1).map((other) => other.class) };
}

/** How often a rule's words stand in the text as a wish; at most twice, so that repeating outweighs nothing. */
function countOf(text: string, words: RegExp): number {
  let count = 0;
  for (const found of text.matchAll(new RegExp(words, 'gu'))) {
    const before = text.slice(Math.max(0, found.index - 60), found.index);
    if (!turnedRound.test(before)) count += 1;
  }
  return Math.min(count, 2);
}

function withoutQuotes(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('>'))
    .join('\n');
}
