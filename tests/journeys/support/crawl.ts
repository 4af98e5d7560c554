import type { StackInfo } from './stack.js';
import type { Visitor } from './visitor.js';

const pagesMax = 300;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export interface Crawl {
  /** One path for each kind of page that was found; the ids in addresses make no other kind. */
  readonly pages: readonly string[];
  /** What leads nowhere, each with where it stands. */
  readonly broken: readonly string[];
}

/** Follows every link of this site that its pages have, from the front page on, with the visitor's cookie. */
export async function crawl(visitor: Visitor): Promise<Crawl> {
  const queue = [{ path: '/', from: 'the start' }];
  const seen = new Set(['/']);
  const kinds = new Map<string, string>();
  const anchors = new Map<string, ReadonlySet<string>>();
  const fragments: { readonly path: string; readonly id: string; readonly from: string }[] = [];
  const broken: string[] = [];
  for (const { path, from } of queue) {
    if (seen.size > pagesMax) throw new Error(`more than ${pagesMax} addresses are linked`);
    const response = await visitor.context.request.get(new URL(path, visitor.info.webUrl).toString(), { maxRedirects: 0 });
    if (response.status() >= 400) broken.push(`${path} on ${from} answers ${response.status()}`);
    if (response.status() !== 200 || !response.headers()['content-type']?.startsWith('text/html')) continue;
    const html = await response.text();
    const { pathname } = new URL(path, visitor.info.webUrl);
    kinds.set(pathname.replaceAll(uuid, ':id'), kinds.get(pathname.replaceAll(uuid, ':id')) ?? path);
    anchors.set(path, new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id ?? '')));
    for (const { to, id } of linksIn(html, path, visitor.info)) {
      if (id !== '') fragments.push({ path: to, id, from: path });
      if (!seen.has(to)) queue.push({ path: to, from: path });
      seen.add(to);
    }
  }
  for (const { path, id, from } of fragments) {
    if (anchors.get(path)?.has(id) === false) broken.push(`${path}#${id} on ${from} has no such place`);
  }
  return { pages: [...kinds.values()], broken };
}

function linksIn(html: string, path: string, { webUrl }: StackInfo): readonly { readonly to: string; readonly id: string }[] {
  const base = new URL(path, webUrl);
  return [...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)]
    .map(([, href]) => new URL((href ?? '').replaceAll('&amp;', '&'), base))
    .filter(({ origin }) => origin === base.origin)
    .map(({ pathname, search, hash }) => ({ to: pathname + search, id: decodeURIComponent(hash.slice(1)) }));
}
