// A few random histories of booking, cancelling and changing every day; ten thousand in the longer runs.
import { countyDatabase } from '#test/support/county.ts'
import { tellHistories } from '#test/support/booking-histories.ts'

const database = countyDatabase()

database.test('60 random histories end as a simple model of them says', async (world) =>
  tellHistories(world, 60, 30),
)
