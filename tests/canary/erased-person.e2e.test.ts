import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { noisyPicture } from '../faults/support/pictures.js';
import { mailsTo, mailTo } from '../journeys/support/inbox.js';
import { startStack, type TestStack } from '../journeys/support/stack.js';
import { until } from '../journeys/support/until.js';

interface Hit {
  readonly where: string;
  readonly location: string;
}

interface Model {
  readonly id: string;
  readonly modality: string;
  readonly acceptsReference: boolean;
  readonly tiers: readonly { readonly id: string }[];
  readonly parameters: { readonly properties: Readonly<Record<string, unknown>> };
}

interface Session {
  readonly subjectId: string;
  readonly accessToken: string;
}

const token = `kanarie${randomBytes(6).toString('hex')}`;
const other = `meise${randomBytes(6).toString('hex')}`;
const said = (about: string) => `${about} ${token}`;

/** What no erasure can take back: the person's own mailbox, and what the mail vendor keeps of what it delivered. */
const beyond = /^vendors (inbox|resend)\//;

/** One word of somebody, in every place that takes words, and everything that can be done with an erasure. */
describe('somebody who was erased', () => {
  const email = `${token}@example.com`;
  const folder = mkdtempSync(path.join(tmpdir(), 'keepword-canary-'));
  const backup = path.join(folder, 'backup.ndjson.gz');
  let stack: TestStack;
  let person: Session;
  let neighbour: Session;
  /** Without it there would be nothing to find, and nothing proven. */
  let isPlanted = false;

  const places = async (word: string) =>
    (await stack.keepword<{ hits: readonly Hit[] }>('canary', 'scan', word)).hits.map(({ where, location }) => `${where} ${location}`);
  const left = async () => (await places(token)).filter((hit) => !beyond.test(hit));

  const call = async (base: 'core' | 'privacy', method: string, at: string, body?: unknown, who?: Session): Promise<Response> => {
    const form = body instanceof FormData;
    const answer = await fetch(`${base === 'core' ? stack.info.coreApiUrl : stack.info.privacyServiceUrl}${at}`, {
      method,
      headers: {
        'idempotency-key': randomUUID(),
        ...(who ? { authorization: `Bearer ${who.accessToken}` } : {}),
        ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${await answer.text()}`);
    return answer;
  };

  const makes = async (who: Session, word: string, kind: 'reference' | 'negative-prompt'): Promise<void> => {
    const { items } = (await (await call('core', 'GET', '/v1/models', undefined, who)).json()) as { items: readonly Model[] };
    const takes = (one: Model) => (kind === 'reference' ? one.acceptsReference : 'negativePrompt' in one.parameters.properties);
    const model = items.find((one) => one.modality === 'image' && takes(one));
    const request = {
      modality: 'image',
      model: model?.id,
      tier: model?.tiers[0]?.id,
      prompt: `a lamp by a window ${word}`,
      parameters: { width: 512, height: 512, count: 1, ...(kind === 'reference' ? {} : { negativePrompt: `fog ${word}` }) },
    };
    const form = new FormData();
    form.set('request', JSON.stringify(request));
    form.set('reference', new Blob([Buffer.from(noisyPicture(96, word))], { type: 'image/png' }), `${word}.png`);
    const body = kind === 'reference' ? form : request;
    const { id } = (await (await call('core', 'POST', '/v1/creations', body, who)).json()) as { id: string };
    await until(
      'a finished picture',
      async () => {
        const { state } = (await (await call('core', 'GET', `/v1/creations/${id}`, undefined, who)).json()) as { state: string };
        if (!['queued', 'running', 'succeeded'].includes(state)) throw new Error(`the picture is ${state}`);
        return state === 'succeeded' || undefined;
      },
      90_000,
    );
  };

  const erased = async (): Promise<void> => {
    await until('the last certificate', async () => {
      const done = (await mailsTo(stack.info, email)).some(({ subject }) => subject.endsWith('Your data is erased'));
      if (!done) await stack.keepword('clock', 'advance', 'PT2H');
      return done || undefined;
    });
  };

  const holdings = async (who: Session): Promise<unknown> => {
    const [account, creations, statement] = await Promise.all(
      ['/v1/account', '/v1/creations', '/v1/credits/statement'].map(async (at) => (await call('core', 'GET', at, undefined, who)).json()),
    );
    return { account, creations, statement };
  };

  beforeAll(async () => {
    stack = await startStack({ environment: { LOCAL_ENGINE: 'instant' } });
    for (const [address, word] of [
      [email, token],
      [`${other}@example.com`, other],
    ] as const) {
      const session = await stack.keepword<Session>('session', address);
      await stack.keepword('credits', 'grant', address, '200');
      if (word === token) person = session;
      else neighbour = session;
    }
  });
  afterAll(async () => {
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('had left their word in every place that takes one', async () => {
    await call('core', 'PATCH', '/v1/account', { displayName: said('Kay') }, person);
    await makes(person, token, 'reference');
    await makes(person, token, 'negative-prompt');
    await makes(neighbour, other, 'negative-prompt');
    await call('core', 'POST', '/v1/feedback', { text: said('Nice lamps.') }, person);
    await call('privacy', 'POST', '/v1/cases', { class: 'complaint', message: said('The lamps are slow.') }, person);
    await call('privacy', 'POST', '/v1/cases', { class: 'export' }, person);
    // Signed out, and never proven: it names the person all the same.
    await call('privacy', 'POST', '/v1/inquiries', { email, message: said('Do you sell lamps?') });
    await mailTo(stack.info, email, /\/exports\//);
    isPlanted = true;
  });

  it('was found in each of them, sealed or not', async () => {
    expect(isPlanted).toBe(true);
    const found = await places(token);
    const expected = [
      /^database public\.accounts\.display_name/,
      /^database public\.accounts\.email/,
      /^database public\.creation_requests\.prompt .*\(sealed\)/,
      /^database public\.creation_requests\.parameters .*\(sealed\)|^database public\.creation_requests\.negative_prompt .*\(sealed\)/,
      /^database public\.feedback.* .*\(sealed\)/,
      /^database public\.privacy_case_contents\.sealed .*\(sealed\)/,
      /^database auth\.users/,
      /^vendors replicate/,
      /^vendors inbox/,
    ];
    expect(expected.filter((place) => !found.some((hit) => place.test(hit))).map(String)).toEqual([]);
  });

  it('is found nowhere after the erasure, in tables, objects, queues, logs and at the vendors; and nobody else has changed', async () => {
    expect(isPlanted).toBe(true);
    const before = await holdings(neighbour);
    await stack.keepword('backup', 'create', backup);
    const again = await stack.keepword<Session>('session', email);
    await call('core', 'DELETE', '/v1/account', undefined, again);
    await erased();
    expect(await left()).toEqual([]);
    expect((await places(other)).length).toBeGreaterThan(0);
    neighbour = await stack.keepword<Session>('session', `${other}@example.com`);
    expect(await holdings(neighbour)).toEqual(before);
  });

  it('is not brought back by a backup from before', async () => {
    expect(isPlanted).toBe(true);
    await stack.keepword('backup', 'restore', backup);
    await until('services that are ready again', async () => {
      const answers = await Promise.all(
        [stack.info.coreApiUrl, stack.info.privacyServiceUrl].map(async (url) => (await fetch(`${url}/readyz`)).status),
      );
      return answers.every((status) => status === 200) || undefined;
    });
    expect(await left()).toEqual([]);
  });
});
