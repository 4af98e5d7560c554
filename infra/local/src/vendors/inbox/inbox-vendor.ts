import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { giveUpOld } from '../give-up-old.js';
import type { Vendor, VendorContext } from '../vendor.js';
import { holdsSecret, readForm, readJson } from '../vendor-host.js';
import { sendInboxPage, sendMailPage, sendNoMailPage, sendWritingPage } from './inbox-pages.js';
import { MailStore } from './mail-store.js';
import { outsideMail, type InboxMail, type ReceivedMail } from './mail.js';
import { OutsideMailServer } from './outside-mail-server.js';
import { openSmtpDoor, type SmtpDoor } from './smtp-door.js';

export interface InboxOptions {
  /** Where the SMTP server listens on 127.0.0.1; 0 takes a free port. */
  readonly smtpPort: number;
  /** What `POST /inbox/_control/deliver` must carry as `x-keepword-control`. */
  readonly controlSecret: string;
  /** Whom the page offers to write to. */
  readonly privacyMailbox?: string;
  /** Where mail from outside goes by SMTP besides; null or left out where a vendor's stand-in takes it. */
  readonly inboundSmtpPort?: number | null;
}

export interface Inbox {
  readonly vendor: Vendor;
  /** Puts a mail into its recipients' mailboxes; for the other stand-ins. Only after the vendor has been registered. */
  deliver(mail: ReceivedMail): readonly InboxMail[];
  /** Calls `listener` for each mail that comes in from outside by `_control/deliver`, one call for all its recipients. */
  onOutsideMail(listener: (mail: OutsideMail) => void): void;
  /** The port that the SMTP server took; null before registration. */
  smtpPort(): number | null;
}

/** A mail from outside, and the copies that were put into the mailboxes. */
export interface OutsideMail {
  readonly mail: ReceivedMail;
  readonly copies: readonly InboxMail[];
}

/**
 * A mailbox is its owner's, and no vendor and no erasure empties it: how long its mails stay is this stand-in's own choice, long enough for whatever a
 * request about data can take (a month), so that they do not gather for ever on a developer's machine.
 */
const KEPT_FOR = 'P90D';
const listedMax = 500;
const shownMax = 200;

/** Where every mail of the local stack lands: an SMTP server, a page to read them, and an answer in JSON for tests. */
export function inboxVendor(options: InboxOptions): Inbox {
  const listeners: ((mail: OutsideMail) => void)[] = [];
  let store: MailStore | null = null;
  let door: SmtpDoor | null = null;

  const deliver = (mail: ReceivedMail): readonly InboxMail[] => {
    if (!store) throw new Error('the inbox is not open yet');
    return store.add(mail);
  };

  const vendor: Vendor = {
    prefix: 'inbox',
    async register(app, context) {
      const opened = new MailStore(path.join(context.dataDir, 'mails.jsonl'), context.clock);
      store = opened;
      const stopForgetting = giveUpOld(context, KEPT_FOR, (before) => opened.forget(before));
      addReadingRoutes(app, context, store);
      const outside = options.inboundSmtpPort ? new OutsideMailServer(options.inboundSmtpPort, context.control) : null;
      const bringIn = (parsed: z.output<typeof outsideMail>): readonly InboxMail[] => {
        const { html = null, attachments = [], ...rest } = parsed;
        const mail: ReceivedMail = { ...rest, html, attachments };
        const copies = deliver(mail);
        for (const listener of listeners) listener({ mail, copies });
        const [first] = copies;
        if (first) outside?.deliver({ ...mail, messageId: first.messageId });
        return copies;
      };
      addWritingRoutes(app, context, options.privacyMailbox ?? '', bringIn);
      app.post('/_control/deliver', async (request, reply) => {
        if (!holdsSecret(request, options.controlSecret)) return reply.code(403).send({ error: 'x-keepword-control is missing or wrong' });
        const parsed = outsideMail.safeParse(readJson(request));
        if (!parsed.success)
          return reply.code(400).send({ errors: parsed.error.issues.map(({ path: at, message }) => ({ path: at.join('.'), message })) });
        return reply.code(202).send({ items: bringIn(parsed.data).map(({ id }) => ({ id })) });
      });
      const { smtpUser: user, smtpPassword: password } = context.secrets;
      door = await openSmtpDoor({ port: options.smtpPort, user, password, receive: deliver });
      return async () => {
        stopForgetting();
        outside?.stop();
        await door?.stop();
      };
    },
  };
  return { vendor, deliver, onOutsideMail: (listener) => listeners.push(listener), smtpPort: () => door?.port ?? null };
}

/** A mail can be written on the page as well. Only the page knows the token, so that no other site can have a browser send one. */
function addWritingRoutes(
  app: FastifyInstance,
  context: VendorContext,
  privacyMailbox: string,
  bringIn: (mail: z.output<typeof outsideMail>) => readonly InboxMail[],
): void {
  const base = new URL(context.url).pathname;
  const token = randomBytes(24).toString('base64url');
  const fields = ['from', 'to', 'subject', 'text'] as const;
  app.get<{ Querystring: { from?: string; to?: string; subject?: string } }>('/write', async ({ query }, reply) => {
    const { from = '', to = privacyMailbox, subject = '' } = query;
    return sendWritingPage(reply, base, {
      token,
      written: { from: String(from), to: String(to), subject: String(subject), text: '' },
      problem: null,
    });
  });
  app.post('/write', async (request, reply) => {
    const form = readForm(request);
    const written = Object.fromEntries(fields.map((name) => [name, form.get(name) ?? ''])) as Record<(typeof fields)[number], string>;
    if (form.get('token') !== token)
      return sendWritingPage(reply, base, { token, written, problem: 'This page was from before a restart. Send it again.' });
    const parsed = outsideMail.safeParse(written);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return sendWritingPage(reply, base, {
        token,
        written,
        problem: `${String(issue?.path[0] ?? 'The mail')}: ${issue?.message ?? 'does not fit'}`,
      });
    }
    bringIn(parsed.data);
    return reply.redirect(`${base}?to=${encodeURIComponent(parsed.data.from)}`, 303);
  });
}

function addReadingRoutes(app: FastifyInstance, context: VendorContext, store: MailStore): void {
  const base = new URL(context.url).pathname;
  type Search = { Querystring: { to?: string; limit?: string } };

  app.get<Search>('/messages', async (request) => {
    const limit = Math.min(Math.max(Number(request.query.limit ?? 50) || 50, 1), listedMax);
    const items = store
      .list(request.query.to, limit)
      .map(({ id, from, to, subject, text, html, sentAt }) => ({ id, from, to, subject, text, html, sentAt }));
    return { items };
  });
  app.get<Search>('/', async (request, reply) => {
    const to = String(request.query.to ?? '').slice(0, 320);
    return sendInboxPage(reply, base, store.list(to, shownMax, 'contains'), to);
  });
  app.get<{ Params: { id: string } }>('/messages/:id/view', async (request, reply) => {
    const mail = store.get(request.params.id);
    return mail ? sendMailPage(reply, base, mail) : sendNoMailPage(reply, base);
  });
}
