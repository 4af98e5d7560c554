import type { DataMap } from '@keepword/data-map';
import { dataCategoryIds, profile, profileIds } from '@keepword/policy';
import { isRefusal } from '@keepword/primitives';
import fc from 'fast-check';
import { sampleFacts, sampleMap } from '../testing/erasure/sample-map.js';
import { samplePlan } from '../testing/erasure/sample-run.js';
import { keptUntil, planErasure, type ErasurePlan, type PlanInput } from './erasure-plan.js';
import { mayStartAt, type ErasureScope } from './erasure-scope.js';

const base: PlanInput = { map: sampleMap, profile: profile('fluxkrea'), scope: { kind: 'account' }, holds: [], facts: sampleFacts };
const plan = (change: Partial<PlanInput> = {}): ErasurePlan => {
  const planned = planErasure({ ...base, ...change });
  if (isRefusal(planned)) throw new Error(planned.gaps.join('; '));
  return planned;
};
const gaps = (change: Partial<PlanInput>) => {
  const planned = planErasure({ ...base, ...change });
  return isRefusal(planned) ? planned.gaps : [];
};
const actions = ({ tables }: ErasurePlan) => Object.fromEntries(tables.map(({ table, action }) => [table, action]));
const fateOf = ({ columns }: ErasurePlan, name: string) => columns.find(({ table, column }) => `${table}.${column}` === name);
const creations: ErasureScope = { kind: 'creations', creationIds: ['01953e2b-7c00-7000-8000-000000000001'] };

describe('an erasure plan of a whole account', () => {
  it('deletes all rows but those of payments and of evidence', () => {
    expect(actions(plan())).toEqual({
      accounts: 'delete-rows',
      consents: 'change-rows',
      creations: 'delete-rows',
      outputs: 'delete-rows',
      purchases: 'change-rows',
      refunds: 'change-rows',
      requests: 'delete-rows',
      tokens: 'delete-rows',
    });
  });

  it('goes from those who refer to those who are referred to, and loses no way to a row before it', () => {
    const order = plan().tables.map(({ table }) => table);
    const before = (first: string, then: string) => expect(order.indexOf(first)).toBeLessThan(order.indexOf(then));
    before('requests', 'creations');
    before('outputs', 'creations');
    before('refunds', 'purchases');
    before('tokens', 'accounts');
  });

  it('keeps payments under another name, with the law and the end that the profile gives', () => {
    const purchases = plan().tables.find(({ table }) => table === 'purchases');
    const until = { law: 'financial-regulation', after: 'P7Y', trigger: 'transaction' } as const;
    expect(purchases).toEqual({
      table: 'purchases',
      action: 'change-rows',
      blank: {},
      rekey: ['subject_id'],
      creationColumn: null,
      kept: [{ category: 'billing.payment', how: 'pseudonymised', reason: 'law', until, triggerColumn: 'paid_at' }],
    });
    expect(plan({ profile: profile('fluxgen') }).tables.find(({ table }) => table === 'purchases')?.kept[0]?.until?.law).toBe('tax');
    expect(fateOf(plan(), 'refunds.minor')).toMatchObject({ outcome: 'pseudonymised', reason: 'law' });
    expect(plan().tables.find(({ table }) => table === 'refunds')?.rekey).toEqual([]);
    const paidAt = new Date('2026-01-31T00:00:00Z');
    expect(keptUntil(until, paidAt, new Date('2026-06-01T00:00:00Z'))).toEqual(new Date('2033-01-31T00:00:00Z'));
    expect(keptUntil(until, null, new Date('2026-06-01T00:00:00Z'))).toEqual(new Date('2033-06-01T00:00:00Z'));
    expect(keptUntil(null, paidAt, paidAt)).toBeNull();
  });

  it('keeps evidence with its end, deletes the files and names the carriers', () => {
    expect(fateOf(plan(), 'consents.purpose')).toMatchObject({ outcome: 'kept', reason: 'evidence', until: { after: 'P3Y' } });
    expect(plan().prefixes).toEqual([{ prefix: 'outputs/', category: 'generation.output', outcome: 'deleted' }]);
    expect(plan().carriers).toEqual(['job creation.submit', 'vendor stripe']);
  });

  it('deletes what is meant to be kept where no rule of the profile allows it', () => {
    const columns = sampleMap.columns.map((column) =>
      (column.table === 'purchases' || column.table === 'refunds') && column.annotation.personal
        ? { ...column, annotation: { ...column.annotation, category: 'technical.request' as const } }
        : column,
    );
    const planned = plan({ map: { ...sampleMap, columns }, profile: profile('fluxgen') });
    expect(actions(planned).purchases).toBe('delete-rows');
  });
});

