// The file of sites at which the federation's Wi-Fi can be used.
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import type { ImportOutcome } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { NAS_NAME } from '../actions/locations.ts'
import { LOCATION } from '../actions/members.ts'
import { membersOf } from '../queries/members.ts'
import { counted, inChunks, listed, none, registerFile, sitesByCode, type Read } from './file.ts'

const siteColumns = {
  site: field.code('site'),
  access_points: field.integer('access_points', { least: 1, most: 100_000 }).optional(),
  hours: field.text('hours', { most: 200 }).optional(),
  coverage: field.text('coverage', { most: 300 }).optional(),
  nas_identifiers: field.text('nas_identifiers', { most: 4000 }).optional(),
  public: field.yesNo('public').optional(),
  from: field.date('from').optional(),
}

async function loadSites(
  inside: Inside,
  { lines, faults }: Read<typeof siteColumns>,
): Promise<ImportOutcome> {
  const members = new Map((await membersOf(inside)).map((one) => [one.organisation_id, one]))
  const sites = await sitesByCode(
    inside,
    lines.map(({ answers }) => answers.site),
  )
  const police = new Set(await policeBodies(inside))
  const known = new Map(
    (await inside.tx.selectFrom('roaming.location').selectAll().execute()).map((one) => [one.site_id, one]),
  )
  // By its name an incident is traced to one site of the member; sites that the file says anew are taken from it.
  const anew = new Set(
    lines.flatMap(({ answers }) =>
      answers.nas_identifiers === null ? [] : (sites.get(answers.site)?.id ?? []),
    ),
  )
  const points = new Map(
    [...known.values()].flatMap((one) =>
      one.to_on !== null || anew.has(one.site_id)
        ? []
        : one.nas_identifiers.map((name) => [`${one.member_id} ${name}`, one.site_id] as const),
    ),
  )
  const wanted = lines.flatMap(({ line, answers: said }) => {
    const site = sites.get(said.site)
    const member = site === undefined ? undefined : members.get(site.organisation_id)
    if (site === undefined)
      faults.push({ line, message: `There is no site "${said.site}". Load the sites first` })
    else if (member === undefined)
      faults.push({ line, message: `"${said.site}" is a site of no member. Load the members first` })
    if (site === undefined || member === undefined) return []
    const before = known.get(site.id)
    const names = [...new Set(listed(said.nas_identifiers))]
    for (const name of names) {
      const holder = points.get(`${member.id} ${name}`) ?? site.id
      if (!NAS_NAME.test(name))
        faults.push({ line, message: `"${name}" is no name of an access point: plain letters` })
      else if (holder !== site.id)
        faults.push({ line, message: `"${name}" is the name of an access point at another of its sites` })
      points.set(`${member.id} ${name}`, site.id)
    }
    const row = {
      site_id: site.id,
      member_id: member.id,
      access_points: said.access_points ?? before?.access_points ?? null,
      hours_words: said.hours ?? before?.hours_words ?? null,
      coverage_words: said.coverage ?? before?.coverage_words ?? null,
      nas_identifiers: said.nas_identifiers === null ? (before?.nas_identifiers ?? []) : names,
      is_public: said.public ?? before?.is_public ?? !police.has(site.organisation_id),
      from_on: said.from ?? before?.from_on ?? londonDate(inside.now),
      to_on: null,
    }
    return [{ row, before }]
  })
  if (faults.length > 0) return none(faults)
  const { changed, created, outcome } = counted(wanted)
  await inChunks([...created, ...changed], (some) =>
    inside.tx
      .insertInto('roaming.location')
      .values(some.map(({ row }) => row))
      .onConflict((conflict) =>
        conflict.column('site_id').doUpdateSet(({ ref }) => ({
          member_id: ref('excluded.member_id'),
          access_points: ref('excluded.access_points'),
          hours_words: ref('excluded.hours_words'),
          coverage_words: ref('excluded.coverage_words'),
          nas_identifiers: ref('excluded.nas_identifiers'),
          is_public: ref('excluded.is_public'),
          from_on: ref('excluded.from_on'),
          to_on: null,
          version: sql<number>`location.version + 1`,
        })),
      )
      .execute(),
  )
  for (const { row } of [...created, ...changed]) inside.found(LOCATION, row.site_id)
  return outcome
}

async function policeBodies(inside: Inside): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from organisations.organisation_card where kind = 'police'`.execute(inside.tx)
  return rows.map(({ id }) => id)
}

export const siteFile = registerFile({
  kind: 'roaming-sites',
  title: 'Sites at which the roaming federation’s Wi-Fi can be used',
  columns: siteColumns,
  key: (row) => row.site,
  load: loadSites,
})
