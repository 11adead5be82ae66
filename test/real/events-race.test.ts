// Two hundred people book at the same moment, on real PostgreSQL: exactly the places there are, shared as the rule
// says, the rest waiting in the order in which they came; and nothing that happens meanwhile sells a place twice or
// leaves one empty while somebody entitled to it waits.
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { cancelBooking, makeBooking } from '#modules/events/actions/bookings.ts'
import { editEvent } from '#modules/events/actions/events.ts'
import { fillPlacesWhenDue } from '#modules/events/actions/places.ts'
import { events } from '#modules/events/module.ts'
import { admitted } from '#modules/events/rules/sharing.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { Failure, Refusal } from '#platform/errors/index.ts'
import { forgetLeaver } from '#platform/personal/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { eventful, type Eventful } from '#test/support/events.ts'
import { atLength, IS_SOAK, repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()

const PEOPLE = IS_SOAK ? 200 : 40
const PARTNERS = 4
const PLACES = IS_SOAK ? 30 : 10
const SHARE = IS_SOAK ? 6 : 2

/** Staff of the four partners, in turns, so that all of them come at once. */
async function staff(database: Database, at: Eventful, count: number): Promise<string[]> {
  const bodies = [at.organisation.kcc, at.organisation.medway, at.organisation.dover, at.organisation.swale]
  const people = Array.from({ length: count }, (_, nth) => ({
    id: randomUUIDv7(),
    body: bodies[nth % PARTNERS] ?? '',
  }))
  await database.db.transaction().execute(async (tx) => {
    for (const [nth, { id, body }] of people.entries()) {
      await sql`insert into platform.subject (id, module, noun, title, audience)
        values (${id}, 'organisations', 'person', ${`Person ${nth}`}, 'staff')`.execute(tx)
      await sql`insert into organisations.person (id, mail, name) values (${id}, ${`p${nth}@x.example`}, ${`Person ${nth}`})`.execute(
        tx,
      )
      await sql`insert into organisations.employment (id, person_id, organisation_id, job_title, started_on)
        values (${randomUUIDv7()}, ${id}, ${body}, 'Officer', '2024-04-01')`.execute(tx)
    }
  })
  return people.map((one) => one.id)
}

type Row = { id: string; organisation_id: string; state: string; arrival: number }

const rowsOf = async (database: Database, event: string): Promise<Row[]> =>
  database.db
    .selectFrom('events.booking')
    .select(['id', 'organisation_id', 'state', 'arrival'])
    .where('event_id', '=', event)
    .where('state', '<>', 'cancelled')
    .orderBy('arrival')
    .execute()

async function counted(database: Database, event: string): Promise<void> {
  const row = await database.db
    .selectFrom('events.event')
    .select(['room_taken', 'waiting', 'room_places'])
    .where('id', '=', event)
    .executeTakeFirstOrThrow()
  const rows = await rowsOf(database, event)
  assert.equal(row.room_taken, rows.filter((one) => one.state === 'booked').length)
  assert.equal(row.waiting, rows.filter((one) => one.state === 'waiting').length)
  assert.ok(row.room_taken <= (row.room_places ?? Infinity))
}

/** E6: the rule, asked again of what stands now, has nobody left to serve. */
async function nobodyEntitledWaits(
  database: Database,
  event: string,
  pool: { places: number; share: number | null; released: boolean },
): Promise<void> {
  const rows = await rowsOf(database, event)
  const takenBy = new Map<string, number>()
  for (const row of rows.filter((one) => one.state === 'booked'))
    takenBy.set(row.organisation_id, (takenBy.get(row.organisation_id) ?? 0) + 1)
  const waiting = rows
    .filter((one) => one.state === 'waiting')
    .map((one) => ({ id: one.id, organisation: one.organisation_id, arrival: one.arrival }))
  assert.deepEqual(admitted({ ...pool, takenBy }, waiting), [])
}

// On a machine that is busy with other things somebody may be told that the database does not answer, and presses
// the button again. They come later by that, and nothing else changes.
async function again<R>(press: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await press()
    } catch (error) {
      if (!isBusy(error) || attempt === 10) throw error
    }
  }
}

// Reading who may do what happens before the action, so its failure comes as the pool's own error.
const isBusy = (error: unknown): boolean =>
  error instanceof Failure || (error instanceof Error && error.message.startsWith('timeout exceeded'))

const book = (at: Eventful, event: string, person: string) =>
  again(() => at.house.as(person).perform(makeBooking, { event }))

test(
  'of many who book at once exactly as many as there are places get one, in order',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, `${PEOPLE} bookings for ${PLACES} places`, async (t) => {
      const database = await postgres.open(t)
      const at = await eventful(database)
      const people = await staff(database, at, PEOPLE)
      const { id } = await at.open({ roomPlaces: PLACES })
      const outcomes = await Promise.allSettled(people.map((person) => book(at, id, person)))
      assert.deepEqual(
        outcomes.filter((one) => one.status === 'rejected'),
        [],
      )
      const rows = await rowsOf(database, id)
      assert.equal(rows.length, PEOPLE)
      assert.deepEqual(
        rows.map((row) => row.state),
        rows.map((_, nth) => (nth < PLACES ? 'booked' : 'waiting')),
      )
      await counted(database, id)
    }),
)

