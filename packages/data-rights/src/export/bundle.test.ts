import { Writable } from 'node:stream';
import { profile } from '@keepword/policy';
import { keySetOf, signingKeyFromSeed } from '../certificate/signing.js';
import { collectBundle, sampleCommand, sampleKey, sampleSubject } from '../testing/export/collect-bundle.js';
import { describeExportSource } from '../testing/export/describe-export-source.js';
import { memoryExportSource } from '../testing/export/memory-export-source.js';
import { zipBundleReader } from '../testing/export/zip-bundle-reader.js';
import { promisesOneDocument, writeBundle } from './bundle.js';
import { ForeignRecord, UnsteadySource, type ExportMedia, type ExportRecord } from './export-source.js';
import { verifyBundle, type BundleReader } from './verify-bundle.js';

const subjectId = sampleSubject;
const stranger = '01953e2b-7c00-7000-8000-0000000000ff';
const trusted = keySetOf([sampleKey]);
const record = (number: number, prompt: string | null = 'a boat'): ExportRecord => ({ subjectId, record: { id: String(number), prompt } });
const records = (count: number) => Array.from({ length: count }, (_, index) => record(index));
const medium = (path: string, text = 'pixels', whose = subjectId): ExportMedia => ({
  subjectId: whose,
  path,
  category: 'generation.output',
  async *open() {
    yield Buffer.from(text);
  },
});
const statement = {
  name: 'credits',
  category: 'billing.credit-ledger',
  columns: ['note', 'amount', 'at'],
  async *rows() {
    yield { subjectId, cells: ['=HYPERLINK("x")', -5, null] };
    yield { subjectId, cells: ['two, "three"\nfour', 7, '2026'] };
  },
} as const;

