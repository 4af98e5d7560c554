import type { z } from 'zod';
import type { Endpoint } from './endpoint.js';
import { problem, type Problem } from './problems.js';

type Part<T> = [T] extends [z.ZodType] ? z.input<T> : never;

export interface CallOptions<P, Q, B> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ClientOptions {
  /** The service's address without a slash at the end. */
  readonly baseUrl: string;
  readonly accessToken?: string | undefined;
  readonly fetch?: typeof fetch;
}

/** What the service answered when it did not do what was asked. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(
    readonly problem: Problem,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(problem.detail ?? problem.title);
  }
}

export interface Client {
  /** @throws ProblemError on every answer outside 2xx; a network failure throws what fetch throws */
  call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
    endpoint: Endpoint<P, Q, B, A>,
    options?: CallOptions<Part<P>, Part<Q>, Part<B>>,
  ): Promise<z.output<A>>;
  /** The raw answer, for files and streams; problems are thrown all the same. */
  fetch<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
    endpoint: Endpoint<P, Q, B, A>,
    options?: CallOptions<Part<P>, Part<Q>, Part<B> | FormData>,
  ): Promise<Response>;
}

export function createClient({ baseUrl, accessToken, fetch: send = fetch }: ClientOptions): Client {
  const request: Client['fetch'] = async (endpoint, options = {}) => {
    const url = new URL(baseUrl + fillPath(endpoint.path, options.params as Record<string, unknown> | undefined));
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, textOf(value));
    }
    const headers = new Headers(options.headers);
    if (accessToken) headers.set('authorization', `Bearer ${accessToken}`);
    if (options.idempotencyKey) headers.set('idempotency-key', options.idempotencyKey);
    const body = options.body instanceof FormData ? options.body : options.body === undefined ? null : JSON.stringify(options.body);
    if (typeof body === 'string') headers.set('content-type', 'application/json');
    const response = await send(url, {
      method: endpoint.method,
      headers,
      body,
      redirect: 'manual',
      ...(options.signal ? { signal: options.signal } : {}),
    });
    if (!response.ok) throw await readProblem(response);
    return response;
  };
  return {
    fetch: request,
    async call(endpoint, options) {
      const response = await request(endpoint, options);
      if (response.status === 204 || !endpoint.answer) return undefined as never;
      return endpoint.answer.parse(await response.json());
    },
  };
}

function fillPath(path: string, params: Record<string, unknown> | undefined): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = params?.[name];
    if (value === undefined) throw new TypeError(`the path ${path} needs the parameter '${name}'`);
    return encodeURIComponent(textOf(value));
  });
}

async function readProblem(response: Response): Promise<ProblemError> {
  const text = await response.text();
  const retryAfter = Number(response.headers.get('retry-after'));
  const retryAfterSeconds = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null;
  const parsed = problem.safeParse(tryJson(text));
  if (parsed.success) return new ProblemError(parsed.data, retryAfterSeconds);
  return new ProblemError(
    {
      type: '/problems/internal',
      title: `Unexpected answer (${response.status})`,
      status: response.status,
    },
    retryAfterSeconds,
  );
}

/** Parameters are plain values; anything else is a mistake of the caller's. */
function textOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError('a path or query parameter must be text, a number or a boolean');
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // not JSON: the caller makes a problem from the status alone
  }
}
