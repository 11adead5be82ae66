// Random histories of booking, cancelling and changing through the real actions, each on a day of its own so that many
// are told at once, compared with the simple model after every step.
import assert from 'node:assert/strict'
import { changeBooking, endBookings, place, type Wanted } from '#modules/workspaces/actions/placing.ts'
import { action, type Inside } from '#platform/actions/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { bookingModel, seeded, type Model, type Wish } from './booking-model.ts'
import { desks, ruled, type Desks } from './desks.ts'

/** A room of two parts, each of which can be booked, and a desk. */
const CODES = ['r01', 'r02', 'r03', 'd01'] as const
const PARTS = [[1, 2], [1], [2], [3]] as const
const KINDS = ['room', 'room', 'room', 'desk']
/** Of each kind a day: a quota of rooms is none of desks. */
const MOST = 3
const QUARTERS_OPEN = [28, 76] as const

type History = { readonly on: Temporal.PlainDate; readonly model: Model; readonly had: Map<string, Wish> }

const instant = (on: Temporal.PlainDate, quarter: number): Temporal.Instant =>
  on
    .toZonedDateTime('Europe/London')
    .add({ minutes: quarter * 15 })
    .toInstant()

const span = (on: Temporal.PlainDate, wish: Wish) => ({
  startsAt: instant(on, wish.from),
  endsAt: instant(on, wish.until),
})

/** Tells so many histories, a batch at a time; the batch that differs from the model fails with its seed. */
export async function tellHistories(database: Database, histories: number, batch = 20): Promise<void> {
  const at = await desks(database, { count: 1 })
  await sql`insert into workspaces.part (whole_id, part_id) values (${at.place['r01']}, ${at.place['r02']}), (${at.place['r01']}, ${at.place['r03']})`.execute(
    database.db,
  )
  await ruled(database, at, { per_day: MOST, advance_days: 60 })
  for (let first = 0; first < histories; first += batch) await tell(database, at, first + 1, batch)
}

