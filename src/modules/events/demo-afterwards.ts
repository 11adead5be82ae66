// What came after the demonstration's past events: who was there, what they said; and a clinic that comes back each
// month, and the programme of the conference that is being planned.
import type { Demo } from '#platform/module/index.ts'
import { personByMail } from '#modules/organisations/index.ts'
import { partnershipByCode } from '#modules/partnerships/index.ts'
import { addWalkIn, recordAttendance } from './actions/attendance.ts'
import { createEvent } from './actions/events.ts'
import { giveFeedback } from './actions/feedback.ts'
import { setJoining } from './actions/joining.ts'
import { createSeries, publishSeries } from './actions/series.ts'
import { addSession } from './actions/sessions.ts'
import { bookingsOf } from './queries/bookings.ts'
import { eventByCode } from './queries/events.ts'

const ACCESSIBILITY = 'accessibility@canterbury.example'
const OFFICER = 'partnership.officer@kcc.example'

type Held = { readonly code: string; readonly organiser: string; readonly walkIn?: string }

const HELD: readonly Held[] = [
  { code: 'data-drill-review', organiser: 'gis@kcc.example' },
  { code: 'accessible-documents', organiser: ACCESSIBILITY, walkIn: 'gis@dover.example' },
  { code: 'phishing-exercise', organiser: 'security@medway.example' },
  { code: 'emergency-planners', organiser: 'security@medway.example', walkIn: 'gis@swale.example' },
]

const SAID = [
  ['5', 'Check every document with the tool before it is published.', null],
  ['4', 'Ask the communications team to change our templates.', 'More time for practice, fewer slides.'],
  ['4', null, 'Send the examples out beforehand.'],
  ['3', 'Talk to our suppliers.', null],
] as const

export async function loadAfterwards(demo: Demo): Promise<void> {
  for (const held of HELD) await keepRegister(demo, held)
  await monthlyClinic(demo)
  await conferenceProgramme(demo)
}

async function keepRegister(demo: Demo, { code, organiser, walkIn }: Held): Promise<void> {
  const event = await eventByCode(demo.reader(), code)
  if (event === undefined) return
  demo.at(event.ends_at)
  const bookings = (await bookingsOf(demo.reader(), event.id)).filter((one) => one.state === 'booked')
  const there: string[] = []
  for (const [nth, booking] of bookings.entries()) {
    // One in each event did not come.
    const attendance = nth === 1 ? 'absent' : 'attended'
    await demo.as(organiser).perform(recordAttendance, { booking: booking.id, attendance })
    if (attendance === 'attended') there.push(booking.person_id)
  }
  const added = walkIn === undefined ? undefined : await personByMail(demo.reader(), walkIn)
  if (added !== undefined && walkIn !== undefined) {
    await demo.as(organiser).perform(addWalkIn, { event: event.id, person: added.id })
    there.push(added.id)
  }
  demo.at(event.ends_at.add({ hours: 20 }))
  const mails = new Map((await demo.rows('people')).map(({ cells }) => [cells['mail'] ?? '', true]))
  let nth = 0
  for (const mail of mails.keys()) {
    const person = await personByMail(demo.reader(), mail)
    if (person === undefined || !there.includes(person.id)) continue
    const [useful, differently, change] = SAID[nth % SAID.length] ?? SAID[0]
    await demo.as(mail).perform(giveFeedback, { event: event.id, useful, differently, change })
    nth += 1
  }
}

async function monthlyClinic(demo: Demo): Promise<void> {
  const partnership = await partnershipByCode(demo.reader(), 'kent-connects')
  const first = firstTuesday(demo.today.add({ days: 10 }))
  demo.at(demo.today.subtract({ days: 9 }))
  const organiser = demo.as(ACCESSIBILITY)
  const { id } = await organiser.perform(createEvent, {
    partnership: partnership.id,
    group: (await eventByCode(demo.reader(), 'accessible-documents'))?.group_id,
    code: 'accessibility-clinic',
    title: 'Accessibility clinic',
    kind: 'training',
    summary: 'Bring a document or a page that somebody could not use, and leave with it put right',
    visibility: 'partners',
    startsAt: `${first.toString()}T13:00`,
    endsAt: `${first.toString()}T14:00`,
    held: 'online',
  })
  await organiser.perform(setJoining, { event: id, link: 'https://meet.kent.example/clinic' })
  await organiser.perform(createSeries, {
    event: id,
    every: 'month',
    on: 'weekday',
    times: '6',
    skipHolidays: 'yes',
  })
  await organiser.perform(publishSeries, { event: id })
}

const firstTuesday = (from: Temporal.PlainDate): Temporal.PlainDate => {
  const month = from.with({ day: 1 }).add({ months: 1 })
  return month.add({ days: (9 - month.dayOfWeek) % 7 })
}

const SESSIONS = [
  [
    'Opening: what the partners share',
    'The chair of the Leadership Group',
    'Council chamber',
    '09:30',
    '10:15',
    null,
  ],
  ['Maps that residents may use', 'The mapping group', 'Council chamber', '10:30', '11:30', '60'],
  ['The first hour of an incident', 'The information security group', 'Darent room', '10:30', '11:30', '30'],
  ['Documents that everybody can read', 'The accessibility group', 'Darent room', '11:45', '12:45', '30'],
  ['What comes next', 'Everybody', 'Council chamber', '15:30', '16:30', null],
] as const

async function conferenceProgramme(demo: Demo): Promise<void> {
  const event = await eventByCode(demo.reader(), 'partners-conference')
  if (event === undefined) return
  demo.at(demo.today.subtract({ days: 2 }))
  const day = event.starts_at.toZonedDateTimeISO(event.time_zone).toPlainDate().toString()
  for (const [title, speakers, room, from, to, places] of SESSIONS)
    await demo.as(OFFICER).perform(addSession, {
      event: event.id,
      title,
      speakers,
      room,
      startsAt: `${day}T${from}`,
      endsAt: `${day}T${to}`,
      ...(places === null ? {} : { places }),
    })
}
