import { describePeriod } from '@keepword/primitives';
import type { Profile } from '../../profile-schema.js';
import { collectionOf } from '../../queries/collection.js';
import { backupRetention, retentionOf, type Retention } from '../../queries/retention.js';
import { dataCategories, dataCategoryIds, type DataCategory, type RetentionTrigger } from '../../vocabulary.js';
import { listed, uncapitalised } from '../../wording.js';
import { paragraph, table, type Section } from '../document.js';
import { originWords } from '../words.js';

const triggerWords: Readonly<Record<RetentionTrigger, string>> = {
  created: 'after it was made',
  'last-activity': 'after you were last active',
  'account-deleted': 'after the account was deleted',
  'case-received': 'after your request arrived',
  transaction: 'after the transaction',
};

/** How long each category is kept, with the origin of every rule. */
export function retentionSection(profile: Profile): Section {
  const rules = retained(profile);
  return {
    id: 'retention',
    heading: 'How long it is kept',
    blocks: [
      paragraph(
        'Every period is the longest one. It holds for previews, caches and what a vendor keeps for us too; backups have a table of their own.',
      ),
      table(
        'Retention',
        ['What', 'Kept', 'Origin'],
        rules.map((rule) => [dataCategories[rule.category].label, `${ruleWords(rule)}.`, ruleOrigin(rule)]),
      ),
      table(
        'Backups',
        ['Copies', 'Kept', 'Origin'],
        backupRetention(profile).map(({ scope, after, keyDestruction, origin }) => [
          { all: 'Backups', database: 'Backups of the database', 'object-store': 'Copies of pictures and files' }[scope],
          `At most ${describePeriod(after)}${keyDestruction ? '; encrypted content in them becomes unreadable earlier, when its key is destroyed' : ''}.`,
          originWords[origin],
        ]),
      ),
      ...inactivity(profile),
    ],
  };
}

/** One rule for each category that is collected or has a rule of its own. */
function retained(profile: Profile): Retention[] {
  const collected = new Set(collectionOf(profile).map(({ category }) => category));
  return dataCategoryIds.flatMap((category) => {
    const rule = retentionOf(profile, category);
    return rule !== null && (collected.has(category) || rule.rule === 'never-stored') ? [rule] : [];
  });
}

/** One rule in words, without its full stop. */
export function ruleWords(rule: Retention): string {
  const { after, min, trigger, exceptions, afterwards, until = [], onErasure, law, transientMax } = rule;
  const from = trigger ? ` ${startWords(rule.category, trigger)}` : '';
  const longest = after === undefined ? '' : describePeriod(after);
  switch (rule.rule) {
    case 'never-stored':
      return transientMax === undefined ? 'Never stored' : `Never stored; in memory for at most ${describePeriod(transientMax)}`;
    case 'session':
      return 'Until your session ends';
    case 'until-event': {
      const words = { unsubscribe: 'you unsubscribe', 'user-delete': 'you delete it' };
      return `Until ${listed(
        until.map((event) => words[event]),
        'or',
      )}; then only a keyed hash stays, so that you are not written to again`;
    }
    case 'legal':
      return `${longest}${from}, ${law === undefined ? 'as bookkeeping law commonly asks' : { tax: 'as tax law asks', 'financial-regulation': 'as financial rules ask' }[law]}${
        onErasure ? '; when you delete your account the row loses your name and email' : ''
      }`;
    case 'timed':
      if (trigger === 'last-activity' && afterwards !== undefined)
        return `Until you delete your account or it has been idle for ${longest}${afterwardsWords(afterwards)}`;
      return `${min === undefined ? 'At most' : `At least ${describePeriod(min)} and at most`} ${longest}${from}${
        exceptions.includes('saved-to-project') ? ', or as long as it is in a project' : ''
      }${afterwardsWords(afterwards)}`;
    case 'while-active':
      return `As long as your account is active${afterwardsWords(afterwards)}`;
    case 'until-account-deleted':
      return `Until the account is deleted${afterwardsWords(afterwards)}`;
    case 'until-user-deletes':
      return `Until you delete it${afterwardsWords(afterwards)}${rule.purgeWithin ? `; then gone from the service within ${describePeriod(rule.purgeWithin)}` : ''}`;
  }
}

/** «Made» for what a person creates, «recorded» for what the service notes down. */
function startWords(category: DataCategory, trigger: RetentionTrigger): string {
  if (trigger === 'created' && !category.startsWith('generation.')) return 'after it was recorded';
  if (trigger === 'last-activity' && category === 'communication.support') return 'after your last message';
  return triggerWords[trigger];
}

function afterwardsWords(afterwards: Retention['afterwards']): string {
  if (afterwards === undefined) return '';
  if ('with' in afterwards) return ' or your account ends';
  const since =
    { 'account-deleted': 'of its deletion', 'case-received': 'of your request' }[afterwards.from as string] ??
    triggerWords[afterwards.from];
  return `, then gone within ${describePeriod(afterwards.after)} ${since}`;
}

function ruleOrigin({ origin, afterOrigin, afterwardsOrigin }: Retention): string {
  const inner = afterOrigin ?? afterwardsOrigin;
  return inner === undefined || inner === origin
    ? originWords[origin]
    : `${originWords[origin]}; the number is ${originWords[inner].toLowerCase()}`;
}

function inactivity(profile: Profile) {
  const account = retentionOf(profile, 'account.identity');
  if (account?.rule !== 'timed' || account.trigger !== 'last-activity') return [];
  return [
    paragraph(
      `Signing in, creating, buying and calling the API count as activity; a mail that you open or a renewal does not. We warn you ${listed(
        account.warnings.map((before) => describePeriod(before)),
      )} before an idle account ends (the warnings are ${uncapitalised(originWords.default)}). Credits that are left end with it.`,
    ),
  ];
}
