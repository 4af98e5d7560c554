/** Neither quoted nor taken for a formula: identifiers, days, names of states. */
const plainCell = /^[A-Za-z0-9][\w:.-]*$/;

/** One line of CSV (RFC 4180), its line end included. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (plainCell.test(value)) return value;
  // Spreadsheets run a cell that starts like a formula, some also after spaces; an apostrophe makes it text.
  const harmless = /^\s*[=+\-@|\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
