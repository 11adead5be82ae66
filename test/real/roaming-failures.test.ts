// What a federation does when parts of it fail or change: the part that broke is named and no other suffers, a second
// server takes over, and neither a restart nor a new secret costs anybody a login.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { FederationModel, LinkModel } from '#modules/roaming/rules/model.ts'
import { startFederation, withoutPrograms, type Federation, type Login } from '#test/support/federation.ts'
import { ask, isSilent, STATUS } from '#test/support/federation-checks.ts'

const LINK = 'medway-1--county'

describe('a federation in which something fails', { skip: withoutPrograms }, () => {
  let federation: Promise<Federation> | undefined
  const there = (): Promise<Federation> =>
    (federation ??= startFederation(null, { block: '127.62.20', alone: true }))
  after(async () => (await federation)?.close())

  test('the county is restarted under eight people who sign in all the time, and none of them fails', async (t) => {
    const county = await there()
    const { letIn, leftOut } = await whilePeopleSignIn(county, async ({ more }) => {
      for (let times = 0; times < 3; times += 1) {
        await more(16)
        await county.restart('county')
      }
    })
    assert.deepEqual(leftOut, [])
    t.diagnostic(`${letIn} logins over three restarts`)
  })

  test('a secret is changed through the second listener while eight people sign in, and none of them fails', async (t) => {
    const county = await there()
    const { nextPort } = county.server('county')
    const { letIn, leftOut } = await whilePeopleSignIn(county, async ({ more }) => {
      await both(county, [
        { id: `${LINK}--1`, slot: 'a', uses: true },
        { id: `${LINK}--2`, slot: 'b', uses: false },
      ])
      for (const [asked, as] of [
        ['county', 'medway-1'],
        ['medway-1', 'county'],
      ] as const) {
        const [old, next] = [county.target(asked, { as }), county.target(asked, { as, port: nextPort })]
        assert.equal(await ask(old, STATUS), 'Access-Accept', `${asked}: the old on the first listener`)
        assert.equal(await ask(next, STATUS), 'Access-Accept', `${asked}: the new on the second`)
        assert.deepEqual(
          await Promise.all([
            isSilent(old, STATUS, String(next.secret)),
            isSilent(next, STATUS, String(old.secret)),
          ]),
          [true, true],
          `${asked}: crossed, silence`,
        )
      }
      await both(county, [
        { id: `${LINK}--1`, slot: 'a', uses: false },
        { id: `${LINK}--2`, slot: 'b', uses: true },
      ])
      await more(16)
      await both(county, [{ id: `${LINK}--2`, slot: 'b', uses: true }])
    })
    assert.deepEqual(leftOut, [])
    t.diagnostic(`${letIn} logins over the change`)
    const trace = await county.logOf('county', 'trace')
    assert.match(trace, new RegExp(`\\tmedway\\t[^\\n]*\\t${nextPort}\\t`), 'the new secret is in use')
  })

  test('a dead home server is named, the county is not blamed, and it is back by itself', async () => {
    const county = await there()
    await county.stop('police-1')
    const lost: Login = {
      home: 'kent.police.uk',
      visited: 'medway',
      method: 'ttls-pap',
      mac: '02:00:00:00:31:01',
    }
    const [failed, ...others] = await Promise.all([
      county.login(lost),
      ...['kent.gov.uk', 'staff.kent.gov.uk'].map((home) =>
        county.login({ home, visited: 'medway', method: 'ttls-pap', mac: '02:00:00:00:31:02' }),
      ),
    ])
    assert.ok(!failed.accepted)
    assert.match(failed.log, /Access-Reject/, 'it is refused, not left waiting')
    assert.ok(failed.milliseconds < 9000, `after ${failed.milliseconds} ms`)
    for (const { accepted, milliseconds } of others)
      assert.ok(accepted && milliseconds < 1500, 'others notice nothing')
    const trace = await county.untilLog('county', 'trace', (text) => text.includes('did not answer'))
    assert.match(
      trace,
      /\tfail\tkent\.police\.uk\tmedway\t.*\tthe home organisation’s server did not answer$/m,
    )
    assert.doesNotMatch(
      await county.logOf('medway-1', 'radius'),
      /zombie|dead/i,
      'medway does not blame the county',
    )
    await county.start('police-1')
    const back = await untilAccepted(county, lost)
    assert.ok(back < 20_000, `back after ${back} ms`)
  })

  test('the second server of a member takes over from the first', async () => {
    const county = await there()
    const login: Login = {
      home: 'kent.gov.uk',
      visited: 'medway',
      method: 'ttls-pap',
      mac: '02:00:00:00:41:07',
    }
    assert.ok((await county.login(login)).accepted)
    const [first, second] = await Promise.all(['kent-1', 'kent-2'].map((code) => county.logOf(code, 'trace')))
    const busy = first?.includes('02-00-00-00-41-07') === true ? 'kent-1' : 'kent-2'
    assert.ok(busy === 'kent-1' || second?.includes('02-00-00-00-41-07') === true)
    await county.stop(busy)
    const once = await county.login(login)
    assert.ok(!once.accepted && once.milliseconds < 9000)
    const again = await county.login(login)
    assert.ok(again.accepted && again.milliseconds < 1500, `the other took over in ${again.milliseconds} ms`)
    await county.start(busy)
  })
})

