import { downloadArchive } from '@keepword/contracts';
import { redirect, type ActionFunctionArgs } from '@remix-run/node';
import { passOn } from '../platform/pass-on.server.js';
import { readForm } from '../platform/form.server.js';
import { answered } from '../platform/problems.server.js';
import { openPersonalVisit } from '../platform/visit.server.js';

export function loader() {
  return redirect('/history');
}

/** The chosen creations as one ZIP, streamed through. */
export async function action({ request }: ActionFunctionArgs) {
  const visit = openPersonalVisit(request);
  const form = await readForm(visit);
  const creationIds = form
    .getAll('id')
    .filter((id): id is string => typeof id === 'string')
    .slice(0, 100);
  if (creationIds.length === 0) return redirect('/history', { status: 303 });
  const answer = await answered(visit, () => visit.api.fetch(downloadArchive, { body: { creationIds }, signal: request.signal }));
  return passOn(answer, visit, { 'cache-control': 'private, no-store' });
}
