// The eight offices of the reference partnership with desks and rooms, opened to every partner on terms of their owners,
// and a month of bookings. Names and towns of the offices are real, the rest is invented.
import { holidays } from '#platform/calendar/index.ts'
import type { Demo } from '#platform/module/index.ts'
import { membersOn, partnershipByCode } from '#modules/partnerships/index.ts'
import { addAllocation } from './actions/allocations.ts'
import { offerAgreement } from './actions/agreements.ts'
import { appointOfficer } from './actions/officers.ts'
import { setPreference } from './actions/preferences.ts'
import { setRule } from './actions/terms.ts'
import { bookingsOfMonth, daysAround } from './demo-month.ts'
import { placesOfOffices } from './demo-offices.ts'
import { zonesOf } from './queries/estate.ts'
import { workplaceByCode, workplacesSeen, type Workplace } from './queries/workplaces.ts'

// Who runs the workspaces of each owner.
const MANAGERS: Readonly<Record<string, string>> = {
  canterbury: 'workspaces@canterbury.example',
  kcc: 'workspaces@kcc.example',
  medway: 'leadership@medway.example',
  sevenoaks: 'leadership@sevenoaks.example',
  'folkestone-hythe': 'leadership@folkestone-hythe.example',
  gravesham: 'leadership@gravesham.example',
}

// The one who walks in on the day and looks for a desk has nothing booked.
const NOT_SEATED = ['patrol@kent-police.example']

type Owned = { readonly workplace: Workplace; readonly owner: string; readonly manager: string }

export async function loadDemo(demo: Demo): Promise<void> {
  // The scheme began before last month.
  demo.at(beganOn(demo))
  const places = placesOfOffices()
  await demo.loadRows('workspaces', places)
  const offices = await officesOf(demo)
  await appointAll(demo, offices)
  for (const office of offices) await openToPartners(demo, office)
  await termsOfCanterbury(demo)
  await keepPlaces(demo)
  demo.at(demo.today)
  await demo.drain()
  await fillMonth(demo, offices, places)
  await sharesWhereSheSits(demo)
}

const beganOn = (demo: Demo): Temporal.PlainDate => demo.today.subtract({ days: 70 })

async function officesOf(demo: Demo): Promise<readonly Owned[]> {
  const owners = new Map(
    (await demo.rows('workspaces')).map(({ cells }) => [cells['id'] ?? '', cells['owner'] ?? '']),
  )
  return (await workplacesSeen(demo.reader())).map((workplace) => {
    const owner = owners.get(workplace.code) ?? ''
    return { workplace, owner, manager: MANAGERS[owner] ?? '' }
  })
}

async function appointAll(demo: Demo, offices: readonly Owned[]): Promise<void> {
  const firsts = offices.filter((one, at) => offices.findIndex((other) => other.owner === one.owner) === at)
  for (const { workplace, manager } of firsts)
    await demo.perform(appointOfficer, {
      site: workplace.site_id,
      person: demo.as(manager).personId,
      role: 'manager',
      everywhere: 'yes',
    })
  const canterbury = offices.find((one) => one.owner === 'canterbury')
  if (canterbury === undefined) return
  await demo.as(canterbury.manager).perform(appointOfficer, {
    site: canterbury.workplace.site_id,
    person: demo.as('reception@canterbury.example').personId,
    role: 'reception',
    everywhere: 'no',
  })
}

/** Open to all partners of Kent Connects; a desk a day for each of their people, booked up to four weeks ahead. */
async function openToPartners(demo: Demo, { workplace, manager }: Owned): Promise<void> {
  const partnership = await partnershipByCode(demo.reader(), 'kent-connects')
  const { perform } = demo.as(manager)
  await perform(offerAgreement, {
    site: workplace.site_id,
    audience: 'partnership',
    partnership: partnership.id,
    fromOn: beganOn(demo).toString(),
    noticeDays: '90',
    terms: `Invented: staff of every partner may use desks and collaboration spaces of ${workplace.name}, free of charge.`,
  })
  const rule = { site: workplace.site_id, place: 'site', placeId: workplace.site_id }
  await perform(setRule, { ...rule, audience: 'own', advanceDays: '56' })
  await perform(setRule, {
    ...rule,
    audience: 'partner',
    kind: 'desk',
    perDay: '1',
    because: 'One desk a day for each person, so that there is one for everybody.',
  })
}

