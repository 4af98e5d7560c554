import type { CreationPage } from '@keepword/creations';
import { csvLine, type Id } from '@keepword/primitives';
import { creationAnswer } from './creation-view.js';

type Listed = ReturnType<typeof creationAnswer>;

/**
 * Every creation of a listing, newest first, page by page, so that a long history takes no more memory than a short one
 * (`fluxkrea.rights.generation-history-download`). JSON holds an array of what `GET /v1/creations/{id}` answers; CSV (RFC 4180) has a heading.
 */
export async function* historyFile(pageAt: (cursor: Id | null) => Promise<CreationPage>, as: 'csv' | 'json'): AsyncGenerator<string> {
  yield as === 'csv' ? csvLine(columns) : '[';
  let cursor: Id | null = null;
  let isFirst = true;
  do {
    const page: CreationPage = await pageAt(cursor);
    const items = page.items.map(creationAnswer);
    if (items.length > 0) {
      yield as === 'csv'
        ? items.map((item) => csvLine(cellsOf(item))).join('')
        : `${isFirst ? '' : ','}\n${items.map((item) => JSON.stringify(item)).join(',\n')}`;
      isFirst = false;
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  if (as === 'json') yield '\n]\n';
}

const columns = [
  'id',
  'createdAt',
  'finishedAt',
  'modality',
  'state',
  'model',
  'tier',
  'prompt',
  'look',
  'parameters',
  'usedReference',
  'credits',
  'pictures',
  'expiresAt',
] as const;

function cellsOf(listed: Listed): (string | number | null)[] {
  const { id, createdAt, finishedAt, modality, state, model, tier, prompt, look, parameters, usedReference } = listed;
  return [
    id,
    createdAt,
    finishedAt,
    modality,
    state,
    model,
    tier,
    prompt,
    look === null ? null : JSON.stringify(look),
    JSON.stringify(parameters),
    String(usedReference),
    listed.credits.captured,
    listed.outputs.length,
    listed.retention.expiresAt,
  ];
}
