import type { RecordFolder } from '../record-folder.js';
import { missing, StripeRefusal } from './stripe-refusal.js';
import { newStripeId, type StripeObject } from './stripe-objects.js';

export interface RedactionJob extends StripeObject {
  readonly object: 'privacy.redaction_job';
  readonly livemode: false;
  readonly objects: Readonly<Record<string, readonly string[] | undefined>>;
  readonly status: 'validating' | 'ready' | 'redacting' | 'succeeded';
  readonly validation_behavior: 'error' | 'fix';
}

type AnyRecord = { readonly id: string };

/** What may name a person, wherever it stands in an object. */
const personal = new Set(['email', 'customer_email', 'receipt_email', 'name', 'phone', 'postal_code', 'city', 'line1', 'line2', 'last4']);
/** How one object names another that is redacted with it. */
const relations = ['payment_intent', 'charge', 'latest_charge', 'customer', 'subscription', 'invoice', 'latest_invoice'];

/** Stripe's redaction jobs: a job is validated, run and done by the next time it is looked at. */
export class StripeRedaction {
  /** @param holders everything that holds objects; @param copies what repeats them: events, kept answers */
  constructor(
    private readonly jobs: RecordFolder<RedactionJob>,
    private readonly holders: readonly RecordFolder<AnyRecord>[],
    private readonly copies: readonly RecordFolder<AnyRecord>[],
  ) {}

  create(objects: RedactionJob['objects'], behaviour: RedactionJob['validation_behavior'], created: number): RedactionJob {
    const known = new Set(this.holders.flatMap((folder) => folder.all().map(({ id }) => id)));
    for (const id of rootsOf(objects)) if (!known.has(id)) throw missing('object', id);
    return this.jobs.put({
      id: newStripeId('prj'),
      object: 'privacy.redaction_job',
      created,
      livemode: false,
      objects,
      status: 'validating',
      validation_behavior: behaviour,
    });
  }

  /** As it stands; what takes the real one a while is over when it is asked for again. */
  show(id: string): RedactionJob {
    const job = this.#job(id);
    if (job.status === 'validating') return this.jobs.put({ ...job, status: 'ready' });
    return job.status === 'redacting' ? this.jobs.put({ ...job, status: 'succeeded' }) : job;
  }

  run(id: string): RedactionJob {
    const job = this.#job(id);
    if (job.status !== 'ready') throw new StripeRefusal(400, `A job that is ${job.status} cannot be run.`);
    const graph = this.#related(new Set(rootsOf(job.objects)));
    for (const folder of this.holders) for (const one of folder.all()) if (graph.has(one.id)) folder.put(redacted(one));
    for (const folder of this.copies) for (const one of folder.all()) if (mentions(one, graph)) folder.put(redacted(one));
    return this.jobs.put({ ...job, status: 'redacting' });
  }

  /** Whatever refers to one of them, or is referred to. */
  #related(roots: ReadonlySet<string>): ReadonlySet<string> {
    const found = new Set(roots);
    for (let before = -1; before !== found.size;) {
      before = found.size;
      for (const one of this.holders.flatMap((folder) => folder.all())) {
        const named = namesOf(one);
        if (!found.has(one.id) && !named.some((id) => found.has(id))) continue;
        for (const id of [one.id, ...named]) found.add(id);
      }
    }
    return found;
  }

  #job(id: string): RedactionJob {
    const job = this.jobs.get(id);
    if (!job) throw missing('privacy.redaction_job', id);
    return job;
  }
}

const rootsOf = (objects: RedactionJob['objects']) => Object.values(objects).flatMap((ids) => ids ?? []);

function namesOf(one: AnyRecord): string[] {
  return Object.entries(one).flatMap(([key, value]: [string, unknown]) =>
    relations.includes(key) && typeof value === 'string' ? [value] : [],
  );
}

function mentions(value: unknown, ids: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return ids.has(value);
  return typeof value === 'object' && value !== null && Object.values(value).some((part) => mentions(part, ids));
}

function redacted<Content extends AnyRecord>(one: Content): Content {
  return withoutPersonal(one) as Content;
}

function withoutPersonal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPersonal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]: [string, unknown]) => [
      key,
      personal.has(key) && typeof part === 'string' ? '[redacted]' : withoutPersonal(part),
    ]),
  );
}
