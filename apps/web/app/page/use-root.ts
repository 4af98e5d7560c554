import { useRouteLoaderData } from '@remix-run/react';
import type { loader } from '../root.js';

/** What every page knows: who is here, under which profile. Undefined only on an error page whose root failed. */
export function useRoot() {
  return useRouteLoaderData<typeof loader>('root');
}

/** The hidden field that every form carries. */
export function useCsrf(): string {
  return useRoot()?.csrf ?? '';
}
