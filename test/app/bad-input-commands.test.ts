// What an operator may type or load that cannot be taken: each is refused with an exit code and a sentence, lines
// of files by their number, and nothing is changed. What only looks odd is taken as it is.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { appTest, isLong } from '#test/support/app.ts'
import { command } from '#test/support/command.ts'
import { cast } from '#test/support/people.ts'

const directory = mkdtempSync(join(tmpdir(), 'connects-files-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const HEADER = 'id,name,kind,realm'
const lines = (count: number): string =>
  [HEADER, ...Array.from({ length: count }, (_, at) => `body-${at},Body ${at},district_council,`)].join('\n')

const files: Readonly<Record<string, string | Buffer>> = {
  'empty.csv': '',
  'header-only.csv': `${HEADER}\n`,
  'nul.csv': `${HEADER}\nnew-body,New\u0000Body,district_council,`,
  'bidi.csv': `${HEADER}\nnew-body,New \u202eydoB,district_council,`,
  'utf16.csv': Buffer.from(`\ufeff${HEADER}\nnew-body,New Body,district_council,`, 'utf16le'),
  'latin1.csv': Buffer.from(`${HEADER}\nnew-body,Caf\u00e9,district_council,`, 'latin1'),
  'quotes.csv': `${HEADER}\nnew-body,"New Body,district_council,`,
  'ragged.csv': `${HEADER}\nnew-body,New Body\n`,
  'wrong-kind.csv': `${HEADER}\nnew-body,New Body,duchy,`,
  'twice.csv': `${HEADER}\nnew-body,New Body,district_council,\nnew-body,Newer Body,district_council,`,
  'last-line.csv': `${lines(300)}\n,No code,district_council,`,
  'no-column.csv': 'id,name\nnew-body,New Body',
  'two-columns.csv': `id,name,name,kind,realm\nnew-body,New Body,New Body,district_council,`,
  'strange-column.csv': `${HEADER},password\nnew-body,New Body,district_council,,x`,
  'too-long.csv': lines(50_001),
  'picture.csv': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
}
for (const [name, contents] of Object.entries(files)) writeFileSync(join(directory, name), contents)

const REPORT = ['partnerships', 'report', 'write', '--partnership', 'kent-connects']

const refused: readonly (readonly [words: string, parts: readonly string[], says: RegExp])[] = [
  ['a command that there is not', ['fund', 'everything'], /no command/],
  [
    'an option given twice',
    [...REPORT, '--from', '2026-04-01', '--from', '2026-04-02', '--to', '2026-11-01'],
    /given twice/,
  ],
  [
    'an option that is not asked for',
    [...REPORT, '--from', '2026-04-01', '--to', '2026-11-01', '--colour', 'red'],
    /no field called/,
  ],
  ['an option left out', [...REPORT, '--from', '2026-04-01'], /Enter|missing|must/],
  ['an option named after the prototype', [...REPORT, '--constructor', 'x'], /no field called/],
  [
    'a period that ends on 31 February',
    [...REPORT, '--from', '2026-01-01', '--to', '2026-02-31'],
    /real date/,
  ],
  [
    'a period that ends before it begins',
    [...REPORT, '--from', '2026-04-01', '--to', '2026-03-01'],
    /before|after|later|earlier/,
  ],
  [
    'a partnership that there is not',
    [
      'partnerships',
      'report',
      'write',
      '--partnership',
      'essex',
      '--from',
      '2026-01-01',
      '--to',
      '2026-02-01',
    ],
    /no such/,
  ],
  [
    'a token for nobody',
    ['auth', 'token', 'create', '--person', 'nobody@kcc.example', '--days', '1'],
    /no active person/,
  ],
  [
    'a token for ever',
    ['auth', 'token', 'create', '--person', cast.fundOfficer, '--days', '99999'],
    /between/,
  ],
  [
    'a token for no days',
    ['auth', 'token', 'create', '--person', cast.fundOfficer, '--days', '0'],
    /between/,
  ],
  ['a demonstration over what is there', ['demo', 'load'], /empty data/],
  ['a county over what is there', ['setup', '--organisation-code', 'x'], /Still needed/],
  ['an import without a file', ['import', 'organisations'], /Say what to load/],
  ['an import of a kind that there is not', ['import', 'dragons', 'twice.csv'], /no kind of file/],
  ['a file that there is not', ['import', 'organisations', 'missing.csv'], /no file/],
  ['a directory in the place of a file', ['import', 'organisations', '.'], /no file/],
  ['an empty file', ['import', 'organisations', 'empty.csv'], /empty/],
  ['a NUL character', ['import', 'organisations', 'nul.csv'], /Line 2 holds a NUL/],
  ['text that runs backwards', ['import', 'organisations', 'bidi.csv'], /Line 2.*direction/],
  ['UTF-16', ['import', 'organisations', 'utf16.csv'], /UTF-16/],
  ['letters of an old code page', ['import', 'organisations', 'latin1.csv'], /Line 2 is not UTF-8/],
  ['quotation marks that never close', ['import', 'organisations', 'quotes.csv'], /never closed/],
  ['a line with too few cells', ['import', 'organisations', 'ragged.csv'], /Line 2 has 2 cells/],
  ['a kind that is not on the list', ['import', 'organisations', 'wrong-kind.csv'], /Line 2.*must be one of/],
  ['the same record twice', ['import', 'organisations', 'twice.csv'], /Line 3.*line 2 already/],
  ['one bad line after three hundred good ones', ['import', 'organisations', 'last-line.csv'], /Line 302/],
  ['a column too few', ['import', 'organisations', 'no-column.csv'], /column "kind" is missing/],
  ['a column twice', ['import', 'organisations', 'two-columns.csv'], /stands twice/],
  ['a column too many', ['import', 'organisations', 'strange-column.csv'], /no column "password"/],
  ['50,001 lines', ['import', 'organisations', 'too-long.csv'], /more than 50,000 rows/],
  ['a picture named as a table', ['import', 'organisations', 'picture.csv'], /NUL|not UTF-8|no text|kind/],
]

appTest(
  `commands refuse ${refused.length} kinds of bad input with exit code 1 and a sentence, and change nothing`,
  async (app) => {
    const wrong: string[] = []
    let before = await app.state()
    for (const [words, parts, says] of refused) {
      const { exit, problem, text } = await command(app.connects, parts, directory).catch(
        (error: unknown) => ({ exit: -1, problem: `DEFECT ${String(error)}`, text: '' }),
      )
      if (exit !== 1 || !says.test(problem))
        wrong.push(`${words}: exit ${exit}, ${problem}${text}`.slice(0, 400))
      const after = await app.state()
      for (const [table, state] of Object.entries(after))
        if (state !== before[table]) wrong.push(`${words} changed ${table}`)
      before = after
    }
    assert.deepEqual(wrong, [], wrong.join('\n'))
  },
)

const odd: Readonly<Record<string, string>> = {
  'a byte order mark and Windows line ends': `\ufeff${HEADER}\r\nnew-body,New Body,district_council,\r\n`,
  'semicolons, as a continental spreadsheet writes': `${HEADER.replaceAll(',', ';')}\nnew-body;New Body;district_council;\n`,
  'commas and line ends inside quotation marks': `${HEADER}\nnew-body,"Body, the ""new"" one",district_council,\n`,
}
for (const [words, text] of Object.entries(odd)) {
  appTest(`a file with ${words} is loaded, and loading it again changes nothing`, async (app) => {
    writeFileSync(join(directory, 'odd.csv'), text)
    const tried = await command(app.connects, ['import', 'organisations', 'odd.csv', '--dry-run'], directory)
    assert.match(tried.text, /would be 1 new/)
    const before = await app.state()
    assert.match(
      (await command(app.connects, ['import', 'organisations', 'odd.csv', '--dry-run'], directory)).text,
      /would be 1 new/,
    )
    assert.deepEqual(await app.state(), before, 'a dry run writes nothing')
    assert.match(
      (await command(app.connects, ['import', 'organisations', 'odd.csv'], directory)).text,
      /1 new/,
    )
    assert.match(
      (await command(app.connects, ['import', 'organisations', 'odd.csv'], directory)).text,
      /0 new, 0 changed, 1 as/,
    )
  })
}

appTest(
  'a formula in a cell is kept as the words it is, and leaves in a file that no spreadsheet computes',
  async (app) => {
    writeFileSync(
      join(directory, 'formula.csv'),
      `${HEADER}\nnew-body,"=HYPERLINK(""http://attacker.example"",""Body"")",district_council,\n`,
    )
    assert.equal((await command(app.connects, ['import', 'organisations', 'formula.csv'], directory)).exit, 0)
    const officer = await app.browser(cast.administrator)
    const page = await officer.open('/organisations?search=HYPERLINK')
    assert.match(page.words, /=HYPERLINK\("http:\/\/attacker\.example","Body"\)/)
    const file = await officer.get('/organisations?search=HYPERLINK&format=csv')
    assert.equal(file.status, 200)
    assert.doesNotMatch(file.body, /(^|,)"?=HYPERLINK/m)
  },
)

appTest(
  `a file of ${isLong ? '50,000' : '5,000'} lines is loaded whole, and again as nothing new`,
  async (app) => {
    const count = isLong ? 50_000 : 5_000
    writeFileSync(join(directory, 'long.csv'), lines(count))
    assert.match(
      (await command(app.connects, ['import', 'organisations', 'long.csv'], directory)).text,
      new RegExp(`${count} new`),
    )
    assert.match(
      (await command(app.connects, ['import', 'organisations', 'long.csv'], directory)).text,
      new RegExp(`0 new, 0 changed, ${count} as`),
    )
  },
)
