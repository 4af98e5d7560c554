import type { DataMap } from '@keepword/data-map';
import { sampleMap } from '../testing/erasure/sample-map.js';
import {
  blankColumns,
  countRows,
  deleteBatch,
  newestValue,
  ofCreations,
  quotedIdentifier,
  rekeyRows,
  selectRows,
  subjectPredicate,
} from './erasure-sql.js';

const me = '01953e2b-7c00-7000-8000-000000000001';
const keys = { keyOf: {} };
const of = (table: string, map = sampleMap) => subjectPredicate(map, keys, table, me);
const withPath = (subject: string): DataMap => ({
  ...sampleMap,
  columns: [
    ...sampleMap.columns,
    { table: 'notes', column: 'body', annotation: { personal: true, category: 'generation.prompt', subject, onErasure: 'delete' } },
  ],
});

describe('the rows of a subject', () => {
  it.each([
    ['accounts', '"accounts"."subject_id" = $1::uuid'],
    ['refunds', '"refunds"."purchase_id" IN (SELECT "purchases"."id" FROM "purchases" WHERE "purchases"."subject_id" = $1::uuid)'],
    [
      'tokens',
      `"tokens"."payload"->>'subjectId' = ($1::uuid)::text OR "tokens"."payload"->>'email' IN ` +
        '(SELECT "accounts"."email"::text FROM "accounts" WHERE "accounts"."subject_id" = $1::uuid)',
    ],
  ])('of %s', (table, text) => expect(of(table)).toEqual({ table, text, values: [me] }));

  it('compares as text where a column can name something else as well', () => {
    const named = { keyOf: {}, textColumns: new Set(['accounts.subject_id']) };
    expect(subjectPredicate(sampleMap, named, 'accounts', me).text).toBe('"accounts"."subject_id" = ($1::uuid)::text');
  });

  it('goes over two tables, by each one’s own key', () => {
    const map = withPath('refund_id -> refunds.purchase_id -> purchases.subject_id');
    expect(subjectPredicate(map, { keyOf: { refunds: 'number' } }, 'notes', me).text).toBe(
      '"notes"."refund_id" IN (SELECT "refunds"."number" FROM "refunds" WHERE "refunds"."purchase_id" IN ' +
        '(SELECT "purchases"."id" FROM "purchases" WHERE "purchases"."subject_id" = $1::uuid))',
    );
  });

  it('takes each of several ways, and reaches into JSON as deep as it says', () => {
    expect(of('notes', withPath('writer_id | meta.to.subjectId')).text).toBe(
      `"notes"."writer_id" = $1::uuid OR "notes"."meta"->'to'->>'subjectId' = ($1::uuid)::text`,
    );
  });

  it.each(['', 'a -> b', "a.b'; --", 'a"b', 'a -> b.c.d', 'a ->b.c', 'A'])('refuses the way %j', (path) => {
    expect(() => of('notes', withPath(path))).toThrow(RangeError);
  });

  it('refuses a table without a person in it, and a way in circles', () => {
    expect(() => of('migrations')).toThrow(/nothing in 'migrations'/);
    expect(() => of('notes', withPath('x -> notes.y'))).toThrow(/circles/);
  });
});

describe('statements', () => {
  const rows = of('accounts');

  it('counts, reads the newest and narrows to creations', () => {
    expect(countRows(rows).text).toBe('SELECT count(*) AS "rows" FROM "accounts" WHERE "accounts"."subject_id" = $1::uuid');
    expect(newestValue(rows, 'at').text).toMatch(/^SELECT max\("at"\) AS "newest" FROM "accounts" WHERE/);
    expect(ofCreations(of('requests'), 'creation_id', ['a'])).toEqual({
      table: 'requests',
      text: '("requests"."subject_id" = $1::uuid) AND "requests"."creation_id" = ANY($2::uuid[])',
      values: [me, ['a']],
    });
  });

  it('pages by a key', () => {
    const page = { orderBy: ['at', 'id'], after: [1, 2], limit: 10 };
    expect(selectRows(rows, ['id', 'email'], page)).toEqual({
      text:
        'SELECT "id", "email" FROM "accounts" WHERE ("accounts"."subject_id" = $1::uuid) AND ("at", "id") > ($2, $3) ' +
        'ORDER BY "at", "id" LIMIT $4::bigint',
      values: [me, 1, 2, 10],
    });
    expect(selectRows(rows, ['id'], { ...page, after: null }).values).toEqual([me, 10]);
    expect(() => selectRows(rows, ['id'], { ...page, after: [1] })).toThrow(RangeError);
  });

  it('deletes some at a time', () => {
    expect(deleteBatch(rows, 500)).toEqual({
      text: 'DELETE FROM "accounts" WHERE ctid = ANY(ARRAY(SELECT ctid FROM "accounts" WHERE "accounts"."subject_id" = $1::uuid LIMIT $2::bigint))',
      values: [me, 500],
    });
    expect(() => deleteBatch(rows, 0)).toThrow(RangeError);
  });

  it('empties and re-keys', () => {
    expect(blankColumns(rows, { email: 'empty-text', theme: 'null' }).text).toBe(
      `UPDATE "accounts" SET "email" = '', "theme" = NULL WHERE ("accounts"."subject_id" = $1::uuid) ` +
        `AND ("email" IS DISTINCT FROM '' OR "theme" IS DISTINCT FROM NULL)`,
    );
    expect(rekeyRows(rows, ['subject_id'], 'other')).toEqual({
      text:
        'UPDATE "accounts" SET "subject_id" = CASE WHEN "subject_id" = $1::uuid THEN $2::uuid ELSE "subject_id" END ' +
        'WHERE "accounts"."subject_id" = $1::uuid',
      values: [me, 'other'],
    });
    expect(() => blankColumns(rows, {})).toThrow(RangeError);
    expect(() => rekeyRows(rows, [], 'other')).toThrow(RangeError);
  });

  it('quotes whatever a name says', () => {
    expect(quotedIdentifier('a"; DROP TABLE b; --')).toBe('"a""; DROP TABLE b; --"');
    for (const name of ['', 'x'.repeat(64), 'a\0b']) expect(() => quotedIdentifier(name)).toThrow(RangeError);
  });
});
