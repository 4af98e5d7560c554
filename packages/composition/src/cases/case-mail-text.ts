import { escapeHtml } from '@keepword/accounts';

/** What a mail about a case says, in our own words; the same in text and in HTML. No picture, no tracking, nothing that is fetched. */
export interface CaseMailText {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** What somebody wrote, told apart from what the platform says. */
  readonly quote?: string;
  readonly link?: { readonly href: string; readonly label: string };
  readonly closing?: readonly string[];
}

export function asText({ paragraphs, quote, link, closing = [] }: CaseMailText): string {
  const quoted = quote === undefined ? [] : [indented(quote)];
  const linked = link ? [`${link.label}:\n${link.href}`] : [];
  return `${['Hello,', ...paragraphs, ...quoted, ...linked, ...closing].join('\n\n')}\n`;
}

export function asHtml({ paragraphs, quote, link, closing = [] }: CaseMailText): string {
  const quoted = quote === undefined ? [] : [`<blockquote>${lines(quote)}</blockquote>`];
  const linked = link ? [`<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.label)}</a></p>`] : [];
  return [...['Hello,', ...paragraphs].map(paragraph), ...quoted, ...linked, ...closing.map(paragraph)].join('\n');
}

const paragraph = (text: string) => `<p>${lines(text)}</p>`;
const lines = (text: string) => escapeHtml(text).replaceAll(/\r?\n/g, '<br>');

const indented = (text: string) =>
  text
    .split(/\r?\n/)
    .map((line) => `    ${line}`)
    .join('\n');
