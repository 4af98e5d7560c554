import { randomUUID } from 'node:crypto';
import type { Creation } from '@keepword/contracts';
import { eventually } from './eventually.js';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface ProblemBody {
  readonly type: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

const over = new Set(['succeeded', 'failed', 'canceled', 'blocked', 'reference-lost']);

/** Somebody signed in, who speaks HTTP with core-api and nothing else. */
export class Person {
  constructor(
    readonly url: string,
    readonly email: string,
    readonly subjectId: string,
    readonly accessToken: string,
  ) {}

  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await this.raw(method, path, body, headers);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as T };
  }

  raw(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const sent = body === undefined || body instanceof FormData ? body : JSON.stringify(body);
    return fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.accessToken}`,
        ...(typeof sent === 'string' ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
  }

  /** The first model that the profile offers, its first tier, small and with a fixed seed. */
  async request(prompt: string, parameters: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const { body } = await this.call<{ items: { id: string; tiers: { id: string }[]; acceptsReference: boolean }[] }>('GET', '/v1/models');
    const model = body.items.find(({ acceptsReference }) => acceptsReference) ?? body.items[0];
    return {
      modality: 'image',
      model: model?.id,
      tier: model?.tiers[0]?.id,
      prompt,
      parameters: { width: 512, height: 512, seed: 7, ...parameters },
    };
  }

  async create(
    prompt: string,
    parameters: Record<string, unknown> = {},
    key: string = randomUUID(),
  ): Promise<Answer<Creation & ProblemBody>> {
    return this.call('POST', '/v1/creations', await this.request(prompt, parameters), { 'idempotency-key': key });
  }

  async createWith(
    reference: Uint8Array,
    prompt: string,
    type = 'image/png',
    key: string = randomUUID(),
  ): Promise<Answer<Creation & ProblemBody>> {
    const form = new FormData();
    form.set('request', JSON.stringify(await this.request(prompt)));
    form.set('reference', new Blob([reference], { type }), 'the-name-of-the-file.png');
    return this.call('POST', '/v1/creations', form, { 'idempotency-key': key });
  }

  async show(id: string): Promise<Creation> {
    return (await this.call<Creation>('GET', `/v1/creations/${id}`)).body;
  }

  /** The creation as it ended. */
  ended(id: string, withinMs = 100_000): Promise<Creation> {
    return eventually(
      async () => {
        const creation = await this.show(id);
        return over.has(creation.state) ? creation : null;
      },
      withinMs,
      `the end of creation ${id}`,
    );
  }

  /** A creation from its request to its end. */
  async make(prompt: string, parameters: Record<string, unknown> = {}): Promise<Creation> {
    const { status, body } = await this.create(prompt, parameters);
    if (status !== 202) throw new Error(`the creation was refused: ${JSON.stringify(body)}`);
    return this.ended(body.id);
  }

  async credits(): Promise<{ available: number; held: number }> {
    return (await this.call<{ available: number; held: number }>('GET', '/v1/credits')).body;
  }
}
