import { UNSAFE_RemixContext as RemixContext, useMatches } from '@remix-run/react';
import { useContext } from 'react';
import { useNonce } from './nonce.js';

/**
 * Remix's own `<Scripts>`, except for when: this one asks for the modules after the first frame has been laid out. They would otherwise be
 * fetched and compiled while the page, which is complete without them, waits to be drawn. A hidden page draws nothing to wait for.
 */
export function LateScripts() {
  const scripts = useScripts();
  const nonce = useNonce();
  return scripts.map((script, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- always the same two
    <script key={index} nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: script }} />
  ));
}

/** What the server says to the browser: the frame that the streamed data goes into, and the modules of this page. */
function useScripts(): readonly [string, string] {
  const context = useContext(RemixContext);
  const matches = useMatches();
  if (!context || typeof document !== 'undefined') return ['', '']; // they have run already
  const { manifest, serverHandoffString, renderMeta } = context;
  // oxlint-disable-next-line react/immutability -- Remix's way to hear that data may be streamed after the page
  if (renderMeta) renderMeta.didRenderScripts = true;
  const routes = matches.flatMap(({ id }) => manifest.routes[id] ?? []);
  const modules = {
    routes: Object.fromEntries(routes.map(({ id, module }) => [id, module])),
    others: [manifest.url, ...new Set([...manifest.entry.imports, ...routes.flatMap(({ imports }) => imports ?? [])])],
    entry: manifest.entry.module,
  };
  return [`(${receive})(${serverHandoffString ?? '{}'})`, `(${begin})(${inScript(modules)})`];
}

/** JSON that cannot end the script element it stands in. */
function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

// Both run in the browser, as text: they use nothing from around them.

const receive = `(handoff) => {
  window.__remixContext = handoff;
  handoff.stream = new ReadableStream({ start(controller) { handoff.streamController = controller } }).pipeThrough(new TextEncoderStream());
}`;

const begin = `({ routes, others, entry }) => {
  const load = async () => {
    const [loaded] = await Promise.all([
      Promise.all(Object.entries(routes).map(async ([id, file]) => [id, await import(file)])),
      ...others.map((file) => import(file)),
    ]);
    window.__remixRouteModules = Object.fromEntries(loaded);
    await import(entry);
  };
  if (document.visibilityState === 'hidden') load();
  else requestAnimationFrame(() => setTimeout(load));
}`;
