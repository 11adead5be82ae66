// A list as a file: CSV or a spreadsheet, from the same columns as the page.
import { notFound } from '#platform/errors/index.ts'
import { download, type Answer } from '#platform/http/index.ts'
import { csvOf, xlsxOf, type Column } from '#platform/tables/index.ts'

export const MOST_DOWNLOADED = 20_000

export async function listFile<Row>(
  name: string,
  format: string,
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
  return notFound('page')
}
