import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const inbox = z.object({ items: z.array(z.object({ id: z.string(), text: z.string().nullable(), html: z.string().nullable() })) });
type InboxItem = z.output<typeof inbox>['items'][number];

const waitMax = 20_000;

async function mailsTo(vendorsUrl: string, email: string): Promise<readonly InboxItem[]> {
  const response = await fetch(`${vendorsUrl}/inbox/messages?to=${encodeURIComponent(email)}`);
  if (!response.ok) throw new Error(`the inbox answered ${response.status}`);
  return inbox.parse(await response.json()).items;
}

/** Ids of the mails that are there already, so that an older link is not taken for the new one. */
export async function knownMailIds(vendorsUrl: string, email: string): Promise<ReadonlySet<string>> {
  return new Set((await mailsTo(vendorsUrl, email)).map(({ id }) => id));
}

/** Waits for the next mail with a link to this address. @param before ids of earlier mails */
export async function mailedLink(vendorsUrl: string, email: string, before: ReadonlySet<string>): Promise<string> {
  for (let waitedMs = 0; waitedMs < waitMax; waitedMs += 100) {
    for (const mail of await mailsTo(vendorsUrl, email)) {
      const link = before.has(mail.id) ? undefined : /https?:\/\/[^\s"'<>]+/.exec(mail.text ?? mail.html ?? '')?.[0];
      if (link) return link;
    }
    await pause(100);
  }
  throw new Error(`no mail with a link to ${email} came within ${waitMax / 1000} s`);
}
