// Loading bank holidays from a file: `connects import bank-holidays days.csv` with the columns `date` and `name`.
import type {} from './schema.ts'
import type { ImportKind, ImportLine } from '../module/index.ts'
import { readDate } from '../time/index.ts'

/** The kind of file: each row a day on which nobody works. A day that is there already is renamed, never removed. */
export const bankHolidays: ImportKind = {
  kind: 'bank-holidays',
  title: 'Bank holidays and one-off days',
  permission: 'calendar.holiday.load',
  headers: ['date', 'name'],
  async load(inside, rows) {
    const faults: ImportLine[] = []
    const counts = { created: 0, changed: 0, unchanged: 0 }
    for (const { line, cells } of rows) {
      const date = readDate(cells['date'] ?? '')
      const name = (cells['name'] ?? '').trim()
      if (date === undefined)
        faults.push({ line, message: `"${cells['date'] ?? ''}" is not a real date. Write it as 2027-12-25.` })
      else if (name === '') faults.push({ line, message: 'The day has no name.' })
      else {
        const before = await inside.tx
          .selectFrom('platform.bank_holiday')
          .select('name')
          .where('held_on', '=', date)
          .executeTakeFirst()
        counts[before === undefined ? 'created' : before.name === name ? 'unchanged' : 'changed'] += 1
        await inside.tx
          .insertInto('platform.bank_holiday')
          .values({ held_on: date, name })
          .onConflict((on) => on.column('held_on').doUpdateSet({ name }))
          .execute()
      }
    }
    return { ...counts, faults }
  },
}
