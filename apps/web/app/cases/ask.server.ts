import { openCase, type CaseView } from '@keepword/contracts';
import { randomUUID } from 'node:crypto';
import { field } from '../platform/form.server.js';
import { refusal, tried, type Refused } from '../platform/problems.server.js';
import type { Visit } from '../platform/visit.server.js';
import { wishById } from './wishes.js';

const messageCharsMax = 20_000;

/** For the hidden field of a form that opens a case: sent twice, it still opens one. */
export const newIdempotencyKey: () => string = randomUUID;

/** What opening a case came to; the case itself is told only to whoever is signed in. */
export type Asked = { readonly asked: string; readonly case: Pick<CaseView, 'id' | 'reference' | 'state'> | null } | Refused;

/** Opens the case that a form asks for, in the name of the person or, for somebody who is not signed in, of the address in it. */
export async function ask(visit: Visit, form: FormData): Promise<Asked> {
  const wish = wishById(field(form, 'wish'));
  const message = field(form, 'message');
  const email = visit.signedIn ? undefined : field(form, 'email');
  const missing = {
    ...(wish ? {} : { wish: 'Choose what it is about.' }),
    ...(wish?.needsMessage && !message ? { message: 'Please say in your words what we should know.' } : {}),
    ...(message && message.length > messageCharsMax ? { message: `Please use at most ${messageCharsMax} characters.` } : {}),
    ...(visit.signedIn || email ? {} : { email: 'Without an address we cannot answer.' }),
  };
  if (!wish || Object.keys(missing).length > 0) return refusal('/problems/invalid-request', 'Something is missing', missing);
  const recordId = wish.class === 'automated-decision-review' ? field(form, 'recordId') : undefined;
  const body = { class: wish.class, scope: recordId ? { recordId } : wish.scope, message, email };
  return tried(visit, async () => {
    const idempotencyKey = `${field(form, 'idempotencyKey') ?? newIdempotencyKey()}.${recordId ?? wish.id}`;
    const opened = await visit.privacyApi.call(openCase, { body, idempotencyKey });
    return { asked: wish.id, case: 'id' in opened ? { id: opened.id, reference: opened.reference, state: opened.state } : null };
  });
}
