// What every long list has in common: the same rows as page, CSV or spreadsheet, and filters out of the address.
import { notFound } from '../errors/index.ts'
import { download, type Answer, type Visit } from '../http/index.ts'
import { csvOf } from './csv.ts'
import type { Column } from './columns.ts'
import { xlsxOf } from './xlsx.ts'

/** How many rows a download fetches at a time. */
export const MOST_DOWNLOADED = 1000

/** The format a list was asked for in, when it is to be a file. */
export const formatOf = (visit: Visit): 'csv' | 'xlsx' | undefined => {
  const { format } = visit.query
  return format === 'csv' || format === 'xlsx' ? format : undefined
}

/** A filter out of the address; undefined when it is empty. */
export const filterOf = (visit: Visit, name: string): string | undefined => {
  const value = visit.query[name]?.trim()
  return value === undefined || value === '' ? undefined : value
}

/** Fetches a list page after page, for a download of all of it. */
export async function everyRow<Row>(
  pageAfter: (
    after: string | undefined,
  ) => Promise<{ readonly rows: readonly Row[]; readonly next?: string }>,
): Promise<Row[]> {
  const all: Row[] = []
  for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
    const { rows, next } = await pageAfter(after)
    all.push(...rows)
    after = next
  }
  return all
}

/** The rows as a file to save, of the kind that was asked for; of any other kind there is no such page. */
export async function fileOf<Row>(
  format: string,
  name: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<Answer> {
  if (format === 'csv')
    return download({ name: `${name}.csv`, type: 'text/csv; charset=utf-8', bytes: csvOf(columns, rows) })
  if (format === 'xlsx')
    return download({
      name: `${name}.xlsx`,
      type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      bytes: await xlsxOf(columns, rows, name),
    })
  return notFound()
}
