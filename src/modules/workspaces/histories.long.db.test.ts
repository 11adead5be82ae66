// Ten thousand random histories of booking, cancelling and changing, against a simple model of who has what (G11): all
// of them on the embedded engine, and a thousand on a server, which decides with the same statements.
import { countyDatabase } from '#test/support/county.ts'
import { tellHistories } from '#test/support/booking-histories.ts'

const database = countyDatabase()
const histories = process.env['CONNECTS_TEST_ENGINE'] === 'postgres' ? 1_000 : 10_000

database.test(
  `${histories.toLocaleString('en-GB')} random histories end as a simple model of them says`,
  async (world) => tellHistories(world, histories, 30),
)
