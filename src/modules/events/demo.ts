// The demonstration's events: two years of Kent Connects' workshops, one of them cancelled; a full training course with
// its waiting list, and the cyber exercise whose places are still shared among the partners.
import type { Demo } from '#platform/module/index.ts'
import { groupByCode } from '#modules/groups/index.ts'
import { partnershipByCode } from '#modules/partnerships/index.ts'
import { cancelBooking, makeBooking } from './actions/bookings.ts'
import { cancelEvent, createEvent, publishEvent } from './actions/events.ts'
import { setJoining } from './actions/joining.ts'

type Planned = {
  readonly code: string
  readonly organiser: string
  readonly group: string
  readonly title: string
  readonly summary: string
  readonly kind: string
  /** From the demonstration's day; moved on to the next weekday. */
  readonly days: number
  readonly from: string
  readonly to: string
  readonly held: string
  readonly joining?: string
  readonly booked: readonly string[]
  readonly more?: Readonly<Record<string, unknown>>
}

const SECURITY = 'security@medway.example'
const ACCESSIBILITY = 'accessibility@canterbury.example'
const GIS = 'gis@kcc.example'
const SMART = 'smart@maidstone.example'

const PAST: readonly Planned[] = [
  {
    code: 'data-drill-review',
    organiser: GIS,
    group: 'gis',
    title: 'What the data drill found',
    summary: 'How mature data sharing is across the partners, and what to do first',
    kind: 'workshop',
    days: -400,
    from: '10:00',
    to: '12:00',
    held: 'online',
    joining: 'https://meet.kent.example/data-drill',
    booked: [
      'gis@dover.example',
      'gis@kent-fire.example',
      'gis@swale.example',
      'project.manager@kcc.example',
    ],
  },
  {
    code: 'accessible-documents',
    organiser: ACCESSIBILITY,
    group: 'digital-accessibility',
    title: 'Documents that everybody can read',
    summary: 'A morning of practice with headings, tables and plain words',
    kind: 'training',
    days: -290,
    from: '09:30',
    to: '12:30',
    held: 'room',
    booked: [
      'accessibility@kcc.example',
      'accessibility@uni-cccu.example',
      'accessibility@thanet.example',
      'project.manager@canterbury.example',
    ],
    more: { room: 'Training room, Canterbury', roomPlaces: 12 },
  },
  {
    code: 'phishing-exercise',
    organiser: SECURITY,
    group: 'information-security',
    title: 'Phishing exercise: lessons from four councils',
    summary: 'What a simulated attack showed, and the training that followed',
    kind: 'exercise',
    days: -125,
    from: '14:00',
    to: '16:00',
    held: 'hybrid',
    joining: 'https://meet.kent.example/phishing',
    booked: ['security@kcc.example', 'security@ashford.example', 'leadership@dover.example'],
    more: { room: 'Gun Wharf, Chatham', roomPlaces: 20 },
  },
  {
    code: 'emergency-planners',
    organiser: SECURITY,
    group: 'information-security',
    title: 'Cyber workshop for emergency planning officers',
    summary: 'Who does what in the first hour when the systems are down',
    kind: 'workshop',
    days: -40,
    from: '10:00',
    to: '15:00',
    held: 'room',
    booked: [
      'security@kent-police.example',
      'security@kcc.example',
      'leadership@kent-fire.example',
      'leadership@swale.example',
      'security@ashford.example',
    ],
    more: { room: 'Fire service headquarters, Tovil', roomPlaces: 24 },
  },
]

const CANCELLED: Planned = {
  code: 'air-quality',
  organiser: SMART,
  group: 'smart-kent-medway',
  title: 'Air quality sensors: what they cost to keep',
  summary: 'Experience of three pilots with calibration and repair',
  kind: 'workshop',
  days: -200,
  from: '10:00',
  to: '12:00',
  held: 'room',
  booked: ['smart@medway.example', 'smart@uni-kent.example'],
  more: { room: 'Town Hall, Maidstone', roomPlaces: 15 },
}

/** Taken to the last place; somebody who gives theirs up leaves the next to confirm it. */
const FULL: Planned = {
  code: 'incident-leadership',
  organiser: SECURITY,
  group: 'information-security',
  title: 'Leading the response to a cyber incident',
  summary: 'Training for those who take the decisions while the facts are still missing',
  kind: 'training',
  days: 20,
  from: '09:30',
  to: '16:00',
  held: 'room',
  booked: [
    'leadership@canterbury.example',
    'leadership@dartford.example',
    'leadership@thanet.example',
    'leadership@gravesham.example',
    'security@ashford.example',
    'leadership@sevenoaks.example',
  ],
  more: { room: 'Sessions House, Maidstone', roomPlaces: 4 },
}

