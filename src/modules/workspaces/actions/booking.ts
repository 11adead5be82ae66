// Making a booking: at once, or held for five minutes while its form is open and then confirmed.
import { action, type Afterwards, type Inside, type Remembered } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { invalid, notFound, type Refusal } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { alternativesTo } from '../queries/alternatives.ts'
import { BOOK } from '../queries/bookings.ts'
import { groundsOf, type Grounds } from '../queries/deciding.ts'
import { holdsAt, MANAGE } from '../queries/seeing.ts'
import { spanOf, when, whomFor, type Whom } from './asking.ts'
import { mustBeSeen, place, wantsOf, type Placed } from './placing.ts'
import { isDemand } from './refusing.ts'

const MOST_TOGETHER = 6
const HOLD_MINUTES = 5

const asked = {
  places: field.picks('Places', { from: 'workspaces.resource', most: MOST_TOGETHER }),
  ...when,
  person: field
    .pick('Whom it is for', { from: 'organisations.person', hint: 'Leave it empty for yourself' })
    .optional(),
  organisation: field
    .pick('Organisation', { from: 'organisations.organisation', hint: 'For whom you come' })
    .optional(),
  people: field.integer('How many people come', { least: 1, most: 1000 }).optional(),
  purpose: field
    .text('What it is for', { most: 200, hint: 'Seen by you and by those who run the office' })
    .optional(),
  isPrivate: field
    .yesNo('Keep it private?', { hint: 'Others see that it is booked, not by whom' })
    .optional(),
  visitor: field.id('Visitor').optional(),
}

type Asked = Answers<typeof asked>

export const makeBooking = action({
  name: BOOK,
  title: 'Book a workspace',
  doors: ['page', 'api', 'command'],
  fields: asked,
  run: (inside, answers) => book(inside, answers),
  whenRefused: (after, answers, refusal) => afterRefusal(after, answers, refusal),
})

export const holdBooking = action({
  name: 'workspaces.booking.hold',
  title: 'Hold a workspace for five minutes',
  permission: BOOK,
  doors: ['page', 'api', 'command'],
  fields: asked,
  run: (inside, answers) => book(inside, answers, HOLD_MINUTES),
  whenRefused: (after, answers, refusal) => afterRefusal(after, answers, refusal),
})

async function book(inside: Inside, answers: Asked, holdMinutes?: number) {
  const visitor = answers.visitor === null ? null : await visitorOf(inside, answers.visitor)
  const sites = () => sitesOf(inside, answers.places)
  const mayManage = answers.person === null || (await managesAll(inside, sites))
  const whom = await whomFor(inside, answers, () => mayManage)
  const as = whom.isOther && mayManage ? 'manager' : 'booker'
  const { grounds, ...span } = await whatFor(inside, answers, whom, { as, isVisitor: visitor !== null })
  if (visitor !== null) mustComeThen(visitor, grounds, answers.places, span.startsAt)
  const { placed } = await place(inside, {
    wanted: answers.places.map((resourceId) => ({ resourceId, ...span })),
    forPersonId: visitor === null ? whom.personId : null,
    visitorId: visitor?.id ?? null,
    organisationId: whom.organisationId,
    purpose: answers.purpose,
    isPrivate: answers.isPrivate ?? false,
    people: answers.people ?? 1,
    as,
    conflicts: 'refuse',
    grounds,
    ...(holdMinutes === undefined ? {} : { holdMinutes }),
  })
  const [first] = placed
  if (first === undefined) return notFound('workspace')
  return {
    subject: null,
    result: resultOf(placed),
    facts: {
      booking: first.id,
      order: first.orderId,
      places: placed.length,
      organisation: whom.organisationId,
    },
  }
}

/** What a program or a page is told of what was booked. */
export const resultOf = (placed: readonly Placed[]) => ({
  id: placed[0]?.id ?? '',
  order: placed[0]?.orderId ?? '',
  bookings: placed.map((one) => ({
    id: one.id,
    resource: one.resourceId,
    startsAt: one.startsAt.toString(),
    endsAt: one.endsAt.toString(),
    state: one.state,
  })),
})

/** The time in the zone of the first place, and all that is known of each. */
async function whatFor(
  inside: Inside,
  answers: Pick<Asked, 'places' | keyof typeof when>,
  whom: Whom,
  { as, isVisitor }: { readonly as: 'booker' | 'manager'; readonly isVisitor: boolean },
): Promise<{ grounds: Grounds; startsAt: Temporal.Instant; endsAt: Temporal.Instant }> {
  // A day more on either side: the zone is known only afterwards.
  const about = {
    startsAt: answers.on.subtract({ days: 1 }).toZonedDateTime('UTC').toInstant(),
    endsAt: (answers.untilOn ?? answers.on).add({ days: 2 }).toZonedDateTime('UTC').toInstant(),
  }
  const grounds = await groundsOf(
    inside,
    { resourceIds: answers.places },
    {
      organisationId: whom.organisationId,
      personId: isVisitor ? null : wantsOf(inside, { as, forPersonId: whom.personId }),
      isVisitor,
    },
    about,
  )
  // W11: before a word is said about the time, or the words would tell that there is such a place.
  if (as === 'booker')
    mustBeSeen(answers.places.map((id) => grounds.situation(id, about) ?? notFound('workspace')))
  const zone = grounds.zone(answers.places[0] ?? '') ?? notFound('workspace')
  return { grounds, ...spanOf(answers, zone) }
}

