// Serves the empty page the way server.mjs serves the client, on a free port that it prints. EMPTY_PAGE_HEADERS are given to every answer.
import { fileURLToPath } from 'node:url';
import { createRequestHandler } from '@remix-run/express';
import { installGlobals } from '@remix-run/node';
import compression from 'compression';
import express from 'express';

process.env.NODE_ENV = 'production';
installGlobals({ nativeFetch: true });

/** @type {any} */
const build = await import(new URL('./build/server/index.js', import.meta.url).href);
const headers = JSON.parse(process.env.EMPTY_PAGE_HEADERS ?? '{}');
const app = express();
app.use((_request, response, next) => {
  response.set(headers);
  next();
});
app.use(compression());
app.use('/assets', express.static(fileURLToPath(new URL('./build/client/assets', import.meta.url)), { immutable: true, maxAge: '1y' }));
app.all('*', createRequestHandler({ build, mode: 'production' }));
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`);
});
