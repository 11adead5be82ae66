// A rule that cannot fail protects nothing: each is shown a small house that breaks it, and one that does not.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import * as declarations from './declarations.ts'
import { houseOf, type House } from './house.ts'
import * as imports from './imports.ts'
import * as papers from './papers.ts'
import * as references from './references.ts'
import { blank, importsOf } from './scan.ts'
import * as tables from './tables.ts'
import * as words from './words.ts'

type Rule = (house: House) => readonly string[]

const LIST = {
  'src/app/modules.ts':
    "import { first } from '#modules/first/module.ts'\nexport const modules = [first, second]\n",
  'src/modules/first/module.ts': "export const first = module({ name: 'first', uses: [] })\n",
  'src/modules/second/module.ts': "export const second = module({ name: 'second', uses: ['first'] })\n",
  'src/modules/first/index.ts': 'export const card = 1\n',
  'src/modules/second/index.ts': 'export const card = 1\n',
}

// What the files add to the faults that so small a house has anyway.
function faultsBy(rule: Rule, files: Readonly<Record<string, string>>): readonly string[] {
  const before = rule(houseOf(LIST))
  return rule(houseOf({ ...LIST, ...files })).filter((fault) => !before.includes(fault))
}

function refuses(rule: Rule, files: Readonly<Record<string, string>>): void {
  assert.notEqual(faultsBy(rule, files).length, 0, 'the rule lets it pass')
}

function allows(rule: Rule, files: Readonly<Record<string, string>>): void {
  assert.deepEqual(faultsBy(rule, files), [])
}

const empty = (...paths: string[]): Record<string, string> =>
  Object.fromEntries(paths.map((path) => [path, 'export const one = 1\n']))

test('a platform file that imports a module, a later part, or past a front door is refused', () => {
  const { platformKeepsToItself: rule, everyPartHasAPlace } = imports
  refuses(rule, { 'src/platform/jobs/a.ts': "import { card } from '#modules/first/index.ts'" })
  refuses(rule, {
    ...empty('src/platform/http/index.ts'),
    'src/platform/jobs/a.ts': "import { one } from '../http/index.ts'",
  })
  refuses(rule, {
    ...empty('src/platform/time/clock.ts'),
    'src/platform/jobs/a.ts': "import { one } from '#platform/time/clock.ts'",
  })
  allows(rule, {
    ...empty('src/platform/http/index.ts'),
    'src/platform/jobs/a.ts': "import type { One } from '../http/index.ts'",
  })
  allows(rule, {
    ...empty('src/platform/time/index.ts'),
    'src/platform/jobs/a.ts': "import { one } from '#platform/time/index.ts'",
  })
  refuses(everyPartHasAPlace, empty('src/platform/odds/a.ts'))
  allows(everyPartHasAPlace, empty('src/platform/jobs/a.ts'))
})

test('a module that imports downwards, past a front door, or what it does not use is refused', () => {
  const rule = imports.modulesUseFrontDoors
  refuses(rule, { 'src/modules/first/rules.ts': "import { card } from '../second/index.ts'" })
  refuses(rule, {
    ...empty('src/modules/first/rules.ts'),
    'src/modules/second/rules.ts': "import { one } from '#modules/first/rules.ts'",
  })
  refuses(rule, { 'src/modules/second/pages.ts': "import { modules } from '#app/modules.ts'" })
  allows(rule, { 'src/modules/second/pages.ts': "import { card } from '#modules/first/index.ts'" })
  refuses(imports.usesPointUp, { 'src/modules/first/module.ts': "module({ uses: ['second'] })" })
  refuses(imports.usesPointUp, empty('src/modules/third/rules.ts'))
  refuses(imports.webKnowsNoModule, { 'src/web/parts.ts': "import { card } from '#modules/first/index.ts'" })
})

test('a file that imports to its right is refused, also by way of a file of a free name', () => {
  const rule = imports.modulesReadLeftwards
  refuses(rule, {
    ...empty('src/modules/first/actions.ts'),
    'src/modules/first/queries.ts': "import { one } from './actions.ts'",
  })
  refuses(rule, {
    ...empty('src/modules/first/pages.ts'),
    'src/modules/first/brands.ts': "export { one } from './pages.ts'",
    'src/modules/first/rules.ts': "import { one } from './brands.ts'",
  })
  allows(rule, {
    ...empty('src/modules/first/queries.ts'),
    'src/modules/first/actions/cases.ts': "import { one } from '../queries.ts'",
  })
})

test('rules that know the database, the clock or chance are refused', () => {
  const rule = imports.rulesArePure
  refuses(rule, { 'src/modules/first/rules.ts': "import { sql } from '#platform/database/index.ts'" })
  refuses(rule, { 'src/modules/first/rules/cases.ts': 'export const one = () => Math.random()' })
  allows(rule, {
    'src/modules/first/rules.ts':
      "import { formatPounds } from '#platform/money/index.ts'\nimport type { Row } from './schema.ts'",
  })
})

