// The process that serves the built client. Ours instead of remix-serve, because that one logs every address with its
// query string, and addresses here can hold search words, sign-in codes and mailed tokens.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createRequestHandler } from '@remix-run/express';
import { installGlobals } from '@remix-run/node';
import compression from 'compression';
import express from 'express';

process.env.NODE_ENV ??= 'production';
installGlobals({ nativeFetch: true });

/** @type {any} */
let build;
try {
  build = await import(new URL('./build/server/index.js', import.meta.url).href);
} catch (error) {
  // A wrong setting throws with a sentence that names it; the stack would only hide that sentence.
  console.error(error instanceof Error && error.name === 'EnvironmentError' ? error.message : error);
  process.exit(1);
}

const { environment } = build.entry.module;
const webHost = new URL(environment.webUrl).host;
const app = express();
app.disable('x-powered-by');
app.set('query parser', 'simple');
// Whose `x-forwarded-for` is believed: who stands before this process, never the browser.
app.set('trust proxy', environment.trustedProxies);

/** On one machine `localhost` and `127.0.0.1` are the same place but not the same origin: the cookie belongs to one of them. */
const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

app.use((request, response, next) => {
  // The pages see no socket; whatever a browser claims under this name is replaced.
  request.headers['x-client-address'] = request.ip ?? '';
  const host = request.headers.host ?? '';
  const page = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
  if (page && host !== webHost && loopback.test(host) && loopback.test(webHost)) {
    return response.redirect(307, environment.webUrl + request.originalUrl);
  }
  const safe = request.method === 'GET' || request.method === 'HEAD';
  const { origin } = request.headers;
  if (safe || origin === undefined || (URL.canParse(origin) && new URL(origin).host === webHost)) return next();
  response.status(403).type('text/plain').send('This form was sent from another site, so nothing was done.\n');
});
app.use(compression());
const clientFolder = fileURLToPath(new URL('./build/client', import.meta.url));
/** @param {express.Response} response */
const setHeaders = (response) => response.setHeader('x-content-type-options', 'nosniff');
app.use('/assets', express.static(`${clientFolder}/assets`, { immutable: true, maxAge: '1y', fallthrough: false, setHeaders }));
app.use(express.static(clientFolder, { maxAge: '1h', index: false, dotfiles: 'ignore', setHeaders }));
app.all('*', createRequestHandler({ build, mode: process.env.NODE_ENV }));
app.use(
  /** @type {express.ErrorRequestHandler} */
  (error, _request, response, _next) => {
    if (response.headersSent) return response.destroy(); // the browser went away, or a stream broke in the middle
    const status = error.status >= 400 && error.status < 500 ? error.status : error instanceof URIError ? 400 : 500;
    response
      .status(status)
      .type('text/plain')
      .send(status === 404 ? 'Not found\n' : status < 500 ? 'Bad request\n' : 'Something went wrong\n');
  },
);

const server = createServer(app);
server.on('error', (error) => {
  console.error(`web cannot listen on ${environment.host}:${environment.port}: ${error.message}`);
  process.exit(1);
});
server.listen(environment.port, environment.host, () => {
  console.log(JSON.stringify({ level: 'info', app: 'web', message: 'listening', url: environment.webUrl }));
});
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    // Event streams stay open for ever, so they are cut; everything else gets a moment to finish.
    setTimeout(() => server.closeAllConnections(), 1_000).unref();
  });
}
