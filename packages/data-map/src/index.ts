export { annotationsOf, NotPersonal, Personal, type ColumnAnnotation, type PersonalAnnotation } from './annotations.js';
export { coverageGaps, type ColumnName, type DataMap, type MappedColumn, type MappedField, type MappedPrefix } from './data-map.js';
export { dataCategoryIds, isDataCategory, type DataCategory, type ErasureAction } from './vocabulary.js';