type Site = {
  readonly id: string
  readonly kind: string
  readonly site_id: string
  readonly owner_organisation_id: string
  readonly time_zone: string
}

async function sitesOf(reader: Pick<Inside, 'db'>, places: readonly string[]): Promise<Site[]> {
  const { rows } = await sql<Site>`
    select resource.id, resource.kind, resource.site_id, site.organisation_id as owner_organisation_id, workplace.time_zone
    from workspaces.resource resource join workspaces.workplace workplace on workplace.site_id = resource.site_id
    join organisations.site_card site on site.id = resource.site_id where resource.id = any(${[...places]}::uuid[])`.execute(
    reader.db,
  )
  return rows
}

/** A manager of the owner may book there for anybody. */
async function managesAll(inside: Inside, sites: () => Promise<Site[]>): Promise<boolean> {
  const found = await sites()
  return found.length > 0 && found.every((one) => holdsAt(inside, MANAGE, one))
}

type Visitor = { readonly id: string; readonly site_id: string; readonly comes_on: Temporal.PlainDate }

/** Whoever receives visitors looks for them at one workplace on one day: nowhere else is anything booked for them. */
function mustComeThen(
  visitor: Visitor,
  grounds: Grounds,
  places: readonly string[],
  startsAt: Temporal.Instant,
): void {
  const span = { startsAt, endsAt: startsAt }
  const isThen = places.every((id) => {
    const at = grounds.situation(id, span)?.workplace
    return (
      at?.siteId === visitor.site_id &&
      startsAt.toZonedDateTimeISO(at.zone).toPlainDate().equals(visitor.comes_on)
    )
  })
  if (!isThen)
    invalid('workspaces.booking.visitor-elsewhere', [
      {
        field: 'visitor',
        message: 'This visitor comes to another workplace or on another day. Change their visit first',
      },
    ])
}

/** A visitor whom the reader hosts, or receives as one who runs the workplace. */
async function visitorOf(inside: Inside, id: string): Promise<Visitor> {
  const { rows } = await sql<Visitor & { host_person_id: string; owner_organisation_id: string }>`
    select visitor.id, visitor.host_person_id, visitor.site_id, visitor.comes_on, site.organisation_id as owner_organisation_id
    from workspaces.visitor visitor join organisations.site_card site on site.id = visitor.site_id where visitor.id = ${id} and visitor.forgotten_at is null`.execute(
    inside.tx,
  )
  const found = rows[0]
  const isTheirs = inside.actor.kind === 'person' && found?.host_person_id === inside.actor.id
  if (found === undefined || (!isTheirs && !holdsAt(inside, MANAGE, found))) return notFound('visitor')
  return found
}

/** Counts demand that was refused, by body and reason and never by person; shows what else is free (W3); and records who tried to book for another. */
async function afterRefusal(after: Afterwards, answers: Asked, refusal: Refusal): Promise<Remembered> {
  if (refusal.code === 'workspaces.booking.not-delegate') return { facts: { person: answers.person } }
  if (!isDemand(refusal.code) || (refusal.kind !== 'conflict' && refusal.kind !== 'invalid')) return {}
  const sites = await sitesOf(after, answers.places)
  const [first] = sites
  if (first === undefined) return {}
  const span = spanOf(answers, first.time_zone)
  const whom = await whomFor(after, answers, () => true)
  await sql`
    insert into workspaces.refused (id, at, site_id, organisation_id, resource_kind, code, starts_at, ends_at)
    select wanted.id, ${after.now}, wanted.site_id, ${whom.organisationId}, wanted.kind, ${refusal.code}, ${span.startsAt}, ${span.endsAt}
    from jsonb_to_recordset(${json(sites.map((one) => ({ id: after.id(), site_id: one.site_id, kind: one.kind })))}::jsonb)
      as wanted (id uuid, site_id uuid, kind text)`.execute(after.tx)
  const alternatives = await alternativesTo(after, {
    resourceId: answers.places[0] ?? first.id,
    ...span,
    organisationId: whom.organisationId,
    personId: whom.personId,
    people: answers.people ?? 1,
  })
  return { current: { alternatives } }
}
