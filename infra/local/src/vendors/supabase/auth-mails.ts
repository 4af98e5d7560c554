import { escapeHtml } from '../oauth-consent/consent-page.js';

/** What the stand-in hands over for delivery. */
export interface AuthMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export type SendMail = (mail: AuthMail) => Promise<void>;

export type AuthMailKind = 'signup' | 'magiclink' | 'recovery' | 'email_change';

const wording: Readonly<Record<AuthMailKind, { subject: string; why: string; action: string }>> = {
  signup: { subject: 'Confirm your email address', why: 'An account was started with this address.', action: 'Confirm this address' },
  magiclink: { subject: 'Your sign-in link', why: 'Somebody asked to sign in with this address.', action: 'Sign in' },
  recovery: { subject: 'Set a new password', why: 'Somebody asked to set a new password for this address.', action: 'Set a new password' },
  email_change: {
    subject: 'Confirm the change of your email address',
    why: 'The address of an account is to be changed.',
    action: 'Confirm the change',
  },
};

export function authMail(kind: AuthMailKind, to: string, link: string, digits: string): AuthMail {
  const { subject, why, action } = wording[kind];
  const after = `The link works once, within an hour. Where a code is asked for, it is ${digits}. If this was not you, nothing needs to be done.`;
  return {
    from: 'Sign-in <no-reply@auth.example>',
    to,
    subject,
    text: `${why}\n\n${action}: ${link}\n\n${after}\n`,
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${subject}</title></head><body><p>${why}</p><p><a href="${escapeHtml(link)}">${action}</a></p><p>${after}</p></body></html>`,
  };
}
