/** A page as data: the web client turns it into HTML, `documentText` into plain text. Strings are plain text, never markup. */
export interface LegalDocument {
  title: string;
  sections: readonly Section[];
}

export interface Section {
  /** Stable within the page; usable as an anchor. */
  id: string;
  heading: string;
  blocks: readonly Block[];
}

export type Block =
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; items: readonly string[] }
  | { kind: 'table'; caption: string; columns: readonly string[]; rows: readonly (readonly string[])[] };

export function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

export function list(items: readonly string[]): Block {
  return { kind: 'list', items };
}

/** @throws RangeError when a row has more or fewer cells than there are columns */
export function table(caption: string, columns: readonly string[], rows: readonly (readonly string[])[]): Block {
  for (const row of rows) {
    if (row.length !== columns.length) throw new RangeError(`a row of '${caption}' has ${row.length} cells for ${columns.length} columns`);
  }
  return { kind: 'table', caption, columns, rows };
}

/** Plain text: numbered headings, one line per list item, one indented entry per table row. Ends with a newline. */
export function documentText(document: LegalDocument): string {
  const parts = [underlined(document.title, '=')];
  document.sections.forEach((section, index) => {
    parts.push(underlined(`${index + 1}. ${section.heading}`, '-'), ...section.blocks.map(blockText));
  });
  return `${parts.join('\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text;
    case 'list':
      return block.items.map((item) => `- ${item}`).join('\n');
    case 'table':
      return [`${block.caption}:`, ...block.rows.map((row) => rowText(block.columns, row))].join('\n');
  }
}

function rowText(columns: readonly string[], row: readonly string[]): string {
  const [first = '', ...rest] = row;
  return [`- ${first}`, ...rest.map((cell, index) => `    ${columns[index + 1] ?? ''}: ${cell}`)].join('\n');
}

function underlined(title: string, line: string): string {
  return `${title}\n${line.repeat(title.length)}`;
}
