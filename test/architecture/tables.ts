// What SQL may touch: a module writes its own schema, reads others' through published views, and names its
// constraints so that a reader can be told in words which one refused.
import { FOREIGN_MIGRATIONS } from './exceptions.ts'
import { at, type House, type Source } from './house.ts'
import { lineOf } from './scan.ts'

const WRITES =
  /\b(?:insertInto|updateTable|deleteFrom|mergeInto)\(\s*['`]([a-z_]+)\.([a-z_]+)|\b(?:insert into|update|delete from|merge into|truncate)\s+"?([a-z_]+)"?\."?([a-z_]+)"?/g
const READS =
  /\b(?:selectFrom|innerJoin|leftJoin|rightJoin|fullJoin|crossJoin|innerJoinLateral|leftJoinLateral)\(\s*['`[]+([a-z_]+)\.([a-z_]+)|\b(?:from|join)\s+"?([a-z_]+)"?\."?([a-z_]+)"?/g

type Touched = {
  readonly source: Source
  readonly schema: string
  readonly table: string
  readonly line: number
}

function touched(house: House, pattern: RegExp): readonly Touched[] {
  const sources = house.sources.filter(({ place, isTest }) => place.half === 'modules' && !isTest)
  return sources.flatMap((source) =>
    [...source.code.matchAll(pattern)].map((match) => ({
      source,
      schema: match[1] ?? match[3] ?? '',
      table: match[2] ?? match[4] ?? '',
      line: lineOf(source.code, match.index),
    })),
  )
}

const isSchema = (house: House, schema: string): boolean =>
  house.list.includes(schema) || ['platform', 'auth', 'pgboss'].includes(schema)

/** Rule 4: a module writes its own schema. That its subject has ended or is called otherwise is its own to say. */
export function modulesWriteTheirOwn(house: House): readonly string[] {
  return touched(house, WRITES)
    .filter(
      ({ source, schema, table }) =>
        isSchema(house, schema) &&
        schema !== source.place.room &&
        `${schema}.${table}` !== 'platform.subject',
    )
    .map(({ source, schema, table, line }) =>
      at(source, line, `writes ${schema}.${table}, which is not its own`),
    )
}

/** Rule 4: a module reads others' tables through their published views. */
export function modulesReadViews(house: House): readonly string[] {
  const views = publishedViews(house)
  return touched(house, READS)
    .filter(
      ({ source, schema, table }) =>
        house.list.includes(schema) && schema !== source.place.room && !views.has(`${schema}.${table}`),
    )
    .map(({ source, schema, table, line }) =>
      at(source, line, `reads ${schema}.${table}, which ${schema} does not publish as a view`),
    )
}

function publishedViews(house: House): ReadonlySet<string> {
  return new Set(
    migrations(house).flatMap(([, text]) =>
      [...text.matchAll(/create (?:or replace )?view "?([a-z_]+)"?\."?([a-z_]+)"?/gi)].map(
        (match) => `${match[1]}.${match[2]}`,
      ),
    ),
  )
}

function migrations(house: House): readonly (readonly [string, string])[] {
  return [...house.texts].filter(
    ([path]) => path.endsWith('.sql') && path.includes('/migrations/') && !(path in FOREIGN_MIGRATIONS),
  )
}

/** A migration is dated, opens with why, and goes forward only. */
export function migrationsSayWhy(house: House): readonly string[] {
  return migrations(house).flatMap(([path, text]) => {
    const faults: string[] = []
    if (!/\/\d{4}-\d{2}-\d{2}(?:-\d{2})?-[a-z0-9-]+\.sql$/.test(path))
      faults.push(`${path} is not named by its date and what it does`)
    if (!/^-- \S/.test(text)) faults.push(`${path} does not open with a sentence for why`)
    return faults
  })
}

/** Constraints are named <module>_<noun>_<what>: their names become words for a reader. */
export function constraintsAreNamed(house: House): readonly string[] {
  return migrations(house).flatMap(([path, text]) => {
    const owner = path.split('/')[2] ?? ''
    const schemas = path.startsWith('src/modules/') ? [owner] : ['platform', owner]
    const sql = text.replaceAll(/--[^\n]*/g, (comment) => ' '.repeat(comment.length))
    const named = [...sql.matchAll(/\bconstraint\s+(?:if exists\s+)?"?(\w+)"?/gi)]
      .filter(
        ([, name = '']) =>
          !/^trigger$/i.test(name) &&
          !schemas.some((schema) => new RegExp(`^${schema}_[a-z0-9]+(?:_[a-z0-9]+)*_[a-z0-9]+$`).test(name)),
      )
      .map(
        (match) =>
          `${path}:${lineOf(text, match.index)} names a constraint ${match[1]}; it should be ${schemas.join(' or ')}_<noun>_<what>`,
      )
    return [...named, ...unnamed(path, sql)]
  })
}

// `unique`, `check` and `references` written without a name get one from PostgreSQL that says nothing to a reader.
function unnamed(path: string, sql: string): readonly string[] {
  const faults: string[] = []
  for (const match of sql.matchAll(/create table[^;]*;/gi)) {
    let line = lineOf(sql, match.index)
    for (const text of match[0].split('\n')) {
      const words = text.replaceAll(/'[^']*'/g, "''")
      const bare =
        /(?:^|[\s,(])(?:unique\b|check\s*\(|references\b)/i.test(words) &&
        !/\bconstraint\b/i.test(words) &&
        !/^\s*(?:foreign|unique|check|references|exclude|and|or|\))/i.test(words)
      if (bare) faults.push(`${path}:${line} has a constraint without a name`)
      line += 1
    }
  }
  return faults
}
