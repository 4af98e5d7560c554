import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { grantCredits } from '@keepword/credits';
import { openDatabase, PostgresCreditStore, PostgresUnitOfWork } from '@keepword/database';
import { newId } from '@keepword/primitives';
import { importJWK, SignJWT, type JWK } from 'jose';
import { Client } from 'pg';
import { CLIENTS, compare, median, perSecond, quantile } from './measure.js';
import { result, type Result } from './result.js';
import { ended, freePorts, withStack, type BenchStack } from './running-stack.js';

/** Of one person, at most so many creations wait at once; nothing works them off here. */
const unfinishedMax = 4;
const body = JSON.stringify({ model: 'flux-schnell', tier: 'standard', prompt: 'a lighthouse at dusk, seen from the sea' });

/** `POST /v1/creations` at the compiled core-api against a bare Fastify route. */
export function accepting(roundMs: number, rounds: number, peopleMax: number): Promise<Result[]> {
  return withStack('fluxvision', 'core-api', async (stack) => {
    const people = await makePeople(stack, peopleMax);
    const bare = await startBareRoute(stack);
    const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
    const latencies: number[] = [];
    let asked = 0;
    const ours = async () => {
      // Everybody in turn, so that nobody reaches the limit before all have.
      const turn = asked;
      asked += 1;
      if (turn >= people.length * unfinishedMax) throw new Error('there are too few people for so many creations: raise their number');
      const start = performance.now();
      await post(agent, stack.coreApiUrl, people[turn % people.length] ?? '');
      latencies.push(performance.now() - start);
    };
    const floor = () => post(agent, bare.url, people[Math.floor(Math.random() * people.length)] ?? '');
    try {
      await perSecond(floor, 1_000);
      await perSecond(ours, 1_500);
      latencies.length = 0;
      const measured = await compare({ floor: () => perSecond(floor, roundMs), subject: () => perSecond(ours, roundMs) }, rounds);
      const [middle, slow] = [median(latencies), quantile(latencies, 0.99)];
      return [
        result({ name: 'POST /v1/creations accepted', unit: '/s', ...measured, target: { atLeast: 0.3 } }),
        result({
          name: 'POST /v1/creations: p99 by median',
          unit: 'ms',
          floor: middle,
          subject: slow,
          ratio: slow / middle,
          target: { atMost: 10 },
        }),
      ];
    } finally {
      agent.destroy();
      await bare.stop();
    }
  });
}

/** @returns an access token for each */
async function makePeople(stack: BenchStack, count: number): Promise<string[]> {
  const owner = new Client({ connectionString: stack.databaseUrl });
  await owner.connect();
  const pool = await openDatabase(stack.urlFor('core_api'), { connectionsMax: CLIENTS });
  try {
    const at = new Date();
    const [subjects, sessions] = [Array.from({ length: count }, () => newId(at)), Array.from({ length: count }, () => randomUUID())];
    await owner.query(
      `INSERT INTO accounts SELECT id, id || '@example.com', NULL, NULL, 'adult', 'system', 'en', 'embed', 'active', 'fluxvision', '1', $2::timestamptz, $2::timestamptz
         FROM unnest($1::uuid[]) AS id`,
      [subjects, at],
    );
    await owner.query(
      `INSERT INTO sessions SELECT s.id, s.subject_id, NULL, NULL, $3::timestamptz, $3::timestamptz, $3::timestamptz + interval '1 day', NULL FROM unnest($1::uuid[], $2::uuid[]) AS s(id, subject_id)`,
      [sessions, subjects, at],
    );
    await owner.query(
      'CREATE TABLE bare_creations (id uuid PRIMARY KEY, subject_id uuid NOT NULL, request jsonb NOT NULL, created_at timestamptz NOT NULL)',
    );
    await owner.query('GRANT SELECT, INSERT ON bare_creations TO core_api');
    const units = new PostgresUnitOfWork(pool);
    for (const subjectId of subjects) {
      const grant = { subjectId, key: 'grant', amount: 1_000, source: 'paid', expiresAt: null } as const;
      await units.transaction(subjectId, (uow) => grantCredits(new PostgresCreditStore(), uow, grant, at));
    }
    return await tokens(stack, subjects, sessions, at);
  } finally {
    await Promise.all([owner.end(), pool.destroy()]);
  }
}

async function tokens(stack: BenchStack, subjects: readonly string[], sessions: readonly string[], at: Date): Promise<string[]> {
  const { keys } = JSON.parse(readFileSync(stack.signingKeysFile, 'utf8')) as { readonly keys: readonly JWK[] };
  const newest = keys.at(-1);
  if (!newest?.kid) throw new Error('the stack has no signing key');
  const key = await importJWK(newest, 'ES256');
  const issuedAt = Math.floor(at.getTime() / 1000);
  const header = { alg: 'ES256', kid: newest.kid, typ: 'JWT' };
  return Promise.all(
    subjects.map((subject, index) =>
      new SignJWT({ sid: sessions[index] })
        .setProtectedHeader(header)
        .setIssuer(stack.coreApiUrl)
        .setAudience('keepword')
        .setSubject(subject)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + 3_600)
        .sign(key),
    ),
  );
}

async function startBareRoute(stack: BenchStack) {
  const [port] = await freePorts(1);
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'bare-route.js')], {
    env: {
      ...process.env,
      BARE_PORT: String(port),
      BARE_DATABASE_URL: stack.urlFor('core_api'),
      BARE_ISSUER: stack.coreApiUrl,
      BARE_KEYS_FILE: stack.signingKeysFile,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the bare route ended with ${code}`)));
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => ended(child) };
}

function post(agent: Agent, baseUrl: string, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'idempotency-key': randomUUID(),
    };
    const sent = request(`${baseUrl}/v1/creations`, { method: 'POST', agent, headers }, (response) => {
      let answer = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
      response.once('end', () =>
        response.statusCode === 202
          ? resolve()
          : reject(new Error(`POST /v1/creations answered ${response.statusCode}: ${answer.slice(0, 300)}`)),
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
