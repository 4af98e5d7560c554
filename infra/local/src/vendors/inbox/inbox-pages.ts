import type { FastifyReply } from 'fastify';
import { html, sendPage } from '../html-page.js';
import type { InboxMail } from './mail.js';

const refreshSeconds = 4;

/** Asks again every few seconds, but not while somebody types or looks elsewhere. */
const refreshScript = `setInterval(()=>{if(!document.hidden&&!document.activeElement?.matches('input'))location.reload()},${refreshSeconds * 1000})`;

const dayAndTime = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

const addressOf = (from: string) => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from;
function answerTo({ from, to, subject }: InboxMail): string {
  const reSubject = (/^re:/i.test(subject) ? subject : `Re: ${subject}`).slice(0, 998);
  return new URLSearchParams({ from: to, to: addressOf(from), subject: reSubject }).toString();
}

/** @param base the inbox's own path, `/inbox` */
export function sendInboxPage(reply: FastifyReply, base: string, mails: readonly InboxMail[], to: string): FastifyReply {
  const row = (mail: InboxMail) =>
    html`<li>
      <a href="${base}/messages/${mail.id}/view"
        ><strong>${mail.subject || '(no subject)'}</strong><time class="soft" datetime="${mail.sentAt}">${dayAndTime(mail.sentAt)}</time
        ><span class="soft">${mail.from} → ${mail.to}</span></a
      >
    </li>`;
  return sendPage(reply, 200, {
    title: to ? `Inbox of ${to}` : 'Inbox',
    wide: true,
    script: refreshScript,
    main: html`<h1>Inbox</h1>
      <p class="soft">Every mail that was sent on this computer lands here and nowhere else.</p>
      <noscript><p class="note">Reload the page to see new mails.</p></noscript>
      <form class="search" method="get" action="${base}" role="search">
        <div>
          <label for="to">Recipient</label><input id="to" name="to" type="search" value="${to}" maxlength="320" autocomplete="off" />
        </div>
        <button class="main">Search</button>${to && html`<a class="button" href="${base}">All</a>`}
        <a class="button" href="${base}/write">Write to the team</a>
      </form>
      ${
        mails.length === 0
          ? html`<p>${to ? 'No mail for this recipient yet.' : 'No mail yet.'}</p>`
          : html`<ol class="mails" aria-label="Mails, newest first">
              ${mails.map(row)}
            </ol>`
      }`,
  });
}

/** The mail's own markup stands in a frame that runs no scripts, sends no forms, and opens links in a tab of their own. */
export function sendMailPage(reply: FastifyReply, base: string, mail: InboxMail): FastifyReply {
  const framed = mail.html && `<base target="_blank">${mail.html}`;
  return sendPage(reply, 200, {
    title: mail.subject || '(no subject)',
    wide: true,
    framesMail: true,
    main: html`<p><a href="${base}">Inbox</a> · <a href="${base}?to=${encodeURIComponent(mail.to)}">${mail.to}</a></p>
      <h1>${mail.subject || '(no subject)'}</h1>
      <dl>
        <dt>From</dt>
        <dd>${mail.from}</dd>
        <dt>To</dt>
        <dd>${mail.to}</dd>
        <dt>Arrived</dt>
        <dd><time datetime="${mail.sentAt}">${dayAndTime(mail.sentAt)}</time></dd>
        ${
          mail.attachments.length > 0 &&
          html`<dt>Attached</dt>
            <dd>${mail.attachments.map(({ filename }) => filename).join(', ')}</dd>`
        }
      </dl>
      <p><a class="button" href="${base}/write?${answerTo(mail)}">Answer</a></p>
      ${framed && html`<iframe title="The mail as it looks" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${framed}"></iframe>`}
      <h2>Text</h2>
      <pre>${mail.text || '(no text)'}</pre>`,
  });
}

interface Writing {
  /** Shows that the page was sent from here. */
  readonly token: string;
  readonly written: Readonly<Record<'from' | 'to' | 'subject' | 'text', string>>;
  readonly problem: string | null;
}

/** Somebody outside writes a mail: it takes the road that mail takes in the active profile. */
export function sendWritingPage(reply: FastifyReply, base: string, { token, written, problem }: Writing): FastifyReply {
  return sendPage(reply, problem === null ? 200 : 400, {
    title: 'Write to the team',
    wide: true,
    main: html`<p><a href="${base}">Inbox</a></p>
      <h1>Write to the team</h1>
      <p class="soft">Sends a mail in from outside, from whatever address you give. Answers land in that address’s inbox.</p>
      ${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
      <form method="post" action="${base}/write">
        <input type="hidden" name="token" value="${token}" />
        <label for="from">From</label
        ><input id="from" name="from" type="email" required maxlength="320" value="${written.from}" autocomplete="off" />
        <label for="to">To</label><input id="to" name="to" type="email" required maxlength="320" value="${written.to}" autocomplete="off" />
        <label for="subject">Subject</label
        ><input id="subject" name="subject" maxlength="998" value="${written.subject}" autocomplete="off" /> <label for="text">Text</label
        ><textarea id="text" name="text" rows="8" required maxlength="100000">${written.text}</textarea>
        <div class="actions"><button class="main">Send</button></div>
      </form>`,
  });
}

export function sendNoMailPage(reply: FastifyReply, base: string): FastifyReply {
  return sendPage(reply, 404, {
    title: 'No such mail',
    main: html`<h1>No such mail</h1>
      <p>It may have been one of the oldest and made room. <a href="${base}">Inbox</a></p>`,
  });
}
