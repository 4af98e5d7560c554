import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@keepword/primitives';
import type { ImageEngine } from './image-engine.js';
import { misreadPicture } from './misread-picture.js';
import type { PictureFormat } from './picture-request.js';

export type RunStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';

/** What a vendor's API was asked for, in the words of the engine. */
export interface RunOrder {
  readonly model: string;
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly count: number;
  readonly format: PictureFormat;
  readonly referenceStrength: number | null;
}

/** One prediction as a stand-in keeps it. `details` is what only that vendor's protocol knows. */
export interface Run<Details> {
  readonly id: string;
  /** Null when the order was dropped after the end, as the caller wished. */
  order: RunOrder | null;
  details: Details;
  status: RunStatus;
  percent: number;
  error: string | null;
  outputCount: number;
  readonly createdAt: string;
  startedAt: string | null;
  completedAt: string | null;
}

export type RunMoment = 'start' | 'progress' | 'completed';

export interface RunsOptions<Details> {
  readonly engine: ImageEngine;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly onMoment: (run: Run<Details>, moment: RunMoment) => void;
}

const keptMs = 60 * 60_000;
const sweepMs = 5_000;
const slowMs = 8_000;
const runsMax = 5_000;

/**
 * The predictions of one stand-in: queued, run by the engine, kept for an hour of the stack's clock after their end, one small file each. A run
 * that the end of the process interrupted is run again at the next start.
 */
export class PredictionRuns<Details> {
  readonly #runs = new Map<string, Run<Details>>();
  readonly #aborts = new Map<string, AbortController>();
  readonly #sweeper: NodeJS.Timeout;
  readonly #dir: string;

