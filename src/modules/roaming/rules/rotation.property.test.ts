// G6 under every order of things: whoever changes a secret, publishes, and takes up generations when, each server always
// asks the other with a secret that the other accepts. Steps are taken only where the rules see no obstacle.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { needsGap, obstaclesToFinish, obstaclesToMove, phaseOf, type Side } from './rotation.ts'
import type { CredentialState, Slot } from './words.ts'

type Credential = {
  readonly id: number
  readonly slot: Slot
  state: CredentialState
  liveAt: number
  proved: { lower: boolean; upper: boolean }
}

/** What a generation says of the link. */
type Generation = {
  readonly number: number
  readonly accepts: readonly number[]
  readonly uses: number
  readonly slots: ReadonlyMap<Slot, number>
}

type World = {
  clock: number
  credentials: Credential[]
  readonly published: Generation[]
  readonly runs: { lower: Generation; upper: Generation }
  done: { moves: number; finishes: number }
}

const SIDES = ['lower', 'upper'] as const

const kept = (world: World) => world.credentials.filter((one) => one.state !== 'retired')
const standingOf = (world: World) => world.credentials.find((one) => one.state === 'standing')!
const otherOf = (world: World) =>
  world.credentials.find((one) => one.state === 'prepared' || one.state === 'retiring')

function snapshot(world: World): Generation {
  world.clock += 1
  return {
    number: world.clock,
    accepts: kept(world).map((one) => one.id),
    uses: standingOf(world).id,
    slots: new Map(kept(world).map((one) => [one.slot, one.id])),
  }
}

function sideOf(world: World, which: 'lower' | 'upper', coming: Credential): Side {
  const running = world.runs[which]
  return {
    name: which,
    hasAgent: true,
    accepts: running.accepts.includes(coming.id),
    uses:
      running.uses === coming.id &&
      (running.number >= coming.liveAt || running.number === world.published.at(-1)?.number),
    provedAt: coming.proved[which] ? Temporal.Instant.fromEpochMilliseconds(0) : null,
    canProve: true,
    changesAtOnce: false,
  }
}

const sidesOf = (world: World, coming: Credential) => ({
  lower: sideOf(world, 'lower', coming),
  upper: sideOf(world, 'upper', coming),
})

const changePlaces = (world: World): void => {
  const [standing, other] = [standingOf(world), otherOf(world)!]
  standing.state = 'retiring'
  other.state = 'standing'
  other.liveAt = ++world.clock
}

type Step = (world: World) => void

const steps: Readonly<Record<string, Step>> = {
  begin(world) {
    if (phaseOf(world.credentials) !== 'still') return
    world.credentials.push({
      id: world.credentials.length,
      slot: standingOf(world).slot === 'a' ? 'b' : 'a',
      state: 'prepared',
      liveAt: 0,
      proved: { lower: false, upper: false },
    })
  },
  move(world) {
    if (phaseOf(world.credentials) !== 'prepared') return
    if (obstaclesToMove(sidesOf(world, otherOf(world)!)).length > 0) return
    changePlaces(world)
    world.done.moves += 1
  },
  finish(world) {
    if (phaseOf(world.credentials) !== 'moved') return
    if (obstaclesToFinish(sidesOf(world, standingOf(world))).length > 0) return
    otherOf(world)!.state = 'retired'
    world.done.finishes += 1
  },
  abandon(world) {
    const phase = phaseOf(world.credentials)
    if (phase === 'prepared') otherOf(world)!.state = 'retired'
    if (phase === 'moved') changePlaces(world)
  },
  publish: (world) => void world.published.push(snapshot(world)),
}

/** An agent takes what was published when it asked, which may be an older one by the time it runs; never a lower number. */
const takeUp =
  (which: 'lower' | 'upper', at: number): Step =>
  (world) => {
    const later = world.published.filter((one) => one.number > world.runs[which].number)
    if (later.length > 0) world.runs[which] = later[at % later.length]!
  }

/** What one side asks under a secret is answered when the other accepts that secret at that listener. */
const probe =
  (which: 'lower' | 'upper'): Step =>
  (world) => {
    const other = which === 'lower' ? 'upper' : 'lower'
    for (const one of kept(world))
      if (world.runs[which].accepts.includes(one.id) && world.runs[other].slots.get(one.slot) === one.id)
        one.proved[which] = true
  }

/** Both take up what is published and probe each other: what happens most days. */
const settle: Step = (world) => {
  steps['publish']!(world)
  for (const which of SIDES) takeUp(which, world.published.length)(world)
  for (const which of SIDES) probe(which)(world)
}

