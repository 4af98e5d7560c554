export { annotationsOf, NotPersonal, Personal, type ColumnAnnotation, type ErasureAction, type PersonalAnnotation } from './annotations.js';
export {
  categoriesOf,
  coverageGaps,
  type ColumnName,
  type DataMap,
  type FieldName,
  type MappedColumn,
  type MappedField,
  type MappedPrefix,
  type MappedWorld,
} from './data-map.js';
