import type { JsonValue } from '../certificate/canonical-json.js';
import type { ExportPart, ExportRecord } from './export-source.js';
import { packedFile, type PackedFile } from './zip-writer.js';

export const entriesPerPage = 200;
/** Beyond this many pages of one category nobody reads on; the rest stands in the data file, and the last page says so. */
const pagesMax = 250;
const heldBytesMax = 16 * 1_048_576;
const textLengthMax = 4_000;

const style = `:root{color-scheme:light dark;--ink:#1c1f26;--paper:#fbfaf7;--line:#d9d6cd;--soft:#5d6470;--link:#2447a8}
@media (prefers-color-scheme:dark){:root{--ink:#e9e7e1;--paper:#16181d;--line:#33363f;--soft:#a2a8b4;--link:#9db6ff}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
main{max-width:52rem;margin:0 auto;padding:2rem 1.25rem 4rem}a{color:var(--link)}h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.05rem;margin:0 0 .4rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.45rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}
article{border-top:1px solid var(--line);padding:1rem 0}dl{display:grid;grid-template-columns:minmax(8rem,13rem) 1fr;gap:.2rem 1rem;margin:0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}time,.soft{color:var(--soft)}img,video{max-width:100%;height:auto;border-radius:6px;margin:.4rem 0}
nav{display:flex;gap:1.25rem;margin:1rem 0}@media (max-width:34rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}}`;

const special = /[&<>"']/;

/** Text as HTML shows it and never runs it. */
export function escapeHtml(text: string): string {
  // Most texts hold none of them, and looking once is cheaper than five times.
  if (!special.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** A whole page that needs nothing but the files beside it and runs no script. @param body HTML */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src * data:; media-src *">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body><main>${body}</main></body></html>
`;
}

/** The readable pages of one category, made while its records pass by and held compressed until its data file is written. */
export class ReadablePages {
  readonly #pages: PackedFile[] = [];
  #entries: string[] = [];
  #held = 0;

  /** @param slug the category in file names */
  constructor(
    private readonly slug: string,
    private readonly title: string,
    private readonly dataFile: string,
  ) {}

  add(part: ExportPart, record: ExportRecord): void {
    if (this.#isFull()) return;
    if (this.#entries.length === entriesPerPage) this.#close(true);
    if (this.#isFull()) return;
    this.#entries.push(entry(part, record));
  }

  /** Path and content of each page, in order; to be called once, when no more records come. */
  files(): { readonly path: string; readonly packed: PackedFile }[] {
    if (this.#entries.length > 0) this.#close(false);
    return this.#pages.map((packed, index) => ({ path: this.pathOf(index + 1), packed }));
  }

  /** @param page from 1 */
  pathOf(page: number): string {
    return `pages/${this.slug}-${String(page).padStart(4, '0')}.html`;
  }

  #isFull(): boolean {
    return this.#pages.length >= pagesMax || this.#held >= heldBytesMax;
  }

  #close(more: boolean): void {
    const number = this.#pages.length + 1;
    const goesOn = more && number < pagesMax;
    const href = (page: number) => this.pathOf(page).slice('pages/'.length);
    const links = [
      '<a href="../index.html">Overview</a>',
      ...(number > 1 ? [`<a href="${href(number - 1)}" rel="prev">Previous page</a>`] : []),
      ...(goesOn ? [`<a href="${href(number + 1)}" rel="next">Next page</a>`] : []),
    ];
    const nav = `<nav>${links.join('')}</nav>`;
    const rest =
      more && !goesOn ? `<p class="soft">There is more. All of it stands in <a href="../${this.dataFile}">${this.dataFile}</a>.</p>` : '';
    const body = `<h1>${escapeHtml(this.title)}</h1><p class="soft">Page ${number}</p>${nav}${this.#entries.join('')}${rest}${nav}`;
    const page = packedFile(htmlPage(`${this.title}, page ${number}`, body));
    this.#entries = [];
    this.#held += page.deflated.length;
    this.#pages.push(page);
  }
}

function entry({ title }: ExportPart, { record, shown }: ExportRecord): string {
  const at = shown?.at?.toISOString();
  const time = at === undefined ? '' : `<p><time datetime="${at}">${at.slice(0, 16).replace('T', ' ')} UTC</time></p>`;
  const media = (shown?.media ?? []).map(medium).join('');
  let fields = '';
  for (const [name, value] of Object.entries(record)) fields += `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(fieldText(value))}</dd>`;
  return `<article><h2>${escapeHtml(shown?.title ?? title)}</h2>${time}${media}<dl>${fields}</dl></article>`;
}

function medium({ path, mediaType, description }: NonNullable<NonNullable<ExportRecord['shown']>['media']>[number]): string {
  const [href, words] = [escapeHtml(`../media/${path}`), escapeHtml(description)];
  if (mediaType.startsWith('image/')) return `<a href="${href}"><img src="${href}" alt="${words}" loading="lazy"></a>`;
  if (mediaType.startsWith('video/')) return `<video src="${href}" controls preload="none" aria-label="${words}"></video>`;
  if (mediaType.startsWith('audio/')) return `<audio src="${href}" controls preload="none" aria-label="${words}"></audio>`;
  return `<p><a href="${href}">${words}</a></p>`;
}

function fieldText(value: JsonValue): string {
  const text = typeof value === 'string' ? value : value === null ? '–' : JSON.stringify(value);
  return text.length > textLengthMax ? `${text.slice(0, textLengthMax)}… (the rest stands in the data file)` : text;
}