describe('a bundle', () => {
  it('holds data, schema, pages, media, statements and a manifest that all agree', async () => {
    const source = memoryExportSource({ records: records(3), media: [medium('one/0.png')], statements: [statement] });
    const { zip, manifest } = await collectBundle({ sources: [source] });
    const reader = await zipBundleReader(zip);
    expect(await reader.paths()).toEqual([
      'data/generation.prompt.ndjson',
      'schemas/generation.prompt.schema.json',
      'pages/generation-prompt-0001.html',
      'media/one/0.png',
      'statements/credits.csv',
      'index.html',
      'README.txt',
      'manifest.json',
      'manifest.json.sig',
    ]);
    expect(await verifyBundle(reader, trusted)).toEqual({ valid: true, problems: [], manifest });
    expect(manifest).toMatchObject({ counts: [{ category: 'generation.prompt', records: 3 }], media: { files: 1, bytes: 6 } });
    const lines = (await reader.text('data/generation.prompt.ndjson')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(records(3).map((one) => ({ place: 'requests', record: one.record })));
    expect(await reader.text('media/one/0.png')).toBe('pixels');
    const schema = JSON.parse(await reader.text('schemas/generation.prompt.schema.json')) as object;
    expect(schema).toMatchObject({
      oneOf: [{ properties: { place: { const: 'requests' }, record: { required: ['id', 'prompt'], additionalProperties: false } } }],
    });
  });

  it('makes spreadsheets that are RFC 4180 and run nothing', async () => {
    const { zip } = await collectBundle({ sources: [memoryExportSource({ statements: [statement] })] });
    const text = await (await zipBundleReader(zip)).text('statements/credits.csv');
    expect(text).toBe('note,amount,at\r\n"\'=HYPERLINK(""x"")",-5,\r\n"two, ""three""\nfour",7,2026\r\n');
  });

  it('takes the rows of a spreadsheet one by one or in batches', async () => {
    const rows = Array.from({ length: 3 }, (_, index) => ({ subjectId, cells: [`note ${index}`, index, null] }));
    const inBatches = async function* () {
      yield rows.slice(0, 2);
      yield rows.slice(2);
    };
    const { zip } = await collectBundle({ sources: [memoryExportSource({ statements: [{ ...statement, rows: inBatches }] })] });
    const text = await (await zipBundleReader(zip)).text('statements/credits.csv');
    expect(text).toBe('note,amount,at\r\nnote 0,0,\r\nnote 1,1,\r\nnote 2,2,\r\n');
  });

  it('is the same, byte by byte, for the same data', async () => {
    const once = () => collectBundle({ sources: [memoryExportSource({ records: records(5) })] });
    expect((await once()).zip.equals((await once()).zip)).toBe(true);
  });

  it('gives one JSON document where the profile promises it, and only there', async () => {
    const sources = [memoryExportSource({ records: records(2) }), memoryExportSource({ category: 'chat.transcript', place: 'chats' })];
    const { zip } = await collectBundle({ sources, profile: profile('fluxgen') });
    const document = JSON.parse(await (await zipBundleReader(zip)).text('data.json')) as { data: object };
    expect(document.data).toEqual({
      'chat.transcript': [],
      'generation.prompt': records(2).map((one) => ({ place: 'requests', record: one.record })),
    });
    expect((await verifyBundle(await zipBundleReader(zip), trusted)).valid).toBe(true);
    expect(promisesOneDocument(profile('fluxkrea'))).toBe(false);
  });

  it('can be of some categories only', async () => {
    const sources = [
      memoryExportSource({ records: records(2), media: [medium('a.png')] }),
      memoryExportSource({ category: 'account.identity', place: 'accounts', records: records(1), statements: [statement] }),
    ];
    const { manifest } = await collectBundle({ sources, categories: ['generation.prompt'] });
    expect(manifest).toMatchObject({ counts: [{ category: 'generation.prompt', records: 2 }], media: { files: 0, bytes: 0 } });
    expect(manifest.files.filter(({ path }) => path.startsWith('statements/'))).toEqual([]);
  });

  it('tells how far it is', async () => {
    const told: unknown[] = [];
    const source = memoryExportSource({ records: records(5_001), media: [medium('a.png')] });
    await collectBundle({ sources: [source], onProgress: (progress) => told.push(progress) });
    expect(told[0]).toEqual({ records: 5_000, mediaFiles: 0, mediaBytes: 0 });
    expect(told.at(-1)).toEqual({ records: 5_001, mediaFiles: 1, mediaBytes: 6 });
  });
});

describe('the readable pages', () => {
  const pagesOf = async (sources: Parameters<typeof collectBundle>[0]['sources']) => {
    const reader = await zipBundleReader((await collectBundle({ sources })).zip);
    return { reader, pages: (await reader.paths()).filter((path) => path.startsWith('pages/')) };
  };

  it('go on after 200 entries, each linked to the next, and stop where the records stop', async () => {
    for (const [count, pageCount] of [
      [200, 1],
      [201, 2],
      [400, 2],
      [401, 3],
    ] as const) {
      const { reader, pages } = await pagesOf([memoryExportSource({ records: records(count) })]);
      expect(pages).toHaveLength(pageCount);
      const last = await reader.text(pages.at(-1) ?? '');
      expect(last).not.toContain('rel="next"');
      if (pageCount > 1) {
        const first = await reader.text(pages[0] ?? '');
        expect(first).toContain('href="generation-prompt-0002.html" rel="next"');
        expect(first.match(/<article>/g)).toHaveLength(200);
        expect(last).toContain('rel="prev"');
      }
    }
  });

  it('end after fifty thousand entries and say where the rest stands', async () => {
    const { reader, pages } = await pagesOf([memoryExportSource({ records: records(50_001) })]);
    expect(pages).toHaveLength(250);
    const last = await reader.text(pages.at(-1) ?? '');
    expect(last).toContain('There is more.');
    expect(last).not.toContain('rel="next"');
    expect((await reader.text('data/generation.prompt.ndjson')).trimEnd().split('\n')).toHaveLength(50_001);
  });

  it('show pictures beside them and run nothing that a record holds', async () => {
    const evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
    const shown = {
      title: evil,
      at: new Date('2026-03-01T08:00:00Z'),
      media: [{ path: 'one/0.png', mediaType: 'image/png', description: evil }],
    };
    const { reader, pages } = await pagesOf([
      memoryExportSource({ records: [{ ...record(1, evil), shown }], media: [medium('one/0.png')] }),
    ]);
    const text = await reader.text(pages[0] ?? '');
    expect(text).toContain('<img src="../media/one/0.png"');
    expect(text).not.toMatch(/<script|<img src=x/);
    expect(text).toContain("default-src 'none'");
    const index = await reader.text('index.html');
    expect(index).toContain('href="pages/generation-prompt-0001.html"');
    expect(`${index}${text}`).not.toMatch(/https?:\/\//);
  });
});

describe('what is refused', () => {
  const fails = (setting: Parameters<typeof memoryExportSource>[0]) => collectBundle({ sources: [memoryExportSource(setting)] });

  it('anything of somebody else, and the bundle breaks off', async () => {
    const foreign = { ...record(2), subjectId: stranger };
    await expect(fails({ records: [record(1), foreign] })).rejects.toThrow(ForeignRecord);
    await expect(fails({ media: [medium('a.png', 'x', stranger)] })).rejects.toThrow(ForeignRecord);
    const rows = async function* () {
      yield { subjectId: stranger, cells: ['a', 1, null] };
    };
    await expect(fails({ statements: [{ ...statement, rows }] })).rejects.toThrow(ForeignRecord);
    const rowsInBatches = async function* () {
      yield [
        { subjectId, cells: ['a', 1, null] },
        { subjectId: stranger, cells: ['b', 2, null] },
      ];
    };
    await expect(fails({ statements: [{ ...statement, rows: rowsInBatches }] })).rejects.toThrow(ForeignRecord);
    await expect(fails({ records: [foreign] })).rejects.not.toThrow(new RegExp(stranger));
  });

  it.each(['../a.png', '/a.png', 'a//b.png', '.a', 'a/../b', 'a\\b', '', 'a'.repeat(201)])('the path %j', async (path) => {
    await expect(fails({ media: [medium(path)] })).rejects.toThrow(RangeError);
  });

  it('two files or two places of one name', async () => {
    await expect(fails({ media: [medium('a.png'), medium('a.png')] })).rejects.toThrow(/two files/);
    await expect(collectBundle({ sources: [memoryExportSource(), memoryExportSource()] })).rejects.toThrow(RangeError);
  });

  it('a source that changes between its two readings', async () => {
    let asked = 0;
    const source = memoryExportSource({ records: () => records(++asked) });
    await expect(collectBundle({ sources: [source], profile: profile('fluxgen') })).rejects.toThrow(UnsteadySource);
  });

  it('a source that breaks, and a reader that goes away: the source is told to stop', async () => {
    const broken = memoryExportSource({
      records: function* () {
        yield record(1);
        throw new Error('lost');
      },
    });
    await expect(collectBundle({ sources: [broken] })).rejects.toThrow('lost');
    let stopped = false;
    const endless = memoryExportSource({
      records: function* () {
        try {
          for (let number = 0; ; number++) yield record(number, 'x'.repeat(1_000) + Math.sin(number));
        } finally {
          stopped = true;
        }
      },
    });
    let taken = 0;
    const leaving = new Writable({
      write(_piece, _encoding, done) {
        taken += 1;
        done(taken > 3 ? new Error('gone') : null);
      },
    });
    await expect(writeBundle({ ...sampleCommand, sources: [endless] }, leaving)).rejects.toThrow('gone');
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(true);
  });
});

describe('checking a bundle', () => {
  const made = async () => zipBundleReader((await collectBundle({ sources: [memoryExportSource({ records: records(3) })] })).zip);
  const codes = async (reader: BundleReader, keys = trusted) => (await verifyBundle(reader, keys)).problems.map(({ code }) => code);
  const changed = (reader: BundleReader, path: string, to: (text: string) => string): BundleReader => ({
    ...reader,
    async open(asked) {
      const pieces: Uint8Array[] = [];
      for await (const piece of await reader.open(asked)) pieces.push(piece);
      const text = Buffer.concat(pieces).toString();
      return (async function* () {
        yield Buffer.from(asked === path ? to(text) : text);
      })();
    },
  });

  it('finds what was changed, added or taken away', async () => {
    const reader = await made();
    const data = 'data/generation.prompt.ndjson';
    expect(await codes(changed(reader, data, (text) => text.replace('boat', 'goat')))).toEqual(['file-changed']);
    expect(await codes(changed(reader, data, (text) => `${text}{}`))).toEqual(['file-changed']);
    const paths = await reader.paths();
    expect(await codes({ ...reader, paths: async () => paths.filter((path) => path !== data) })).toEqual(['file-missing']);
    expect(await codes({ ...reader, paths: async () => [...paths, 'more.txt'] })).toEqual(['file-not-listed']);
    expect(await codes({ ...reader, paths: async () => [...paths, data] })).toEqual(['file-twice']);
    expect(await codes({ ...reader, paths: async () => ['manifest.json'] })).toEqual(['file-missing']);
  });

  it('finds another manifest, another signature and another key', async () => {
    const reader = await made();
    expect(await codes(changed(reader, 'manifest.json', (text) => text.replace('"records":3', '"records":4')))).toEqual([
      'signature-wrong',
    ]);
    expect(await codes(changed(reader, 'manifest.json', () => 'x'))).toEqual(['not-json']);
    expect(await codes(changed(reader, 'manifest.json.sig', () => '{}'))).toEqual(['not-a-manifest']);
    expect(await codes(reader, keySetOf([signingKeyFromSeed(new Uint8Array(32).fill(6))]))).toEqual(['unknown-key']);
  });
});

describeExportSource('memory', async () => {
  const shown = { media: [{ path: 'a.png', mediaType: 'image/png', description: 'a boat' }] };
  return {
    subjectId,
    source: memoryExportSource({ records: [{ ...record(1), shown }], media: [medium('a.png')], statements: [statement] }),
  };
});
