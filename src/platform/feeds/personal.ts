// What calendar addresses hold about a person. Shaped as platform/personal asks, which stands later in the list.
import type { Db, Tx } from '../database/index.ts'
import { formatDate, formatDateTime } from '../time/index.ts'
import { addressesOf } from './addresses.ts'

/** Forgotten at leaving, so that the address answers at once as one that never was. */
export const calendarReferences = [
  {
    column: 'platform.calendar_address.person',
    title: 'Addresses at which your calendar programs read',
    held: async (db: Db, person: string) =>
      (await addressesOf(db, person)).map((one) => ({
        Name: one.name,
        Created: formatDateTime(one.createdAt),
        'Last read': one.lastReadOn === null ? 'never' : formatDate(one.lastReadOn),
      })),
    leaving: {
      forget: async (tx: Tx, person: string) =>
        void (await tx.deleteFrom('platform.calendar_address').where('person', '=', person).execute()),
    },
  },
] as const
