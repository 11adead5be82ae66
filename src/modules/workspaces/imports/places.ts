// A file of workplaces: one line a place, a zone, a floor or a workplace. Loaded whole or not at all; loading it again
// changes nothing; an empty cell leaves what is recorded as it is. A handful of statements, however long the file.
import type { Inside } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import {
  readLines,
  type ImportKind,
  type ImportLine,
  type ImportOutcome,
  type ImportRow,
  type Line,
} from '#platform/module/index.ts'
import { londonDate, LONDON } from '#platform/time/index.ts'
import {
  insertResources,
  lockResources,
  takenAhead,
  updateResources,
  type ResourceRow,
} from '../actions/resource-rows.ts'
import { markBehalf } from '../actions/on-behalf.ts'
import { holdsAt, MANAGE } from '../queries/seeing.ts'
import {
  ATTRIBUTES,
  isTimeZone,
  partFaults,
  PLACE_CODE,
  PLACE_CODE_WORDS,
  placeFaults,
  RESOURCE_KINDS,
  SITE_CODES_NOT_TO_USE,
  type Attribute,
  type ResourceKind,
} from '../rules.ts'

const MOST_ROWS = 20_000

const code = (label: string) =>
  field.text(label, { most: 40, pattern: PLACE_CODE, wording: `${label} must be ${PLACE_CODE_WORDS}` })
const onPlan = (label: string) => field.integer(label, { least: 0, most: 10_000 }).optional()
const minutes = (label: string) => field.integer(label, { least: 0, most: 480 }).optional()
const words = (label: string) => field.longText(label, { most: 2000 }).optional()

const columns = {
  site: field.code('site'),
  time_zone: field.text('time_zone', { most: 60 }).optional(),
  opened: field.date('opened').optional(),
  arrival: words('arrival'),
  wifi: words('wifi'),
  evacuation: words('evacuation'),
  contact: words('contact'),
  privacy: words('privacy'),
  floor: code('floor').optional(),
  floor_name: field.text('floor_name', { most: 80 }).optional(),
  level: field.integer('level', { least: -20, most: 200 }).optional(),
  plan_width: field.integer('plan_width', { least: 100, most: 10_000 }).optional(),
  plan_height: field.integer('plan_height', { least: 100, most: 10_000 }).optional(),
  zone: code('zone').optional(),
  zone_name: field.text('zone_name', { most: 80 }).optional(),
  zone_where: field.text('zone_where', { most: 300 }).optional(),
  zone_x: onPlan('zone_x'),
  zone_y: onPlan('zone_y'),
  zone_width: onPlan('zone_width'),
  zone_height: onPlan('zone_height'),
  code: code('code').optional(),
  name: field.text('name', { most: 80 }).optional(),
  kind: field
    .choice('kind', Object.fromEntries(Object.keys(RESOURCE_KINDS).map((one) => [one, one])))
    .optional(),
  capacity: field.integer('capacity', { least: 1, most: 1000 }).optional(),
  attributes: field
    .choices('attributes', Object.fromEntries(Object.keys(ATTRIBUTES).map((one) => [one, one])))
    .optional(),
  where: field.text('where', { most: 300 }).optional(),
  row: field.text('row', { most: 20 }).optional(),
  row_place: field.integer('row_place', { least: 1, most: 500 }).optional(),
  x: onPlan('x'),
  y: onPlan('y'),
  held_for_access: field.yesNo('held_for_access').optional(),
  setup: minutes('setup'),
  clear: minutes('clear'),
  from: field.date('from').optional(),
  parts: field.text('parts', { most: 500 }).optional(),
}

/** The headers of the file, in the order in which they are also exported. */
export const PLACE_HEADERS: readonly string[] = Object.keys(columns)

type Row = Answers<typeof columns>
type PlaceLine = Line<typeof columns>

export const placesFile: ImportKind = {
  kind: 'workspaces',
  title: 'Workplaces with their floors, zones, desks and rooms',
  permission: MANAGE,
  headers: ['site'],
  optionalHeaders: PLACE_HEADERS.filter((name) => name !== 'site'),
  load: loadPlaces,
}

