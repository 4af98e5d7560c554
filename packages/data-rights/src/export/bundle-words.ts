import { dataCategories, type DataCategory, type Profile } from '@keepword/policy';
import type { Instant } from '@keepword/primitives';
import { escapeHtml, htmlPage } from './readable-pages.js';

export interface CategorySummary {
  readonly category: DataCategory;
  readonly records: number;
  readonly dataFile: string;
  /** Null when there is nothing to show. */
  readonly firstPage: string | null;
}

export interface BundleWords {
  readonly profile: Profile;
  readonly generatedAt: Instant;
  readonly categories: readonly CategorySummary[];
  /** Paths of the CSV files. */
  readonly statements: readonly string[];
  readonly media: { readonly files: number; readonly bytes: number };
  readonly hasDocument: boolean;
}

const number = new Intl.NumberFormat('en-GB');

/** The first page: what there is, how much of it, and where it stands. */
export function indexPage({ profile, generatedAt, categories, statements, media, hasDocument }: BundleWords): string {
  const rows = categories.map(({ category, records, dataFile, firstPage }) => {
    const { label, what } = dataCategories[category];
    const read = firstPage === null ? 'nothing held' : `<a href="${firstPage}">read</a>`;
    return `<tr><td><strong>${escapeHtml(label)}</strong><br><span class="soft">${escapeHtml(what)}</span></td>
<td class="n">${number.format(records)}</td><td>${read}</td><td><a href="${dataFile}">${dataFile}</a></td></tr>`;
  });
  const files = [
    ...(hasDocument ? ['<li><a href="data.json">data.json</a>: all records in one JSON document</li>'] : []),
    ...statements.map((path) => `<li><a href="${path}">${path}</a>: for a spreadsheet</li>`),
    '<li><a href="README.txt">README.txt</a>: how this is built and how to check it</li>',
    '<li><a href="manifest.json">manifest.json</a>: every file with its digest, signed</li>',
  ];
  const pictures =
    media.files === 0
      ? ''
      : `<p>${number.format(media.files)} original files, ${number.format(media.bytes)} bytes, are in the folder <code>media</code>.</p>`;
  const name = escapeHtml(profile.meta.displayName);
  const body = `<h1>Your data at ${name}</h1>
<p>This is what ${name} held about you on <time datetime="${generatedAt.toISOString()}">${generatedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>.
You need no connection to read it.</p>
<table><thead><tr><th>What</th><th>Records</th><th>To read</th><th>For machines</th></tr></thead><tbody>${rows.join('')}</tbody></table>
${pictures}<h2>Files</h2><ul>${files.join('')}</ul>`;
  return htmlPage(`Your data at ${profile.meta.displayName}`, body);
}

/** For those who open the folder and wonder. */
export function readmeText({ profile, generatedAt, hasDocument }: BundleWords): string {
  const lines = [
    `Your data at ${profile.meta.displayName}`,
    `Made on ${generatedAt.toISOString()}`,
    '',
    'index.html            Start here. It opens in any browser, also without a connection.',
    'pages/                The same data to read, page by page.',
    'data/*.ndjson         The data by category: one JSON object on each line, with "place" and "record".',
    'schemas/              What the lines of each of these files look like (JSON Schema 2020-12).',
    ...(hasDocument ? ['data.json             All of it once more, as a single JSON document.'] : []),
    'media/                Your original files.',
    'statements/*.csv      For a spreadsheet. A cell that would start like a formula has an apostrophe before it.',
    'manifest.json         Every file with its size and SHA-256 digest.',
    'manifest.json.sig     An Ed25519 signature (base64url) over the line "keepword export-manifest v1", a line feed,',
    '                      and the bytes of manifest.json. The keys are published under /.well-known/keepword-keys.json',
    '                      at the address of the service; trust no key that comes with a file.',
    '',
    'What is not here: passwords and other secrets, which are kept in a form that nobody can read; the words of orders by courts and',
    'authorities; and orders of which the law does not let us speak, if there are any (GDPR Art. 15(4) and 23).',
    '',
    "The files are about you. Keep them where you keep other things that are nobody else's business.",
    '',
  ];
  return lines.join('\r\n');
}
