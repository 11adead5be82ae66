// Who may import whom: the first three rules, the sixth, and no cycles of files.
import { at, type Edge, type House, type Source } from './house.ts'
import { PLATFORM, rankInside } from './order.ts'

type Crossing = { readonly from: Source; readonly edge: Edge; readonly to: Source }

// A test may lean on test/support, and sets its scene with whatever the modules above it can do.
function crossings(house: House): readonly Crossing[] {
  const byPath = new Map(house.sources.map((source) => [source.path, source]))
  return house.sources.flatMap((from) =>
    from.imports.flatMap((edge) => {
      const to = edge.to === null ? undefined : byPath.get(edge.to)
      return to === undefined ? [] : [{ from, edge, to }]
    }),
  )
}

const isFrontDoor = (source: Source): boolean => source.place.inside === 'index.ts'
const isSupport = (source: Source): boolean => source.path.startsWith('test/')

/** Rule 1: the platform imports the platform alone, each part by its front door and only parts before it. */
export function platformKeepsToItself(house: House): readonly string[] {
  return crossings(house).flatMap(({ from, edge, to }) => {
    if (from.place.half !== 'platform' || (from.isTest && isSupport(to))) return []
    if (to.place.half !== 'platform')
      return [at(from, edge.line, `imports ${to.path}, which is outside the platform`)]
    if (to.place.room === from.place.room || from.isTest) return []
    const faults: string[] = []
    if (!isFrontDoor(to))
      faults.push(at(from, edge.line, `imports ${to.path} past the front door of ${to.place.room}`))
    if (!edge.typeOnly && PLATFORM.indexOf(to.place.room) > PLATFORM.indexOf(from.place.room)) {
      faults.push(at(from, edge.line, `imports ${to.place.room}, which comes after ${from.place.room}`))
    }
    return faults
  })
}

/** Every part of the platform has a place in its order. */
export function everyPartHasAPlace(house: House): readonly string[] {
  const parts = new Set(
    house.sources.filter(({ place }) => place.half === 'platform').map(({ place }) => place.room),
  )
  return [...parts]
    .filter((part) => !PLATFORM.includes(part))
    .map((part) => `src/platform/${part} has no place in the order of the platform's parts`)
}

/** Rule 2: a module imports another by its front door, if it says so in `uses`, and only from above in the list. */
export function modulesUseFrontDoors(house: House): readonly string[] {
  return crossings(house).flatMap(({ from, edge, to }) => {
    const { half, room } = from.place
    if (half !== 'modules' || to.place.room === room) return []
    if (to.place.half === 'platform') {
      return isFrontDoor(to) || from.isTest
        ? []
        : [at(from, edge.line, `imports ${to.path} past the front door of ${to.place.room}`)]
    }
    if (to.place.half === 'app')
      return [at(from, edge.line, `imports ${to.path}: composition knows the modules, not the other way`)]
    if (isSupport(to))
      return from.isTest ? [] : [at(from, edge.line, `imports ${to.path}, which is for tests`)]
    if (to.place.half !== 'modules') return []
    const faults: string[] = []
    if (!isFrontDoor(to) && !from.isTest)
      faults.push(at(from, edge.line, `imports ${to.path} past the front door of ${to.place.room}`))
    if (!(house.uses.get(room) ?? []).includes(to.place.room))
      faults.push(at(from, edge.line, `imports ${to.place.room}, which ${room} does not name in its uses`))
    if (house.list.indexOf(to.place.room) >= house.list.indexOf(room))
      faults.push(
        at(from, edge.line, `imports ${to.place.room}, which does not stand above ${room} in the list`),
      )
    return faults
  })
}

/** What a module says it uses stands above it in the list, and every module stands in the list. */
export function usesPointUp(house: House): readonly string[] {
  const rooms = new Set(
    house.sources.filter(({ place }) => place.half === 'modules').map(({ place }) => place.room),
  )
  const unlisted = [...rooms]
    .filter((room) => !house.list.includes(room))
    .map((room) => `src/modules/${room} does not stand in src/app/modules.ts`)
  const down = house.list.flatMap((name, place) =>
    (house.uses.get(name) ?? [])
      .filter((used) => !house.list.slice(0, place).includes(used))
      .map((used) => `src/modules/${name}/module.ts uses ${used}, which does not stand above it`),
  )
  return [...unlisted, ...down]
}

