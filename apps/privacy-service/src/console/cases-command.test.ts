import { consoleCommand, type ConsoleCommand } from '@keepword/contracts';
import { commandRules } from '@keepword/data-rights';
import { newId } from '@keepword/primitives';
import { caseCommandOf } from './cases-command.js';

const at = new Date('2026-03-04T13:00:00Z');
const actionId = newId(at);
/** What only the platform itself or the person does. */
const notForTheTeam = ['verify', 'verification-failed', 'person-replied', 'lapse', 'lift', 'merge', 'absorb'];

describe('what the team can ask of a case', () => {
  it('is every command that the rules give to one of its roles, and nothing else', () => {
    const offered = consoleCommand.options.map(({ shape }) => shape.kind.value);
    expect([...offered, ...notForTheTeam].toSorted()).toEqual(Object.keys(commandRules).toSorted());
  });

  it('names its words by id and brings them along', () => {
    const asked: readonly ConsoleCommand[] = [
      { kind: 'acknowledge', text: 'hello' },
      { kind: 'note', text: 'hello' },
      { kind: 'ask-person', text: 'hello' },
      { kind: 'answer', text: 'hello', substantive: true },
      { kind: 'propose-refusal', ground: 'excessive', text: 'hello' },
      { kind: 'propose-erasure-of-paying-account', text: 'hello' },
      { kind: 'decline-proposal', text: 'hello' },
      { kind: 'fulfil', outcome: 'answered', text: 'hello' },
      { kind: 'reopen', text: 'hello' },
    ];
    for (const one of asked) {
      const { command, contents } = caseCommandOf(one, actionId, at);
      expect(contents).toMatchObject([{ text: 'hello' }]);
      expect(Object.values(command)).toContain(contents[0]?.contentId);
      expect(JSON.stringify(command)).not.toContain('hello');
    }
  });

  it('brings no words where none were written', () => {
    expect(caseCommandOf({ kind: 'fulfil', outcome: 'carried-out' }, actionId, at)).toEqual({
      command: { kind: 'fulfil', outcome: 'carried-out', answerContentId: null },
      contents: [],
    });
    expect(caseCommandOf({ kind: 'start-action', action: 'review' }, actionId, at).command).toMatchObject({
      actionId,
      payingAccount: false,
    });
    expect(caseCommandOf({ kind: 'reclassify', class: 'access' }, actionId, at).command).toMatchObject({ scope: null });
  });
});
