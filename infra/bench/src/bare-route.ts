import { readFileSync } from 'node:fs';
import { creationRequest } from '@keepword/contracts';
import { newId } from '@keepword/primitives';
import fastify from 'fastify';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { Pool } from 'pg';

// The floor of `POST /v1/creations`: the same token check, the same validation, one INSERT. A process of its own, as core-api is one.
const { BARE_PORT, BARE_DATABASE_URL, BARE_ISSUER, BARE_KEYS_FILE } = process.env as Readonly<Record<string, string>>;
const stored = JSON.parse(readFileSync(BARE_KEYS_FILE ?? '', 'utf8')) as JSONWebKeySet;
const keys = createLocalJWKSet({ keys: stored.keys.map(({ d: _private, ...key }) => key) });
const pool = new Pool({ connectionString: BARE_DATABASE_URL, max: 16 });
const server = fastify();

server.post('/v1/creations', async (request, reply) => {
  const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  const { payload } = await jwtVerify(token, keys, { issuer: BARE_ISSUER ?? '', audience: 'keepword', algorithms: ['ES256'] });
  const session = await pool.query<{ subject_id: string }>('SELECT subject_id FROM sessions WHERE id = $1 AND ended_at IS NULL', [
    payload['sid'],
  ]);
  if (session.rows[0]?.subject_id !== payload.sub) return reply.code(401).send();
  const body = creationRequest.parse(request.body);
  const id = newId(new Date());
  await pool.query('INSERT INTO bare_creations (id, subject_id, request, created_at) VALUES ($1, $2, $3, $4)', [
    id,
    payload.sub,
    JSON.stringify(body),
    new Date(),
  ]);
  return reply.code(202).send({ id, state: 'queued', ...body });
});
process.on('SIGINT', () => void server.close().then(() => pool.end()));
await server.listen({ host: '127.0.0.1', port: Number(BARE_PORT) });
console.log('ready');
