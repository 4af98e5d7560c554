import { webUrl } from './identity-stack.js';

/** Follows redirects as a browser does, up to a page that is shown or an address of our own web client. */
export async function open(
  url: string,
  init: RequestInit = {},
): Promise<{ readonly url: URL; readonly status: number; readonly body: string }> {
  let response = await fetch(url, { ...init, redirect: 'manual' });
  let current = url;
  for (let hops = 0; hops < 10; hops += 1) {
    const location = response.headers.get('location');
    expect(response.headers.get('set-cookie')).toBeNull();
    if (!location) return { url: new URL(current), status: response.status, body: await response.text() };
    await response.body?.cancel();
    current = new URL(location, current).toString();
    if (current.startsWith(webUrl)) return { url: new URL(current), status: response.status, body: '' };
    response = await fetch(current, { redirect: 'manual' });
  }
  throw new Error('more than ten redirects');
}

/** Opens the consent page at `url`, or behind redirects from it, and sends its form. */
export async function consent(url: string, fields: Record<string, string>): Promise<URL> {
  const page = await open(url);
  expect(page.status).toBe(200);
  const answer = await open(page.url.toString(), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  return answer.url;
}

export const query = (url: URL): Record<string, string> => Object.fromEntries(url.searchParams);

export const ada = { name: 'Ada Example', email: 'ada@example.com', decision: 'continue' };
