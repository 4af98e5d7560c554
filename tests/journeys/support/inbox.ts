import type { StackInfo } from './stack.js';
import { until } from './until.js';

interface Mail {
  readonly id: string;
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
}

/** Newest first. */
export async function mailsTo(info: StackInfo, email: string): Promise<readonly Mail[]> {
  const response = await fetch(`${info.vendorsUrl}/inbox/messages?to=${encodeURIComponent(email)}`);
  if (!response.ok) throw new Error(`the inbox answered ${response.status}`);
  return ((await response.json()) as { items: readonly Mail[] }).items;
}

/** Waits for a mail to this address whose subject or text says this. */
export function mailTo(info: StackInfo, email: string, saying: RegExp): Promise<Mail> {
  return until(`a mail to ${email} that says ${saying}`, async () =>
    (await mailsTo(info, email)).find(({ subject, text }) => saying.test(`${subject}\n${text ?? ''}`)),
  );
}

/** Waits for the newest mail with a link, other than those that were opened already, and gives the link. */
export function linkTo(info: StackInfo, email: string, opened: ReadonlySet<string> = new Set()): Promise<string> {
  return until(`a mail with a link to ${email}`, async () =>
    (await mailsTo(info, email))
      .map(({ text, html }) => /https?:\/\/[^\s"'<>]+/.exec(text ?? html ?? '')?.[0])
      .find((link) => link !== undefined && !opened.has(link)),
  );
}
