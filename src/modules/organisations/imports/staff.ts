// An organisation's own list of who works there today, as its payroll or directory sends it every night.
import type { Inside } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { readLines, type ImportOutcome, type ImportRow } from '#platform/module/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { reconcile } from '../actions/reconciling.ts'
import { organisationsByCode } from '../queries/organisations.ts'
import { loadPeople } from './people.ts'
import { nothing } from './writing.ts'

const columns = {
  mail: field.mail('mail'),
  name: field.text('name', { most: 120 }).optional(),
  job_title: field.text('job_title', { most: 120 }).optional(),
}

/**
 * `--organisation kcc` says whose list it is; `--create yes` also enters who is new, from name and job title;
 * `--confirmed yes` lets a fifth of the people leave at once.
 */
export async function loadStaff(
  inside: Inside,
  rows: readonly ImportRow[],
  options: Readonly<Record<string, string>>,
): Promise<ImportOutcome> {
  const code = options['organisation'] ?? ''
  const employer = (await organisationsByCode(inside, [code])).get(code)
  const first = rows[0]?.line ?? 1
  if (employer === undefined)
    return nothing([{ line: first, message: `Say whose list it is: --organisation and its code, like kcc` }])
  if (rows.length === 0) return nothing([{ line: 1, message: 'The list is empty' }])
  const { lines, faults } = readLines(rows, columns, (row) => row.mail)
  if (faults.length > 0) return nothing(faults)
  try {
    const done = await reconcile(inside, employer, new Set(lines.map(({ answers }) => answers.mail)), {
      confirmed: options['confirmed'] === 'yes',
    })
    if (options['create'] !== 'yes')
      return { created: 0, changed: done.left.length, unchanged: done.stay, faults: [] }
    const unknown = new Set(done.unknown)
    const fresh = rows
      .filter((row) => unknown.has((row.cells['mail'] ?? '').trim().toLowerCase()))
      .map((row) => ({ line: row.line, cells: { ...row.cells, organisation: code } }))
    const entered = fresh.length === 0 ? nothing([]) : await loadPeople(inside, fresh)
    return { ...entered, changed: done.left.length + entered.changed, unchanged: done.stay }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return nothing([{ line: first, message: error.message }])
  }
}
