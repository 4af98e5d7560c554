import { randomUUID, timingSafeEqual } from 'node:crypto';
import path from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { giveUpOld } from '../give-up-old.js';
import { IdempotentAnswers } from '../idempotent-answers.js';
import type { Inbox } from '../inbox/inbox-vendor.js';
import { RecordFolder } from '../record-folder.js';
import type { Vendor, VendorContext } from '../vendor.js';
import { addressIn, readEmailBody, type EmailBody } from './email-body.js';
import { ReceivedEmails } from './received-emails.js';
import { ResendRefusal } from './resend-refusal.js';

export interface ResendOptions {
  /** Where sent mails land, and where mails from outside come in. */
  readonly inbox: Pick<Inbox, 'deliver' | 'onOutsideMail'>;
  /** Whether mail from outside is told to the privacy service; false where the profile does not list Resend. */
  readonly receives: boolean;
}

interface SentEmail {
  readonly id: string;
  readonly created_at: string;
  readonly message_id: string;
  readonly email: Omit<EmailBody, 'attachments'>;
}

interface Contact {
  readonly id: string;
  readonly email: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly created_at: string;
  readonly unsubscribed: boolean;
}

interface Domain {
  readonly id: string;
  readonly name: string;
  readonly status: 'verified';
  readonly created_at: string;
  readonly region: string;
}

const emailsMax = 2_000;
/**
 * How long mails stay, sent or received: this stand-in's own choice. Resend's documentation says that it keeps them for a limited period and not for
 * which (resend.com/docs/dashboard/webhooks/how-to-store-webhooks-data), so nothing here may rest on these days.
 */
const KEPT_FOR = 'P7D';
const contactsMax = 2_000;
const domainsMax = 50;
const batchMax = 100;

/** Stands in for Resend: sending with idempotency keys, the receiving API with its signed webhook, contacts, and just enough of domains. Mails land in the inbox. */
export function resendVendor({ inbox, receives }: ResendOptions): Vendor {
  return {
    prefix: 'resend',
    async register(app, context) {
      const received = new ReceivedEmails(context);
      const emails = new RecordFolder<SentEmail>(path.join(context.dataDir, 'emails'), emailsMax);
      const stop = giveUpOld(context, KEPT_FOR, (before) => {
        emails.deleteWhere((email) => new Date(email.created_at) < before);
        received.forget(before);
      });
      if (receives) inbox.onOutsideMail((mail) => received.receive(mail));
      // The address itself is the permission, as it is with the real one's signed links.
      app.get<{ Params: { emailId: string; id: string } }>('/attachments/:emailId/:id', async (request, reply) => {
        const attachment = received.attachment(request.params.emailId, request.params.id);
        if (!attachment) return reply.code(404).send();
        return reply
          .headers({ 'content-type': 'application/octet-stream', 'content-disposition': 'attachment', 'x-content-type-options': 'nosniff' })
          .send(Buffer.from(attachment.content, 'base64'));
      });
      await app.register(async (api: FastifyInstance) => {
        guard(api, context.secrets.resendApiKey);
        addReceivingRoutes(api, received);
        addSendingRoutes(api, context, inbox, emails);
        addDomainRoutes(api, context);
        addContactRoutes(api, context);
      });
      return async () => stop();
    },
  };
}

function guard(api: FastifyInstance, apiKey: string): void {
  api.addHook('preHandler', async (request) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    const expected = Buffer.from(`Bearer ${apiKey}`);
    if (given.length === 0) throw new ResendRefusal(401, 'missing_api_key', 'Missing API key in the authorization header.');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new ResendRefusal(403, 'invalid_api_key', 'API key is invalid.');
  });
  api.setErrorHandler((error, _request, reply) => {
    const refusal = error instanceof ResendRefusal ? error : new ResendRefusal(500, 'internal_server_error', 'The stand-in failed.');
    return reply.code(refusal.status).send(refusal.body);
  });
}

