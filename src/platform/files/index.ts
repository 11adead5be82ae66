// Files that people put up: their bytes once in the data directory, their names and owners in the database,
// and served only through the record that owns them.
export { openFileStore, type FileStore, type Received } from './store.ts'
export {
  receiveFile,
  keepFile,
  filesOf,
  fileResponse,
  headersOf,
  purgeFile,
  type FileRow,
  type FileResponse,
  type NamedFile,
  type Upload,
} from './records.ts'
export { unreferenced, removeUnreferenced, checkFiles } from './upkeep.ts'
export { checkedName, disposition } from './names.ts'
export { KINDS, type FileType } from './kinds.ts'
export type { FileTable } from './schema.ts'
