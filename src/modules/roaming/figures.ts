// What roaming publishes of its use, each figure with what it was counted from: how many visits, and how many of those
// who tried were let in. Where nobody tried there is nothing to divide, and that is what is said.
import type { Reader } from '#platform/actions/index.ts'
import { figure, figureValue, type FigureRecord } from '#platform/figures/index.ts'
import { visitsOf, type Period } from './queries/visits.ts'
import { READ } from './queries/seeing.ts'

const SUCCESS = {
  name: 'roaming.login.success-share',
  title: 'Share of logins that succeeded',
  unit: 'percent',
  rounding: 'one-decimal',
} as const

/** "98.7%", or "not applicable" where nobody tried. */
export const successWords = (ok: number, fail: number): string =>
  figureValue(SUCCESS, { numerator: ok, denominator: ok + fail, records: [] }).text

/** Each day is a record: it adds its logins. */
async function days(reader: Reader, period: Period) {
  const rows = await visitsOf(reader, { from: period.from, until: period.until, by: 'day' })
  const record = (day: string, amount: number): FigureRecord => ({
    subject: day,
    title: day,
    href: `/govroam/statistics?from=${day}&until=${day}`,
    amount,
  })
  return { rows, record }
}

export const visitCount = figure({
  name: 'roaming.login.count',
  title: 'Logins that succeeded',
  unit: 'count',
  rounding: 'none',
  permission: READ,
  async run(reader, period: Period) {
    const { rows, record } = await days(reader, period)
    return {
      numerator: rows.reduce((sum, row) => sum + row.ok, 0),
      records: rows.filter((row) => row.ok > 0).map((row) => record(row.key, row.ok)),
    }
  },
})

export const successShare = figure({
  ...SUCCESS,
  permission: READ,
  async run(reader, period: Period) {
    const { rows, record } = await days(reader, period)
    const ok = rows.reduce((sum, row) => sum + row.ok, 0)
    return {
      numerator: ok,
      denominator: ok + rows.reduce((sum, row) => sum + row.fail, 0),
      records: rows.map((row) => record(row.key, row.ok)),
    }
  },
})
