import type { DataMap, MappedColumn } from '@keepword/data-map';
import type { DataCategory } from '@keepword/policy';
import type { TableFacts } from '../../erasure/erasure-plan.js';

type Columns = Readonly<Record<string, DataCategory | null>>;

function table(
  name: string,
  columns: Columns,
  subject = 'subject_id',
  onErasure: 'delete' | 'pseudonymise' | 'keep' = 'delete',
): MappedColumn[] {
  return Object.entries(columns).map(([column, category]) => ({
    table: name,
    column,
    annotation: category === null ? { personal: false, reason: 'of nobody' } : { personal: true, category, subject, onErasure },
  }));
}

/** A small platform with every kind of way to a subject and every kind of fate. */
export const sampleMap: DataMap = {
  columns: [
    ...table('accounts', { subject_id: 'account.identity', email: 'account.identity', theme: 'account.preferences', profile_id: null }),
    ...table('tokens', { hash: null, payload: 'account.identity' }, 'payload.subjectId | payload.email -> accounts.email'),
    ...table('creations', {
      id: 'generation.history',
      subject_id: 'generation.history',
      model: 'generation.parameters',
      state: 'generation.metadata',
    }),
    ...table('requests', {
      creation_id: 'generation.history',
      subject_id: 'generation.history',
      prompt: 'generation.prompt',
      parameters: 'generation.parameters',
    }),
    ...table('outputs', {
      creation_id: 'generation.history',
      subject_id: 'generation.history',
      bytes: 'generation.metadata',
      object_key: 'generation.output',
    }),
    ...table(
      'purchases',
      { id: 'billing.payment', subject_id: 'billing.payment', paid_at: 'billing.payment' },
      'subject_id',
      'pseudonymise',
    ),
    ...table(
      'refunds',
      { purchase_id: 'billing.payment', minor: 'billing.payment' },
      'purchase_id -> purchases.subject_id',
      'pseudonymise',
    ),
    ...table('consents', { subject_id: 'consent.record', purpose: 'consent.record', at: 'consent.record' }, 'subject_id', 'keep'),
    ...table('migrations', { name: null }),
  ],
  prefixes: [{ prefix: 'outputs/', category: 'generation.output', subject: 'key part 2' }],
  fields: [
    { carrier: 'job creation.submit', field: 'creationId', annotation: { category: 'generation.history' } },
    { carrier: 'job creation.submit', field: 'tries', annotation: { notPersonal: 'a counter' } },
    { carrier: 'vendor stripe', field: 'email', annotation: { category: 'account.identity' } },
  ],
};

export const sampleFacts: readonly TableFacts[] = [
  { table: 'accounts', keys: ['subject_id'], blanks: {}, references: [] },
  { table: 'tokens', keys: ['hash'], blanks: {}, references: [] },
  { table: 'creations', keys: ['id', 'subject_id'], blanks: { model: 'empty-text' }, references: [], creationColumn: 'id' },
  {
    table: 'requests',
    keys: ['creation_id', 'subject_id'],
    blanks: { prompt: 'null', parameters: 'empty-bytes' },
    references: ['creations'],
    creationColumn: 'creation_id',
  },
  {
    table: 'outputs',
    keys: ['creation_id', 'subject_id'],
    blanks: {},
    references: ['creations'],
    creationColumn: 'creation_id',
    goesWith: 'generation.output',
  },
  { table: 'purchases', keys: ['id', 'subject_id'], blanks: {}, references: [], triggers: { transaction: 'paid_at' } },
  { table: 'refunds', keys: ['purchase_id'], blanks: {}, references: ['purchases'] },
  { table: 'consents', keys: ['subject_id'], blanks: {}, references: [], triggers: { created: 'at' } },
];
