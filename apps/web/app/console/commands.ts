import type { ConsoleCommand } from '@keepword/contracts';

export type CommandKind = ConsoleCommand['kind'];

/** What a command asks for besides itself. */
export type Asks =
  | 'text'
  | 'text-if-any'
  | 'ground'
  | 'outcome'
  | 'action'
  | 'running-action'
  | 'member'
  | 'email-if-any'
  | 'class'
  | 'pause-reason'
  | 'substantive'
  | 'received-at'
  | 'lift-at';

interface CommandForm {
  readonly label: string;
  readonly asks: readonly Asks[];
  /** Ends something or cannot be taken back. */
  readonly grave?: true;
}

/** Every command of the console with what its form asks for, in the order in which it is shown. */
export const commandForms: Readonly<Record<CommandKind, CommandForm>> = {
  assign: { label: 'Assign', asks: ['member'] },
  acknowledge: { label: 'Acknowledge', asks: ['text-if-any'] },
  'require-verification': { label: 'Ask for proof of identity', asks: ['email-if-any'] },
  'ask-person': { label: 'Ask the person', asks: ['text'] },
  answer: { label: 'Answer', asks: ['text', 'substantive'] },
  note: { label: 'Note for the team', asks: ['text'] },
  'start-action': { label: 'Start an action', asks: ['action'] },
  'finish-action': { label: 'Finish an action', asks: ['running-action'] },
  fulfil: { label: 'Report as done', asks: ['outcome', 'text-if-any'], grave: true },
  'propose-refusal': { label: 'Propose a refusal', asks: ['ground', 'text'] },
  'approve-refusal': { label: 'Approve the refusal', asks: [], grave: true },
  'propose-erasure-of-paying-account': { label: 'Propose erasing a paying account', asks: ['text'] },
  'approve-erasure-of-paying-account': { label: 'Approve erasing a paying account', asks: [], grave: true },
  'decline-proposal': { label: 'Decline the proposal', asks: ['text'] },
  pause: { label: 'Pause the clocks', asks: ['pause-reason'] },
  resume: { label: 'Let the clocks run', asks: [] },
  freeze: { label: 'Freeze what it is about', asks: [], grave: true },
  reclassify: { label: 'Change the class', asks: ['class'] },
  'announce-lifting': { label: 'Announce that the restriction is lifted', asks: ['lift-at'], grave: true },
  'cancel-lifting': { label: 'Take the announced lifting back', asks: [] },
  reopen: { label: 'Open it again', asks: ['text', 'received-at'] },
  withdraw: { label: 'Take it back for the person', asks: [], grave: true },
};

export function isCommandKind(value: unknown): value is CommandKind {
  return typeof value === 'string' && Object.hasOwn(commandForms, value);
}

interface Situation {
  readonly commands: readonly string[];
  readonly proposal: string | null;
  readonly pause: object | null;
  readonly restriction: { readonly liftAt: string | null } | null;
  readonly actions: readonly { readonly finishedAt: string | null }[];
}

/** What a command needs besides a role and a state; offering it without would only make somebody read a refusal. */
const needs: Partial<Record<CommandKind, (shown: Situation) => boolean>> = {
  'finish-action': ({ actions }) => actions.some(({ finishedAt }) => finishedAt === null),
  'approve-refusal': ({ proposal }) => proposal === 'refusal',
  'approve-erasure-of-paying-account': ({ proposal }) => proposal === 'paying-erasure',
  'decline-proposal': ({ proposal }) => proposal !== null,
  'announce-lifting': ({ restriction }) => restriction !== null,
  'cancel-lifting': ({ restriction }) => restriction !== null && restriction.liftAt !== null,
  pause: ({ pause }) => pause === null,
  resume: ({ pause }) => pause !== null,
};

/** The commands that are offered and make sense now, in our order; what this page has no form for is left out. */
export function offeredCommands(shown: Situation): CommandKind[] {
  return (Object.keys(commandForms) as CommandKind[]).filter((kind) => shown.commands.includes(kind) && (needs[kind]?.(shown) ?? true));
}

/** What a form's fields say, as the body of the command; whether it holds is for the contract to say. @param read one field, trimmed */
export function commandBody(kind: CommandKind, read: (name: string) => string | undefined): Record<string, unknown> {
  const parts = commandForms[kind].asks.map((asks) => partOf(asks, read));
  return Object.fromEntries(Object.entries(Object.assign({ kind }, ...parts)).filter(([, value]) => value !== undefined));
}

function partOf(asks: Asks, read: (name: string) => string | undefined): Record<string, unknown> {
  switch (asks) {
    case 'text':
    case 'text-if-any':
      return { text: read('text') };
    case 'ground':
      return { ground: read('ground') };
    case 'outcome':
      return { outcome: read('outcome') };
    case 'action':
      return { action: read('action') };
    case 'running-action':
      return { actionId: read('actionId') };
    case 'email-if-any':
      return { email: read('email') };
    case 'member':
      return { to: read('to') ?? null };
    case 'class':
      return { class: read('class'), scope: scopeOf(read('scope')) };
    case 'pause-reason':
      return { reason: read('reason') };
    case 'substantive':
      return { substantive: read('substantive') === '1' };
    case 'lift-at':
      return { liftAt: instantOf(read('liftAt')) };
    case 'received-at':
      return { receivedAt: instantOf(read('receivedAt')) };
  }
}

/** What can be chosen in the fields that have a choice of their own; words stand in the contract, which a browser need not load. */
export const choices = {
  outcome: ['carried-out', 'nothing-held', 'answered'],
  action: ['rectification', 'review', 'consent-withdrawal', 'account-closure'],
  reason: ['awaiting-verification', 'awaiting-person', 'awaiting-third-party', 'legal-hold'],
} as const;

/** The parts that a class can be about, as the choice of a form: a value that holds the JSON of the contract, and its words. */
export const scopeChoices = [
  ['', 'As it is in the class'],
  ['{"what":"account"}', 'Erase: the account'],
  ['{"what":"prompts"}', 'Erase: all prompts'],
  ['{"what":"images"}', 'Erase: all images'],
  ['{"against":"direct-marketing"}', 'Object: marketing'],
  ['{"against":"legitimate-interests"}', 'Object: legitimate interests'],
] as const;

function scopeOf(choice: string | undefined): unknown {
  const known = scopeChoices.find(([value]) => value !== '' && value === choice);
  return known ? (JSON.parse(known[0]) as unknown) : undefined;
}

/** «2026-11-20T09:30» as browsers give it, taken as UTC. What is no instant is handed on for the contract to refuse. */
export function instantOf(typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(typed) ? `${typed.length === 16 ? `${typed}:00` : typed}Z` : typed;
}
