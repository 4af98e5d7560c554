import { data } from '@remix-run/node';
import { signInMethods } from './catalogue.server.js';
import { answered } from './problems.server.js';
import type { Visit } from './visit.server.js';

/** @throws Response 404 where the installation does not sign people in by password */
export async function onlyWithPassword(visit: Visit): Promise<void> {
  const methods = await answered(visit, signInMethods);
  if (!methods.includes('email-password')) throw data({ title: 'Not found' }, { status: 404 });
}
