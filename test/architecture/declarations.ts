// How files are written: exports, state, clock, and what actions, queries and pages must say of themselves.
import { THREADS } from './exceptions.ts'
import { at, type House, type Source } from './house.ts'
import { lineOf } from './scan.ts'

type Pattern = readonly [RegExp, string]

function faultsOf(
  sources: readonly Source[],
  text: 'code' | 'bare',
  patterns: readonly Pattern[],
): readonly string[] {
  return sources.flatMap((source) =>
    patterns.flatMap(([pattern, words]) =>
      [...source[text].matchAll(pattern)].map((match) => at(source, lineOf(source.text, match.index), words)),
    ),
  )
}

/** Rule 8: a name has one home. */
export function exportsAreNamed(house: House): readonly string[] {
  return faultsOf(house.sources, 'bare', [
    [/^export default\b/gm, 'exports a default; give it its name'],
    [/^export\s*\{[^}]*\bas default\b/gm, 'exports a default; give it its name'],
    [/^export\s*(?:type\s*)?\*/gm, 'hands everything on; name what the front door offers'],
  ])
}

/** Rule 8: nothing at the top of a file changes while the program runs. */
export function noStateInModules(house: House): readonly string[] {
  const sources = house.sources.filter(
    ({ path, isTest }) =>
      path.startsWith('src/') && !isTest && !path.startsWith('src/web/browser/') && !THREADS.includes(path),
  )
  return faultsOf(sources, 'bare', [
    [/^(?:export )?(?:let|var) /gm, 'keeps state at the top of the file'],
    [
      /^(?:export )?const \w+[^=\n]*= new (?:Map|Set|WeakMap|WeakSet)(?:<[^\n]*>)?\(\)/gm,
      'keeps an empty map or set at the top of the file, to be filled later',
    ],
    [
      /^(?:export )?const \w+[^=\n]*= (?:\[\]|\{\})(?: as [^\n]+)?$/gm,
      'keeps an empty list or record at the top of the file, to be filled later',
    ],
  ])
}

/** The one clock is platform/time. */
export function oneClock(house: House): readonly string[] {
  const sources = house.sources.filter(
    ({ path }) =>
      path.startsWith('src/') &&
      !path.startsWith('src/platform/time/') &&
      !path.startsWith('src/web/browser/'),
  )
  return faultsOf(sources, 'bare', [
    [
      /\bTemporal\.Now\b|\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)/g,
      'asks the machine for the time; take `now` from the clock',
    ],
  ])
}

const LEAVES_THE_MACHINE =
  /^(?:node:(?:http|https|http2|net|tls|dgram|dns|child_process)(?:\/.*)?|nodemailer|openid-client|pg|undici)$/

