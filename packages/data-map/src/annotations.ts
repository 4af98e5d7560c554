import type { DataCategory } from '@keepword/policy';

/** What happens to a value when its subject is erased. Masking is not on the list: it is not erasure. */
export type ErasureAction = 'delete' | 'pseudonymise' | 'keep';

export interface PersonalAnnotation {
  readonly category: DataCategory;
  /**
   * How the row leads to its subject: a column of the same table (`payload.subjectId` for a member of a JSON column), or steps joined by
   * ` -> ` such as `column -> table.column`. Ways that hold for different rows are joined by ` | `.
   */
  readonly subject: string;
  readonly onErasure: ErasureAction;
}

export type ColumnAnnotation = ({ readonly personal: true } & PersonalAnnotation) | { readonly personal: false; readonly reason: string };

type EntityClass = abstract new (...args: never[]) => object;

const annotations = new Map<object, Map<string, ColumnAnnotation>>();

function annotate(prototype: object, property: string | symbol, annotation: ColumnAnnotation): void {
  const entity = prototype.constructor;
  const columns = annotations.get(entity) ?? new Map<string, ColumnAnnotation>();
  columns.set(String(property), annotation);
  annotations.set(entity, columns);
}

/** Says that an entity's column holds something about a person: what kind, how the row leads to its subject, what erasure does. */
export function Personal(annotation: PersonalAnnotation): PropertyDecorator {
  return (prototype, property) => annotate(prototype, property, { personal: true, ...annotation });
}

/** Says that a column holds nothing about a person, and why that is so. */
export function NotPersonal(reason: string): PropertyDecorator {
  return (prototype, property) => annotate(prototype, property, { personal: false, reason });
}

/** The annotations of one entity, by property name; empty when it has none. */
export function annotationsOf(entity: EntityClass): ReadonlyMap<string, ColumnAnnotation> {
  return annotations.get(entity) ?? new Map();
}