/** Before its release each partner has one place in the room, so that two of the county council wait. */
const SHARED: Planned = {
  code: 'cyber-exercise',
  organiser: SECURITY,
  group: 'information-security',
  title: 'Cyber exercise: a county without its network',
  summary: 'A day of decisions under pressure, in the room and online, for IT and emergency planning',
  kind: 'exercise',
  days: 26,
  from: '09:30',
  to: '15:30',
  held: 'hybrid',
  joining: 'https://meet.kent.example/cyber-exercise',
  booked: [
    'security@kcc.example',
    'security@kent-police.example',
    'gis@kcc.example',
    'leadership@folkestone-hythe.example',
    'project.manager@kcc.example',
    'leadership@tonbridge-malling.example',
  ],
  more: { room: 'Council chamber, Chatham', roomPlaces: 16, sharing: 'share', asksNeeds: 'yes' },
}

const OPEN: Planned = {
  code: 'open-mapping-day',
  organiser: GIS,
  group: 'gis',
  title: 'Open mapping day',
  summary: 'Maps that residents may use: licences, examples, and an hour to make one',
  kind: 'event',
  days: 75,
  from: '10:00',
  to: '16:00',
  held: 'room',
  booked: ['gis@dover.example', 'gis@swale.example'],
  more: { room: 'Library, Ashford', roomPlaces: 40, visibility: 'public' },
}

export async function loadDemo(demo: Demo): Promise<void> {
  const partnership = await partnershipByCode(demo.reader(), 'kent-connects')
  const plan = (planned: Planned) => planOne(demo, partnership.id, planned)
  for (const planned of PAST) await plan(planned)
  const called = await plan(CANCELLED)
  demo.at(demo.today.add({ days: CANCELLED.days - 5 }))
  await demo.as(SMART).perform(cancelEvent, {
    event: called.id,
    because: 'Two of the three speakers are ill. The group takes the subject up in its next meeting.',
    version: '2',
  })
  await demo.drain()
  for (const planned of [SHARED, FULL, OPEN]) {
    const event = await plan(planned)
    const [first] = event.bookings
    if (planned !== FULL || first === undefined) continue
    demo.at(demo.today.subtract({ days: 1 }))
    await demo.as(planned.booked[0] ?? '').perform(cancelBooking, { booking: first })
  }
  await draft(demo, partnership.id)
}

async function planOne(demo: Demo, partnership: string, planned: Planned) {
  const day = weekday(demo.today.add({ days: planned.days }))
  const opened = earlier(day.subtract({ days: 60 }), demo.today.subtract({ days: 12 }))
  demo.at(opened)
  const organiser = demo.as(planned.organiser)
  const { id } = await organiser.perform(createEvent, {
    partnership,
    code: planned.code,
    group: (await groupByCode(demo.reader(), planned.group))?.id,
    title: planned.title,
    kind: planned.kind,
    summary: planned.summary,
    visibility: 'partners',
    startsAt: `${day.toString()}T${planned.from}`,
    endsAt: `${day.toString()}T${planned.to}`,
    held: planned.held,
    ...planned.more,
  })
  if (planned.joining !== undefined) await organiser.perform(setJoining, { event: id, link: planned.joining })
  await organiser.perform(publishEvent, { event: id, version: '1' })
  const bookings: string[] = []
  for (const [nth, mail] of planned.booked.entries()) {
    demo.at(opened.add({ days: 1 + nth }))
    const asks = planned.more?.['asksNeeds'] === 'yes' && nth === 1
    const made = await demo.as(mail).perform(makeBooking, {
      event: id,
      ...(planned.held === 'hybrid' ? { mode: nth % 4 === 3 ? 'online' : 'room' } : {}),
      ...(asks ? { access: 'A hearing loop', dietary: 'Vegetarian' } : {}),
    })
    bookings.push(made.id)
  }
  return { id, bookings }
}

async function draft(demo: Demo, partnership: string): Promise<void> {
  const day = weekday(demo.today.add({ days: 110 }))
  demo.at(demo.today.subtract({ days: 3 }))
  await demo.as('partnership.officer@kcc.example').perform(createEvent, {
    partnership,
    code: 'partners-conference',
    title: 'Conference of the partners',
    kind: 'conference',
    summary: 'A day for everybody who works on what the partners share',
    visibility: 'partners',
    startsAt: `${day.toString()}T09:30`,
    endsAt: `${day.toString()}T16:30`,
    held: 'room',
    room: 'County Hall, Maidstone',
    roomPlaces: 120,
    sharing: 'share',
    asksNeeds: 'yes',
  })
}

/** The day itself or the next weekday, and nothing in the days around Christmas. */
function weekday(day: Temporal.PlainDate): Temporal.PlainDate {
  const isFestive = (day.month === 12 && day.day > 22) || (day.month === 1 && day.day < 4)
  return isFestive || day.dayOfWeek > 5 ? weekday(day.add({ days: 1 })) : day
}

const earlier = (one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.compare(one, other) <= 0 ? one : other
