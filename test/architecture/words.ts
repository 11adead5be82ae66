// The words in use: names that say nothing, words the platform must not know, and places that exist on one
// machine only.
import { at, type House, type Source } from './house.ts'
import { lineOf } from './scan.ts'

const EMPTY_NAMES = /^(?:helpers?|utils?|utilities|common|misc|managers?|services?|types)$/

/** Files and folders named for nothing in particular end up holding everything. */
export function namesSayWhat(house: House): readonly string[] {
  return [...house.sources.map(({ path }) => path), ...house.texts.keys()]
    .filter(
      (path) =>
        /^(?:src|test|bench|scripts)\//.test(path) &&
        path.split('/').some((part) => EMPTY_NAMES.test(part.replace(/\..*$/, ''))),
    )
    .map((path) => `${path} has a name that says nothing`)
}

const PARTNERSHIP =
  /\bpartner(?:s|ship|ships)?\b|\bKent\b|\bleadership group\b|\bbusiness cases?\b|\bfund officers?\b|\bdevelopment fund\b|\bfunding\b/gi

/** Rule 1: no word of the partnership in the platform. Tests may use one as an example. */
export function platformKnowsNoPartnership(house: House): readonly string[] {
  const sources = house.sources.filter(
    ({ place, isTest, path }) => place.half === 'platform' && !isTest && !path.endsWith('/example.ts'),
  )
  const inSources = sources.flatMap((source) =>
    [...source.text.matchAll(PARTNERSHIP)].map((match) =>
      at(
        source,
        lineOf(source.text, match.index),
        `says "${match[0]}"; the platform knows nothing of partnerships`,
      ),
    ),
  )
  const inSql = [...house.texts]
    .filter(([path]) => /^src\/platform\/.*\.(?:sql|typ)$/.test(path) && !path.includes('pgboss'))
    .flatMap(([path, text]) =>
      [...text.matchAll(PARTNERSHIP)].map(
        (match) =>
          `${path}:${lineOf(text, match.index)} says "${match[0]}"; the platform knows nothing of partnerships`,
      ),
    )
  return [...inSources, ...inSql]
}

// Assembled, so that this file does not find itself.
const ONE_MACHINE = new RegExp(
  [
    String.raw`(?:^|[\s'"(=\x60])/(?:work|root|tmp)/`,
    String.raw`\bregistry\.[a-z0-9-]+\.[a-z]{2,}`,
    String.raw`"resolved":`,
  ].join('|'),
  'gm',
)

/** No path of one machine, and no host that packages come from. */
export function noPlaceOfOneMachine(house: House): readonly string[] {
  const all = [
    ...house.sources
      .filter(({ path }) => !path.startsWith('test/architecture/'))
      .map(({ path, text }) => [path, text] as const),
    ...house.texts,
  ]
  return all.flatMap(([path, text]) =>
    [...text.matchAll(ONE_MACHINE)].map(
      (match) => `${path}:${lineOf(text, match.index)} names a place of one machine: ${match[0].trim()}`,
    ),
  )
}

const REFUSED =
  /\b(?:refuse|new Refusal)\(\s*'[a-z-]+',\s*['`]([^'`]+)['`]|\b(?:invalid|versionCheck)\(\s*['`]([^'`]+)['`]/g

/** A refusal's code begins with the module or part that refuses, so that it can be found. */
export function refusalsAreSigned(house: House): readonly string[] {
  const sources = house.sources.filter(({ path, isTest }) => path.startsWith('src/') && !isTest)
  return sources.flatMap((source) =>
    [...source.code.matchAll(REFUSED)].flatMap((match) => {
      const code = match[1] ?? match[2] ?? ''
      const line = lineOf(source.code, match.index)
      if (!/^[a-z]/.test(code) || !code.includes('.'))
        return [at(source, line, `refuses with "${code}"; a code is module.noun.why`)]
      return isSignedBy(source, house, code.split('.')[0] ?? '')
        ? []
        : [at(source, line, `refuses with ${code}, which is another's`)]
    }),
  )
}

function isSignedBy({ place }: Source, house: House, first: string): boolean {
  if (place.half === 'modules') return first === place.room
  return (
    !house.list.includes(first) &&
    (place.half !== 'platform' || first === 'platform' || first === place.room || first === 'auth')
  )
}
