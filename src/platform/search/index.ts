// Finding things: one index over every room's records, each with the keys of those who may find it.
export { keyFor, personKey, PUBLIC, type SearchKind, type SearchRecord } from './contract.ts'
export { writeEntries } from './write.ts'
export type { SearchEntryTable } from './schema.ts'
