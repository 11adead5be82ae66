// Killing the server at any moment: what was acknowledged is there afterwards, once, and the audit is whole.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { home, run, serve, SETUP, tokenOf, type Home } from '#test/support/processes.ts'
import { realPostgres } from '#test/support/database.ts'
import { IS_SOAK } from '#test/support/soak.ts'

const postgres = await realPostgres()

// Each kill costs a start of the whole program; the many are the soak's.
const KILLS = IS_SOAK ? 50 : 6
const WRITERS = 4

type Written = { readonly acknowledged: Set<string>; sent: number }

async function writeUntilKilled(
  url: string,
  token: string,
  written: Written,
  acknowledged: () => void,
): Promise<void> {
  const writer = async (): Promise<void> => {
    for (;;) {
      written.sent += 1
      const code = `c-${written.sent}`
      try {
        const answer = await fetch(`${url}/api/organisations/organisation/create`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ code, name: `Council ${written.sent}`, kind: 'district_council' }),
        })
        if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
        await answer.arrayBuffer()
        written.acknowledged.add(code)
        acknowledged()
      } catch (error) {
        // The connection broke because the server is gone; anything else is a finding.
        if (error instanceof TypeError) return
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, writer))
}

async function killed(place: Home): Promise<void> {
  assert.equal((await run(place, [...SETUP])).code, 0)
  const token = await tokenOf(place)
  const written: Written = { acknowledged: new Set(), sent: 0 }
  // A fixed list of moments, spread over 400 ms of writing: reproducible, and different each time. Every fourth kill
  // counts from the start of the server, the others from the first write it acknowledges, however slow the machine is.
  for (let kill = 0; kill < KILLS; kill += 1) {
    const server = await serve(place)
    const first = Promise.withResolvers<void>()
    const writing = writeUntilKilled(server.url, token, written, first.resolve)
    if (kill % 4 !== 0) await Promise.race([first.promise, writing])
    await new Promise((resolve) => setTimeout(resolve, 20 + ((kill * 137) % 380)))
    await server.kill()
    await writing
  }
  const server = await serve(place)
  try {
    const there = new Set<string>()
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const address = `${server.url}/api/organisations/organisation/list${cursor === '' ? '?most=1000' : `?most=1000&after=${encodeURIComponent(cursor)}`}`
      const answer = (await (
        await fetch(address, { headers: { authorization: `Bearer ${token}` } })
      ).json()) as { rows: { code: string }[]; next?: string }
      for (const row of answer.rows) {
        assert.ok(!there.has(row.code), `${row.code} is there twice`)
        there.add(row.code)
      }
      cursor = answer.next
    }
    const lost = [...written.acknowledged].filter((code) => !there.has(code))
    assert.deepEqual(
      lost,
      [],
      `${lost.length} of ${written.acknowledged.size} acknowledged records were lost`,
    )
    assert.ok(
      written.acknowledged.size > KILLS,
      `only ${written.acknowledged.size} were acknowledged, too few to prove anything`,
    )
    const verdict = JSON.parse((await run(place, ['audit', 'verify', '--json'])).out) as {
      whole: boolean
      problems: unknown[]
      entries: number
    }
    assert.deepEqual(verdict.problems, [])
    assert.ok(verdict.whole)
    process.stdout.write(
      `# ${KILLS} kills, ${written.sent} sent, ${written.acknowledged.size} acknowledged, 0 lost\n`,
    )
  } finally {
    await server.stop()
  }
}

const homes: Home[] = []
after(() => Promise.all(homes.map((place) => place.remove())))

test(`killing the server ${KILLS} times over the embedded engine loses nothing acknowledged`, async () => {
  const place = await home()
  homes.push(place)
  await killed(place)
})

test(
  `killing the server ${KILLS} times over PostgreSQL loses nothing acknowledged`,
  { skip: postgres.skip },
  async (t) => {
    const place = await home(await postgres.address(t, { empty: true }))
    homes.push(place)
    await killed(place)
  },
)