atLength(
  'before the release each partner gets its share and no more; then the rest in order',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, `${PEOPLE} bookings with a share of ${SHARE}`, async (t) => {
      const database = await postgres.open(t)
      const at = await eventful(database)
      const people = await staff(database, at, PEOPLE)
      const { id } = await at.open({ roomPlaces: PLACES, roomShare: SHARE, releaseAt: '2026-12-01T09:00' })
      await Promise.all(people.map((person) => book(at, id, person)))
      const rows = await rowsOf(database, id)
      assert.equal(rows.filter((row) => row.state === 'booked').length, SHARE * PARTNERS)
      for (const [, own] of Map.groupBy(rows, (row) => row.organisation_id))
        assert.deepEqual(
          own.map((row) => row.state),
          own.map((_, nth) => (nth < SHARE ? 'booked' : 'waiting')),
        )
      await nobodyEntitledWaits(database, id, { places: PLACES, share: SHARE, released: false })
      at.house.clock.set('2026-12-01T09:00:00Z')
      const first = rows.filter((row) => row.state === 'waiting').slice(0, PLACES - SHARE * PARTNERS)
      // The job of the release and its second delivery, at the same moment.
      await Promise.all([1, 2].map(() => at.house.system.perform(fillPlacesWhenDue, { event: id })))
      const now = await rowsOf(database, id)
      assert.equal(now.filter((row) => row.state === 'booked').length, PLACES)
      for (const { id: given } of first) assert.equal(now.find((row) => row.id === given)?.state, 'booked')
      await counted(database, id)
    }),
)

atLength('cancelling, booking, more and fewer places, a leaver: all at once', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'everything at once', async (t) => {
    const database = await postgres.open(t)
    const at = await eventful(database)
    const people = await staff(database, at, PEOPLE)
    const { id } = await at.open({ roomPlaces: PLACES })
    const early = people.slice(0, PEOPLE / 2)
    await Promise.all(early.map((person) => book(at, id, person)))
    const rows = await rowsOf(database, id)
    const cancelled = rows.filter((_, nth) => nth % 3 === 0)
    const booked = await database.db
      .selectFrom('events.booking')
      .select(['id', 'person_id'])
      .where('event_id', '=', id)
      .execute()
    const personOf = new Map(booked.map((row) => [row.id, row.person_id]))
    const leaver = personOf.get(rows[1]?.id ?? '') ?? ''
    const outcomes = await Promise.allSettled([
      ...people.slice(PEOPLE / 2).map((person) => book(at, id, person)),
      ...cancelled.map((row) =>
        again(() => at.house.as(personOf.get(row.id) ?? '').perform(cancelBooking, { booking: row.id })),
      ),
      ...[PLACES - 2, PLACES + 3].map((roomPlaces) =>
        again(() =>
          at.house.as(at.person.ravi).perform(editEvent, {
            event: id,
            title: 'Cyber exercise',
            kind: 'exercise',
            summary: 'Fewer or more',
            visibility: 'partners',
            startsAt: '2026-12-10T09:30',
            endsAt: '2026-12-10T16:00',
            held: 'room',
            room: 'Council chamber, County Hall',
            roomPlaces,
            version: '2',
          }),
        ),
      ),
      again(() =>
        database.db
          .transaction()
          .execute((tx) =>
            forgetLeaver(tx, events.personal ?? [], leaver, Temporal.PlainDate.from('2026-11-20')),
          ),
      ),
    ])
    for (const one of outcomes)
      if (one.status === 'rejected') assert.ok(one.reason instanceof Refusal, String(one.reason))
    await at.house.system.perform(fillPlacesWhenDue, { event: id })
    await counted(database, id)
    const { room_places: places } = await database.db
      .selectFrom('events.event')
      .select('room_places')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    await nobodyEntitledWaits(database, id, { places: places ?? 0, share: null, released: true })
    const left = await rowsOf(database, id)
    assert.equal(left.filter((row) => row.state === 'booked').length, places)
  }),
)

atLength('the same person at once has one booking', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'one person twice', async (t) => {
    const database = await postgres.open(t)
    const at = await eventful(database)
    const { id } = await at.open({ roomPlaces: 1 })
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => book(at, id, at.person.molly)))
    const lost = outcomes.filter((one) => one.status === 'rejected').map((one): unknown => one.reason)
    assert.equal(lost.length, 3)
    for (const reason of lost)
      assert.equal(reason instanceof Refusal ? reason.code : reason, 'events.booking.already')
    assert.equal((await rowsOf(database, id)).length, 1)
  }),
)

atLength('a place given up twice at once goes to one person', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'two cancellations of one booking', async (t) => {
    const database = await postgres.open(t)
    const at = await eventful(database)
    const { id } = await at.open({ roomPlaces: 1 })
    const mine = await book(at, id, at.person.molly)
    for (const person of [at.person.noor, at.person.yusra]) await book(at, id, person)
    const give = () => at.house.as(at.person.molly).perform(cancelBooking, { booking: mine.id })
    const outcomes = await Promise.allSettled([give(), give()])
    assert.equal(outcomes.filter((one) => one.status === 'fulfilled').length, 1)
    assert.deepEqual(
      (await rowsOf(database, id)).map((row) => row.state),
      ['booked', 'waiting'],
    )
  }),
)
