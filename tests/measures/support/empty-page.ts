import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const web = path.resolve(__dirname, '../../../apps/web');

export interface EmptyPage {
  readonly url: string;
  stop(): Promise<void>;
}

/** Builds a Remix app with one paragraph: what the framework costs without us. */
export async function buildEmptyPage(): Promise<void> {
  const remix = path.join('node_modules', '@remix-run', 'dev', 'dist', 'cli.js');
  await run(process.execPath, [remix, 'vite:build', '--config', 'empty-page/vite.config.ts'], { cwd: web });
}

/** Serves what {@link buildEmptyPage} has built on a port of its own, every answer with these headers. */
export async function serveEmptyPage(headers: Readonly<Record<string, string>> = {}): Promise<EmptyPage> {
  const server = spawn(process.execPath, ['empty-page/serve.mjs'], {
    cwd: web,
    env: { ...process.env, EMPTY_PAGE_HEADERS: JSON.stringify(headers) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const port = await new Promise<string>((resolve, reject) => {
    server.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8').trim()));
    server.once('exit', (code) => reject(new Error(`the empty page ended with ${code} before it listened`)));
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill();
      await ended;
    },
  };
}
