import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request, type Agent } from 'node:http';
import { grantCredits } from '@keepword/credits';
import { openDatabase, PostgresCreditStore, PostgresUnitOfWork } from '@keepword/database';
import { newId } from '@keepword/primitives';
import { importJWK, SignJWT, type JWK } from 'jose';
import type { Client } from 'pg';
import { CLIENTS } from './measure.js';
import type { BenchStack } from './running-stack.js';

/** People of age with a session and a million credits each. @returns an access token for each */
export async function makePeople(stack: BenchStack, owner: Client, count: number): Promise<string[]> {
  const pool = await openDatabase(stack.urlFor('core_api'), { connectionsMax: CLIENTS });
  try {
    const at = new Date();
    const [subjects, sessions] = [Array.from({ length: count }, () => newId(at)), Array.from({ length: count }, () => randomUUID())];
    await owner.query(
      `INSERT INTO accounts SELECT id, id || '@example.com', NULL, NULL, 'adult', 'system', 'en', 'embed', 'active', $3, '1', $2::timestamptz, $2::timestamptz
         FROM unnest($1::uuid[]) AS id`,
      [subjects, at, stack.profile],
    );
    await owner.query(
      `INSERT INTO sessions SELECT s.id, s.subject_id, NULL, NULL, $3::timestamptz, $3::timestamptz, $3::timestamptz + interval '1 day', NULL FROM unnest($1::uuid[], $2::uuid[]) AS s(id, subject_id)`,
      [sessions, subjects, at],
    );
    const units = new PostgresUnitOfWork(pool);
    for (const subjectId of subjects) {
      const grant = { subjectId, key: 'grant', amount: 1_000_000, source: 'paid', expiresAt: null } as const;
      await units.transaction(subjectId, (uow) => grantCredits(new PostgresCreditStore(), uow, grant, at));
    }
    return await tokens(stack, subjects, sessions, at);
  } finally {
    await pool.destroy();
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

const body = JSON.stringify({
  model: 'flux-schnell',
  tier: 'standard',
  prompt: 'a lighthouse at dusk, seen from the sea',
  parameters: { width: 1024, height: 1024 },
});

/** Asks for one creation. @throws Error when it was not accepted */
export function post(agent: Agent, baseUrl: string, token: string): Promise<void> {
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
