// One declaration of columns gives the accessible table on the page, its CSV and its spreadsheet, so that a
// figure can never differ between them. Reading an uploaded CSV lives here too.
export type { Cell, Column, ColumnKind } from './columns.ts'
export { tableOf, type TableOptions } from './html.ts'
export { csvOf, csvLines } from './csv.ts'
export { xlsxOf } from './xlsx.ts'
export { zipOfFiles, type ArchivedFile } from './archive.ts'
export { readCsv, type CsvFile, type CsvRow, type CsvRules } from './read-csv.ts'
export { readXlsx, type XlsxFile } from './read-xlsx.ts'
export { afterCursor, pageOf, type Listed } from './paging.ts'
export { everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED } from './lists.ts'