test('a cycle of files is refused, and one of types is not', () => {
  const two = (kind: string): Record<string, string> => ({
    'src/a.ts': "import { b } from './b.ts'",
    'src/b.ts': `import ${kind}{ a } from './a.ts'`,
  })
  refuses(imports.noCycles, two(''))
  allows(imports.noCycles, two('type '))
  refuses(imports.importsLeadSomewhere, { 'src/a.ts': "import { b } from './gone.ts'" })
})

test('a default export, a front door that hands everything on and state at the top are refused', () => {
  refuses(declarations.exportsAreNamed, { 'src/a.ts': 'export default 1' })
  refuses(declarations.exportsAreNamed, { 'src/a.ts': "export * from './b.ts'" })
  refuses(declarations.exportsAreNamed, { 'src/a.ts': "export * as all from './b.ts'" })
  allows(declarations.exportsAreNamed, {
    'src/a.ts': "export { one } from './b.ts'\nconst text = `\nexport default`",
  })
  refuses(declarations.noStateInModules, { 'src/a.ts': 'let count = 0' })
  refuses(declarations.noStateInModules, { 'src/a.ts': 'const seen = new Map<string, string>()' })
  allows(declarations.noStateInModules, {
    'src/a.ts': "const NAMES = new Set(['a'])\nexport function f() {\n  let count = 0\n}",
  })
})

test('asking the machine for the time is refused outside platform/time, and not in a comment', () => {
  for (const asked of ['Temporal.Now.instant()', 'Date.now()', 'new Date()'])
    refuses(declarations.oneClock, { 'src/modules/first/pages.ts': `const at = ${asked}` })
  allows(declarations.oneClock, {
    'src/modules/first/pages.ts': "// not Date.now()\nconst at = new Date(5)\nconst words = 'Date.now()'",
  })
  allows(declarations.oneClock, { 'src/platform/time/clock.ts': 'const at = Temporal.Now.instant()' })
})

test('an action that reads past its transaction or leaves the machine is refused', () => {
  const path = 'src/modules/first/actions.ts'
  refuses(declarations.actionsStayInside, { [path]: 'await inside.db.selectFrom()' })
  refuses(declarations.actionsStayInside, { [path]: "await fetch('https://x')" })
  refuses(declarations.actionsStayInside, { [path]: "import { createTransport } from 'nodemailer'" })
  allows(declarations.actionsStayInside, { [path]: 'await inside.tx.selectFrom()' })
})

test('an action without a proper name, or with a permission nobody holds, is refused', () => {
  const path = 'src/modules/first/actions.ts'
  const of = (name: string, more = "doors: ['page']"): Record<string, string> => ({
    [path]: `export const one = action({ name: '${name}', ${more}, async run(inside) {} })`,
  })
  refuses(declarations.actionsAreNamed, of('first.thing'))
  refuses(declarations.actionsAreNamed, of('second.thing.make'))
  allows(declarations.actionsAreNamed, of('first.thing.make'))
  refuses(declarations.permissionsAreHeld, of('first.thing.make'))
  allows(declarations.permissionsAreHeld, of('first.thing.make', 'doors: []'))
  allows(declarations.permissionsAreHeld, {
    ...of('first.thing.make'),
    'src/modules/first/roles.ts': "const p = { 'first.thing.make': ['chair'] }",
  })
  refuses(declarations.permissionsAreHeld, {
    'src/modules/first/pages.ts': "get('/things', { async run(visit) {} })",
  })
  refuses(declarations.permissionsAreHeld, {
    'src/modules/first/pages.ts': "get('/things', { permission: 'first.thing.see', async run(visit) {} })",
  })
  allows(declarations.permissionsAreHeld, {
    'src/modules/first/pages.ts': "get('/things', { permission: 'public', async run(visit) {} })",
  })
  refuses(declarations.queriesTakeTheReader, {
    'src/modules/first/queries.ts': 'export async function things(db: Db) {}',
  })
  allows(declarations.queriesTakeTheReader, {
    'src/modules/first/queries.ts': 'export async function things(reader: Reader) {}',
  })
})

test('writing another module’s table, or reading one it does not publish, is refused', () => {
  const view = {
    'src/modules/first/migrations/2026-11-20-01-create-thing.sql':
      '-- Why.\ncreate view first.thing_card as select 1;',
  }
  const path = 'src/modules/second/queries.ts'
  refuses(tables.modulesWriteTheirOwn, { [path]: "db.insertInto('first.thing')" })
  refuses(tables.modulesWriteTheirOwn, { [path]: 'sql`update first.thing set a = 1`' })
  allows(tables.modulesWriteTheirOwn, { [path]: "db.insertInto('second.thing')" })
  refuses(tables.modulesReadViews, {
    ...view,
    [path]: "db.selectFrom('second.thing').innerJoin('first.thing as t', 'a', 'b')",
  })
  refuses(tables.modulesReadViews, { ...view, [path]: 'sql`select 1 from first.thing`' })
  allows(tables.modulesReadViews, { ...view, [path]: "db.selectFrom('first.thing_card')" })
})