export async function loadPlaces(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const beyond = rows[MOST_ROWS]
  if (beyond !== undefined)
    return none([{ line: beyond.line, message: `A file of workplaces has at most ${MOST_ROWS} lines` }])
  const { lines, faults } = readLines(rows, columns, keyOf)
  const known = await knownOf(inside, [...new Set(lines.map((line) => line.answers.site))])
  const file: File = { inside, known, faults, counts: { created: 0, changed: 0, unchanged: 0 } }
  const workplaces = workplacesIn(file, lines)
  const floors = floorsIn(file, lines)
  const zones = zonesIn(file, lines, floors)
  const resources = resourcesIn(file, lines, floors, zones)
  const parts = partsIn(file, lines, resources)
  if (faults.length === 0) await mustNotBeTaken(file, resources, parts)
  if (faults.length > 0) return none(faults.toSorted((a, b) => a.line - b.line))
  await write(file, workplaces, floors, zones, resources, parts)
  if (file.counts.created + file.counts.changed > 0)
    for (const { id, site } of workplaces)
      await markBehalf(inside, { site_id: id, owner_organisation_id: site.organisation_id }, 'estate')
  return { ...file.counts, faults: [] }
}

const none = (faults: readonly ImportLine[]): ImportOutcome => ({
  created: 0,
  changed: 0,
  unchanged: 0,
  faults,
})

/** What a line is about: a place by its code, else a zone, a floor, or the workplace. */
const keyOf = (row: Row): string =>
  row.code !== null
    ? `${row.site} ${row.code}`
    : `${row.site}, ${row.zone !== null ? `zone ${row.zone}` : row.floor !== null ? `floor ${row.floor}` : 'the workplace'}`

type Stored<T> = T & { readonly id: string; readonly version: number }
type FloorRow = { name: string; level: number; plan_width: number; plan_height: number }
type ZoneRow = {
  floor_id: string
  name: string
  where_words: string | null
  plan_x: number | null
  plan_y: number | null
  plan_width: number | null
  plan_height: number | null
}
type WorkplaceRow = {
  time_zone: string
  opened_on: string
  arrival_words: string | null
  wifi_words: string | null
  evacuation_words: string | null
  contact_words: string | null
  privacy_words: string | null
}
type KnownSite = { readonly id: string; readonly code: string; readonly organisation_id: string }
type KnownResource = Stored<ResourceRow> & {
  readonly code: string
  readonly kind: ResourceKind
  readonly site_id: string
  readonly retired_on: Temporal.PlainDate | null
}

type File = {
  readonly inside: Inside
  readonly known: Awaited<ReturnType<typeof knownOf>>
  readonly faults: ImportLine[]
  readonly counts: { created: number; changed: number; unchanged: number }
}

async function knownOf(inside: Inside, codes: readonly string[]) {
  const { tx } = inside
  const sites = (
    await sql<KnownSite>`select id, code, organisation_id from organisations.site_card where code = any(${[...codes]})`.execute(
      tx,
    )
  ).rows
  const ids = sites.map((site) => site.id)
  const workplaces = (
    await sql<
      { site_id: string; version: number } & Omit<WorkplaceRow, 'opened_on'> & {
          opened_on: Temporal.PlainDate
        }
    >`
    select * from workspaces.workplace where site_id = any(${ids}::uuid[]) order by site_id for no key update`.execute(
      tx,
    )
  ).rows
  const floors = (
    await sql<Stored<FloorRow> & { site_id: string; code: string; ended_on: Temporal.PlainDate | null }>`
    select id, site_id, code, name, level, plan_width, plan_height, ended_on, version from workspaces.floor
    where site_id = any(${ids}::uuid[])`.execute(tx)
  ).rows
  const zones = (
    await sql<Stored<ZoneRow> & { site_id: string; code: string; ended_on: Temporal.PlainDate | null }>`
    select * from workspaces.zone where site_id = any(${ids}::uuid[])`.execute(tx)
  ).rows
  const resources = (
    await sql<KnownResource>`select * from workspaces.resource where site_id = any(${ids}::uuid[])`.execute(
      tx,
    )
  ).rows
  const parts = (
    await sql<{ whole_id: string; part_id: string }>`select part.whole_id, part.part_id from workspaces.part
    join workspaces.resource whole on whole.id = part.whole_id where whole.site_id = any(${ids}::uuid[])`.execute(
      tx,
    )
  ).rows
  return {
    site: new Map(sites.map((one) => [one.code, one])),
    workplace: new Map(workplaces.map((one) => [one.site_id, one])),
    floor: new Map(floors.map((one) => [`${one.site_id} ${one.code}`, one])),
    zone: new Map(zones.map((one) => [`${one.site_id} ${one.code}`, one])),
    resource: new Map(resources.map((one) => [`${one.site_id} ${one.code}`, one])),
    parts,
  }
}

