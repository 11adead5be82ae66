// Bank holidays as data: reading them for the rules that count working days, and loading new ones.
import type {} from './schema.ts'
import type { Db } from '../database/index.ts'
import { holidaysOf, type Holidays } from '../time/index.ts'

export { bankHolidays } from './loading.ts'

/** Every bank holiday that is loaded, ready for `isWorkingDay`, `clearDays` and their like. */
export async function holidays(db: Db): Promise<Holidays> {
  const rows = await db.selectFrom('platform.bank_holiday').select(['held_on', 'name']).execute()
  return holidaysOf(rows.map((row) => ({ on: row.held_on.toString(), name: row.name })))
}
