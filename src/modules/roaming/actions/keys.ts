// The key of the next month is made before it begins, so that the generation of its first day finds it.
import { action } from '#platform/actions/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { federationOf } from '../queries/federation.ts'
import { monthKey } from '../rules/keys.ts'
import { ensureKeys } from './credentials.ts'

export const makeMonthKeys = action({
  name: 'roaming.key.make',
  title: 'Make the key for the next month’s statistics',
  doors: [],
  fields: {},
  async run(inside) {
    const today = londonDate(inside.now)
    const made =
      (await federationOf(inside.tx)) === undefined
        ? []
        : await ensureKeys(inside, [monthKey(today), monthKey(today.with({ day: 1 }).add({ months: 1 }))])
    return { subject: null, result: { made: made.length }, facts: { made: made.length } }
  },
})
