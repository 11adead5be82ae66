// Whatever breaks: the verdict names nothing that works, and names everything that is dead and was asked (G8).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { homesOf, member, proxiesOf, sceneOf, type World } from '#test/support/watch-scenes.ts'
import { judge } from './verdict.ts'

const worlds = fc.record({
  proxies: fc.integer({ min: 1, max: 3 }),
  upstream: fc.integer({ min: 0, max: 2 }),
  members: fc
    .array(
      fc.record({
        homes: fc.integer({ min: 1, max: 3 }),
        hasStatus: fc.boolean(),
        realms: fc.integer({ min: 1, max: 3 }),
        hasAccount: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((all) => all.map((one, at) => member(`member${at}`, one))),
})

const serversOf = (world: World): string[] => [
  ...proxiesOf(world),
  ...Array.from({ length: world.upstream }, (_, at) => `upstream-${at + 1}`),
  ...world.members.flatMap(homesOf),
]

const broken = worlds.chain((world) =>
  fc.record({ world: fc.constant(world), dead: fc.subarray(serversOf(world)).map((all) => new Set(all)) }),
)

test('dead servers are named, and nothing that works is', () => {
  fc.assert(
    fc.property(broken, ({ world, dead }) => {
      const { troubles } = judge(sceneOf(world, { dead }))
      const proxies = proxiesOf(world)
      const areProxiesDead = proxies.every((one) => dead.has(one))
      const isSomethingHeard = serversOf(world).some((one) => {
        const owner = world.members.find((member) => homesOf(member).includes(one))
        return !dead.has(one) && (owner === undefined || owner.hasStatus)
      })
      for (const one of troubles) {
        if (one.part === 'probe') assert.ok(!isSomethingHeard, 'something answered')
        if (one.part === 'federation' && one.serverId === null) assert.ok(areProxiesDead, 'a proxy works')
        if (one.part === 'federation' && one.serverId !== null) assert.ok(dead.has(one.serverId))
        if (one.part === 'upstream' && one.serverId !== null) assert.ok(dead.has(one.serverId))
        if (one.part !== 'home-radius') continue
        if (one.serverId !== null) assert.ok(dead.has(one.serverId), `${one.serverId} works`)
        else
          assert.ok(
            world.members
              .filter(({ id }) => id === one.memberId)
              .flatMap(homesOf)
              .every((home) => dead.has(home)),
            `${one.memberId} has a home that works`,
          )
      }
      if (!isSomethingHeard) return
      const names = (part: string, server: string | null, of: string | null = null): boolean =>
        troubles.some((one) => one.part === part && one.serverId === server && one.memberId === of)
      if (areProxiesDead) assert.ok(names('federation', null))
      else for (const one of proxies.filter((proxy) => dead.has(proxy))) assert.ok(names('federation', one))
      for (const member of world.members.filter(({ hasStatus }) => hasStatus)) {
        const homes = homesOf(member)
        if (homes.every((home) => dead.has(home))) assert.ok(names('home-radius', null, member.id))
        else
          for (const home of homes.filter((one) => dead.has(one)))
            assert.ok(names('home-radius', home, member.id))
      }
    }),
    { numRuns: 300 },
  )
})

test('the same scene in another order gives the same troubles', () => {
  fc.assert(
    fc.property(broken, ({ world, dead }) => {
      const scene = sceneOf(world, { dead })
      const keys = (one: typeof scene): string[] =>
        judge(one)
          .troubles.map((trouble) => JSON.stringify(trouble))
          .toSorted()
      assert.deepEqual(keys({ ...scene, watched: scene.watched.toReversed() }), keys(scene))
    }),
    { numRuns: 100 },
  )
})
