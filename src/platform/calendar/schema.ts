// The days on which nobody works.
import type { DateColumn } from '../database/index.ts'

export interface BankHolidayTable {
  held_on: DateColumn
  name: string
}

declare module '../database/index.ts' {
  interface Tables {
    'platform.bank_holiday': BankHolidayTable
  }
}