/** Web, the pages' face, knows the platform and no module; only tests and composition know everything. */
export function webKnowsNoModule(house: House): readonly string[] {
  return crossings(house)
    .filter(
      ({ from, to }) =>
        from.place.half === 'web' && !from.isTest && ['modules', 'app', 'test'].includes(to.place.half),
    )
    .map(({ from, edge, to }) => at(from, edge.line, `imports ${to.path}: the face knows the platform only`))
}

/** Rule 3: inside a module files import leftwards. A file of a free name stands where its rightmost import stands. */
export function modulesReadLeftwards(house: House): readonly string[] {
  const inside = crossings(house).filter(
    ({ from, to, edge }) =>
      from.place.half === 'modules' &&
      to.place.half === 'modules' &&
      from.place.room === to.place.room &&
      !from.isTest &&
      !edge.typeOnly,
  )
  const rank = ranks(house, inside)
  return inside.flatMap(({ from, edge, to }) => {
    const own = rankInside(from.place.inside)
    const other = rank.get(to.path) ?? 0
    return own !== undefined && other > own
      ? [at(from, edge.line, `imports ${to.place.inside}, which stands to its right`)]
      : []
  })
}

function ranks(house: House, inside: readonly Crossing[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const importsOf = Map.groupBy(inside, ({ from }) => from.path)
  const rankOf = (source: Source, open: readonly string[]): number => {
    const known = rankInside(source.place.inside) ?? found.get(source.path)
    if (known !== undefined) return known
    if (open.includes(source.path)) return 0
    const rank = Math.max(
      0,
      ...(importsOf.get(source.path) ?? []).map(({ to }) => rankOf(to, [...open, source.path])),
    )
    found.set(source.path, rank)
    return rank
  }
  return new Map(house.sources.map((source) => [source.path, rankOf(source, [])]))
}

const RULES_MAY_KNOW = ['platform/time', 'platform/money', 'platform/errors']

/** Rule 6: rules are pure. They know time, money and errors, and neither clock nor chance. */
export function rulesArePure(house: House): readonly string[] {
  return house.sources
    .filter(({ place, isTest }) => place.half === 'modules' && !isTest && rankInside(place.inside) === 0)
    .flatMap((source) => {
      const imported = source.imports
        .filter(({ typeOnly }) => !typeOnly)
        .filter(
          ({ to }) => !isOwnRule(source, to) && !RULES_MAY_KNOW.some((one) => to === `src/${one}/index.ts`),
        )
      const faults = imported.map(({ line, specifier }) =>
        at(source, line, `imports ${specifier}; rules know only time, money and errors`),
      )
      if (/\b(?:Math\.random|crypto\b|systemClock|process\.)/.test(source.bare))
        faults.push(at(source, 1, 'asks the clock, chance or the process; rules are told'))
      return faults
    })
}

function isOwnRule(source: Source, to: string | null): boolean {
  const own = `src/modules/${source.place.room}/`
  return to !== null && to.startsWith(own) && rankInside(to.slice(own.length)) === 0
}

/** Rule 8: no file imports itself by a detour. Types do not count: they are gone when the files run. */
export function noCycles(house: House): readonly string[] {
  const next = new Map<string, readonly string[]>()
  for (const source of house.sources) {
    next.set(
      source.path,
      source.imports
        .filter(({ typeOnly, later, to }) => !typeOnly && !later && to !== null)
        .map(({ to }) => to ?? ''),
    )
  }
  const faults: string[] = []
  const done = new Set<string>()
  const visit = (path: string, way: readonly string[]): void => {
    const before = way.indexOf(path)
    if (before >= 0) faults.push(`a cycle of files: ${[...way.slice(before), path].join(' → ')}`)
    if (before >= 0 || done.has(path)) return
    for (const one of next.get(path) ?? []) visit(one, [...way, path])
    done.add(path)
  }
  for (const { path } of house.sources) visit(path, [])
  return faults
}

/** Every relative or aliased import leads to a file. */
export function importsLeadSomewhere(house: House): readonly string[] {
  const paths = new Set([...house.sources.map(({ path }) => path), ...house.texts.keys()])
  return house.sources.flatMap((source) =>
    source.imports
      .filter(({ to, later }) => to !== null && !later && !paths.has(to))
      .map(({ line, specifier }) => at(source, line, `imports ${specifier}, and there is no such file`)),
  )
}
