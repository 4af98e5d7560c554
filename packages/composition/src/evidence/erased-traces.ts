import { idsEverywhere, type PostgresErasureRuns } from '@keepword/database';
import type { ObjectStore } from '@keepword/creations';
import type { ErasurePlan, ErasureScope, PlanHasGaps } from '@keepword/data-rights';
import { isId, isRefusal, type Id, type SubjectId } from '@keepword/primitives';
import type { DataSource } from 'typeorm';
import type { ReplayLog } from '../erasure/replay-log.js';

export interface ErasedTracesPorts {
  /** As the role `participant_erasure`, which reads whatever is about a person. */
  readonly database: DataSource;
  readonly objects: Pick<ObjectStore, 'list'>;
  readonly log: Pick<ReplayLog, 'entries' | 'nameOf'>;
  readonly runs: Pick<PostgresErasureRuns, 'running' | 'find'>;
  /** Everybody whom a job of the queue names, in every state that it remembers. */
  subjectsOfJobs(): Promise<ReadonlySet<string>>;
  plan(scope: ErasureScope, subjectId: SubjectId): Promise<ErasurePlan | PlanHasGaps>;
}

export interface ErasedTraces {
  /** Erased people who were looked for. */
  readonly people: number;
  /** In how many places somebody was found who must not be there. */
  readonly traces: number;
  /** The places' names, each once; nothing that leads to a person. */
  readonly places: readonly string[];
}

/**
 * Looks for whom the replay log calls erased: in every column that can hold an id, in the objects' keys and in the queue's jobs. Nobody keeps a list of
 * erased people; the log's keyed hashes tell an id that is found from one that is not. Left out is what their erasure's plan keeps (an order to keep it,
 * the request itself), and whose erasure is under way.
 */
export async function searchErased(ports: ErasedTracesPorts): Promise<ErasedTraces> {
  const { log } = ports;
  const erased = new Set(
    (await log.entries()).flatMap((entry) => (entry.kind === 'erasure' && entry.scope === 'account' ? entry.subject : [])),
  );
  if (erased.size === 0) return { people: 0, traces: 0, places: [] };
  const underWay = await subjectsUnderWay(ports);
  const known = new Map<string, boolean>();
  const isErased = (id: string) => {
    if (!isId(id) || underWay.has(id)) return false;
    const answer = known.get(id) ?? erased.has(log.nameOf(id));
    if (known.size >= remembered) known.clear();
    known.set(id, answer);
    return answer;
  };
  const found = new Map<SubjectId, Set<string>>();
  const note = (id: string, place: string) => {
    if (isErased(id)) found.set(id, (found.get(id) ?? new Set()).add(place));
  };
  for await (const { id, place } of idsEverywhere(ports.database)) note(id, place);
  for await (const key of ports.objects.list('')) note(key.split('/')[1] ?? '', `objects/${key.split('/')[0]}`);
  for (const id of await ports.subjectsOfJobs()) note(id, 'queue');
  return { people: erased.size, ...(await withoutKept(ports, found)) };
}

/** Ids whose answer is kept at hand: the same few people stand in many rows after each other. */
const remembered = 100_000;

/** Purges that have begun and are not through; what they still hold is theirs to report. */
async function subjectsUnderWay({ runs }: ErasedTracesPorts): Promise<ReadonlySet<Id>> {
  const found = await Promise.all((await runs.running()).map((id) => runs.find(id)));
  return new Set(found.flatMap((run) => run?.subjectId ?? []));
}

async function withoutKept(
  { plan }: ErasedTracesPorts,
  found: ReadonlyMap<SubjectId, ReadonlySet<string>>,
): Promise<Omit<ErasedTraces, 'people'>> {
  const places = new Set<string>();
  let traces = 0;
  for (const [subjectId, where] of found) {
    const planned = await plan({ kind: 'account' }, subjectId);
    if (isRefusal(planned)) throw new Error(`it cannot be told what may be left of an erased person: ${planned.gaps.join('; ')}`);
    const kept = new Set([
      ...planned.tables.filter(({ kept: rows }) => rows.some(({ how }) => how === 'kept')).map(({ table }) => table),
      ...planned.prefixes.filter(({ outcome }) => outcome === 'kept').map(({ prefix }) => `objects/${prefix.replace(/\/$/, '')}`),
    ]);
    for (const place of where) {
      if (kept.has(place) || kept.has(place.split('.')[0] ?? '')) continue;
      traces += 1;
      places.add(place);
    }
  }
  return { traces, places: [...places].toSorted() };
}
