import { PassThrough } from 'node:stream';
import { createReadableStreamFromReadable, type EntryContext, type HandleErrorFunction } from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import { isbot } from 'isbot';
import { renderToPipeableStream } from 'react-dom/server';
import { NonceContext } from './page/nonce.js';
import { StylesContext } from './page/styles.js';
import { logFailure } from './platform/log.server.js';
import { newNonce, setPageHeaders } from './platform/security-headers.server.js';
import stylesheet from './styles/index.css?inline';

export { environment } from './platform/boot.server.js';

export const streamTimeout = 10_000;

export default function handleRequest(request: Request, status: number, headers: Headers, context: EntryContext): Promise<Response> {
  const nonce = newNonce();
  setPageHeaders(headers, nonce);
  headers.set('content-type', 'text/html; charset=utf-8');
  const whenReady = isbot(request.headers.get('user-agent')) ? 'onAllReady' : 'onShellReady';
  return new Promise((resolve, reject) => {
    let answered = false;
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={nonce}>
        <StylesContext.Provider value={stylesheet}>
          <RemixServer context={context} url={request.url} nonce={nonce} />
        </StylesContext.Provider>
      </NonceContext.Provider>,
      {
        nonce,
        [whenReady]() {
          answered = true;
          const body = new PassThrough();
          resolve(new Response(createReadableStreamFromReadable(body), { headers, status }));
          pipe(body);
        },
        onShellError: reject,
        onError(error: unknown) {
          status = 500;
          if (answered) logFailure('rendering failed', error);
        },
      },
    );
    setTimeout(abort, streamTimeout + 1_000).unref();
  });
}

export const handleError: HandleErrorFunction = (error, { request }) => {
  // A «no» that the page explains is not a failure of ours.
  const explained = isRouteErrorResponse(error) && error.status < 500;
  if (!request.signal.aborted && !explained) logFailure('a request failed', error);
};

export function handleDataRequest(response: Response): Response {
  response.headers.set('cache-control', response.headers.get('cache-control') ?? 'private, no-store');
  response.headers.set('x-content-type-options', 'nosniff');
  return response;
}
