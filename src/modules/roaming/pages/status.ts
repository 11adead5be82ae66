// Whether roaming works, for everybody: no sign-in, no names of servers, no addresses.
import type { Reader } from '#platform/actions/index.ts'
import { get, page, polled } from '#platform/http/index.ts'
import { availabilityOf } from '../queries/available.ts'
import { federationOf } from '../queries/federation.ts'
import { READ, runsFederation } from '../queries/seeing.ts'
import { publicState } from '../queries/watch.ts'
import { statusJson, statusView, type StatusPage } from '../views/status.ts'

const DAYS = 90
const POLLED_SECONDS = 30

async function statusOf(reader: Reader): Promise<StatusPage> {
  const federation = await federationOf(reader.db)
  return {
    federation: federation?.name ?? 'Govroam',
    seen: await publicState(reader),
    availability: await availabilityOf(reader, { days: DAYS }),
    days: DAYS,
    isStaff: reader.may(READ),
    runs: runsFederation(reader),
  }
}

export const statusPages = [
  get('/govroam/status', {
    permission: 'public',
    run: async (visit) => page(statusView(await statusOf(visit))),
  }),
  get('/govroam/status.json', {
    permission: 'public',
    run: async (visit) =>
      polled({
        type: 'application/json; charset=utf-8',
        text: statusJson(await statusOf(visit)),
        maxAgeSeconds: POLLED_SECONDS,
      }),
  }),
]