async function tell(database: Database, at: Desks, seed: number, batch: number): Promise<void> {
  const random = seeded(seed)
  const told = weekdays(batch).map((on): History => ({
    on,
    model: bookingModel(PARTS, KINDS, MOST),
    had: new Map(),
  }))
  const within = (run: (inside: Inside) => Promise<void>) =>
    at.house.system.perform(
      action({
        name: 'workspaces.test.tell',
        title: 'Tell',
        doors: [],
        fields: {},
        async run(inside) {
          await run(inside)
          return { subject: null, result: null }
        },
      }),
      {},
    )
  const ids = CODES.map((code) => at.place[code]!)
  const anyWish = (): Wish => {
    const [opens, closes] = QUARTERS_OPEN
    const from = opens + random(closes - opens - 2)
    return { resource: random(CODES.length), from, until: Math.min(closes, from + 2 + random(14)) }
  }
  const take = async (person: string, organisationId: string): Promise<void> => {
    const wishes = told.flatMap((history) =>
      Array.from({ length: 3 + random(3) }, () => ({ history, wish: anyWish() })),
    )
    const wanted = wishes.map(({ history, wish }): Wanted => ({
      resourceId: ids[wish.resource]!,
      ...span(history.on, wish),
    }))
    await within(async (inside) => {
      const { placed } = await place(inside, {
        wanted,
        forPersonId: person,
        organisationId,
        purpose: null,
        isPrivate: false,
        people: 1,
        as: 'booker',
        conflicts: 'skip',
      })
      const left = [...placed]
      for (const { history, wish } of wishes) {
        const { startsAt, endsAt } = span(history.on, wish)
        const isNext =
          left[0]?.resourceId === ids[wish.resource] &&
          left[0]!.startsAt.equals(startsAt) &&
          left[0]!.endsAt.equals(endsAt)
        const id = isNext ? left[0]!.id : `refused ${wish.from}`
        const may = history.model.take(id, person, wish)
        assert.equal(
          isNext,
          may,
          `seed ${seed}, ${history.on}: ${CODES[wish.resource]} ${wish.from}-${wish.until}`,
        )
        if (!isNext) continue
        left.shift()
        history.had.set(id, wish)
      }
      assert.equal(left.length, 0, `seed ${seed}`)
    })
  }
  await take(at.person.molly, at.organisation.dover)
  await take(at.person.noor, at.organisation.swale)
  const cancelled = told.flatMap((history) =>
    [...history.had.keys()].filter(() => random(3) === 0).map((id) => ({ history, id })),
  )
  await within(async (inside) => {
    const ended = await endBookings(
      inside,
      cancelled.map(({ id }) => id),
      'cancelled',
      null,
    )
    assert.equal(ended.length, cancelled.length)
  })
  for (const { history, id } of cancelled) {
    history.model.drop(id)
    history.had.delete(id)
  }
  await move(told.filter(() => random(4) === 0))
  await take(at.person.molly, at.organisation.dover)
  await compare(database, told, ids, seed)
  await clear(database)

  async function move(some: readonly History[]): Promise<void> {
    for (const history of some) {
      const all = [...history.had.keys()]
      const id = all[random(all.length)]
      if (id === undefined) continue
      const wish = anyWish()
      const change = within(async (inside) => {
        const { version } = await inside.tx
          .selectFrom('workspaces.booking')
          .select('version')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        await changeBooking(inside, id, version, {
          resourceId: ids[wish.resource]!,
          ...span(history.on, wish),
        })
      })
      const done = await change.then(
        () => true,
        (error: unknown) => {
          assert.ok(error instanceof Refusal, String((error as Error).stack))
          return false
        },
      )
      assert.equal(
        done,
        history.model.move(id, wish),
        `seed ${seed}, ${history.on}: moved to ${JSON.stringify(wish)}`,
      )
      if (done) history.had.set(id, wish)
    }
  }
}

/** The database's claims are the model's cells, and its counters are what the people have. */
async function compare(
  { db }: Database,
  told: readonly History[],
  ids: readonly string[],
  seed: number,
): Promise<void> {
  const claims = await db.selectFrom('workspaces.claim').selectAll().execute()
  const cells = claims.flatMap((claim) => {
    const starts = claim.starts_at.toZonedDateTimeISO('Europe/London')
    const first = (starts.hour * 60 + starts.minute) / 15
    const quarters = claim.starts_at.until(claim.ends_at).total('minutes') / 15
    return Array.from(
      { length: quarters },
      (_, nth) =>
        `${starts.toPlainDate()} ${ids.indexOf(claim.resource_id)}:${first + nth}:${claim.booking_id}`,
    )
  })
  const modelled = told.flatMap(({ on, model }) => model.cells().map((cell) => `${on} ${cell}`))
  assert.deepEqual(cells.toSorted(), modelled.toSorted(), `seed ${seed}`)
  const counters = await db.selectFrom('workspaces.counter').selectAll().execute()
  for (const { holder_id, resource_kind, from_on, used } of counters) {
    const history = told.find(({ on }) => on.equals(from_on))
    assert.equal(used, history?.model.count(holder_id, resource_kind), `seed ${seed}, ${from_on}`)
  }
}

async function clear({ db }: Database): Promise<void> {
  await db.deleteFrom('workspaces.claim').execute()
  await db.deleteFrom('workspaces.step').execute()
  await db.deleteFrom('workspaces.booking').execute()
  await db.deleteFrom('workspaces.counter').execute()
}

/** The next weekdays after the clock of the tests, a history for each. */
function weekdays(count: number): Temporal.PlainDate[] {
  const days: Temporal.PlainDate[] = []
  for (let day = Temporal.PlainDate.from('2026-11-23'); days.length < count; day = day.add({ days: 1 }))
    if (day.dayOfWeek <= 5) days.push(day)
  return days
}
