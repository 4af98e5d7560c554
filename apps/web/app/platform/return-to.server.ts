const pathCharsMax = 500;

/** A path of this site to go on to after a detour; anything else becomes `fallback`, so that no link here leads a person elsewhere. */
export function safeReturnTo(value: unknown, fallback = '/studio'): string {
  if (typeof value !== 'string' || value.length > pathCharsMax || !value.startsWith('/')) return fallback;
  const base = 'http://site.invalid';
  if (!URL.canParse(value, base)) return fallback;
  const url = new URL(value, base);
  return url.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search : fallback;
}

/** `/sign-in` with the way back to `path`. */
export function detour(to: string, path: string): string {
  return path === '/studio' ? to : `${to}?returnTo=${encodeURIComponent(path)}`;
}
