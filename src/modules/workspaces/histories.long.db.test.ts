// Ten thousand random histories of booking, cancelling and changing, against a simple model of who has what (G11).
import { countyDatabase } from '#test/support/county.ts'
import { tellHistories } from '#test/support/booking-histories.ts'

const database = countyDatabase()

database.test('10,000 random histories end as a simple model of them says', async (world) =>
  tellHistories(world, 10_000, 30),
)