/** A record as the file wants it: new with its id, or known and perhaps changed. */
type Wanted<T> = {
  readonly id: string
  readonly site: KnownSite
  readonly code: string
  readonly isNew: boolean
  readonly row: T
  readonly isChanged: boolean
}

/**
 * The first thing that lines about one record say in a column, null where none says it; lines that say different things
 * are a fault.
 */
function saidOf<K extends keyof Row>(file: File, lines: readonly PlaceLine[], column: K): Row[K] | null {
  const saying = lines.filter((line) => line.answers[column] !== null)
  const first = saying[0]?.answers[column] ?? null
  for (const { line, answers } of saying)
    if (String(answers[column]) !== String(first))
      file.faults.push({
        line,
        message: `${column} is "${String(answers[column])}" here and "${String(first)}" on line ${saying[0]?.line}`,
      })
  return first
}

const grouped = (lines: readonly PlaceLine[], key: (row: Row) => string | null) => {
  const groups = new Map<string, PlaceLine[]>()
  for (const line of lines) {
    const at = key(line.answers)
    if (at === null) continue
    const group = groups.get(at)
    if (group === undefined) groups.set(at, [line])
    else group.push(line)
  }
  return groups
}

const same = (one: object, other: object): boolean =>
  Object.entries(one).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify((other as Record<string, unknown>)[name]),
  )

function workplacesIn(file: File, lines: readonly PlaceLine[]): Wanted<WorkplaceRow>[] {
  const { inside, known, faults } = file
  return [...grouped(lines, (row) => row.site)].flatMap(([siteCode, group]) => {
    const line = group[0]?.line ?? 0
    const site = known.site.get(siteCode)
    if (site === undefined) {
      faults.push({ line, message: `There is no site "${siteCode}". Load the sites first` })
      return []
    }
    if (!holdsAt(inside, MANAGE, { site_id: site.id, owner_organisation_id: site.organisation_id })) {
      faults.push({ line, message: `"${siteCode}" is not yours to change` })
      return []
    }
    const old = known.workplace.get(site.id)
    if (old === undefined && SITE_CODES_NOT_TO_USE.has(siteCode))
      faults.push({
        line,
        message: `"${siteCode}" is an address of workspaces itself. Give the site another code`,
      })
    const zone = saidOf(file, group, 'time_zone')
    if (zone !== null && !isTimeZone(zone))
      faults.push({ line, message: `There is no time zone "${zone}". It is like Europe/London` })
    const opened = saidOf(file, group, 'opened')
    const row: WorkplaceRow = {
      time_zone: zone ?? old?.time_zone ?? LONDON,
      opened_on: (opened ?? old?.opened_on ?? londonDate(inside.now)).toString(),
      arrival_words: saidOf(file, group, 'arrival') ?? old?.arrival_words ?? null,
      wifi_words: saidOf(file, group, 'wifi') ?? old?.wifi_words ?? null,
      evacuation_words: saidOf(file, group, 'evacuation') ?? old?.evacuation_words ?? null,
      contact_words: saidOf(file, group, 'contact') ?? old?.contact_words ?? null,
      privacy_words: saidOf(file, group, 'privacy') ?? old?.privacy_words ?? null,
    }
    const isChanged = old !== undefined && !same(row, { ...old, opened_on: old.opened_on.toString() })
    return [{ id: site.id, site, code: siteCode, isNew: old === undefined, row, isChanged }]
  })
}