test('a constraint without a name of its table, and a migration without its why, are refused', () => {
  const path = 'src/modules/first/migrations/2026-11-20-01-create-thing.sql'
  const of = (line: string): Record<string, string> => ({
    [path]: `-- Why.\ncreate table first.thing (\n  id uuid primary key,\n  ${line}\n);\n`,
  })
  refuses(tables.constraintsAreNamed, of("state text check (state in ('a'))"))
  refuses(tables.constraintsAreNamed, of('constraint thing_state check (a)'))
  allows(tables.constraintsAreNamed, of('state text constraint first_thing_state check (a)'))
  refuses(tables.migrationsSayWhy, { [path]: 'create table first.thing ();' })
  refuses(tables.migrationsSayWhy, { 'src/modules/first/migrations/create.sql': '-- Why.' })
})

test('empty names, partnership words in the platform, places of one machine and foreign codes are refused', () => {
  refuses(words.namesSayWhat, empty('src/modules/first/utils.ts'))
  refuses(words.namesSayWhat, empty('src/platform/common/dates.ts'))
  allows(words.namesSayWhat, empty('src/modules/first/rules.ts'))
  refuses(words.platformKnowsNoPartnership, { 'src/platform/jobs/a.ts': '// for the partnership' })
  refuses(words.noPlaceOfOneMachine, { 'src/a.ts': `const at = '/${'root'}/notes'` })
  refuses(words.noPlaceOfOneMachine, { 'docs/a.md': `from https://registry.${'example'}.com` })
  refuses(words.refusalsAreSigned, {
    'src/modules/first/rules.ts': "refuse('conflict', 'second.thing.there', 'x')",
  })
  refuses(words.refusalsAreSigned, { 'src/modules/first/rules.ts': "invalid('nothing', [])" })
  refuses(words.refusalsAreSigned, {
    'src/modules/first/rules.ts': "versionCheck('second.thing.stale', 'thing')",
  })
  allows(words.refusalsAreSigned, {
    'src/modules/first/rules.ts': "refuse('conflict', 'first.thing.there', 'x')",
  })
})

test('a file nobody reaches and a view nobody shows are refused', () => {
  refuses(references.everyFileIsReached, empty('src/modules/first/lost.ts'))
  allows(references.everyFileIsReached, { 'src/app/main.ts': "import './a.ts'", ...empty('src/app/a.ts') })
  refuses(references.everyViewIsShown, empty('src/modules/first/views/thing.ts'))
  refuses(references.everyAssetIsNamed, { 'src/web/browser/lost.css': 'a {}' })
})

test('papers that tell another story are refused', () => {
  const action = { 'src/modules/first/actions.ts': "action({ name: 'first.thing.make', run() {} })" }
  refuses(papers.readmesNameActions, { ...action, 'src/modules/first/README.md': '# first\n' })
  allows(papers.readmesNameActions, {
    ...action,
    'src/modules/first/README.md': '# first\n`first.thing.make`',
  })
  assert.equal(
    papers.tablesAreTheList(houseOf({ ...LIST, 'README.md': '# Connects' })).length,
    2,
    'neither paper shows the list',
  )
  assert.equal(papers.settingsAreTheTable(houseOf({ 'docs/how-to/install.md': '# Install' })).length, 1)
  const manifest = {
    'package.json': '{ "dependencies": { "kysely": "^1.0.0" } }',
    'docs/dependencies.md': '',
  }
  assert.equal(papers.dependenciesHaveReasons(houseOf(manifest)).length, 3, 'a range, no reason, no use')
  assert.deepEqual(
    papers.dependenciesHaveReasons(
      houseOf({
        'package.json': '{ "dependencies": { "kysely": "1.0.0" } }',
        'docs/dependencies.md': '| `kysely` | queries |',
        'src/a.ts': "import { sql } from 'kysely'",
      }),
    ),
    [],
  )
  const decision = '# 1. One\n'
  refuses(papers.decisionsAreNumbered, {
    'docs/decisions/0001-one.md': decision,
    'docs/decisions/0001-two.md': decision,
  })
  refuses(papers.decisionsAreNumbered, { 'docs/decisions/one.md': decision })
})

test('code is told from comments, strings, templates and patterns', () => {
  const { code, bare } = blank(
    "const a = 'x // y' // z\nconst b = `p ${c('q')} // r` / 2\nconst d = /['`]/.test(e) /* f */\n",
  )
  assert.equal(code.includes('z'), false)
  assert.equal(code.includes('x // y'), true)
  assert.equal(bare.includes('x // y'), false)
  assert.match(bare, /c\(' '\)/)
  assert.equal(bare.includes('f'), false)
  assert.equal(bare.includes('.test(e)'), true)
})

test('imports are told by kind', () => {
  const [type, mixed, whole, later] = importsOf(
    "import type { A } from './a.ts'\nimport { type B, c as d } from './b.ts'\nimport * as all from './all.ts'\nconst e = await import('./e.ts')\n",
  )
  assert.equal(type?.typeOnly, true)
  assert.deepEqual([mixed?.typeOnly, mixed?.names], [false, ['B', 'c']])
  assert.equal(whole?.specifier, './all.ts')
  assert.equal(later?.later, true)
})
