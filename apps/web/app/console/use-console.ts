import { useRouteLoaderData } from '@remix-run/react';
import type { loader } from '../routes/console/route.js';

/** Who of the team is here, and the hidden field of the console's forms. */
export function useConsole() {
  return useRouteLoaderData<typeof loader>('routes/console');
}
