// Nothing lies about: every file is reached from an entry or a test, every view is shown by some page.
import { ENTRIES, FOR_TESTS, SCRIPT_FOLDERS } from './exceptions.ts'
import type { House, Source } from './house.ts'

/** Source files of the product that no entry reaches. */
export function everyFileIsReached(house: House): readonly string[] {
  const byPath = new Map(house.sources.map((source) => [source.path, source]))
  const reached = new Set<string>()
  const visit = (path: string): void => {
    if (reached.has(path)) return
    reached.add(path)
    for (const { to } of byPath.get(path)?.imports ?? []) if (to !== null && byPath.has(to)) visit(to)
  }
  for (const { path } of house.sources) if (isEntry(house, path)) visit(path)
  const product = house.sources.filter(({ path, isTest }) => path.startsWith('src/') && !isTest)
  const lost = product
    .filter(({ path }) => !reached.has(path) && !(path in FOR_TESTS) && !isForTheChecker(path))
    .map(({ path }) => `${path} is reached from no entry`)
  return [...lost, ...unusedSupport(house), ...staleExceptions(house)]
}

const isEntry = (house: House, path: string): boolean =>
  path in ENTRIES || SCRIPT_FOLDERS.some((folder) => path.startsWith(folder)) || isCommandOfNpm(house, path)

const isCommandOfNpm = (house: House, path: string): boolean =>
  house.texts.get('package.json')?.includes(`node ${path}`) ?? false

// Tables join the one list of tables by being compiled, so nothing needs to import them when the program runs.
// The last module's front door waits for the module that comes next.
const isForTheChecker = (path: string): boolean =>
  path.endsWith('/schema.ts') || path.endsWith('.d.ts') || /^src\/modules\/\w+\/index\.ts$/.test(path)

function unusedSupport(house: House): readonly string[] {
  const used = new Set(house.sources.flatMap(({ imports }) => imports.map(({ to }) => to)))
  return house.sources
    .filter(
      ({ path }) =>
        path.startsWith('test/') &&
        !/\.(?:test|d)\.ts$/.test(path) &&
        !isEntry(house, path) &&
        !used.has(path),
    )
    .map(({ path }) => `${path} is used by no test`)
}

function staleExceptions(house: House): readonly string[] {
  const paths = new Set(house.sources.map(({ path }) => path))
  return [...Object.keys(ENTRIES), ...Object.keys(FOR_TESTS)]
    .filter((path) => !paths.has(path))
    .map((path) => `${path} is named as an exception and does not exist`)
}

/** Views that no page shows: what a file of views/ exports is imported by its name somewhere. */
export function everyViewIsShown(house: House): readonly string[] {
  return house.sources
    .filter(({ path, isTest }) => path.includes('/views/') && !isTest)
    .flatMap((source) => {
      const takers = house.sources.flatMap(({ imports }) => imports.filter(({ to }) => to === source.path))
      const taken = new Set(takers.flatMap(({ names }) => names))
      return exportsOf(source)
        .filter((name) => !taken.has(name))
        .map((name) => `${source.path} exports ${name}, which nothing shows`)
    })
}

function exportsOf(source: Source): readonly string[] {
  return [...source.code.matchAll(/^export (?:async )?(?:function\*?|const) (\w+)/gm)].map(
    (match) => match[1] ?? '',
  )
}

/** Styles, scripts and layouts under src that no source and no style names. */
export function everyAssetIsNamed(house: House): readonly string[] {
  const words = [
    ...house.sources.map(({ code }) => code),
    ...[...house.texts].filter(([path]) => path.endsWith('.css')).map(([, text]) => text),
  ]
  const assets = [...house.texts.keys()].filter(
    (path) => path.startsWith('src/') && /\.(?:css|svg|typ|njk|html)$/.test(path),
  )
  return assets
    .filter((path) => !words.some((text) => text.includes(path.slice(path.lastIndexOf('/') + 1))))
    .map((path) => `${path} is named by no source`)
}