  constructor(private readonly options: RunsOptions<Details>) {
    this.#dir = path.join(options.dataDir, 'predictions');
    mkdirSync(this.#dir, { recursive: true });
    for (const file of readdirSync(this.#dir).filter((name) => name.endsWith('.json'))) {
      const run = JSON.parse(readFileSync(path.join(this.#dir, file), 'utf8')) as Run<Details>;
      if (!isOver(run)) Object.assign(run, { status: 'queued', percent: 0, outputCount: 0 });
      this.#runs.set(run.id, run);
    }
    this.sweep();
    for (const run of this.#runs.values()) if (!isOver(run)) void this.#execute(run);
    this.#sweeper = setInterval(() => this.sweep(), sweepMs);
    this.#sweeper.unref();
  }

  get(id: string): Run<Details> | null {
    this.sweep();
    return this.#runs.get(id) ?? null;
  }

  /** How many runs were accepted before this one and wait still. */
  position(run: Run<Details>): number {
    let before = 0;
    for (const other of this.#runs.values()) {
      if (other.id === run.id) break;
      if (other.status === 'queued') before += 1;
    }
    return before;
  }

  start(id: string, order: RunOrder, details: Details, reference: Uint8Array | null): Run<Details> {
    this.sweep();
    if (this.#runs.size >= runsMax) throw new Error('too many predictions are kept');
    const run: Run<Details> = {
      id,
      order,
      details,
      status: 'queued',
      percent: 0,
      error: null,
      outputCount: 0,
      createdAt: this.#now(),
      startedAt: null,
      completedAt: null,
    };
    if (reference) writeFileSync(this.#file(id, 'reference'), reference, { mode: 0o600 });
    this.#runs.set(id, run);
    this.save(run);
    void this.#execute(run);
    return run;
  }

  cancel(run: Run<Details>): void {
    this.#aborts.get(run.id)?.abort(new Error('canceled'));
    if (!isOver(run)) this.#end(run, 'canceled', null);
  }

  /** One finished picture; null when there is none (any more). */
  output(id: string, n: number): Buffer | null {
    const run = this.get(id);
    if (!run || n >= run.outputCount || !existsSync(this.#file(id, `output-${n}`))) return null;
    return readFileSync(this.#file(id, `output-${n}`));
  }

  remove(id: string): void {
    this.#aborts.get(id)?.abort(new Error('removed'));
    this.#runs.delete(id);
    for (const file of readdirSync(this.#dir)) if (file.startsWith(`${id}.`)) rmSync(path.join(this.#dir, file), { force: true });
  }

  save(run: Run<Details>): void {
    if (!this.#runs.has(run.id)) return;
    const file = this.#file(run.id, 'json');
    writeFileSync(`${file}.new`, JSON.stringify(run), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  sweep(): void {
    const now = this.options.clock.now().getTime();
    for (const run of this.#runs.values()) {
      if (run.completedAt && now - Date.parse(run.completedAt) >= keptMs) this.remove(run.id);
    }
  }

  /** Interrupts what is running, without ending it: the next start runs it again. */
  stop(): void {
    clearInterval(this.#sweeper);
    for (const abort of this.#aborts.values()) abort.abort(new Error('stopped'));
    this.#runs.clear();
  }

  async #execute(run: Run<Details>): Promise<void> {
    const { order } = run;
    if (!order) return;
    const abort = new AbortController();
    this.#aborts.set(run.id, abort);
    try {
      // Words that tests put into a prompt to get an ending they need: here and where the picture is painted.
      const painted = order.prompt.includes('__vendor_fewer__') ? Math.max(1, order.count - 1) : order.count;
      for (let n = 0; n < painted; n += 1) await this.#paint(run, order, n, abort.signal);
      this.#end(run, 'succeeded', null);
    } catch (error) {
      if (this.#runs.get(run.id) === run && !isOver(run))
        this.#end(run, 'failed', error instanceof Error ? error.message : 'unknown error');
    } finally {
      this.#aborts.delete(run.id);
    }
  }

  async #paint(run: Run<Details>, order: RunOrder, n: number, signal: AbortSignal): Promise<void> {
    const reference = this.#file(run.id, 'reference');
    const { referenceStrength, count, ...rest } = order;
    const request = {
      ...rest,
      seed: order.seed + n,
      ...(existsSync(reference) ? { reference: readFileSync(reference) } : {}),
      ...(referenceStrength === null ? {} : { referenceStrength }),
    };
    const picture = await this.options.engine.render(request, {
      signal,
      onStart: () => this.#begin(run),
      onProgress: (percent) => this.#progress(run, Math.floor((n * 100 + percent) / count)),
    });
    const bytes = order.prompt.includes('__vendor_misread__') ? await misreadPicture(request) : picture.bytes;
    if (order.prompt.includes('__vendor_slow__') && n === 0) await pause(slowMs, undefined, { signal });
    if (order.prompt.includes('__vendor_fail__')) throw new Error(`the model could not paint "${order.prompt}"`);
    signal.throwIfAborted();
    writeFileSync(this.#file(run.id, `output-${n}`), bytes, { mode: 0o600 });
    run.outputCount = n + 1;
  }

  #begin(run: Run<Details>): void {
    if (run.status !== 'queued') return;
    run.status = 'running';
    run.startedAt = this.#now();
    this.save(run);
    this.options.onMoment(run, 'start');
  }

  #progress(run: Run<Details>, percent: number): void {
    if (percent <= run.percent || isOver(run)) return;
    run.percent = percent;
    if (percent < 100) this.options.onMoment(run, 'progress');
  }

  #end(run: Run<Details>, status: 'succeeded' | 'failed' | 'canceled', error: string | null): void {
    if (this.#runs.get(run.id) !== run || isOver(run)) return;
    run.status = status;
    run.error = error;
    run.completedAt = this.#now();
    if (status !== 'succeeded') run.outputCount = 0;
    rmSync(this.#file(run.id, 'reference'), { force: true });
    this.options.onMoment(run, 'completed');
    this.save(run);
  }

  #now(): string {
    return this.options.clock.now().toISOString();
  }

  #file(id: string, kind: string): string {
    return path.join(this.#dir, `${id}.${kind}`);
  }
}

export function isOver(run: Pick<Run<unknown>, 'status'>): boolean {
  return run.status === 'succeeded' || run.status === 'failed' || run.status === 'canceled';
}

/** The log of a run so far, in the form of the progress bars that real models print. */
export function progressLog(percent: number): string {
  const steps = 28;
  const lines: string[] = [];
  for (let quarter = 0; quarter * 25 <= percent; quarter += 1) lines.push(progressLine(quarter * 25, steps));
  if (percent % 25 !== 0) lines.push(progressLine(percent, steps));
  return lines.join('\n');
}

function progressLine(percent: number, steps: number): string {
  const done = Math.round((percent / 100) * steps);
  return `${String(percent).padStart(3)}%|${'█'.repeat(Math.round(percent / 10)).padEnd(10)}| ${done}/${steps} [00:01<00:01, 20.00it/s]`;
}
