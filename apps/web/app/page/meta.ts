import type { MetaDescriptor } from '@remix-run/node';

/** A page's title, with the brand that the root knows. */
export function titled(title: string, matches: readonly ({ id: string; data?: unknown } | undefined)[]): MetaDescriptor[] {
  const root = matches.find((match) => match?.id === 'root')?.data as { brand?: { name: string } } | undefined;
  return [{ title: `${title} · ${root?.brand?.name ?? 'Keepword'}` }];
}
