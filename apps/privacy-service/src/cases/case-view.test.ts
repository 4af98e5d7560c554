import { caseView as caseShape } from '@keepword/contracts';
import {
  appendHistory,
  beginningOf,
  caseFrom,
  clocksOf,
  decide,
  evolve,
  type Actor,
  type CaseCommand,
  type CaseContent,
  type CaseEvent,
} from '@keepword/data-rights';
import { profile } from '@keepword/policy';
import { isRefusal, newId } from '@keepword/primitives';
import { caseView, conversation } from './case-view.js';

const received = new Date('2026-03-04T12:00:00Z');
const at = new Date('2026-03-04T13:00:00Z');
const krea = profile('fluxkrea');
const [caseId, subjectId] = [newId(received), newId(received)];
const person: Actor = { kind: 'person', subjectId };
const officer: Actor = { kind: 'staff', staffId: newId(received), roles: ['privacy-officer'] };
const otherOfficer: Actor = { kind: 'staff', staffId: newId(received), roles: ['privacy-officer'] };
const texts = new Map<string, string>();
const words = (text: string) => {
  const contentId = newId(at);
  texts.set(contentId, text);
  return contentId;
};

const opening = (): CaseEvent => ({
  kind: 'opened',
  sequence: 1,
  at: received,
  by: { kind: 'person', subjectId },
  caseId,
  reference: 'KW-7F3K-92QX',
  profileId: 'fluxkrea',
  policyVersion: '1',
  class: 'rectification',
  scope: null,
  channel: 'settings',
  requester: { kind: 'subject', subjectId },
  receivedAt: received,
  clocks: clocksOf(krea, 'rectification', received),
  follows: null,
  contentId: words('my name is wrong'),
});

/** The events of a case after commands that are all carried out. */
function eventsOf(...commands: readonly (readonly [CaseCommand, Actor])[]): CaseEvent[] {
  return commands.reduce<CaseEvent[]>(
    (events, [command, actor]) => {
      const decided = decide(caseFrom(events), command, actor, { profile: krea, at });
      if (isRefusal(decided)) throw new Error(`${command.kind}: ${decided.refused}`);
      return [...events, ...decided];
    },
    [opening()],
  );
}

const said = (events: readonly CaseEvent[]) => {
  const contents = [...texts].map(([contentId, text]): CaseContent => ({ contentId, caseId, kind: 'message', at, text }));
  return conversation(appendHistory(beginningOf(caseId), events), contents).map(({ from, text }) => [from, text]);
};

const proof: readonly [CaseCommand, Actor] = [
  { kind: 'verify', method: 'signed-in-session', subjectId, addressKey: null, authenticatedAt: at },
  person,
];

describe('a case as its person sees it', () => {
  it('has the shape of the contract, with every date', () => {
    const found = caseFrom([opening()]);
    const view = caseView(found);
    expect(caseShape.parse(view)).toEqual(view);
    expect(view).toMatchObject({ verification: 'needed', receivedAt: '2026-03-04T12:00:00.000Z', respondBy: '2026-04-03T12:00:00.000Z' });
    expect(caseView(eventsOf(proof).slice(1).reduce(evolve, found)).verification).toBe('verified');
  });

  it('names the export or the erasure that belongs to it', () => {
    const [first, second] = [newId(at), newId(at)];
    const action = (actionId: string, kind: 'export' | 'erasure') => ({
      actionId,
      action: kind,
      startedAt: at,
      finishedAt: null,
      coolingOffUntil: null,
    });
    const found = { ...caseFrom([opening()]), actions: [action(first, 'export'), action(second, 'export')] };
    expect(caseView(found)).toMatchObject({ exportId: second });
    expect(caseView({ ...found, actions: [action(first, 'erasure')] })).toMatchObject({ erasureId: first });
    expect(caseView({ ...found, actions: [] })).not.toHaveProperty('exportId');
  });

  it('shows what was said, and neither notes nor what was only proposed', () => {
    const events = eventsOf(
      proof,
      [{ kind: 'note', contentId: words('looks odd') }, officer],
      [{ kind: 'ask-person', contentId: words('which one?') }, officer],
      [{ kind: 'person-replied', contentId: words('the first'), addressKey: null }, person],
      [{ kind: 'propose-refusal', ground: 'data-is-accurate', contentId: words('it is right') }, officer],
    );
    expect(said(events)).toEqual([
      ['person', 'my name is wrong'],
      ['team', 'which one?'],
      ['person', 'the first'],
    ]);
  });

  it('gives a refusal its ground, both remedies and the explanation', () => {
    const explanation = words('we compared it');
    const events = eventsOf(
      proof,
      [{ kind: 'propose-refusal', ground: 'data-is-accurate', contentId: explanation }, officer],
      [{ kind: 'approve-refusal' }, otherOfficer],
    );
    const [from, text] = said(events).at(-1) ?? [];
    expect(from).toBe('team');
    for (const part of ['GDPR Art. 16', 'data protection authority', 'before a court', 'we compared it']) expect(text).toContain(part);
  });

  it('leaves out what was erased', () => {
    const kept = new Map(texts);
    texts.clear();
    expect(said(eventsOf(proof))).toEqual([['person', 'my name is wrong']]);
    texts.clear();
    expect(said([opening()].map((event) => ({ ...event, contentId: newId(at) }) as CaseEvent))).toEqual([]);
    for (const [id, text] of kept) texts.set(id, text);
  });
});
