import { data } from '@remix-run/node';

/** Everything that is not a page: the same 404 for what never was and for what this profile does not offer. */
export function loader() {
  throw data({ title: 'Not found' }, { status: 404 });
}

export const action = loader;

export default function NotFound() {
  return null;
}
