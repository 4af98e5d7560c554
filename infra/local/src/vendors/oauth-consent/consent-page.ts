import { createHash } from 'node:crypto';

export interface ConsentPage {
  /** `Google`, `GitHub` */
  readonly vendorName: string;
  /** What the client asked for, in words. */
  readonly asksFor: readonly string[];
  readonly clientUrl: string;
  /** The form is sent to this address; it carries the whole authorisation request, so no cookie is needed. */
  readonly action: string;
  readonly suggestions: readonly { readonly name: string; readonly email: string }[];
  readonly typed?: { readonly name: string; readonly email: string; readonly problem: string };
  /** Origins that the answer may redirect to, for `form-action`. */
  readonly mayLeadTo: readonly string[];
}

const style = `
:root{color-scheme:light dark;--ground:#f6f5f2;--sheet:#fff;--ink:#1d1c1a;--soft:#5c5952;--line:#8a867c;--accent:#1f5a4c;--on-accent:#fff;--alarm:#a3251c}
@media(prefers-color-scheme:dark){:root{--ground:#161614;--sheet:#21201e;--ink:#f0eee9;--soft:#b6b2a8;--line:#8a867c;--accent:#8fd3bf;--on-accent:#10231d;--alarm:#ff9d94}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-width:27rem;margin:6vh auto;padding:2rem;background:var(--sheet);border-radius:1rem}
@media(max-width:30rem){main{margin:0;min-height:100vh;border-radius:0;padding:1.5rem 1rem}}
h1{font-size:1.4rem;line-height:1.25;margin:0 0 .5rem}
h2{font-size:1rem;margin:1.75rem 0 .5rem}
p,ul{margin:.25rem 0;color:var(--soft)}
ul{padding-left:1.2rem}
.note{font-size:.875rem}
label{display:block;margin:.75rem 0 .25rem;font-weight:600}
label.check{display:flex;gap:.5rem;align-items:center;font-weight:400}
input[type=text],input[type=email]{width:100%;padding:.6rem .75rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.5rem}
button{font:inherit;padding:.6rem 1.1rem;border-radius:.5rem;border:1px solid var(--line);background:transparent;color:inherit;cursor:pointer}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent);font-weight:600}
button.account{display:block;width:100%;text-align:left;margin:.5rem 0}
button.account span{display:block;color:var(--soft);font-size:.875rem}
.actions{display:flex;gap:.75rem;margin-top:1.25rem;flex-wrap:wrap}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.problem{color:var(--alarm);font-weight:600}
`;

export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Works without scripts; every control has a label; two forms, so that picking an account does not ask for the typed fields. */
export function consentPage(page: ConsentPage): string {
  const action = escapeHtml(page.action);
  const suggestions = page.suggestions
    .map(
      ({ name, email }) =>
        `<button class="account" name="account" value="${escapeHtml(email)}">${escapeHtml(name)} <span>${escapeHtml(email)}</span></button>`,
    )
    .join('');
  const typed = page.typed;
  const problem = typed ? `<p class="problem" id="problem" role="alert">${escapeHtml(typed.problem)}</p>` : '';
  const describedBy = typed ? ' aria-describedby="problem" aria-invalid="true"' : '';
  return document(
    `Sign in with ${page.vendorName}`,
    `<h1>Sign in with ${escapeHtml(page.vendorName)}</h1>
<p><strong>${escapeHtml(page.clientUrl)}</strong> asks for:</p>
<ul>${page.asksFor.map((thing) => `<li>${escapeHtml(thing)}</li>`).join('')}</ul>
<p class="note">This page stands in for ${escapeHtml(page.vendorName)} on this computer. Nobody outside is asked, and no password is needed.</p>
<h2 id="pick">Pick an account</h2>
<form method="post" action="${action}" aria-labelledby="pick">${suggestions}</form>
<h2 id="type">Or use another one</h2>
<form method="post" action="${action}" aria-labelledby="type">${problem}
<label for="name">Name</label><input type="text" id="name" name="name" autocomplete="name" maxlength="100" required value="${escapeHtml(typed?.name ?? '')}"${describedBy}>
<label for="email">Email address</label><input type="email" id="email" name="email" autocomplete="email" maxlength="254" required value="${escapeHtml(typed?.email ?? '')}"${describedBy}>
<label class="check"><input type="checkbox" name="unverified" value="yes"> ${escapeHtml(page.vendorName)} has not verified this address</label>
<div class="actions"><button class="main" name="decision" value="continue">Continue</button><button name="decision" value="cancel" formnovalidate>Cancel</button></div></form>`,
  );
}

/** Shown where sending the browser back would be unsafe: the client or its address is not known. */
export function refusalPage(vendorName: string, sentence: string): string {
  return document(`${vendorName} cannot go on`, `<h1>${escapeHtml(vendorName)} cannot go on</h1><p>${escapeHtml(sentence)}</p>`);
}

function document(title: string, main: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><main>${main}</main></body></html>`;
}

const styleHash = createHash('sha256').update(style).digest('base64');

/** Browsers hold `form-action` against the redirects after a form too, so every address on the way back stands in it. */
export function pageHeaders(mayLeadTo: readonly string[]): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self' ${mayLeadTo.join(' ')}; frame-ancestors 'none'; base-uri 'none'`,
  };
}