type Places<T> = ReadonlyMap<string, Wanted<T>>
const byKey = <T>(wanted: readonly Wanted<T>[]): Map<string, Wanted<T>> =>
  new Map(wanted.map((one) => [`${one.site.id} ${one.code}`, one]))

function floorsIn(file: File, lines: readonly PlaceLine[]): Places<FloorRow> {
  const { inside, known, faults } = file
  const named = grouped(lines, (row) => (row.floor === null ? null : `${row.site} ${row.floor}`))
  return byKey(
    [...named].flatMap(([, group]) => {
      const first = group[0]
      const site = known.site.get(first?.answers.site ?? '')
      const floor = first?.answers.floor
      if (first === undefined || site === undefined || floor === undefined || floor === null) return []
      const old = known.floor.get(`${site.id} ${floor}`)
      const name = saidOf(file, group, 'floor_name') ?? old?.name
      const level = saidOf(file, group, 'level') ?? old?.level
      if (name === undefined || level === undefined)
        faults.push({
          line: first.line,
          message: `The floor "${floor}" is new: say its floor_name and level`,
        })
      if (old !== undefined && old.ended_on !== null)
        faults.push({
          line: first.line,
          message: `The floor "${floor}" is no more. Give a new one another code`,
        })
      const row: FloorRow = {
        name: name ?? floor,
        level: level ?? 0,
        plan_width: saidOf(file, group, 'plan_width') ?? old?.plan_width ?? 1200,
        plan_height: saidOf(file, group, 'plan_height') ?? old?.plan_height ?? 700,
      }
      return [wanted(inside, site, floor, old, row)]
    }),
  )
}

function wanted<T extends object>(
  inside: Inside,
  site: KnownSite,
  placeCode: string,
  old: Stored<T> | undefined,
  row: T,
): Wanted<T> {
  return {
    id: old?.id ?? inside.id(),
    site,
    code: placeCode,
    isNew: old === undefined,
    row,
    isChanged: old !== undefined && !same(row, old),
  }
}

function zonesIn(file: File, lines: readonly PlaceLine[], floors: Places<FloorRow>): Places<ZoneRow> {
  const { inside, known, faults } = file
  const named = grouped(lines, (row) => (row.zone === null ? null : `${row.site} ${row.zone}`))
  return byKey(
    [...named].flatMap(([, group]) => {
      const first = group[0]
      const site = known.site.get(first?.answers.site ?? '')
      const zone = first?.answers.zone
      if (first === undefined || site === undefined || zone === undefined || zone === null) return []
      const old = known.zone.get(`${site.id} ${zone}`)
      const floorCode = saidOf(file, group, 'floor')
      const floor = floorCode === null ? undefined : floors.get(`${site.id} ${floorCode}`)
      const name = saidOf(file, group, 'zone_name') ?? old?.name
      if (old === undefined && (name === undefined || floor === undefined))
        faults.push({
          line: first.line,
          message: `The zone "${zone}" is new: say its zone_name and its floor`,
        })
      if (old !== undefined && floor !== undefined && floor.id !== old.floor_id)
        faults.push({
          line: first.line,
          message: `The zone "${zone}" is on another floor. A zone stays where it is: make a new one`,
        })
      if (old !== undefined && old.ended_on !== null)
        faults.push({
          line: first.line,
          message: `The zone "${zone}" is no more. Give a new one another code`,
        })
      const row: ZoneRow = {
        floor_id: old?.floor_id ?? floor?.id ?? '',
        name: name ?? zone,
        where_words: saidOf(file, group, 'zone_where') ?? old?.where_words ?? null,
        plan_x: saidOf(file, group, 'zone_x') ?? old?.plan_x ?? null,
        plan_y: saidOf(file, group, 'zone_y') ?? old?.plan_y ?? null,
        plan_width: saidOf(file, group, 'zone_width') ?? old?.plan_width ?? null,
        plan_height: saidOf(file, group, 'zone_height') ?? old?.plan_height ?? null,
      }
      const drawn = [row.plan_x, row.plan_y, row.plan_width, row.plan_height].filter((one) => one !== null)
      if (drawn.length !== 0 && drawn.length !== 4)
        faults.push({
          line: first.line,
          message: `For the zone "${zone}" say zone_x, zone_y, zone_width and zone_height, or none of them`,
        })
      return [wanted(inside, site, zone, old, row)]
    }),
  )
}

