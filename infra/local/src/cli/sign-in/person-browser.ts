const hopsMax = 12;

interface Page {
  readonly url: string;
  readonly status: number;
  readonly html: string;
}

/** Opens `url` and follows redirects until the browser would be back at `target`. @returns the query it comes back with */
export async function followTo(url: string, target: string): Promise<Record<string, string>> {
  const arrived = await follow(url, {}, target);
  if (arrived instanceof URL) return queryOf(arrived);
  throw new Error(`the sign-in stopped at ${new URL(arrived.url).pathname} (${arrived.status}) instead of coming back`);
}

/** Gives consent on the stand-in's page as that person and comes back with the answer. */
export async function consentAs(
  person: { readonly email: string; readonly name: string },
  url: string,
  target: string,
): Promise<Record<string, string>> {
  const page = await follow(url, {}, target);
  if (page instanceof URL) return queryOf(page);
  const action = /<form\b[^>]*\baction="([^"]*)"/i.exec(page.html)?.[1];
  if (page.status !== 200 || action === undefined) throw new Error(`no consent page at ${new URL(page.url).pathname} (${page.status})`);
  const form = new URLSearchParams({ ...person, decision: 'continue' });
  const answered = await follow(new URL(unescapeHtml(action), page.url).toString(), { method: 'POST', body: form }, target);
  if (answered instanceof URL) return queryOf(answered);
  throw new Error(`the consent page did not accept ${person.email} (${answered.status})`);
}

async function follow(start: string, init: RequestInit, target: string): Promise<URL | Page> {
  let url = start;
  let request = init;
  for (let hops = 0; hops < hopsMax; hops += 1) {
    // A mailed link may lead straight back to our own web client: that is for the browser's owner to open, not for us.
    const at = new URL(url);
    if (`${at.origin}${at.pathname}` === target) return at;
    const response = await fetch(url, { ...request, redirect: 'manual' });
    const location = response.headers.get('location');
    if (location === null || response.status < 300 || response.status > 399)
      return { url, status: response.status, html: await response.text() };
    await response.body?.cancel();
    url = new URL(location, url).toString();
    request = {};
  }
  throw new Error(`more than ${hopsMax} redirects`);
}

/** Some vendors answer in the fragment, which the browser's page hands on like a query. */
function queryOf(url: URL): Record<string, string> {
  return { ...Object.fromEntries(new URLSearchParams(url.hash.slice(1))), ...Object.fromEntries(url.searchParams) };
}

function unescapeHtml(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', quot: '"', lt: '<', gt: '>', apos: "'" };
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hexadecimal?: string, name?: string) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    if (hexadecimal) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
    return named[name ?? ''] ?? whole;
  });
}
