import { newId, type SubjectId } from '@keepword/primitives';
import type { ExportMedia, ExportRecord, ExportSource } from '../../export/export-source.js';

export interface ExportSourceUnderTest {
  readonly source: ExportSource;
  /** Holds something in each part. */
  readonly subjectId: SubjectId;
  close?(): Promise<void>;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** What every source of an export must do. @param open called once before the suite; `close` after it */
export function describeExportSource(name: string, open: () => Promise<ExportSourceUnderTest>): void {
  describe(`export source: ${name}`, () => {
    let under: ExportSourceUnderTest;
    const recordsOf = (subjectId: SubjectId) =>
      Promise.all(under.source.parts.map(async (part) => ({ part, records: (await all(under.source.records(subjectId, part))).flat() })));
    const mediaOf = async (subjectId: SubjectId): Promise<ExportMedia[]> => (under.source.media ? all(under.source.media(subjectId)) : []);

    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close?.());

    it('gives records of each part that have the published shape and are the subject’s', async () => {
      for (const { part, records } of await recordsOf(under.subjectId)) {
        expect([part.place, records.length > 0]).toEqual([part.place, true]);
        for (const { record, subjectId } of records) {
          expect(part.schema.safeParse(record).error?.issues ?? []).toEqual([]);
          expect(subjectId).toBe(under.subjectId);
          expect(JSON.parse(JSON.stringify(record))).toEqual(record);
        }
      }
    });

    it('gives the same again when it is asked again', async () => {
      expect(await recordsOf(under.subjectId)).toEqual(await recordsOf(under.subjectId));
    });

    it('gives nothing to a subject that it does not know', async () => {
      const stranger = newId(new Date('2026-03-01T08:00:00Z'));
      expect((await recordsOf(stranger)).flatMap(({ records }): ExportRecord[] => records)).toEqual([]);
      expect(await mediaOf(stranger)).toEqual([]);
      for (const statement of under.source.statements ?? []) expect(await all(statement.rows(stranger))).toEqual([]);
    });

    it('shows only files that it also gives, and rows as wide as their heading', async () => {
      const given = new Set((await mediaOf(under.subjectId)).map(({ path }) => path));
      const shown = (await recordsOf(under.subjectId)).flatMap(({ records }) => records.flatMap((one) => one.shown?.media ?? []));
      expect(shown.filter(({ path }) => !given.has(path))).toEqual([]);
      for (const { columns, rows } of under.source.statements ?? []) {
        for (const { cells } of (await all(rows(under.subjectId))).flat()) expect(cells).toHaveLength(columns.length);
      }
    });
  });
}