type WantedResource = Wanted<ResourceRow> & {
  readonly line: number
  readonly kind: ResourceKind
  readonly fromOn: string
  readonly old: KnownResource | undefined
}

function resourcesIn(
  file: File,
  lines: readonly PlaceLine[],
  floors: Places<FloorRow>,
  zones: Places<ZoneRow>,
): ReadonlyMap<string, WantedResource> {
  const { inside, known, faults } = file
  const planOf = new Map<string, { plan_width: number; plan_height: number }>(
    [...known.floor.values()].map((floor) => [floor.id, floor]),
  )
  for (const floor of floors.values()) planOf.set(floor.id, floor.row)
  const resources = new Map<string, WantedResource>()
  for (const { line, answers } of lines) {
    const site = known.site.get(answers.site)
    if (answers.code === null || site === undefined) continue
    const key = `${site.id} ${answers.code}`
    const old = known.resource.get(key)
    const zone = answers.zone === null ? undefined : zones.get(`${site.id} ${answers.zone}`)
    const kind = (answers.kind as ResourceKind | null) ?? old?.kind
    const zoneId = zone?.id ?? old?.zone_id
    const floorId = zone?.row.floor_id ?? old?.floor_id
    if (kind === undefined || zoneId === undefined || floorId === undefined) {
      faults.push({ line, message: `"${answers.code}" is new: say its kind and its zone` })
      continue
    }
    if (old !== undefined && old.kind !== kind)
      faults.push({
        line,
        message: `"${answers.code}" is a ${old.kind}. It stays one: retire it and add the ${kind} under another code`,
      })
    if (old !== undefined && old.retired_on !== null)
      faults.push({ line, message: `"${answers.code}" was retired. Give a new place another code` })
    const row: ResourceRow = {
      floor_id: floorId,
      zone_id: zoneId,
      name: answers.name ?? old?.name ?? `${RESOURCE_KINDS[kind]} ${answers.code}`,
      capacity: answers.capacity ?? old?.capacity ?? 1,
      attributes: (answers.attributes as Attribute[] | null) ?? old?.attributes ?? [],
      where_words: answers.where ?? old?.where_words ?? null,
      row_name: answers.row ?? old?.row_name ?? null,
      row_place: answers.row_place ?? old?.row_place ?? null,
      plan_x: answers.x ?? old?.plan_x ?? null,
      plan_y: answers.y ?? old?.plan_y ?? null,
      held_for_access: answers.held_for_access ?? old?.held_for_access ?? false,
      setup_minutes: answers.setup ?? old?.setup_minutes ?? 0,
      clear_minutes: answers.clear ?? old?.clear_minutes ?? 0,
    }
    const wrong = placeFaults(
      {
        kind,
        capacity: row.capacity,
        attributes: row.attributes,
        rowName: row.row_name,
        rowPlace: row.row_place,
        x: row.plan_x,
        y: row.plan_y,
        heldForAccess: row.held_for_access,
      },
      planOf.get(floorId) ?? { plan_width: 10_000, plan_height: 10_000 },
    )
    faults.push(...wrong.map((fault) => ({ line, message: `"${answers.code}": ${fault.message}` })))
    resources.set(key, {
      ...wanted(inside, site, answers.code, old, row),
      line,
      kind,
      fromOn: (answers.from ?? londonDate(inside.now)).toString(),
      old,
    })
  }
  return resources
}

