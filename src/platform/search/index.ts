// Finding things: one index over every room's records, each with the keys of those who may find it.
export {
  isAmong,
  keyFor,
  keysFor,
  personKey,
  said,
  ON_PAGES_ONLY,
  PUBLIC,
  type SearchKind,
  type SearchRecord,
} from './contract.ts'
export { readFiles } from './files.ts'
export { writeEntries } from './write.ts'
export { checkIndex, differing, rebuildIndex, stateOfIndex, type State as IndexState } from './rebuild.ts'
export { askedOf, MOST_CHARACTERS, MOST_WORDS, type Asked } from './asked.ts'
export {
  find,
  titlesBeginning,
  MOST_COUNTED,
  type Cursor,
  type Filters,
  type Finding,
  type Found,
  type FoundRow,
} from './find.ts'
export { lookFor, type Hit, type Looked } from './look.ts'
export type { Excerpt, Piece } from './excerpt.ts'
export type { SearchAudienceTable, SearchEntryTable } from './schema.ts'
