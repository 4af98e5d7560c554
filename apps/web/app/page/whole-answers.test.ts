import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAnswersWhole } from './whole-answers.js';

describe('an answer that is read whole', () => {
  let server: Server;
  let address: string;
  let contentType: string;
  let respond: (response: ServerResponse) => void;
  const scope = { fetch };

  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeHead(response.req.url === '/none' ? 204 : 200, { 'content-type': contentType, 'x-remix-response': 'yes' });
      respond(response);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    readAnswersWhole(scope);
  });

  beforeEach(() => {
    contentType = 'text/x-script';
    respond = (response) => {
      response.write('first ');
      setTimeout(() => response.end('second'), 20);
    };
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  });

  it('has the status, the headers and all of the body', async () => {
    const answer = await scope.fetch(address);
    expect([answer.status, answer.headers.get('x-remix-response'), await answer.text()]).toEqual([200, 'yes', 'first second']);
  });

  it('is an abort when it is broken off half-way', async () => {
    const broken = new AbortController();
    respond = (response) => {
      response.write('first ');
      setTimeout(() => broken.abort(), 20);
    };
    await expect(scope.fetch(address, { signal: broken.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is handed out at once when it is not the data of a page', async () => {
    contentType = 'text/event-stream';
    respond = (response) => void response.write('first');
    const answer = await scope.fetch(address);
    const { value } = await (answer.body as ReadableStream<Uint8Array>).getReader().read();
    expect(Buffer.from(value ?? []).toString()).toBe('first');
  });

  it('has no body where its status allows none', async () => {
    respond = (response) => void response.end();
    expect((await scope.fetch(`${address}/none`)).status).toBe(204);
  });
});