describe('holds', () => {
  it('given a hold on pictures, then their rows and files stay, and so do the rows they refer to', () => {
    const held = plan({ holds: [{ categories: ['generation.output'] }] });
    expect(actions(held)).toMatchObject({ outputs: 'change-rows', creations: 'change-rows', accounts: 'delete-rows' });
    expect(fateOf(held, 'creations.id')).toMatchObject({ outcome: 'kept', reason: 'legal-hold' });
    expect(held.prefixes[0]?.outcome).toBe('kept');
  });

  it('given a hold on everything, then nothing goes, not even where law would pseudonymise', () => {
    const { columns, tables } = plan({ holds: [{ categories: 'all' }] });
    expect(new Set(columns.map((column) => column.outcome))).toEqual(new Set(['kept']));
    expect(
      tables.every(({ action, rekey, blank }) => action === 'change-rows' && rekey.length === 0 && Object.keys(blank).length === 0),
    ).toBe(true);
  });
});

describe('parts', () => {
  it('given prompts, then requests go whole where the profile takes parameters along, and are emptied where not', () => {
    const krea = plan({ scope: { kind: 'prompts' } });
    expect(actions(krea)).toEqual({ creations: 'change-rows', requests: 'delete-rows' });
    expect(krea.tables.find(({ table }) => table === 'creations')?.blank).toEqual({ model: 'empty-text' });
    const gen = plan({ scope: { kind: 'prompts' }, profile: profile('fluxgen') });
    expect(actions(gen)).toEqual({ requests: 'change-rows' });
    expect(gen.tables[0]?.blank).toEqual({ prompt: 'null' });
  });

  it('given images, then their rows go with them, and nothing else', () => {
    expect(actions(plan({ scope: { kind: 'images' } }))).toEqual({ outputs: 'delete-rows' });
  });

  it('given creations, then only rows of creations go, found by the creation', () => {
    const planned = plan({ scope: creations });
    expect(actions(planned)).toEqual({ creations: 'delete-rows', outputs: 'delete-rows', requests: 'delete-rows' });
    expect(planned.tables.map(({ creationColumn }) => creationColumn).toSorted()).toEqual(['creation_id', 'creation_id', 'id']);
    expect(fateOf(planned, 'accounts.email')).toMatchObject({ outcome: 'kept', reason: 'outside-scope' });
  });

  it('delays a whole account only, and by default not at all', () => {
    const at = new Date('2026-03-01T08:00:00Z');
    expect(mayStartAt({ kind: 'account' }, at)).toEqual(at);
    expect(mayStartAt({ kind: 'account' }, at, 'P3D')).toEqual(new Date('2026-03-04T08:00:00Z'));
    expect(mayStartAt({ kind: 'images' }, at, 'P3D')).toEqual(at);
  });
});

