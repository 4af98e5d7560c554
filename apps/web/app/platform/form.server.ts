import { data } from '@remix-run/node';
import { environment } from './boot.server.js';
import { comesFromOurPage, csrfTokenFits } from './csrf.server.js';

const formBytesMax = 64 * 1024;

/** Whose form it is: the secret that its token was made from. */
interface Formed {
  readonly request: Request;
  readonly session: { readonly csrf: string };
}

/**
 * The fields of a form that one of our own pages sent.
 * @param bytesMax the largest body that is read at all; the reading stays in memory
 * @throws Response 403 for a form from elsewhere, 411 and 413 for one without or beyond a length
 */
export async function readForm(visit: Formed, bytesMax = formBytesMax): Promise<FormData> {
  const { request } = visit;
  if (!comesFromOurPage(request.headers, environment.webUrl)) throw foreign();
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (!Number.isFinite(length)) throw data({ title: 'The size of this form is not known' }, { status: 411 });
  if (length > bytesMax) throw data({ title: 'This form is too large' }, { status: 413 });
  const form = await request.formData().catch(() => {
    throw data({ title: 'This form cannot be read' }, { status: 400 });
  });
  if (!csrfTokenFits(visit.session.csrf, form.get('csrf'))) throw foreign();
  return form;
}

/** A field as trimmed text; undefined when it is empty, missing or a file. */
export function field(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** A field as it was typed, for passwords. */
export function rawField(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

export function numberField(form: FormData, name: string): number | undefined {
  const value = field(form, name);
  return value === undefined || !Number.isFinite(Number(value)) ? undefined : Number(value);
}

function foreign() {
  return data({ title: 'This form is from another page or an ended session', reason: 'foreign-form' }, { status: 403 });
}
