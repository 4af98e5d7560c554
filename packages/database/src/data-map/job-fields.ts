import { jobContracts } from '@keepword/contracts';
import type { FieldName, MappedField } from '@keepword/data-map';
import type { DataCategory } from '@keepword/policy';

/** What the ids in a job's payload lead to, by topic. A payload holds ids only, but each of them leads to a person. */
const categories: Readonly<Record<string, Readonly<Record<string, DataCategory>>>> = {
  'creation.submit': { creationId: 'generation.history', subjectId: 'generation.history' },
  'creation.finish': { creationId: 'generation.history', subjectId: 'generation.history', predictionId: 'generation.metadata' },
  'creation.cancel': { creationId: 'generation.history', subjectId: 'generation.history' },
  'mail.send': { mailId: 'communication.message', subjectId: 'communication.message' },
};

/** The annotated fields of all job payloads. */
export const jobFields: readonly MappedField[] = Object.entries(categories).flatMap(([topic, fields]) =>
  Object.entries(fields).map(([field, category]) => ({ carrier: `job ${topic}`, field, annotation: { category } })),
);

/** The fields that the contracts' schemas really have. */
export function contractFields(): FieldName[] {
  return jobContracts.flatMap(({ topic, payload }) => Object.keys(payload.shape).map((field) => ({ carrier: `job ${topic}`, field })));
}