type WantedParts = {
  readonly whole: WantedResource
  readonly partIds: readonly string[]
  readonly isChanged: boolean
}

function partsIn(
  file: File,
  lines: readonly PlaceLine[],
  resources: ReadonlyMap<string, WantedResource>,
): readonly WantedParts[] {
  const { known, faults } = file
  const divided = new Set(known.parts.map((one) => one.whole_id))
  const isPart = new Set(known.parts.map((one) => one.part_id))
  const said = lines.flatMap(({ line, answers }) => {
    const site = known.site.get(answers.site)
    const whole = site === undefined ? undefined : resources.get(`${site.id} ${answers.code}`)
    return answers.parts === null || whole === undefined
      ? []
      : [{ line, whole, codes: codesIn(answers.parts) }]
  })
  for (const { whole } of said) divided.add(whole.id)
  const named = new Set(said.flatMap(({ whole, codes }) => codes.map((one) => `${whole.site.id} ${one}`)))
  return said.flatMap(({ line, whole, codes }) => {
    const found = codes.map((one) => {
      const key = `${whole.site.id} ${one}`
      const fresh = resources.get(key)
      const old = known.resource.get(key)
      if (fresh === undefined && old === undefined)
        faults.push({ line, message: `There is no "${one}" to be a part of "${whole.code}"` })
      return {
        id: fresh?.id ?? old?.id ?? '',
        code: one,
        kind: fresh?.kind ?? old?.kind ?? 'room',
        floorId: fresh?.row.floor_id ?? old?.floor_id,
      }
    })
    const wrong = partFaults({
      code: whole.code,
      kind: whole.kind,
      isPart: isPart.has(whole.id) || named.has(`${whole.site.id} ${whole.code}`),
      parts: found.map((one) => ({
        code: one.code,
        kind: one.kind,
        hasParts: divided.has(one.id),
        isSameFloor: one.floorId === undefined || one.floorId === whole.row.floor_id,
      })),
    })
    faults.push(...wrong.map((message) => ({ line, message })))
    const partIds = found.map((one) => one.id).toSorted()
    const before = known.parts.filter((one) => one.whole_id === whole.id).map((one) => one.part_id)
    return [
      { whole, partIds, isChanged: !same(partIds, before.toSorted()) || partIds.length !== before.length },
    ]
  })
}

const codesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
]

/** Another zone, or other parts, would make what is already booked count in the wrong place. */
async function mustNotBeTaken(
  file: File,
  resources: ReadonlyMap<string, WantedResource>,
  parts: readonly WantedParts[],
): Promise<void> {
  const changing = [...resources.values()].filter((one) => one.isChanged)
  const moving = changing.filter((one) => one.old !== undefined && one.old.zone_id !== one.row.zone_id)
  const dividing = parts.filter((one) => one.isChanged)
  const affected = [
    ...moving.map((one) => ({
      line: one.line,
      code: one.code,
      ids: [one.id],
      what: 'move it to another zone',
    })),
    ...dividing.map((one) => ({
      line: one.whole.line,
      code: one.whole.code,
      ids: [one.whole.id, ...one.partIds, ...before(file, one.whole.id)],
      what: 'divide it otherwise',
    })),
  ]
  await lockResources(file.inside, [...changing.map((one) => one.id), ...affected.flatMap((one) => one.ids)])
  const taken = await takenAhead(file.inside, [...new Set(affected.flatMap((one) => one.ids))])
  for (const { line, code: place, ids, what } of affected)
    if (ids.some((id) => taken.has(id)))
      file.faults.push({ line, message: `"${place}" is booked ahead, so nobody can ${what} now` })
}

const before = (file: File, wholeId: string): string[] =>
  file.known.parts.filter((one) => one.whole_id === wholeId).map((one) => one.part_id)

