import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestStack } from '../../journeys/support/stack.js';

export interface Creation {
  readonly id: string;
  readonly state: string;
  readonly credits: { readonly quoted: number; readonly captured: number | null };
  readonly outputs: readonly { readonly n: number; readonly bytes: number; readonly url: string }[];
  readonly failure?: { readonly type: string; readonly message: string };
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

export interface StatementLine {
  readonly kind: string;
  readonly amount: number;
  readonly balance: number;
  readonly creationId?: string | null;
}

export interface PictureRequest {
  readonly prompt: string;
  /** Bytes of a picture to start from, and the name of its file. */
  readonly reference?: { readonly bytes: Uint8Array; readonly fileName: string };
  readonly headers?: Readonly<Record<string, string>>;
}

export const endStates: ReadonlySet<string> = new Set(['succeeded', 'failed', 'canceled', 'blocked', 'reference-lost']);

/** Answers after which the same request is worth another try, by the key that was given first. */
const passing = new Set([409, 425, 429, 500, 502, 503, 504]);
const requestMaxMs = 15_000;
const triedMaxMs = 200_000;

interface Session {
  readonly subjectId: string;
  readonly accessToken: string;
}

/** Somebody who uses the API, and does not give up when it is away for a moment. */
export class ApiPerson {
  private constructor(
    readonly subjectId: string,
    private readonly coreApiUrl: string,
    private readonly accessToken: string,
    private readonly choice: { readonly model: string; readonly tier: string },
  ) {}

  /** A new person with credits. */
  static async open(stack: TestStack, email: string, credits: number, ofModel: { readonly takesReference: boolean }): Promise<ApiPerson> {
    const session = await stack.keepword<Session>('session', email);
    await stack.keepword('credits', 'grant', email, String(credits));
    return ApiPerson.signedIn(stack, session, ofModel);
  }

  static async signedIn(
    stack: TestStack,
    { subjectId, accessToken }: Session,
    ofModel: { readonly takesReference: boolean },
  ): Promise<ApiPerson> {
    const answer = await fetch(`${stack.info.coreApiUrl}/v1/models`, { headers: { authorization: `Bearer ${accessToken}` } });
    const { items } = (await answer.json()) as {
      items: { id: string; modality: string; acceptsReference: boolean; tiers: { id: string; credits: number }[] }[];
    };
    const model = items.find(({ modality, acceptsReference }) => modality === 'image' && (acceptsReference || !ofModel.takesReference));
    const tier = model?.tiers.toSorted((a, b) => a.credits - b.credits)[0];
    if (!model || !tier) throw new Error(`no image model under ${stack.info.profile} fits`);
    return new ApiPerson(subjectId, stack.info.coreApiUrl, accessToken, { model: model.id, tier: tier.id });
  }

  /** Asks for a picture, again and again under one key, until it is accepted. */
  async create({ prompt, reference, headers = {} }: PictureRequest): Promise<Creation> {
    const key = randomUUID();
    const request = JSON.stringify({ modality: 'image', ...this.choice, prompt, parameters: { width: 512, height: 512, count: 1 } });
    const body = () => {
      if (!reference) return request;
      const form = new FormData();
      form.set('request', request);
      form.set('reference', new Blob([Buffer.from(reference.bytes)], { type: 'image/png' }), reference.fileName);
      return form;
    };
    const answer = await this.#insist('/v1/creations', () => ({
      method: 'POST',
      headers: { ...headers, 'idempotency-key': key, ...(reference ? {} : { 'content-type': 'application/json' }) },
      body: body(),
    }));
    return (await answer.json()) as Creation;
  }

  creations(): Promise<readonly Creation[]> {
    return this.#all<Creation>('/v1/creations');
  }

  statement(): Promise<readonly StatementLine[]> {
    return this.#all<StatementLine>('/v1/credits/statement');
  }

  async credits(): Promise<{ readonly available: number; readonly held: number }> {
    return (await (await this.#insist('/v1/credits')).json()) as { available: number; held: number };
  }

  async bytesOf(url: string): Promise<Buffer> {
    return Buffer.from(await (await this.#insist(url)).arrayBuffer());
  }

  async #all<T>(path: string): Promise<readonly T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = new URLSearchParams({ limit: '100', ...(cursor === '' ? {} : { cursor }) });
      const page = (await (await this.#insist(`${path}?${query.toString()}`)).json()) as { items: T[]; nextCursor: string | null };
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }

  /** @throws Error for a refusal that no repeating will change, or when it takes too long */
  async #insist(path: string, request: () => RequestInit = () => ({})): Promise<Response> {
    const startedMs = performance.now();
    let last = '';
    while (performance.now() - startedMs < triedMaxMs) {
      try {
        const { headers, ...init } = request();
        const answer = await fetch(new URL(path, this.coreApiUrl), {
          ...init,
          headers: { ...(headers as Record<string, string> | undefined), authorization: `Bearer ${this.accessToken}` },
          signal: AbortSignal.timeout(requestMaxMs),
        });
        if (answer.ok) return new Response(await answer.arrayBuffer(), { status: answer.status, headers: answer.headers });
        last = `${answer.status} ${await answer.text()}`;
        if (!passing.has(answer.status)) throw new Refused(last);
      } catch (error) {
        if (error instanceof Refused) throw error;
        last = String((error as Error).cause ?? error);
      }
      await pause(250);
    }
    throw new Error(`${path} was not answered within ${triedMaxMs / 1000} s; the last answer was: ${last}`);
  }
}

class Refused extends Error {}