const both = async (county: Federation, credentials: LinkModel['credentials']): Promise<void> => {
  const changed = await county.change((before) => withCredentials(before, credentials))
  assert.deepEqual([...changed].toSorted(), ['county', 'medway-1'], 'only the two ends of the link change')
  for (const code of changed) await county.restart(code)
}

const withCredentials = (
  federation: FederationModel,
  credentials: LinkModel['credentials'],
): FederationModel => ({
  ...federation,
  links: federation.links.map((link) => (link.id === LINK ? { ...link, credentials } : link)),
})

type SignIns = {
  /** Waits until so many more were let in. */
  more(count: number): Promise<void>
}

/** Eight people sign in again and again while something is done; each login counts, and none is tried twice. */
async function whilePeopleSignIn(
  county: Federation,
  work: (people: SignIns) => Promise<void>,
): Promise<{ readonly letIn: number; readonly leftOut: readonly string[] }> {
  const leftOut: string[] = []
  const waiting = new Set<() => void>()
  let [letIn, isOver] = [0, false]
  const person = async (nth: number): Promise<void> => {
    const login: Login = {
      home: nth % 2 === 0 ? 'kent.gov.uk' : 'kent.police.uk',
      visited: nth % 4 === 3 ? 'kent' : 'medway',
      method: 'ttls-pap',
      mac: `02:00:00:00:50:0${nth}`,
    }
    while (!isOver) {
      const result = await county.login(login)
      if (result.accepted) letIn += 1
      else leftOut.push(`${login.home} at ${login.visited}: ${result.log.slice(-600)}`)
      for (const look of waiting) look()
    }
  }
  const people = Promise.all(Array.from({ length: 8 }, (_, nth) => person(nth)))
  const more = async (count: number): Promise<void> => {
    const wanted = letIn + leftOut.length + count
    const { promise, resolve } = Promise.withResolvers<void>()
    const look = (): void => (letIn + leftOut.length >= wanted ? resolve() : undefined)
    waiting.add(look)
    await promise
    waiting.delete(look)
  }
  try {
    await work({ more })
    await more(16)
  } finally {
    isOver = true
    await people
  }
  return { letIn, leftOut }
}

async function untilAccepted(county: Federation, login: Login): Promise<number> {
  const began = performance.now()
  for (;;) {
    if ((await county.login(login)).accepted || performance.now() - began > 30_000)
      return performance.now() - began
  }
}
