import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { stackIn } from '../../infra/local/src/cli/running-stack.js';
import { scan } from '../../infra/local/src/cli/canary/scan.js';
import { openSession } from '../../infra/local/src/cli/sign-in/open-session.js';
import { accountNumber } from '../../infra/local/src/vendors/oauth-consent/account-number.js';
import { isRefusal } from '../../packages/primitives/src/index.js';
import { sharpImageWork } from '../../packages/image-sharp/src/index.js';
import { ApiPerson, endStates } from '../faults/support/person.js';
import { noisyPicture } from '../faults/support/pictures.js';
import { startStack, type TestStack } from '../journeys/support/stack.js';
import { until } from '../journeys/support/until.js';

const word = () => `kanarie${randomBytes(6).toString('hex')}`;
const visitorAddress = '203.0.113.77';
const pieceBytes = 32;

/** Pieces from all over a file: none of them is found by chance, and storing any part of it is noticed. */
function piecesOf(file: Uint8Array): readonly Uint8Array[] {
  return [0.2, 0.5, 0.8].map((share) => {
    const from = Math.floor(file.length * share);
    return file.subarray(from, from + pieceBytes);
  });
}

describe('a whole run of fluxgen with reference pictures', () => {
  const name = word();
  const email = `zora.${name}@example.com`;
  const displayName = `Zora ${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const fileName = `${word()}.png`;
  const comment = word();
  const prompt = word();
  const forwarded = { 'x-forwarded-for': visitorAddress, 'x-real-ip': visitorAddress };
  const uploads: Uint8Array[] = [];
  const sentOn: Uint8Array[] = [];
  const codes: string[] = [];
  let stack: TestStack;

  const hits = async (planted: string | Uint8Array) => scan(stackIn(path.join(stack.dataDir, stack.info.profile)), planted);
  const control = async <T>(of: string): Promise<T> => {
    const answer = await fetch(`${stack.info.vendorsUrl}${of}`, { headers: { 'x-keepword-control': stack.info.controlSecret } });
    return (await answer.json()) as T;
  };

  beforeAll(async () => {
    stack = await startStack({ profile: 'fluxgen', environment: { LOCAL_ENGINE: 'instant' } });
  });
  afterAll(() => stack?.stop());

  it('signs in and makes pictures from small and large references, from an address that is to be forgotten', async () => {
    for (const page of ['/', '/sign-in', '/legal/privacy']) await fetch(`${stack.info.webUrl}${page}`, { headers: forwarded });
    const signedIn = await signInFrom(forwarded);
    expect(signedIn.email).toBe(email);
    await stack.keepword('credits', 'grant', email, '500');
    const person = await ApiPerson.signedIn(stack, signedIn, { takesReference: true });
    for (const side of [96, 700]) {
      const bytes = noisyPicture(side, comment);
      const sanitised = await sharpImageWork().sanitiseReference(bytes);
      if (isRefusal(sanitised)) throw new Error(sanitised.refused);
      uploads.push(bytes);
      sentOn.push(sanitised.bytes);
      await person.create({ prompt: `a painting of it, ${prompt}`, reference: { bytes, fileName }, headers: forwarded });
    }
    const creations = await until('the end of both', async () => {
      const all = await person.creations();
      return all.length === 2 && all.every(({ state }) => endStates.has(state)) && all;
    });
    expect(creations.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
  });

  it('really gave the vendor the pictures, without their names', async () => {
    const { items } = await control<{ items: { method: string; path: string; body: string }[] }>('/replicate/_control/requests?limit=500');
    expect(items.filter(({ method, path: at }) => method === 'POST' && at.includes('predictions')).length).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(items)).not.toContain(fileName);
    expect(JSON.stringify(items)).not.toContain(email);
  });

  it('keeps nothing of the pictures, as uploaded or as sent on, nor their name or what was written inside', async () => {
    // The vendor's copies are removed when the vendor was asked to, shortly after the end.
    for (const file of [...uploads, ...sentOn]) {
      for (const piece of piecesOf(file)) await until('the removal of the last copy', async () => (await hits(piece)).length === 0, 60_000);
    }
    expect(await hits(fileName)).toEqual([]);
    expect(await hits(comment)).toEqual([]);
  });

  it('keeps no address', async () => {
    expect(await hits(visitorAddress)).toEqual([]);
  });

  it('keeps no token, code or number of Google’s', async () => {
    const { keys } = await control<{ keys: { kid: string }[] }>('/google/jwks');
    const { items } = await control<{ items: { headers: Record<string, string> }[] }>('/google/_control/requests?limit=500');
    const bearers = items.flatMap(({ headers }) => /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? []);
    expect(codes).not.toEqual([]);
    // Every id token opens with its key's name, so that finding that finds any of them.
    const words = [...codes, ...bearers, ...keys.map(({ kid }) => `"kid":"${kid}"`), accountNumber('google', email, 21)];
    for (const planted of words) expect((await hits(planted)).filter(({ where }) => where !== 'vendors')).toEqual([]);
  });

  it('would have found them: what is kept is found, sealed or not', async () => {
    const places = async (planted: string) => (await hits(planted)).map(({ where, location }) => `${where} ${location}`);
    expect(await places(prompt)).toContainEqual(expect.stringMatching(/^database public\.creation_requests\.prompt .*\(sealed\)$/));
    expect(await places(displayName)).toContainEqual(expect.stringMatching(/^database public\.accounts\.display_name /));
  });

  it('keeps the name where it shows it, and in no log, queue or object', async () => {
    for (const planted of [displayName, name, email]) {
      const found = await hits(planted);
      expect(found.filter(({ where }) => !['database', 'vendors'].includes(where))).toEqual([]);
    }
    expect(stack.output()).not.toContain(name);
  });

  /** Signs in as a browser behind a proxy would: every request names the visitor's address. */
  async function signInFrom(headers: Readonly<Record<string, string>>) {
    const plain = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const answer = await plain(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headers } });
      const code = new URL(answer.headers.get('location') ?? 'x:', stack.info.webUrl).searchParams.get('code');
      if (code) codes.push(code);
      return answer;
    };
    try {
      return await openSession(stackIn(path.join(stack.dataDir, stack.info.profile)), email);
    } finally {
      globalThis.fetch = plain;
    }
  }
});
