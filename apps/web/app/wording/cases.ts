import type { CaseClassId, CaseScopeView, CaseStateId } from '@keepword/contracts';
import { minuteInWords } from './time.js';

const classes: Record<CaseClassId, string> = {
  access: 'Access to your data',
  export: 'A copy of your data',
  rectification: 'A correction',
  erasure: 'An erasure',
  restriction: 'A restriction',
  objection: 'An objection',
  'automated-decision-review': 'A review by a person',
  'consent-withdrawal': 'A consent taken back',
  complaint: 'A complaint',
  'security-urgent': 'An urgent security matter',
  inquiry: 'A question',
  'underage-report': 'A report about a child',
};

export const caseClassIds = Object.keys(classes) as readonly CaseClassId[];

const erased: Record<string, string> = {
  account: 'Erasure of the account',
  prompts: 'Erasure of all prompts',
  images: 'Erasure of all images',
  creation: 'Erasure of one creation',
};

/** What a case is about, with the part that was asked for. */
export function caseInWords(kind: CaseClassId, scope: CaseScopeView | null): string {
  if (scope && 'what' in scope) return erased[scope.what] ?? classes[kind];
  if (scope && 'recordId' in scope) return 'A review of what the filter stopped';
  if (scope && 'against' in scope) {
    return scope.against === 'direct-marketing' ? 'Objection to marketing' : 'Objection to what rests on our interests';
  }
  return classes[kind];
}

const states: Record<CaseStateId, string> = {
  received: 'Received',
  verifying: 'Waits for proof that it is yours',
  open: 'Being worked on',
  waiting: 'Waits for your answer',
  fulfilled: 'Done',
  refused: 'Refused',
  withdrawn: 'Taken back',
};

export const caseStateIds = Object.keys(states) as readonly CaseStateId[];

export function caseStateInWords(state: CaseStateId): string {
  return states[state];
}

export function hasEnded(state: CaseStateId): boolean {
  return state === 'fulfilled' || state === 'refused' || state === 'withdrawn';
}

interface Dated {
  state: CaseStateId;
  acknowledgeBy: string | null;
  respondBy: string | null;
  completeBy: string | null;
  endedAt: string | null;
}

/** What was promised until when; of a case that has ended, when that was. */
export function promisedDates({ state, acknowledgeBy, respondBy, completeBy, endedAt }: Dated): { what: string; at: string }[] {
  if (hasEnded(state)) return endedAt === null ? [] : [{ what: 'Ended', at: endedAt }];
  const dates = [
    { what: 'First answer by', at: acknowledgeBy },
    { what: 'Answered by', at: respondBy },
    { what: 'Carried out by', at: completeBy },
  ];
  return dates.flatMap(({ what, at }) => (at === null ? [] : [{ what, at }]));
}

/** The promises of a case in one line. */
export function promisedInWords(dated: Dated): string {
  return promisedDates(dated)
    .map(({ what, at }, index) => `${index === 0 ? what : what.toLowerCase()} ${minuteInWords(at)}`)
    .join(', ');
}

const actions: Record<string, string> = {
  export: 'Putting the copy together',
  erasure: 'Erasing',
  rectification: 'Correcting',
  restriction: 'Restricting',
  objection: 'Stopping what you object to',
  review: 'A person looks at it',
  'consent-withdrawal': 'Ending what the consent allowed',
  'account-closure': 'Closing the account',
};

export function actionInWords(kind: string): string {
  return actions[kind] ?? kind;
}

/** «generation.output» becomes «Generation output»: for names that have no words of their own. Words stay as they are. */
export function nameInWords(name: string): string {
  if (name.includes(' ')) return name;
  const words = name.replaceAll(/[._-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
