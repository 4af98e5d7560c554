import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** Markup that is safe to stand in a page as it is. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

type Part = Html | string | number | null | undefined | false | readonly Html[];

/** A template whose inserted strings are escaped; other templates and lists of them are taken as they are, nothing stands for null and false. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(fixed.map((text, index) => text + shown(parts[index])).join(''));
}

function shown(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return part.map((each) => each.text).join('');
}

const style = `
:root{color-scheme:light dark;--ground:#f6f5f2;--sheet:#fff;--ink:#1d1c1a;--soft:#5c5952;--line:#8a867c;--faint:#e4e1d9;--accent:#1f5a4c;--on-accent:#fff;--alarm:#a3251c}
@media(prefers-color-scheme:dark){:root{--ground:#161614;--sheet:#21201e;--ink:#f0eee9;--soft:#b6b2a8;--line:#8a867c;--faint:#383631;--accent:#8fd3bf;--on-accent:#10231d;--alarm:#ff9d94}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-width:28rem;margin:5vh auto;padding:2rem;background:var(--sheet);border-radius:1rem}
main.wide{max-width:56rem}
@media(max-width:32rem){main{margin:0;min-height:100vh;border-radius:0;padding:1.5rem 1rem}}
h1{font-size:1.4rem;line-height:1.25;margin:0 0 .5rem;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:1.25rem 0 .25rem}
p{margin:.25rem 0}
.soft,.note{color:var(--soft)}
.note{font-size:.875rem}
.price{font-size:2rem;font-variant-numeric:tabular-nums;margin:.25rem 0 1rem}
.problem{color:var(--alarm);font-weight:600}
fieldset{border:0;margin:1.5rem 0 0;padding:0;min-width:0}
legend{padding:0;font-weight:600}
label{display:block;margin:.75rem 0 .25rem}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:0 .75rem}
input,textarea{width:100%;padding:.6rem .75rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.5rem}
button,.button{display:inline-block;font:inherit;padding:.6rem 1.1rem;border-radius:.5rem;border:1px solid var(--line);background:transparent;color:inherit;cursor:pointer;text-decoration:none}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent);font-weight:600}
.actions{display:flex;gap:.75rem;margin-top:1.5rem;flex-wrap:wrap;align-items:center}
.search{display:flex;gap:.75rem;align-items:end;margin:1rem 0;flex-wrap:wrap}
.search div{flex:1 1 14rem}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
ol.mails{list-style:none;margin:0;padding:0;border-top:1px solid var(--faint)}
ol.mails li{border-bottom:1px solid var(--faint)}
ol.mails a{display:grid;grid-template-columns:1fr auto;gap:0 1rem;padding:.75rem .25rem;color:inherit;text-decoration:none}
ol.mails strong{overflow-wrap:anywhere}
ol.mails a:hover strong{text-decoration:underline}
ol.mails .soft{font-size:.875rem;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1rem 0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
iframe{width:100%;height:55vh;border:1px solid var(--faint);border-radius:.5rem;background:#fff;color-scheme:light}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:.9375rem/1.5 ui-monospace,monospace;background:var(--ground);padding:1rem;border-radius:.5rem;margin:.5rem 0}
`;

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const styleHash = hashOf(style);

export interface Page {
  readonly title: string;
  readonly main: Html;
  readonly wide?: boolean;
  /** Browsers hold `form-action` against the redirects after a form too, so every origin on the way back stands here. */
  readonly mayLeadTo?: readonly string[];
  /** Runs in the page; allowed by its hash. The page works without it. */
  readonly script?: string;
  /** Mails bring styles of their own; only the inbox's message view allows them. */
  readonly framesMail?: boolean;
}

/** Sends a page that loads nothing and runs nothing but what it says, and keeps no cookie. */
export function sendPage(reply: FastifyReply, status: number, page: Page): FastifyReply {
  const policy = [
    `default-src 'none'`,
    page.framesMail ? `style-src 'unsafe-inline'; img-src data: http://127.0.0.1:* http://localhost:*` : `style-src ${styleHash}`,
    ...(page.script === undefined ? [] : [`script-src ${hashOf(page.script)}`]),
    `form-action 'self' ${(page.mayLeadTo ?? []).join(' ')}`.trim(),
    `frame-ancestors 'none'`,
  ];
  const body = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${page.title}</title><style>${new Html(style)}</style></head><body><main${page.wide && new Html(' class="wide"')}>${page.main}</main>${page.script !== undefined && new Html(`<script>${page.script}</script>`)}</body></html>`;
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy': policy.join('; '),
    })
    .send(body.text);
}
