// Everybody chooses the same session of a conference at the same moment, on real PostgreSQL: exactly the places it has
// (E17), each choice either kept or refused in words, and as many free again as give up their place.
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { cancelBooking, makeBooking } from '#modules/events/actions/bookings.ts'
import { addSession, chooseSessions } from '#modules/events/actions/sessions.ts'
import { sessionsOf } from '#modules/events/queries/sessions.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { Failure, Refusal } from '#platform/errors/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { eventful, type Eventful } from '#test/support/events.ts'
import { IS_SOAK, repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()
const PEOPLE = IS_SOAK ? 60 : 20
const PLACES = 7

async function staff(database: Database, at: Eventful): Promise<string[]> {
  const ids = Array.from({ length: PEOPLE }, () => randomUUIDv7())
  await database.db.transaction().execute(async (tx) => {
    for (const [nth, id] of ids.entries()) {
      await sql`insert into platform.subject (id, module, noun, title, audience)
        values (${id}, 'organisations', 'person', ${`Person ${nth}`}, 'staff')`.execute(tx)
      await sql`insert into organisations.person (id, mail, name) values (${id}, ${`p${nth}@x.example`}, ${`Person ${nth}`})`.execute(
        tx,
      )
      await sql`insert into organisations.employment (id, person_id, organisation_id, job_title, started_on)
        values (${randomUUIDv7()}, ${id}, ${at.organisation.kcc}, 'Officer', '2024-04-01')`.execute(tx)
    }
  })
  return ids
}

// On a busy machine somebody may be told that the database does not answer, and presses the button again.
async function again<R>(press: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await press()
    } catch (error) {
      const isBusy =
        error instanceof Failure || (error instanceof Error && error.message.startsWith('timeout exceeded'))
      if (!isBusy || attempt === 10) throw error
    }
  }
}

test('E17: a session sells exactly its places, whoever chooses at once', { skip: postgres.skip }, (t) =>
  repeatedly(t, `${PEOPLE} choices of ${PLACES} places`, async (t) => {
    const database = await postgres.open(t)
    const at = await eventful(database)
    const event = await at.open({ kind: 'conference' })
    const session = await at.house.operator.perform(addSession, {
      event: event.id,
      title: 'Maps',
      startsAt: '2026-12-10T10:00',
      endsAt: '2026-12-10T11:00',
      places: String(PLACES),
    })
    const people = await staff(database, at)
    const bookings: { id: string }[] = []
    for (const person of people)
      bookings.push(await at.house.as(person).perform(makeBooking, { event: event.id }))
    const choose = (person: string) =>
      again(() => at.house.as(person).perform(chooseSessions, { event: event.id, sessions: [session.id] }))
    const answers = await Promise.allSettled(people.map(choose))
    const taken = async (): Promise<number | undefined> =>
      (await sessionsOf({ db: database.db }, event.id))[0]?.taken
    assert.equal(answers.filter((one) => one.status === 'fulfilled').length, PLACES)
    for (const one of answers)
      if (one.status === 'rejected') {
        assert.ok(one.reason instanceof Refusal, String(one.reason))
        assert.equal(one.reason.code, 'events.session.full')
      }
    assert.equal(await taken(), PLACES)
    const holders = answers.flatMap((one, nth) => (one.status === 'fulfilled' ? [nth] : []))
    await Promise.all(
      holders
        .slice(0, 3)
        .map((nth) =>
          again(() => at.house.as(people[nth] ?? '').perform(cancelBooking, { booking: bookings[nth]?.id })),
        ),
    )
    assert.equal(await taken(), PLACES - 3)
  }),
)
