import type { CreationPage } from '@keepword/creations';
import { newId, type Id } from '@keepword/primitives';
import { historyFile } from './history-file.js';

const at = new Date('2026-03-01T08:00:00Z');

function view(prompt: string | null): CreationPage['items'][number] {
  return {
    creation: {
      id: newId(at),
      modality: 'image',
      state: 'succeeded',
      model: 'm',
      tier: 't',
      usedReference: false,
      quoted: 4,
      captured: 4,
      createdAt: at,
    },
    content: { prompt, look: null, parameters: { seed: 7, size: '1,2' } },
    outputs: [],
    retention: { expiresAt: null, reason: 'kept' },
  } as unknown as CreationPage['items'][number];
}

/** A listing that gives its views two at a time. */
function listing(views: readonly CreationPage['items'][number][]) {
  return async (cursor: Id | null): Promise<CreationPage> => {
    const from = cursor === null ? 0 : views.findIndex(({ creation }) => creation.id === cursor) + 1;
    const items = views.slice(from, from + 2);
    return { items, nextCursor: from + 2 < views.length ? (items.at(-1)?.creation.id ?? null) : null };
  };
}

async function textOf(views: readonly CreationPage['items'][number][], as: 'csv' | 'json'): Promise<string> {
  let text = '';
  for await (const piece of historyFile(listing(views), as)) text += piece;
  return text;
}

describe('the history as a file', () => {
  const views = ['a fox', 'two, "foxes"', null, '=cmd()', 'the last'].map(view);

  it('is one JSON array over all pages, in the order of the list', async () => {
    const listed = JSON.parse(await textOf(views, 'json')) as { id: string; prompt: string | null }[];
    expect(listed.map(({ id, prompt }) => [id, prompt])).toEqual(views.map(({ creation, content }) => [creation.id, content.prompt]));
    expect(JSON.parse(await textOf([], 'json'))).toEqual([]);
  });

  it('is CSV with a heading, a line for each, and nothing that a spreadsheet would run', async () => {
    const lines = (await textOf(views, 'csv')).split('\r\n');
    expect(lines).toHaveLength(views.length + 2);
    expect(lines[1]).toBe(
      `${views[0]?.creation.id},2026-03-01T08:00:00.000Z,,image,succeeded,m,t,a fox,,"{""seed"":7,""size"":""1,2""}",false,4,0,`,
    );
    expect(lines[2]).toContain(',"two, ""foxes""",');
    expect(lines[4]).toContain(`,'=cmd(),`);
    expect((await textOf([], 'csv')).split('\r\n')).toHaveLength(2);
  });
});
