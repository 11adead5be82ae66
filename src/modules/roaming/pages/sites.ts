// The pages of sites: where the Wi-Fi can be used, for everybody; and what a member says of its own.
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { paragraph } from '#web/parts.ts'
import { organisationById, sitesOf } from '#modules/organisations/index.ts'
import { describeLocation, endLocation, KEEP_LOCATIONS, listLocation } from '../actions/locations.ts'
import { federationOf } from '../queries/federation.ts'
import { locationByCode, locationsListed, locationsSeen, type Location } from '../queries/locations.ts'
import { membersOf, type Member } from '../queries/members.ts'
import { realmsByMember } from '../queries/realms.ts'
import { DETAILS, holdsFor, READ, runsFederation } from '../queries/seeing.ts'
import { eduroamDatabase } from '../views/eduroam-database.ts'
import { memberHref, ROWS_A_PAGE } from '../views/frame.ts'
import { locationColumns, memberSitesView, sitesView } from '../views/sites.ts'
import { memberForm, memberHere } from './members.ts'

const list = get('/govroam/sites', {
  permission: 'public',
  async run(visit) {
    const search = filterOf(visit, 'search')
    const wanted = search === undefined ? {} : { search }
    const isStaff = visit.may(READ)
    const columns = isStaff ? locationColumns : locationColumns.filter((column) => column.key !== 'public')
    const format = formatOf(visit)
    if (format !== undefined) {
      const rows = await everyRow((after) =>
        locationsListed(visit, { ...wanted, after, most: MOST_DOWNLOADED }),
      )
      return fileOf(format, 'govroam-sites', columns, rows)
    }
    return page(
      sitesView({
        federation: await federationOf(visit.db),
        listed: await locationsListed(visit, {
          ...wanted,
          after: filterOf(visit, 'after'),
          most: ROWS_A_PAGE,
        }),
        everywhere: await locationsSeen(visit, wanted),
        isStaff,
        runs: runsFederation(visit),
        query: visit.query,
      }),
    )
  },
})

const file = get('/govroam/sites.json', {
  permission: 'public',
  async run(visit) {
    const federation = await federationOf(visit.db)
    const value =
      federation === undefined
        ? { institutions: { institution: [] } }
        : eduroamDatabase({
            federation,
            members: await membersOf(visit, { state: 'live' }),
            realms: await realmsByMember(visit),
            locations: await locationsSeen(visit, { publicOnly: true }),
            now: visit.now,
          })
    return { kind: 'json', value }
  },
})

const own = get('/govroam/members/:code/sites', {
  permission: DETAILS,
  async run(visit) {
    const member = await memberHere(visit)
    return page(
      memberSitesView({
        member,
        rows: await locationsSeen(visit, { memberId: member.id }),
        mayKeep: holdsFor(visit, KEEP_LOCATIONS, member),
      }),
    )
  },
})

const back =
  (notice: string) =>
  ({ code }: { readonly code: string }) => ({ to: memberHref({ code }, 'sites'), notice })

const add = form('/govroam/members/:code/sites/new', {
  action: listLocation,
  load: memberHere,
  async values(visit, member) {
    // Where the police work is not on the public list unless they say so.
    const { kind } = await organisationById(visit, member.organisation_id)
    return { member: member.id, isPublic: kind === 'police' ? 'no' : 'yes' }
  },
  async options(visit, member) {
    const there = new Set((await locationsSeen(visit, { memberId: member.id })).map((one) => one.site_id))
    const sites = await sitesOf(visit, member.organisation_id)
    return {
      site: sites
        .filter((site) => !there.has(site.id))
        .map((site) => ({ value: site.id, text: `${site.name}, ${site.town}` })),
    }
  },
  view: (_visit, member, state) =>
    memberForm(member, 'List a site', state, {
      submit: 'List it',
      more: { nasIdentifiers: { lines: 4 } },
      back: 'sites',
    }),
  then: back('The site is listed.'),
})

type AtSite = { readonly member: Member; readonly location: Location }

async function siteHere(visit: Visit): Promise<AtSite> {
  const member = await memberHere(visit)
  return { member, location: await locationByCode(visit, member.id, visit.params['site'] ?? '') }
}

const edit = form('/govroam/members/:code/sites/:site/edit', {
  action: describeLocation,
  load: siteHere,
  values: (_visit, { location }) => ({
    site: location.site_id,
    accessPoints: location.access_points ?? '',
    hours: location.hours_words ?? '',
    coverage: location.coverage_words ?? '',
    nasIdentifiers: location.nas_identifiers?.join('\n') ?? '',
    isPublic: location.is_public ? 'yes' : 'no',
    version: location.version,
  }),
  view: (_visit, { member, location }, state) =>
    memberForm(member, `The Wi-Fi at ${location.name}`, state, {
      submit: 'Save',
      more: { nasIdentifiers: { lines: 4 } },
      back: 'sites',
    }),
  then: back('Saved.'),
})

const end = form('/govroam/members/:code/sites/:site/end', {
  action: endLocation,
  load: siteHere,
  values: (_visit, { location }) => ({ site: location.site_id, version: location.version }),
  view: (_visit, { member, location }, state) =>
    memberForm(member, `Take ${location.name} off the list`, state, {
      submit: 'Take it off',
      look: 'warning',
      before: paragraph('Nobody is told any more that the Wi-Fi can be used there. It may be listed again.'),
      back: 'sites',
    }),
  then: back('The site is off the list.'),
})

export const sitePages: readonly Page[] = [list, file, own, add, edit, end]