/** In Canterbury one area is for its own staff, which visitors see and are told. */
async function termsOfCanterbury(demo: Demo): Promise<void> {
  const { perform } = demo.as('workspaces@canterbury.example')
  const workplace = await workplaceByCode(demo.reader(), 'canterbury-office')
  const quiet = await zoneAt(demo, workplace, '1a')
  await perform(setRule, {
    site: workplace.site_id,
    place: 'zone',
    placeId: quiet,
    audience: 'partner',
    bookable: 'no',
    because: 'This area is for the customer service team, who talk with residents there.',
  })
  await perform(setRule, {
    site: workplace.site_id,
    place: 'zone',
    placeId: quiet,
    audience: 'own',
    bookable: 'yes',
  })
}

async function keepPlaces(demo: Demo): Promise<void> {
  const canterbury = await workplaceByCode(demo.reader(), 'canterbury-office')
  const police = await bodyId(demo, 'kent-police')
  await demo.as('workspaces@canterbury.example').perform(addAllocation, {
    site: canterbury.site_id,
    where: await zoneAt(demo, canterbury, '1b'),
    kind: 'desk',
    form: 'keeps',
    audience: 'organisation',
    organisation: police,
    amount: '3',
    unit: 'places',
    per: 'day',
    horizonWorkingDays: '2',
    fromOn: beganOn(demo).toString(),
  })
  const medway = await workplaceByCode(demo.reader(), 'gun-wharf')
  await demo.as('leadership@medway.example').perform(addAllocation, {
    site: medway.site_id,
    where: medway.site_id,
    kind: 'desk',
    form: 'keeps',
    audience: 'own',
    amount: '20',
    unit: 'places',
    per: 'day',
    horizonWorkingDays: '1',
    fromOn: beganOn(demo).toString(),
  })
}

async function zoneAt(demo: Demo, workplace: Workplace, code: string): Promise<string> {
  const zone = (await zonesOf(demo.reader(), workplace.site_id)).find((one) => one.code === code)
  if (zone === undefined) throw new Error(`${workplace.name} has no zone ${code}.`)
  return zone.id
}

async function bodyId(demo: Demo, code: string): Promise<string> {
  const partnership = await partnershipByCode(demo.reader(), 'kent-connects')
  const member = (await membersOn(demo.reader(), partnership.id, demo.today)).find(
    (one) => one.organisation_code === code,
  )
  if (member === undefined) throw new Error(`${code} is no member of Kent Connects.`)
  return member.organisation_id
}

async function fillMonth(
  demo: Demo,
  offices: readonly Owned[],
  places: readonly Readonly<Record<string, string>>[],
): Promise<void> {
  const partnership = await partnershipByCode(demo.reader(), 'kent-connects')
  const members = await membersOn(demo.reader(), partnership.id, demo.today)
  const partners = members.map((member) => member.organisation_code)
  const known = await holidays(demo.reader().db)
  const people = (await demo.rows('people'))
    .map(({ cells }) => ({ mail: cells['mail'] ?? '', organisation: cells['organisation'] ?? '' }))
    .filter(({ mail, organisation }) => partners.includes(organisation) && !NOT_SEATED.includes(mail))
  const rows = bookingsOfMonth({
    today: demo.today,
    days: daysAround(demo.today, (day) => known.days.has(day.toString())),
    places: places.filter((place) => place['kind'] !== undefined),
    owners: new Map(offices.map(({ workplace, owner }) => [workplace.code, owner])),
    partners,
    people,
  })
  await demo.loadRows('workspace-bookings', rows)
}

async function sharesWhereSheSits(demo: Demo): Promise<void> {
  await demo.as('security@kent-police.example').perform(setPreference, {
    wanted: ['dual-screen', 'quiet'],
    shares: 'partners',
    version: '0',
  })
}
