// Killing the server, or its database, while people book: whatever was confirmed to somebody is there afterwards, no
// place is sold twice, and the counters say what the bookings say.
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { openDatabase, sql, type Db } from '#platform/database/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { doubles, makeOffice, type Office } from '#test/support/office.ts'
import { mortalServer } from '#test/support/postgres.ts'
import { home, run, serve, SETUP, tokenOf } from '#test/support/processes.ts'
import { atLength, IS_SOAK } from '#test/support/soak.ts'

const KILLS = IS_SOAK ? 50 : 4
const WRITERS = 6

const postgres = await mortalServer()
const ends: (() => Promise<unknown>)[] = []
after(async () => {
  for (const end of ends.toReversed()) await end()
  await postgres?.stop()
})

type Confirmed = { readonly ids: Set<string>; sent: number; refused: number; next: number }

const today = systemClock.now().toZonedDateTimeISO('Europe/London').toPlainDate()

/** Half of the tries go for slots that another writer wants too. */
function wanted(office: Office, nth: number): Record<string, unknown> {
  const slot = Math.floor(nth / 2) * 2 + (nth % 4 === 3 ? 0 : nth % 2)
  const half = Math.floor(slot / office.desks.length)
  const time = (halves: number): string =>
    `${String(Math.floor(halves / 2)).padStart(2, '0')}:${halves % 2 === 0 ? '00' : '30'}`
  return {
    places: [office.desks[slot % office.desks.length]],
    on: today.add({ days: 2 + Math.floor(half / 20) }).toString(),
    from: time(6 + (half % 20)),
    until: time(7 + (half % 20)),
  }
}

async function bookUntilBroken(
  url: string,
  token: string,
  office: Office,
  confirmed: Confirmed,
  first: () => void,
): Promise<void> {
  const writer = async (): Promise<void> => {
    for (;;) {
      confirmed.sent += 1
      confirmed.next += 1
      try {
        const answer = await fetch(`${url}/api/workspaces/booking/make`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(wanted(office, confirmed.next)),
        })
        const text = await answer.text()
        if (answer.status === 200) {
          for (const [, id = ''] of text.matchAll(/"id":"([0-9a-f-]{36})"/g)) confirmed.ids.add(id)
          first()
        } else if (answer.status === 409) confirmed.refused += 1
        // The database is gone or comes back: the server says that it cannot, and says it to nobody as success.
        else if (answer.status === 503) return
        else throw new Error(`${answer.status} ${text}`)
      } catch (error) {
        if (error instanceof TypeError) return
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, writer))
}

/** Counters that do not say what the bookings say, of which those that gave theirs back say nothing: none, whenever nothing is being written. */
async function drift(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with said as (
      select use ->> 0 as holder, (use ->> 1)::uuid as holder_id, (use ->> 2)::uuid as owner_id, use ->> 3 as kind, use ->> 4 as per,
        (use ->> 5)::date as from_on, sum((use ->> 6)::int)::int as used
      from workspaces.booking booking, jsonb_array_elements(booking.uses) use
      group by 1, 2, 3, 4, 5, 6)
    select count(*)::int as count from said full join workspaces.counter counter
      on counter.holder = said.holder and counter.holder_id = said.holder_id and counter.owner_id = said.owner_id
        and counter.resource_kind = said.kind and counter.per = said.per and counter.from_on = said.from_on
    where coalesce(said.used, 0) <> coalesce(counter.used, 0)`.execute(db)
  return rows[0]?.count ?? -1
}

atLength(
  `killing server or database ${KILLS} times while people book loses nothing confirmed and sells nothing twice`,
  { skip: postgres === undefined ? 'npm brought no PostgreSQL for this machine' : false },
  async () => {
    if (postgres === undefined) return
    const place = await home(postgres.url)
    ends.push(() => place.remove())
    assert.equal((await run(place, [...SETUP])).code, 0)
    const token = await tokenOf(place)
    const open = () => openDatabase({ url: postgres.url, connections: 2 })
    const before = await open()
    const office = await makeOffice(before.db, today, {
      owner: 'example-council',
      partnership: 'example-partnership',
    })
    // A quota that nobody reaches, so that counters are written with every booking.
    await sql`update workspaces.rule set per_day = 100000, per_week = 100000 where site_id = ${office.siteId}`.execute(
      before.db,
    )
    await before.close()
    const confirmed: Confirmed = { ids: new Set(), sent: 0, refused: 0, next: 0 }
    // A fixed list of moments, and the server and its database in turn.
    for (let kill = 0; kill < KILLS; kill += 1) {
      const server = await serve(place)
      ends.push(() => server.kill())
      let log = ''
      server.child.stdout?.on('data', (piece: Buffer) => (log = `${log}${piece.toString()}`.slice(-8000)))
      server.child.stderr?.on('data', (piece: Buffer) => (log = `${log}${piece.toString()}`.slice(-8000)))
      const first = Promise.withResolvers<void>()
      const booking = bookUntilBroken(server.url, token, office, confirmed, first.resolve).catch(
        (error: unknown) => {
          throw new Error(`${String(error)}\n${log}`)
        },
      )
      await Promise.race([first.promise, booking])
      await new Promise((resolve) => setTimeout(resolve, 20 + ((kill * 137) % 380)))
      if (kill % 2 === 0) await server.kill()
      else {
        await postgres.kill()
        await booking
        await postgres.start()
        await server.kill()
      }
      await booking
    }
    const database = await open()
    try {
      const { rows } = await sql<{ id: string; claims: number }>`
        select booking.id, (select count(*)::int from workspaces.claim where claim.booking_id = booking.id) as claims
        from workspaces.booking booking where booking.state = 'confirmed'`.execute(database.db)
      const there = new Set(rows.map((row) => row.id))
      const lost = [...confirmed.ids].filter((id) => !there.has(id))
      assert.deepEqual(lost, [], `${lost.length} of ${confirmed.ids.size} confirmed bookings were lost`)
      assert.ok(
        confirmed.ids.size > KILLS,
        `only ${confirmed.ids.size} were confirmed: too few to prove anything`,
      )
      assert.ok(confirmed.refused > 0, 'nobody ever wanted what another had')
      assert.equal(await doubles(database.db), 0)
      assert.deepEqual(
        rows.filter((row) => row.claims !== 1),
        [],
        'a booking without its claim, or with two',
      )
      assert.equal(await drift(database.db), 0)
    } finally {
      await database.close()
    }
    process.stdout.write(
      `# ${KILLS} kills, ${confirmed.sent} tries, ${confirmed.ids.size} confirmed, ${confirmed.refused} told that somebody was quicker, 0 lost, 0 doubled, drift 0\n`,
    )
  },
)
