import type { Case, CaseClass, CaseDeadline, ClockName } from '@keepword/data-rights';
import type { Instant } from '@keepword/primitives';

/** What a case is about, to go after «your». */
export function matterOf({ class: caseClass, scope, channel }: Pick<Case, 'class' | 'scope'> & Partial<Pick<Case, 'channel'>>): string {
  if (channel === 'rule' && scope !== null && 'what' in scope && scope.what === 'creation') return 'picture that our team removed';
  if (caseClass === 'erasure' && scope !== null && 'what' in scope) return erasures[scope.what];
  if (scope !== null && 'against' in scope && scope.against === 'direct-marketing') return 'objection to marketing';
  return matters[caseClass];
}

const matters: Readonly<Record<CaseClass, string>> = {
  access: 'request to see your data',
  export: 'request for a copy of your data',
  rectification: 'request to correct your data',
  erasure: 'request to erase data',
  restriction: 'request to restrict what is done with your data',
  objection: 'objection',
  'automated-decision-review': 'request that a person looks at an automated decision',
  'consent-withdrawal': 'withdrawal of consent',
  complaint: 'complaint',
  'security-urgent': 'message about security',
  inquiry: 'message',
  'underage-report': 'report that somebody is too young for this service',
};

const erasures = {
  account: 'request to erase your account',
  prompts: 'request to erase your prompts',
  images: 'request to erase your pictures',
  creation: 'request to erase a creation',
} as const;

export const withArticle = (matter: string) => `${/^[aeiou]/.test(matter) ? 'an' : 'a'} ${matter}`;

/** What happens to files that come with a mail, and what to do instead. */
export function attachmentSentences(count: number): readonly string[] {
  if (count === 0) return [];
  const files = count === 1 ? 'The file that was attached was' : `The ${count} files that were attached were`;
  return [
    `${files} not taken in: we keep nothing that we have not asked for. What matters in ${count === 1 ? 'it' : 'them'}, please write into the text of an answer to this mail. Please send no copy of an identity document; a link or a sign-in proves who you are.`,
  ];
}

/** By when what is done, one sentence for each promise of time. */
export function deadlineSentences({ clocks }: Pick<Case, 'clocks'>): readonly string[] {
  const { acknowledgeBy, acknowledgeWith, respondBy, completeBy } = clocks;
  const replied = acknowledgeBy && acknowledgeWith === 'reply' && acknowledgeBy.dueAt < respondBy.dueAt;
  return [
    ...(replied ? [`Somebody of our team replies by ${moment(acknowledgeBy.dueAt)}.`] : []),
    `We answer by ${moment(respondBy.dueAt)}.`,
    ...(completeBy && isLater(completeBy, respondBy) ? [`All of it is done by ${moment(completeBy.dueAt)}.`] : []),
  ];
}

const isLater = (a: CaseDeadline, b: CaseDeadline) => a.dueAt > b.dueAt;

export const clockWords: Readonly<Record<ClockName, string>> = {
  acknowledge: 'a first reply',
  freeze: 'the closing of the account',
  respond: 'the answer',
  complete: 'the completion',
};

const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** `Friday, 4 December 2026, 08:00 UTC` */
export function moment(at: Instant): string {
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part['weekday']}, ${part['day']} ${part['month']} ${part['year']}, ${part['hour']}:${part['minute']} UTC`;
}

/** `4 December 2026`, in UTC */
export function day(at: Instant): string {
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part['day']} ${part['month']} ${part['year']}`;
}
