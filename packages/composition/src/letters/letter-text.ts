/** What a mail says, in our own words; the same in text and in HTML. No picture, no tracking, nothing that is fetched. */
export interface Letter {
  /** With its comma. */
  readonly greeting?: string;
  readonly paragraphs: readonly string[];
  /** What somebody wrote, told apart from what the platform says. */
  readonly quote?: string;
  /** The one thing to do; in HTML a button. */
  readonly link?: { readonly href: string; readonly label: string };
  readonly closing?: readonly string[];
}

export const usualGreeting = 'Hello,';

/** The letter for a mail program that shows no HTML, and for people who read with one. */
export function asText({ greeting = usualGreeting, paragraphs, quote, link, closing = [] }: Letter): string {
  const quoted = quote === undefined ? [] : [indented(quote)];
  const linked = link ? [`${link.label}:\n${link.href}`] : [];
  return `${[greeting, ...paragraphs, ...quoted, ...linked, ...closing].join('\n\n')}\n`;
}

const indented = (text: string) =>
  text
    .split(/\r?\n/)
    .map((line) => `    ${line}`)
    .join('\n');
