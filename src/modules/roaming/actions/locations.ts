// Locations: the sites at which the federation's Wi-Fi can be used. They are the same sites as everywhere.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { sitesOf } from '#modules/organisations/index.ts'
import { memberToChange, mustBeCurrent } from './locking.ts'
import { LOCATION } from './members.ts'

export const KEEP_LOCATIONS = 'roaming.location.keep'

const said = {
  accessPoints: field.integer('Access points', { least: 1, most: 100_000 }).optional(),
  hours: field
    .text('When', {
      most: 200,
      hint: 'Where it differs from the opening hours of the site, like Day and night',
    })
    .optional(),
  coverage: field
    .text('Where in the building', { most: 300, hint: 'Like Ground floor and meeting rooms' })
    .optional(),
  nasIdentifiers: field
    .longText('Names of its access points', {
      most: 4000,
      hint: 'As they name themselves to RADIUS (NAS-Identifier), one a line. By them an incident is traced to a site',
    })
    .optional(),
  isPublic: field.yesNo('Show it on the public list and map?'),
}

type Said = Answers<typeof said>

/** What an access point may call itself: what a line of the trace can hold. */
export const NAS_NAME = /^[\x21-\x7e]([\x20-\x7e]{0,251}[\x21-\x7e])?$/

export const listLocation = action({
  name: 'roaming.location.list',
  title: 'List a site',
  permission: KEEP_LOCATIONS,
  doors: ['page', 'api', 'command'],
  fields: { member: field.id('Member'), site: field.pick('Site', { from: 'organisations.site' }), ...said },
  async run(inside, { member, site, ...rest }) {
    const found = await memberToChange(inside, member, KEEP_LOCATIONS)
    if (found.state === 'left')
      refuse('conflict', 'roaming.member.state', 'This member has left. Invite it again first.')
    const sites = await sitesOf(inside, found.organisation_id)
    if (!sites.some((one) => one.id === site))
      invalid('roaming.location.site', [{ field: 'site', message: 'Select a site of this organisation' }])
    const columns = await columnsOf(inside, member, site, rest)
    const today = londonDate(inside.now)
    const before = await inside.tx
      .selectFrom('roaming.location')
      .select(['to_on', 'version'])
      .where('site_id', '=', site)
      .forUpdate()
      .executeTakeFirst()
    if (before !== undefined && before.to_on === null)
      invalid('roaming.location.listed', [
        { field: 'site', message: 'This site is listed already. Change it instead' },
      ])
    await (before === undefined
      ? inside.tx
          .insertInto('roaming.location')
          .values({ site_id: site, member_id: member, from_on: today, ...columns })
          .execute()
      : inside.tx
          .updateTable('roaming.location')
          .set({ member_id: member, from_on: today, to_on: null, ...columns, version: before.version + 1 })
          .where('site_id', '=', site)
          .execute())
    inside.found(LOCATION, site)
    return { subject: null, result: { site, code: found.code }, facts: { site, member } }
  },
})

export const describeLocation = action({
  name: 'roaming.location.describe',
  title: 'Change what is said of a site’s Wi-Fi',
  permission: KEEP_LOCATIONS,
  doors: ['page', 'api', 'command'],
  fields: { site: field.id('Site'), ...said, version: field.version() },
  async run(inside, { site, version, ...rest }) {
    const { found, member } = await locationToChange(inside, site)
    mustBeCurrent(found, version, { accessPoints: found.access_points ?? '', isPublic: found.is_public })
    await inside.tx
      .updateTable('roaming.location')
      .set({ ...(await columnsOf(inside, member.id, site, rest)), version: version + 1 })
      .where('site_id', '=', site)
      .execute()
    inside.found(LOCATION, site)
    return { subject: null, result: { site, code: member.code }, facts: { site } }
  },
})

export const endLocation = action({
  name: 'roaming.location.end',
  title: 'Take a site off the list',
  permission: KEEP_LOCATIONS,
  doors: ['page', 'api', 'command'],
  fields: { site: field.id('Site'), version: field.version() },
  async run(inside, { site, version }) {
    const { found, member } = await locationToChange(inside, site)
    mustBeCurrent(found, version)
    await inside.tx
      .updateTable('roaming.location')
      // One that a file listed for a day to come is over before it began.
      .set(({ eb, fn }) => ({
        to_on: fn('greatest', ['from_on', eb.val(londonDate(inside.now))]),
        version: version + 1,
      }))
      .where('site_id', '=', site)
      .execute()
    inside.found(LOCATION, site)
    return { subject: null, result: { site, code: member.code }, facts: { site } }
  },
})

async function locationToChange(inside: Inside, site: string) {
  const at = await inside.tx
    .selectFrom('roaming.location')
    .select('member_id')
    .where('site_id', '=', site)
    .executeTakeFirst()
  if (at === undefined) return notFound('site')
  const member = await memberToChange(inside, at.member_id, KEEP_LOCATIONS)
  const found = await inside.tx
    .selectFrom('roaming.location')
    .selectAll()
    .where('site_id', '=', site)
    .where('to_on', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return found === undefined ? notFound('site') : { found, member }
}

async function columnsOf(inside: Inside, member: string, site: string, said: Said) {
  const names = (said.nasIdentifiers ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const unusable = names.find((name) => !NAS_NAME.test(name))
  if (unusable !== undefined)
    invalid('roaming.location.nas', [
      {
        field: 'nasIdentifiers',
        message: `“${unusable}” is no name of an access point: plain letters, one name a line`,
      },
    ])
  const wanted = [...new Set(names)]
  if (wanted.length > 0) {
    const taken = await inside.tx
      .selectFrom('roaming.location')
      .select('nas_identifiers')
      // Others may name theirs the same: a name is looked up among the sites of the member whose server asked.
      .where('member_id', '=', member)
      .where('site_id', '<>', site)
      .where('to_on', 'is', null)
      .where(sql<boolean>`nas_identifiers && ${wanted}::text[]`)
      .executeTakeFirst()
    const twice = wanted.find((name) => taken?.nas_identifiers.includes(name))
    if (twice !== undefined)
      invalid('roaming.location.nas', [
        {
          field: 'nasIdentifiers',
          message: `“${twice}” is the name of an access point at another site of yours already`,
        },
      ])
  }
  return {
    access_points: said.accessPoints,
    hours_words: said.hours,
    coverage_words: said.coverage,
    nas_identifiers: wanted,
    is_public: said.isPublic,
  }
}
