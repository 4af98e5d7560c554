export { annotationsOf, NotPersonal, Personal, type ColumnAnnotation, type ErasureAction, type PersonalAnnotation } from './annotations.js';
export { coverageGaps, type ColumnName, type DataMap, type MappedColumn, type MappedField, type MappedPrefix } from './data-map.js';
