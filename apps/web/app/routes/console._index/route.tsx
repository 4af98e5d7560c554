import { redirect } from '@remix-run/node';

/** The page itself has an address below `/console/`, which the path of the team's cookie covers for our scripts too. */
export function loader() {
  return redirect('/console/today');
}