async function write(
  file: File,
  workplaces: readonly Wanted<WorkplaceRow>[],
  floors: Places<FloorRow>,
  zones: Places<ZoneRow>,
  resources: ReadonlyMap<string, WantedResource>,
  parts: readonly WantedParts[],
): Promise<void> {
  const { inside, counts } = file
  const { tx } = inside
  const changedParts = new Set(parts.filter((one) => one.isChanged).map((one) => one.whole.id))
  const all = [...workplaces, ...floors.values(), ...zones.values(), ...resources.values()]
  for (const one of all) {
    const what = one.isNew ? 'created' : one.isChanged || changedParts.has(one.id) ? 'changed' : 'unchanged'
    counts[what] += 1
  }
  const flat = <T>(some: Iterable<Wanted<T>>) =>
    json(
      [...some]
        .filter((one) => one.isNew || one.isChanged)
        .map((one) => ({ id: one.id, site_id: one.site.id, code: one.code, ...one.row })),
    )
  await sql`insert into workspaces.workplace as old (site_id, time_zone, opened_on, arrival_words, wifi_words, evacuation_words, contact_words, privacy_words)
    select site_id, time_zone, opened_on, arrival_words, wifi_words, evacuation_words, contact_words, privacy_words
    from jsonb_to_recordset(${flat(workplaces)}::jsonb) as given (site_id uuid, time_zone text, opened_on date, arrival_words text,
      wifi_words text, evacuation_words text, contact_words text, privacy_words text)
    on conflict (site_id) do update set time_zone = excluded.time_zone, opened_on = excluded.opened_on, arrival_words = excluded.arrival_words,
      wifi_words = excluded.wifi_words, evacuation_words = excluded.evacuation_words, contact_words = excluded.contact_words,
      privacy_words = excluded.privacy_words, version = old.version + 1`.execute(tx)
  await sql`insert into workspaces.floor as old (id, site_id, code, name, level, plan_width, plan_height)
    select id, site_id, code, name, level, plan_width, plan_height from jsonb_to_recordset(${flat(floors.values())}::jsonb)
      as given (id uuid, site_id uuid, code text, name text, level integer, plan_width integer, plan_height integer)
    on conflict (id) do update set name = excluded.name, level = excluded.level, plan_width = excluded.plan_width,
      plan_height = excluded.plan_height, version = old.version + 1`.execute(tx)
  await sql`insert into workspaces.zone as old (id, site_id, floor_id, code, name, where_words, plan_x, plan_y, plan_width, plan_height)
    select id, site_id, floor_id, code, name, where_words, plan_x, plan_y, plan_width, plan_height
    from jsonb_to_recordset(${flat(zones.values())}::jsonb) as given (id uuid, site_id uuid, floor_id uuid, code text, name text,
      where_words text, plan_x integer, plan_y integer, plan_width integer, plan_height integer)
    on conflict (id) do update set name = excluded.name, where_words = excluded.where_words, plan_x = excluded.plan_x,
      plan_y = excluded.plan_y, plan_width = excluded.plan_width, plan_height = excluded.plan_height, version = old.version + 1`.execute(
    tx,
  )
  const every = [...resources.values()]
  await insertResources(
    inside,
    every
      .filter((one) => one.isNew)
      .map((one) => ({
        id: one.id,
        site_id: one.site.id,
        code: one.code,
        kind: one.kind,
        from_on: one.fromOn,
        ...one.row,
      })),
  )
  await updateResources(
    inside,
    every.filter((one) => one.isChanged).map((one) => ({ id: one.id, ...one.row })),
  )
  const dividing = parts.filter((one) => one.isChanged)
  if (dividing.length === 0) return
  await sql`delete from workspaces.part where whole_id = any(${dividing.map((one) => one.whole.id)}::uuid[])`.execute(
    tx,
  )
  const pairs = dividing.flatMap((one) => one.partIds.map((part_id) => ({ whole_id: one.whole.id, part_id })))
  await sql`insert into workspaces.part (whole_id, part_id)
    select whole_id, part_id from jsonb_to_recordset(${json(pairs)}::jsonb) as given (whole_id uuid, part_id uuid)`.execute(
    tx,
  )
}