describe('gaps', () => {
  const without = (table: string) => sampleFacts.filter((fact) => fact.table !== table);
  const withFact = (table: string, change: object) => sampleFacts.map((fact) => (fact.table === table ? { ...fact, ...change } : fact));

  it.each([
    ['a table nobody described', { facts: without('tokens') }, 'table tokens is not described'],
    [
      'a column that cannot be emptied in a row that stays',
      { facts: withFact('creations', { blanks: {} }), scope: { kind: 'prompts' } as const },
      'column creations.model must go, but its row stays and it cannot be emptied',
    ],
    [
      'a row that stays and refers to one that goes',
      { facts: withFact('purchases', { references: ['accounts'] }) },
      'rows of purchases stay and refer to rows of accounts, which go',
    ],
    ['a circle', { facts: withFact('creations', { references: ['requests'] }) }, 'the tables refer to each other in a circle'],
  ])('given %s, then the plan is refused', (_, change, gap) => expect(gaps(change)).toEqual([gap]));

  it('given kept rows whose subject stands inside JSON, then the plan is refused', () => {
    const columns = sampleMap.columns.map((column) =>
      column.table === 'tokens' && column.annotation.personal
        ? { ...column, annotation: { ...column.annotation, category: 'billing.payment' as const, onErasure: 'pseudonymise' as const } }
        : column,
    );
    expect(gaps({ map: { ...sampleMap, columns } })[0]).toMatch(/inside a JSON column/);
  });
});

describe('any map', () => {
  const scope: fc.Arbitrary<ErasureScope> = fc.oneof(
    fc.constantFrom('account', 'prompts', 'images', 'chats').map((kind) => ({ kind })),
    fc.constant(creations),
  );
  const holds = fc.array(fc.record({ categories: fc.oneof(fc.constant('all' as const), fc.subarray([...dataCategoryIds])) }), {
    maxLength: 1,
  });
  const map: fc.Arbitrary<DataMap> = fc
    .array(fc.tuple(fc.constantFrom(...dataCategoryIds), fc.constantFrom('delete', 'pseudonymise', 'keep')), {
      minLength: sampleMap.columns.length,
      maxLength: sampleMap.columns.length,
    })
    .map((fates) => ({
      ...sampleMap,
      columns: sampleMap.columns.map((column, index) => {
        const [category, onErasure] = fates[index] ?? ['aggregate', 'delete'];
        return column.annotation.personal ? { ...column, annotation: { ...column.annotation, category, onErasure } } : column;
      }),
    }));
  const facts = sampleFacts.map((fact) => ({
    ...fact,
    references: [],
    blanks: Object.fromEntries(sampleMap.columns.map(({ column }) => [column, 'null' as const])),
  }));

  it('gives each personal column exactly one fate, and a kept one its reason', () => {
    fc.assert(
      fc.property(map, scope, holds, fc.constantFrom(...profileIds), (anyMap, anyScope, anyHolds, id) => {
        const planned = planErasure({ map: anyMap, profile: profile(id), scope: anyScope, holds: anyHolds, facts });
        if (isRefusal(planned)) return expect(planned.gaps.every((gap) => gap.includes('JSON'))).toBe(true);
        const name = ({ table, column }: { table: string; column: string }) => `${table}.${column}`;
        const personal = anyMap.columns.filter(({ annotation }) => annotation.personal).map(name);
        expect(planned.columns.map(name).toSorted()).toEqual(personal.toSorted());
        for (const column of planned.columns) {
          if (column.outcome === 'pseudonymised') expect(column.until.after).toMatch(/^P/);
          if (column.outcome === 'kept') expect(column.reason).toBeTruthy();
          const table = planned.tables.find((one) => one.table === column.table);
          if (column.outcome !== 'deleted') expect(table?.action).not.toBe('delete-rows');
          else if (column.how === 'blanked') expect(table?.blank).toHaveProperty(column.column);
          else expect(table?.action).toBe('delete-rows');
          if (column.outcome !== 'deleted' && !(column.outcome === 'kept' && column.reason === 'outside-scope')) {
            expect(table?.kept.map(({ category }) => category)).toContain(column.category);
          }
        }
        return undefined;
      }),
      { numRuns: 300 },
    );
  });

  it('is the same each time', () => expect(samplePlan()).toEqual(samplePlan()));
});
