// The papers tell the truth: the module table is the list, each dependency has its reason, each decision its
// number, each module a page that names what it does.
import { describeConfig } from '#platform/config/index.ts'
import { moduleTable, tableIn } from '../../scripts/module-table.ts'
import type { House } from './house.ts'
import { declared } from './declarations.ts'

/** A README for each module and part of the platform; a module's names each of its actions. */
export function readmesNameActions(house: House): readonly string[] {
  const rooms = new Set(
    house.sources
      .filter(({ place }) => place.half === 'modules' || place.half === 'platform')
      .map(({ place }) => `src/${place.half}/${place.room}`),
  )
  const missing = [...rooms]
    .filter((room) => !house.texts.has(`${room}/README.md`))
    .map((room) => `${room} has no README.md`)
  const unnamed = declared(house)
    .filter(({ source, kind }) => kind === 'action' && source.place.half === 'modules')
    .filter(
      ({ source, name }) =>
        house.texts.get(`src/modules/${source.place.room}/README.md`)?.includes(`\`${name}\``) === false,
    )
    .map(({ source, name }) => `src/modules/${source.place.room}/README.md does not name the action ${name}`)
  return [...missing, ...unnamed]
}

/** The table of modules in a paper is the list. */
export function tablesAreTheList(house: House): readonly string[] {
  const modules = house.list.map((name) => ({
    name,
    readme: house.texts.get(`src/modules/${name}/README.md`) ?? '',
    declaration: house.sources.find(({ path }) => path === `src/modules/${name}/module.ts`)?.text ?? '',
  }))
  const table = moduleTable(modules)
  return ['README.md', 'docs/architecture.md']
    .filter((path) => tableIn(house.texts.get(path) ?? '') !== table)
    .map((path) => `${path} does not show the list of modules as it stands; run npm run docs`)
}

/** The settings an operator reads about are the settings there are. */
export function settingsAreTheTable(house: House): readonly string[] {
  const shown = house.texts.get('docs/how-to/install.md') ?? ''
  return shown.includes(describeConfig().trim())
    ? []
    : ['docs/how-to/install.md does not show the settings as they are; run npm run docs']
}

type Manifest = {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** Each dependency is exact, stands in docs/dependencies.md with its reason, and is used. */
export function dependenciesHaveReasons(house: House): readonly string[] {
  const manifest = JSON.parse(house.texts.get('package.json') ?? '{}') as Manifest
  const paper = house.texts.get('docs/dependencies.md') ?? ''
  const runtime = Object.keys(manifest.dependencies ?? {})
  const all = Object.entries({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.devDependencies,
  })
  const product = house.sources.filter(({ path, isTest }) => path.startsWith('src/') && !isTest)
  const words = [
    ...product.map(({ code }) => code),
    ...[...house.texts]
      .filter(([path]) => path.startsWith('src/') && /\.(?:css|typ|njk)$/.test(path))
      .map(([, text]) => text),
  ]
  const named = new Set([...paper.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]))
  return [
    ...all
      .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
      .map(([name]) => `package.json takes a range of ${name}; name one version`),
    ...all
      .filter(([name]) => !named.has(name))
      .map(([name]) => `docs/dependencies.md does not say why ${name} is there`),
    ...[...named]
      .filter((name) => !all.some(([one]) => one === name))
      .map((name) => `docs/dependencies.md speaks of ${name}, which is not there`),
    ...runtime
      .filter((name) => !words.some((text) => text.includes(`'${name}`) || text.includes(`/${name}/`)))
      .map((name) => `${name} is a dependency that nothing uses`),
    ...undeclared(house, manifest),
  ]
}

function undeclared(house: House, manifest: Manifest): readonly string[] {
  const product = new Set(Object.keys(manifest.dependencies ?? {}))
  const all = new Set([...product, ...Object.keys(manifest.devDependencies ?? {})])
  return house.sources.flatMap(({ path, isTest, imports }) =>
    imports
      .filter(({ specifier, to }) => to === null && !/^(?:node:|#|\.|\/)/.test(specifier))
      .map(({ specifier, line }) => ({
        name: specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
        line,
      }))
      .filter(({ name }) => !(path.startsWith('src/') && !isTest ? product : all).has(name))
      .map(({ name, line }) => `${path}:${line} imports ${name}, which package.json does not declare for it`),
  )
}

/** Decisions are numbered once and in order, and open with their number. */
export function decisionsAreNumbered(house: House): readonly string[] {
  const papers = [...house.texts.keys()].filter((path) => path.startsWith('docs/decisions/')).toSorted()
  const numbers = papers.map((path) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1])
  return papers.flatMap((path, place) => {
    const number = numbers[place]
    if (number === undefined) return [`${path} is not named by its number and what it decides`]
    if (numbers.indexOf(number) !== place) return [`${path} has a number that is taken`]
    return house.texts.get(path)?.startsWith(`# ${Number(number)}. `) === true
      ? []
      : [`${path} does not open with "# ${Number(number)}. "`]
  })
}