function addSendingRoutes(
  api: FastifyInstance,
  context: VendorContext,
  inbox: ResendOptions['inbox'],
  emails: RecordFolder<SentEmail>,
): void {
  const answers = new IdempotentAnswers(path.join(context.dataDir, 'idempotency'), context.clock);

  const send = ({ attachments, ...email }: EmailBody): { readonly id: string } => {
    const id = randomUUID();
    const messageId = `<${id}@resend.local>`;
    const recipients = [...email.to, ...(email.cc ?? []), ...(email.bcc ?? [])].map(addressIn);
    emails.put({ id, created_at: context.clock.now().toISOString(), message_id: messageId, email });
    inbox.deliver({
      from: email.from,
      to: [...new Set(recipients)],
      subject: email.subject,
      text: email.text ?? '',
      html: email.html ?? null,
      messageId,
      headers: Object.fromEntries(Object.entries(email.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
      attachments: (attachments ?? []).map(({ filename, content, content_type: contentType }) => ({
        filename: filename ?? 'unnamed',
        contentType: contentType ?? 'application/octet-stream',
        content,
      })),
    });
    return { id };
  };

  const once = (request: FastifyRequest, act: () => unknown): unknown => {
    const key = request.headers['idempotency-key']?.toString();
    if (key !== undefined && (key.length < 1 || key.length > 256))
      throw new ResendRefusal(400, 'invalid_idempotency_key', 'The idempotency key must have 1 to 256 characters.');
    const answer = answers.once(key, `${request.url}\n${String(request.body ?? '')}`, act);
    if (answer === 'conflict')
      throw new ResendRefusal(409, 'invalid_idempotent_request', 'The same idempotency key was used with a different payload.');
    return answer.body;
  };

  api.post('/emails', async (request) => once(request, () => send(readEmailBody(readBody(request)))));
  api.post('/emails/batch', async (request) =>
    once(request, () => {
      const given = readBody(request);
      if (!Array.isArray(given) || given.length === 0 || given.length > batchMax)
        throw new ResendRefusal(422, 'validation_error', `A batch has 1 to ${batchMax} emails.`);
      // All are read before the first is sent: a batch goes out whole or not at all.
      return { data: given.map(readEmailBody).map(send) };
    }),
  );
  api.get<{ Querystring: { limit?: string } }>('/emails', async (request) => listOf(emails.all().map(listed), request.query.limit));
  api.get<{ Params: { id: string } }>('/emails/:id', async (request) => {
    const sent = emails.get(request.params.id);
    if (!sent) throw new ResendRefusal(404, 'not_found', 'Email not found.');
    const { html = null, text = null, tags } = sent.email;
    return { object: 'email', ...listed(sent), html, text, ...(tags ? { tags } : {}) };
  });
}

function listed({ id, created_at: createdAt, message_id: messageId, email }: SentEmail) {
  const { from, to, subject, cc = null, bcc = null, reply_to: replyTo = null } = email;
  return {
    id,
    from,
    to,
    subject,
    cc,
    bcc,
    reply_to: replyTo,
    created_at: createdAt,
    message_id: messageId,
    last_event: 'delivered',
    scheduled_at: null,
  };
}

function addReceivingRoutes(api: FastifyInstance, received: ReceivedEmails): void {
  const present = (value: object | null): object => {
    if (!value) throw new ResendRefusal(404, 'not_found', 'Email not found.');
    return value;
  };
  api.get<{ Querystring: { limit?: string } }>('/emails/receiving', async (request) => listOf(received.all(), request.query.limit));
  api.get<{ Params: { id: string } }>('/emails/receiving/:id', async (request) => present(received.get(request.params.id)));
  api.get<{ Params: { id: string; attachmentId: string } }>('/emails/receiving/:id/attachments/:attachmentId', async (request) =>
    present(received.describeAttachment(request.params.id, request.params.attachmentId)),
  );
}

function addDomainRoutes(api: FastifyInstance, context: VendorContext): void {
  const domains = new RecordFolder<Domain>(path.join(context.dataDir, 'domains'), domainsMax);
  api.post('/domains', async (request, reply) => {
    const { name } = (readBody(request) ?? {}) as { name?: unknown };
    if (typeof name !== 'string' || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(name) || name.length > 253)
      throw new ResendRefusal(422, 'validation_error', 'Invalid `name` field.');
    const domain = domains.put({
      id: randomUUID(),
      name: name.toLowerCase(),
      status: 'verified',
      created_at: context.clock.now().toISOString(),
      region: 'eu-west-1',
    });
    return reply.code(201).send({ ...domain, records: [] });
  });
  api.get<{ Querystring: { limit?: string } }>('/domains', async (request) => listOf(domains.all(), request.query.limit));
  api.get<{ Params: { id: string } }>('/domains/:id', async (request) => {
    const domain = domains.get(request.params.id);
    if (!domain) throw new ResendRefusal(404, 'not_found', 'Domain not found.');
    return { object: 'domain', ...domain, records: [] };
  });
}

function addContactRoutes(api: FastifyInstance, context: VendorContext): void {
  const contacts = new RecordFolder<Contact>(path.join(context.dataDir, 'contacts'), contactsMax);
  /** By its id or by its address. */
  const known = (name: string): Contact => {
    const contact = contacts.all().find(({ id, email }) => id === name || email === name.toLowerCase());
    if (!contact) throw new ResendRefusal(404, 'not_found', 'Contact not found');
    return contact;
  };
  api.post('/contacts', async (request, reply) => {
    const body = (readBody(request) ?? {}) as { email?: unknown; first_name?: unknown; last_name?: unknown; unsubscribed?: unknown };
    if (typeof body.email !== 'string' || !body.email.includes('@') || body.email.length > 254)
      throw new ResendRefusal(422, 'validation_error', 'Invalid `email` field.');
    const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 200) : null);
    const { id } = contacts.put({
      id: randomUUID(),
      email: body.email.toLowerCase(),
      first_name: text(body.first_name),
      last_name: text(body.last_name),
      created_at: context.clock.now().toISOString(),
      unsubscribed: body.unsubscribed === true,
    });
    return reply.code(201).send({ object: 'contact', id });
  });
  api.get<{ Params: { name: string } }>('/contacts/:name', async (request) => ({ object: 'contact', ...known(request.params.name) }));
  api.patch<{ Params: { name: string } }>('/contacts/:name', async (request) => {
    const { unsubscribed } = (readBody(request) ?? {}) as { unsubscribed?: unknown };
    const contact = known(request.params.name);
    contacts.put({ ...contact, unsubscribed: typeof unsubscribed === 'boolean' ? unsubscribed : contact.unsubscribed });
    return { object: 'contact', id: contact.id };
  });
  api.delete<{ Params: { name: string } }>('/contacts/:name', async (request) => {
    const { id } = known(request.params.name);
    contacts.delete(id);
    return { object: 'contact', contact: id, deleted: true };
  });
}

function listOf(items: readonly object[], limitText: string | undefined) {
  const limit = Math.min(Math.max(Number(limitText ?? 20) || 20, 1), 100);
  return { object: 'list', has_more: items.length > limit, data: items.slice(0, limit) };
}

/** @throws ResendRefusal for what is not JSON; a batch is a list, so the host's reader of objects does not do */
function readBody(request: FastifyRequest): unknown {
  try {
    return JSON.parse(String(request.body ?? ''));
  } catch {
    throw new ResendRefusal(422, 'validation_error', 'The body is not JSON.');
  }
}
