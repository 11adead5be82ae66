// Reporting by sheet: the download, the upload with every fault by its line, and the last look before it is sent.
import { readFields } from '#platform/fields/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, type Page, type Visit } from '#platform/http/index.ts'
import { fileOf, filterOf } from '#platform/tables/index.ts'
import { formPage } from '#web/forms.ts'
import { paragraph } from '#web/parts.ts'
import { sendSheet, UPLOAD, uploadSheet } from '../actions/sheets.ts'
import { reportFields } from '../actions/submissions.ts'
import { unitsOf } from '../queries/plans.ts'
import { ownSheet, prefilledFor, reportableIn, type Reportable, type Sheet } from '../queries/sheet.ts'
import { settle } from '../rules.ts'
import { roundHref } from '../views/round-words.ts'
import { sheetColumns, sheetEffects, sheetHref, sheetIntro, type SheetEffect } from '../views/sheets.ts'
import { roundForReaders, type RoundFound } from './round-asked.ts'

const isStillToReport = ({ report_state: state, is_monitored, report_version }: Reportable): boolean =>
  state !== 'submitted' && state !== 'signed' && (is_monitored || report_version > 0)

const toReport = async (visit: Visit, { plan, round }: RoundFound, unit?: string): Promise<Reportable[]> =>
  (await reportableIn(visit, plan, round, unit)).filter(isStillToReport)

type Offered = RoundFound & { readonly activities: readonly Reportable[] }

const upload = form('/delivery/:plan/rounds/:round/sheet', {
  action: uploadSheet,
  async load(visit): Promise<Offered> {
    const found = await roundForReaders(visit)
    return { ...found, activities: await toReport(visit, found) }
  },
  values: (_visit, { round }) => ({ round: round.id }),
  async view(visit, { plan, round, activities }, state) {
    const codes = new Set(activities.map((one) => one.unit_code))
    const units = (await unitsOf(visit, plan.id)).filter((unit) => codes.has(unit.code))
    const offered = { plan, round, reportable: activities.length, units: codes.size > 1 ? units : [] }
    const back = { href: roundHref(plan, round), text: round.title }
    const intro = sheetIntro(offered)
    return formPage('Report by sheet', { ...state, values: { ...state.values, round: round.id } }, back, {
      submit: 'Look at what it says',
      fields: ['file', 'round'],
      intro,
    })
  },
  then: (result) => ({ to: result.address }),
})

const file = get('/delivery/:plan/rounds/:round/sheet/file', {
  permission: UPLOAD,
  async run(visit) {
    const found = await roundForReaders(visit)
    const unit = filterOf(visit, 'unit')
    const activities = await toReport(visit, found, unit)
    const lines = []
    for (const activity of activities)
      lines.push((await prefilledFor(visit, found.plan, found.round, activity)).cells)
    const format = filterOf(visit, 'format') === 'csv' ? 'csv' : 'xlsx'
    const name = [found.plan.code, found.round.code, ...(unit === undefined ? [] : [unit])].join('-')
    return fileOf(format, name, sheetColumns, lines)
  },
})

type Uploaded = RoundFound & { readonly sheet: Sheet; readonly effects: readonly SheetEffect[] }

async function uploaded(visit: Visit): Promise<Uploaded> {
  const found = await roundForReaders(visit)
  const sheet = await ownSheet(visit, visit.params['sheet'] ?? '')
  if (sheet.round_id !== found.round.id) return notFound('sheet')
  const activities = new Map((await reportableIn(visit, found.plan, found.round)).map((one) => [one.id, one]))
  const effects: SheetEffect[] = []
  for (const line of sheet.lines) {
    const activity = activities.get(line.activity)
    if (activity === undefined) continue
    const { basis } = await prefilledFor(visit, found.plan, found.round, activity)
    effects.push({
      line: line.line,
      number: line.number,
      title: activity.title,
      hasDraft: activity.report_version > 0,
      basis,
      settled: settle(basis, readFields(reportFields, line.answers)),
    })
  }
  return { ...found, sheet, effects }
}

const send = form('/delivery/:plan/rounds/:round/sheet/:sheet', {
  action: sendSheet,
  load: uploaded,
  values: (_visit, { sheet }) => ({ sheet: sheet.id }),
  view(_visit, { plan, round, sheet, effects }, state) {
    const count = effects.length
    const back = { href: sheetHref(plan, round), text: 'Report by sheet' }
    const view = formPage(
      `Look before you send: ${count} ${count === 1 ? 'report' : 'reports'}`,
      state,
      back,
      {
        submit: 'Send the sheet',
        fields: ['as', 'sheet'],
        more: { as: { as: 'radios' } },
        intro: html`${paragraph(`${sheet.file_name}, for ${round.title}. Nothing is reported yet.`)}${sheetEffects(plan, round, effects)}`,
      },
    )
    return { ...view, wide: true }
  },
  then: (result) => ({
    to: result.address,
    notice: result.reports === 1 ? 'The report was sent.' : `${result.reports} reports were sent.`,
  }),
})

export const sheetPages: readonly Page[] = [upload, file, send]
