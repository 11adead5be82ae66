// What the page of a building says of the Wi-Fi in it, and that of a body of its taking part.
import { fill } from '#platform/actions/index.ts'
import { organisationPage, sitePage } from '#modules/organisations/index.ts'
import { federationOf } from './queries/federation.ts'
import { locationsSeen } from './queries/locations.ts'
import { membersOfBodies } from './queries/members.ts'
import { READ } from './queries/seeing.ts'
import { bodyPartView, sitePartView } from './views/parts-elsewhere.ts'

export const registerParts = [
  fill(sitePage, {
    name: 'roaming.site.part',
    permission: 'public',
    async run(reader, { siteId }) {
      const [location] = await locationsSeen(reader, { siteId })
      const federation = location === undefined ? undefined : await federationOf(reader.db)
      if (location === undefined || federation === undefined) return []
      return [{ order: 40, title: 'Govroam here', body: sitePartView(location, federation) }]
    },
  }),
  fill(organisationPage, {
    name: 'roaming.organisation.part',
    permission: 'public',
    async run(reader, { organisationId }) {
      const [member] = await membersOfBodies(reader, [organisationId])
      if (
        member === undefined ||
        (member.state !== 'live' && !(member.state === 'boarding' && member.isOurs))
      )
        return []
      const sites = await locationsSeen(reader, { memberId: member.id })
      return [{ order: 40, title: 'Govroam', body: bodyPartView(member, sites.length, reader.may(READ)) }]
    },
  }),
]
