import type { DataCategory } from '@keepword/policy';
import type { Instant } from '@keepword/primitives';
import type { ErasureCertificate } from '../certificate/certificate.js';
import type { ErasureRun, RunStep } from './erasure-run.js';
import type { SurveyedKept, SurveyedPlace } from './participant.js';

/**
 * What a run has measured, as a certificate: counts by the survey before and by the search after, never what a participant says it did.
 * @throws Error while a step of our own is not done, or for a final one while any step is not
 */
export function certificateOf(run: ErasureRun, state: 'provisional' | 'final', at: Instant): ErasureCertificate {
  const waiting = run.steps.find((step) => step.state !== 'done' && (state === 'final' || step.group !== 'vendors'));
  if (waiting) throw new Error(`there is no ${state} certificate while ${waiting.id} is not done`);
  const { scope } = run.plan;
  const verified = run.steps.filter(({ kind, group }) => kind === 'verify' && group !== 'vendors');
  const raw = run.steps.filter(({ kind }) => kind === 'raw-check');
  const ours = placesOf(run, (step) => step.group !== 'vendors');
  const found = new Map([...verified, ...raw].flatMap(({ searched }) => searched.map((one) => [one.place, one.found] as const)));
  const counted = ({ place, count, kept }: SurveyedPlace) => {
    const remaining = found.get(place) ?? 0;
    const keptRows = sum(kept.map((one) => one.count));
    return { counted: count, deleted: Math.max(0, count - keptRows - remaining), kept: keptRows, remaining };
  };
  const objects = ours.filter(({ kind }) => kind === 'objects');
  return {
    format: 'keepword-erasure-certificate',
    // A run that was surveyed before bytes were measured must not say that there were none.
    version: objects.every(({ bytes }) => bytes !== undefined) ? 2 : 1,
    id: run.id,
    caseReference: run.caseReference,
    profileId: run.profileId,
    policyDigest: run.policyDigest,
    scope: { kind: scope.kind, ...(scope.kind === 'creations' ? { creations: scope.creationIds.length } : {}) },
    state,
    requestedAt: run.requestedAt.toISOString(),
    purgedAt: latest(
      run.steps.filter(({ kind, group }) => kind === 'erase' && group !== 'vendors'),
      run.requestedAt,
    ),
    issuedAt: at.toISOString(),
    tables: ours
      .filter(({ kind }) => kind === 'table')
      .map((place) => ({ table: place.place, ...counted(place) }))
      .toSorted((a, b) => (a.table < b.table ? -1 : 1)),
    places: ours
      .filter(({ kind }) => kind === 'place')
      .map((place) => {
        const { kept: _, ...counts } = counted(place);
        return { place: place.place, ...counts };
      }),
    objects: {
      count: sum(objects.map(({ count }) => count)),
      bytes: sum(objects.map(({ bytes }) => bytes ?? 0)),
      remaining: sum(objects.map(({ place }) => found.get(place) ?? 0)),
    },
    vendors: vendorsOf(run),
    kept: keptOf(ours),
    verification: searchOf(verified, at),
    rawCheck: searchOf(raw, at),
    keyDestroyedAt: keyDestroyedAt(run, at),
    previousCertificate: run.certificates.at(-1)?.digest ?? null,
  };
}

/** Null where no step destroyed it: for a part of the data, and while an order keeps something that it opens. */
function keyDestroyedAt({ steps }: ErasureRun, at: Instant): string | null {
  const keys = steps.filter(({ group }) => group === 'keys');
  return keys.length > 0 ? latest(keys, at) : null;
}

function placesOf(run: ErasureRun, of: (step: RunStep) => boolean): SurveyedPlace[] {
  const surveyed = run.steps.filter((step) => step.kind === 'survey' && of(step));
  return surveyed.flatMap(({ participant }) => run.surveys[participant]?.places ?? []);
}

const noAnswer = { receiptId: null, at: null, checkedAgainAt: null };

function vendorsOf(run: ErasureRun): ErasureCertificate['vendors'] {
  const asked = run.steps.flatMap((step): ErasureCertificate['vendors'] => {
    if (step.kind !== 'erase' || step.group !== 'vendors') return [];
    const check = run.steps.find(({ kind, participant }) => kind === 'verify' && participant === step.participant);
    const recipient = run.recipients[step.participant] ?? step.participant;
    // Said to be erased and not yet searched is not erased.
    const settled = step.state === 'done' && check?.state === 'done' && step.outcome !== null;
    if (!settled || step.outcome === null) return [{ recipient, state: 'pending', ...noAnswer }];
    if (step.outcome === 'not-supported') return [{ recipient, state: step.outcome, ...noAnswer }];
    const at = step.doneAt?.toISOString() ?? null;
    return [{ recipient, state: step.outcome, receiptId: step.receiptId, at, checkedAgainAt: check.doneAt?.toISOString() ?? null }];
  });
  const unasked = run.unserved.map((recipient) => ({ recipient, state: 'not-supported' as const, ...noAnswer }));
  return [...asked, ...unasked].toSorted((a, b) => (a.recipient < b.recipient ? -1 : 1));
}

/** One line for each category and ground, over all tables; until the last of its rows goes. */
function keptOf(places: readonly SurveyedPlace[]): ErasureCertificate['kept'] {
  const lines = new Map<string, SurveyedKept>();
  for (const one of places.flatMap(({ kept }) => kept)) {
    if (one.count === 0) continue;
    const name = `${one.category} ${one.how} ${one.reason} ${one.law ?? ''}`;
    const known = lines.get(name);
    lines.set(name, known ? { ...one, count: known.count + one.count, until: later(known.until, one.until) } : one);
  }
  const sorted = [...lines].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, { category, how, reason, law, count, until }]) => ({
    category: category satisfies DataCategory,
    how,
    reason,
    law,
    rows: count,
    until: until?.toISOString() ?? null,
  }));
}

function searchOf(steps: readonly RunStep[], at: Instant): ErasureCertificate['verification'] {
  const searched = [...new Set(steps.flatMap((step) => step.searched.map(({ place }) => place)))].toSorted();
  const hits = sum(steps.flatMap((step) => step.searched.map(({ found }) => found)));
  if (hits > 0) throw new Error('there is no certificate over a search that found something');
  return { at: latest(steps, at), searched, hits: 0 };
}

function latest(steps: readonly RunStep[], otherwise: Instant): string {
  const times = steps.flatMap(({ doneAt }) => (doneAt ? [doneAt.getTime()] : []));
  return new Date(times.length > 0 ? Math.max(...times) : otherwise.getTime()).toISOString();
}

const later = (a: Instant | null, b: Instant | null) => (a === null || b === null ? null : a > b ? a : b);
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
