import type { CaseClassId, CaseScopeView } from '@keepword/contracts';

/** Something that a person can ask for, in their words and in ours. */
export interface Wish {
  readonly id: string;
  readonly words: string;
  readonly class: CaseClassId;
  readonly scope?: CaseScopeView;
  /** Without a message nobody could know what is meant. */
  readonly needsMessage?: true;
}

export const wishes: readonly Wish[] = [
  { id: 'inquiry', words: 'Ask a question', class: 'inquiry', needsMessage: true },
  { id: 'access', words: 'Know what you hold of me', class: 'access' },
  { id: 'export', words: 'Get a copy of my data', class: 'export' },
  { id: 'rectification', words: 'Have something about me corrected', class: 'rectification', needsMessage: true },
  { id: 'erase-account', words: 'Have my account and all its data erased', class: 'erasure', scope: { what: 'account' } },
  { id: 'erase-prompts', words: 'Have all my prompts erased', class: 'erasure', scope: { what: 'prompts' } },
  { id: 'erase-images', words: 'Have all my images erased', class: 'erasure', scope: { what: 'images' } },
  { id: 'restriction', words: 'Have my data kept, but not used', class: 'restriction' },
  { id: 'no-marketing', words: 'Get no more marketing', class: 'objection', scope: { against: 'direct-marketing' } },
  {
    id: 'no-interests',
    words: 'Object to a use that rests on your own interests',
    class: 'objection',
    scope: { against: 'legitimate-interests' },
  },
  { id: 'review', words: 'Have a person look at an automatic decision', class: 'automated-decision-review' },
  { id: 'consent-withdrawal', words: 'Take back a consent that I gave', class: 'consent-withdrawal' },
  { id: 'complaint', words: 'Complain', class: 'complaint', needsMessage: true },
  { id: 'security-urgent', words: 'Report a security problem, urgently', class: 'security-urgent', needsMessage: true },
  { id: 'underage-report', words: 'Report the account of a child', class: 'underage-report', needsMessage: true },
];

export function wishById(id: string | undefined): Wish | undefined {
  return wishes.find((wish) => wish.id === id);
}
