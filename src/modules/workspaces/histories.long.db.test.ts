// Five hundred random histories of booking, cancelling and changing, against a simple model of who has what (G11); ten
// thousand in the soak.
import { countyDatabase } from '#test/support/county.ts'
import { tellHistories } from '#test/support/booking-histories.ts'
import { IS_SOAK } from '#test/support/soak.ts'

const database = countyDatabase()
const histories = IS_SOAK ? 10_000 : 500

database.test(
  `${histories.toLocaleString('en-GB')} random histories end as a simple model of them says`,
  async (world) => tellHistories(world, histories, 30),
)
