import { consoleCommand } from '@keepword/contracts';
import { choices, commandBody, commandForms, instantOf, isCommandKind, offeredCommands, type CommandKind } from './commands.js';

const id = '01953e2b-7c00-7000-8000-000000000001';
const filled: Record<string, string> = {
  text: 'Words',
  ground: 'excessive',
  outcome: 'answered',
  action: 'review',
  actionId: id,
  to: id,
  class: 'erasure',
  scope: '{"what":"prompts"}',
  reason: 'awaiting-person',
  substantive: '1',
  receivedAt: '2026-11-20T09:30',
};
const kinds = Object.keys(commandForms) as CommandKind[];

describe('the commands of the console', () => {
  it('has a form for each that the contract knows', () => {
    const known = consoleCommand.options.map((option) => option.shape.kind.value);
    expect(kinds.toSorted()).toEqual(known.toSorted());
  });

  it.each(kinds)('%s, filled in, is what the contract takes', (kind) => {
    expect(consoleCommand.safeParse(commandBody(kind, (name) => filled[name])).error?.issues).toBeUndefined();
  });

  it.each([
    ['fulfil', 'outcome'],
    ['start-action', 'action'],
    ['pause', 'reason'],
  ] as const)('%s has every %s that the contract knows to choose from', (kind, name) => {
    const taken = (value: string) =>
      consoleCommand.safeParse(commandBody(kind, (asked) => (asked === name ? value : filled[asked]))).success;
    const option = consoleCommand.options.find(({ shape }) => shape.kind.value === kind);
    const shape = option?.shape as unknown as Record<string, { options: string[] }> | undefined;
    expect(choices[name]).toEqual(shape?.[name]?.options);
    expect(choices[name].every(taken)).toBe(true);
  });

  it('leaves out what was not filled in, so that the contract can say what is missing', () => {
    expect(commandBody('answer', () => undefined)).toEqual({ kind: 'answer', substantive: false });
    expect(commandBody('assign', () => undefined)).toEqual({ kind: 'assign', to: null });
    expect(commandBody('reclassify', (name) => (name === 'scope' ? '{"what":"everything"}' : 'access'))).toEqual({
      kind: 'reclassify',
      class: 'access',
    });
  });

  const still = { proposal: null, pause: null, restriction: null, actions: [] };

  it('offers only what the service offers and this page knows', () => {
    expect(offeredCommands({ ...still, commands: ['note', 'assign', 'something-new'] })).toEqual(['assign', 'note']);
    expect([isCommandKind('note'), isCommandKind('toString'), isCommandKind(undefined)]).toEqual([true, false, false]);
  });

  it('offers nothing that lacks what it is about', () => {
    const lacking = kinds.filter((kind) => !offeredCommands({ ...still, commands: kinds }).includes(kind));
    expect(lacking).toEqual([
      'finish-action',
      'approve-refusal',
      'approve-erasure-of-paying-account',
      'decline-proposal',
      'resume',
      'announce-lifting',
      'cancel-lifting',
    ]);
    const busy = {
      commands: kinds,
      proposal: 'refusal',
      pause: {},
      restriction: { liftAt: '2026-12-01T00:00:00.000Z' },
      actions: [{ finishedAt: null }],
    };
    expect(kinds.filter((kind) => !offeredCommands(busy).includes(kind))).toEqual(['approve-erasure-of-paying-account', 'pause']);
  });

  it('takes typed times as UTC', () => {
    expect(instantOf('2026-11-20T09:30')).toBe('2026-11-20T09:30:00Z');
    expect(instantOf('2026-11-20T09:30:15')).toBe('2026-11-20T09:30:15Z');
    expect([instantOf('yesterday'), instantOf(undefined)]).toEqual(['yesterday', undefined]);
  });
});