/** Rule 5: an action holds a transaction; nothing leaves the machine from inside one. */
export function actionsStayInside(house: House): readonly string[] {
  const actions = house.sources.filter(
    ({ place, isTest }) => !isTest && place.half === 'modules' && /^actions(?:\.ts$|\/)/.test(place.inside),
  )
  const leaving = actions.flatMap((source) =>
    source.imports
      .filter(({ specifier, typeOnly }) => !typeOnly && LEAVES_THE_MACHINE.test(specifier))
      .map(({ line, specifier }) =>
        at(source, line, `imports ${specifier}: what leaves the machine is a job's, after commit`),
      ),
  )
  return [
    ...leaving,
    ...faultsOf(actions, 'bare', [
      [/\bfetch\(/g, 'asks another machine inside a transaction; queue a job'],
      [/\binside\.db\b/g, 'takes the handle for reading inside an action; take inside.tx'],
      [/\btransaction\(\)/g, 'opens a transaction of its own inside an action'],
    ]),
  ]
}

export type Declared = {
  readonly source: Source
  readonly kind: string
  readonly name: string
  readonly line: number
  readonly sketch: string
}

/** Every action and query that is declared, with the text of its declaration up to `run`. */
export function declared(house: House): readonly Declared[] {
  return house.sources
    .filter(({ path, isTest }) => path.startsWith('src/') && !isTest)
    .flatMap((source) =>
      [...source.code.matchAll(/(?:^|[=\s(,])(action|query)\(\{/g)].map((match) => {
        const sketch = source.code.slice(match.index, beforeRun(source.code, match.index))
        return {
          source,
          kind: match[1] ?? '',
          name: named(house, source, sketch),
          line: lineOf(source.code, match.index),
          sketch,
        }
      }),
    )
}

// The name is written out, there or in a constant of the same room.
function named(house: House, source: Source, sketch: string): string {
  const [, text, constant] = /\bname:\s*(?:'([^']*)'|([A-Z_]+)\b)/.exec(sketch) ?? []
  return text ?? (constant === undefined ? '' : constantOf(house, source, constant))
}

function constantOf(house: House, source: Source, constant: string): string {
  const { half, room } = source.place
  const pattern = new RegExp(`\\bconst ${constant} = '([^']*)'`)
  const near = [
    source,
    ...house.sources.filter(({ place, isTest }) => !isTest && place.half === half && place.room === room),
  ]
  return near.map(({ code }) => pattern.exec(code)?.[1]).find((found) => found !== undefined) ?? ''
}

function beforeRun(code: string, from: number): number {
  const rest = code.slice(from).search(/\brun\s*[(:]|\basync run\b/)
  return rest < 0 ? code.length : from + rest
}

const NAME = /^[a-z][a-z0-9-]*\.[a-z0-9-]+\.[a-z0-9-]+$/

/** One name: an action or query is called module.noun.verb, beginning with the room that declares it, and only once. */
export function actionsAreNamed(house: House): readonly string[] {
  const all = declared(house)
  const seen = new Map<string, string>()
  return all.flatMap(({ source, name, line }) => {
    if (!NAME.test(name))
      return [at(source, line, `declares "${name}"; a name is module.noun.verb, written out`)]
    const { half, room } = source.place
    const faults =
      (half === 'modules' || half === 'platform') && !name.startsWith(`${room}.`)
        ? [at(source, line, `declares ${name}, whose name does not begin with ${room}.`)]
        : []
    if (seen.has(name)) faults.push(at(source, line, `declares ${name}, as ${seen.get(name)} does`))
    seen.set(name, source.path)
    return faults
  })
}

/** Rule 7: every action, query and page names a permission that some role holds, or spells "public". */
export function permissionsAreHeld(house: House): readonly string[] {
  const held = permissionsHeld(house)
  const of = (source: Source, line: number, permission: string): readonly string[] =>
    permission === 'public' || held.has(permission)
      ? []
      : [at(source, line, `asks for the permission "${permission}", which no module gives to a role`)]
  const actions = declared(house).flatMap(({ source, name, line, sketch }) => {
    if (/\bdoors:\s*\[\s*\]/.test(sketch) || !NAME.test(name)) return []
    const written = /\bpermission:\s*(?:'([^']+)'|(\w))/.exec(sketch)
    if (written?.[2] !== undefined) return []
    return of(source, line, written?.[1] ?? name)
  })
  const pages = house.sources
    .filter(({ path, isTest }) => path.startsWith('src/') && !isTest)
    .flatMap((source) =>
      [...source.code.matchAll(/(?:^|[=\s(,[])get\(\s*(?:'\/[^']*'|`\/[^`]*`)\s*,\s*\{/g)].flatMap(
        (match) => {
          const line = lineOf(source.code, match.index + match[0].indexOf('get('))
          const sketch = source.code.slice(match.index, beforeRun(source.code, match.index + match[0].length))
          const permission = /\bpermission(?:,|:\s*(?:'([^']+)'|\w))/.exec(sketch)
          if (permission === null) return [at(source, line, 'shows a page without naming its permission')]
          return permission[1] === undefined ? [] : of(source, line, permission[1])
        },
      ),
    )
  return [...actions, ...pages]
}

// The tables of permissions say it as 'module.noun.verb': ['role', …], or with a constant of the room for the name.
function permissionsHeld(house: House): ReadonlySet<string> {
  const sources = house.sources.filter(({ isTest, path }) => path.startsWith('src/') && !isTest)
  const written = sources.flatMap(({ code }) =>
    [...code.matchAll(/'([a-z][a-z0-9-]*(?:\.[a-z0-9-]+){1,2})':/g)].map((match) => match[1] ?? ''),
  )
  const byConstant = sources.flatMap((source) =>
    [...source.code.matchAll(/^\s*\[([A-Z_]+)\]:/gm)].map((match) =>
      constantOf(house, source, match[1] ?? ''),
    ),
  )
  return new Set([...written, ...byConstant])
}

/** Rule 7: a query says first for whom it reads. */
export function queriesTakeTheReader(house: House): readonly string[] {
  const queries = house.sources.filter(
    ({ place, isTest }) => place.half === 'modules' && !isTest && /^queries(?:\.ts$|\/)/.test(place.inside),
  )
  return queries.flatMap((source) =>
    [...source.code.matchAll(/^export async function (\w+)(?:<[^>]*>)?\(\s*(\w+)[\s\S]/gm)]
      .filter((match) => match[2] !== 'reader' && match[2] !== 'inside')
      .map((match) =>
        at(
          source,
          lineOf(source.code, match.index),
          `${match[1]} takes ${match[2]} first; a query takes the reader`,
        ),
      ),
  )
}
