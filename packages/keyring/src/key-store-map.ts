import type { ColumnAnnotation, MappedColumn } from '@keepword/data-map';

const ofTheKeys: ColumnAnnotation = { personal: true, category: 'account.credentials', subject: 'subject_id', onErasure: 'delete' };
/** Stays when a subject is gone, or a late job could make it a new key: a pseudonym that leads to nothing any more, and when that was. */
const ofTheEnd: ColumnAnnotation = { personal: true, category: 'privacy.case', subject: 'subject_id', onErasure: 'keep' };

/** What the key store holds about people, in its own database: the part of the data map that stands beside the platform's. */
export const keyStoreColumns: readonly MappedColumn[] = [
  { table: 'data_keys', column: 'subject_id', annotation: ofTheKeys },
  { table: 'data_keys', column: 'version', annotation: { personal: false, reason: 'a number that counts up' } },
  { table: 'data_keys', column: 'wrapped', annotation: ofTheKeys },
  { table: 'data_keys', column: 'created_at', annotation: ofTheKeys },
  { table: 'destroyed_keys', column: 'subject_id', annotation: ofTheEnd },
  { table: 'destroyed_keys', column: 'destroyed_at', annotation: ofTheEnd },
];
