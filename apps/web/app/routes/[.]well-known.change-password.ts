import { data, redirect } from '@remix-run/node';
import { signInMethods } from '../platform/catalogue.server.js';

/** Where password managers send people; nothing to change where nobody has a password. */
export async function loader() {
  if (!(await signInMethods()).includes('email-password')) throw data({ title: 'Not found' }, { status: 404 });
  return redirect('/sign-in/reset');
}