// Often enough of each for most runs to change the secret more than once, and now and then to go back.
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(steps['begin']!, steps['move']!, steps['finish']!) },
  { weight: 1, arbitrary: fc.constant(steps['abandon']!) },
  { weight: 4, arbitrary: fc.constant(steps['publish']!) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...SIDES), fc.nat({ max: 5 }))
      .map(([which, at]) => takeUp(which, at)),
  },
  { weight: 5, arbitrary: fc.constantFrom(...SIDES).map(probe) },
  { weight: 2, arbitrary: fc.constant(settle) },
)

function begun(): World {
  const world: World = {
    clock: 0,
    credentials: [{ id: 0, slot: 'a', state: 'standing', liveAt: 0, proved: { lower: true, upper: true } }],
    published: [],
    runs: undefined as never,
    done: { moves: 0, finishes: 0 },
  }
  const first = snapshot(world)
  return { ...world, published: [first], runs: { lower: first, upper: first } }
}

function mustShare({ runs }: World): void {
  assert.ok(runs.upper.accepts.includes(runs.lower.uses), 'the upper accepts what the lower asks with')
  assert.ok(runs.lower.accepts.includes(runs.upper.uses), 'the lower accepts what the upper asks with')
  for (const [one, other] of [
    [runs.lower, runs.upper],
    [runs.upper, runs.lower],
  ] as const) {
    const slot = [...other.slots].find(([, id]) => id === one.uses)?.[0]
    assert.equal(
      slot === undefined ? undefined : one.slots.get(slot),
      one.uses,
      'at the listener it thinks of',
    )
  }
}

test('G6: at every moment both servers have a secret in common, and ask with it', () => {
  let finished = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 120 }), (taken) => {
      const world = begun()
      for (const one of taken) {
        one(world)
        mustShare(world)
      }
      finished += world.done.finishes
    }),
    { numRuns: 150 },
  )
  assert.ok(finished > 50, `the runs changed the secret ${finished} times, too seldom to say anything`)
})

test('G6: a change goes all the way when everybody follows, and the next one goes back to the first listener', () => {
  const world = begun()
  const follow = (): void => {
    steps['publish']!(world)
    for (const which of SIDES) {
      takeUp(which, 0)(world)
      mustShare(world)
    }
    for (const which of SIDES) probe(which)(world)
  }
  for (const slot of ['b', 'a'] as const) {
    for (const name of ['begin', 'move', 'finish']) {
      steps[name]!(world)
      follow()
    }
    assert.equal(phaseOf(world.credentials), 'still')
    assert.equal(standingOf(world).slot, slot)
  }
  assert.deepEqual(world.done, { moves: 2, finishes: 2 })
})

const seen: Side = {
  name: 'medway-1',
  hasAgent: true,
  accepts: true,
  uses: true,
  provedAt: null,
  canProve: true,
  changesAtOnce: false,
}
const now = Temporal.Instant.from('2026-11-20T10:00:00Z')

test('the next step waits for both servers and for both proofs, and says for what', () => {
  const proved = { ...seen, provedAt: now }
  assert.deepEqual(obstaclesToMove({ lower: proved, upper: { ...proved, name: 'county-a' } }), [])
  assert.match(
    obstaclesToMove({ lower: { ...proved, accepts: false }, upper: proved }).join(' '),
    /medway-1 does not run a generation yet that accepts the new secret/,
  )
  assert.match(
    obstaclesToMove({ lower: seen, upper: { ...proved, name: 'county-a' } }).join(' '),
    /medway-1 was not yet seen to be answered by county-a/,
  )
  assert.deepEqual(
    obstaclesToMove({ lower: { ...seen, hasAgent: false, accepts: false, canProve: false }, upper: proved }),
    [],
    'what cannot be seen is asked of a person instead',
  )
  assert.equal(obstaclesToFinish({ lower: { ...proved, uses: false }, upper: proved }).length, 1)
})

test('a server that keeps one secret cannot prove the next: the step waits for its neighbour alone', () => {
  const upper = { ...seen, name: 'county-a', changesAtOnce: true }
  assert.equal(needsGap({ lower: seen, upper }), true)
  assert.deepEqual(obstaclesToMove({ lower: seen, upper }), [])
  assert.match(
    obstaclesToMove({ lower: { ...seen, accepts: false }, upper }).join(' '),
    /^medway-1 does not run/,
  )
  assert.match(
    obstaclesToFinish({ lower: seen, upper: { ...upper, uses: false } }).join(' '),
    /^county-a does not run/,
  )
})
