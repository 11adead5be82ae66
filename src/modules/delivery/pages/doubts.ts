// Settling what a file left unclear, and saying what its columns of ticks mean.
import { notFound } from '#platform/errors/index.ts'
import type { Choice } from '#platform/fields/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import { formPage } from '#web/forms.ts'
import { paragraph } from '#web/parts.ts'
import { DEFINE, defineColumn, settleDoubt } from '../actions/doubts.ts'
import {
  columnsWithoutMeaning,
  doubtById,
  doubtsOf,
  roundsWaiting,
  SETTLE,
  type DoubtRow,
} from '../queries/doubts.ts'
import { definitionsOf } from '../queries/filed.ts'
import { codelistOn, type Plan } from '../queries/plans.ts'
import {
  answerChoices,
  BOARD_COLUMNS,
  columnWord,
  doubtKind,
  HOW_SETTLED,
  isFixed,
  mayBeRight,
  type CodelistEntry,
  type HowSettled,
} from '../rules.ts'
import { doubtColumns, doubtIntro, doubtsHref, doubtsView } from '../views/doubts.ts'
import { mustHold, personChoices, planKeptFor, thePlan, trail } from './asked.ts'

const issuesOf = async (visit: Visit, plan: Plan): Promise<readonly CodelistEntry[]> =>
  (await codelistOn(visit, plan.template.lists.issues, plan.from_on)).entries

const list = get('/delivery/:plan/doubts', {
  permission: SETTLE,
  async run(visit) {
    const plan = await thePlan(visit)
    mustHold(visit, SETTLE, plan)
    const rows = await doubtsOf(visit, plan.id)
    const issues = await issuesOf(visit, plan)
    const format = formatOf(visit)
    if (format !== undefined)
      return fileOf(format, `${plan.code}-questions`, doubtColumns(plan, issues, 'all'), rows)
    return page({
      title: `What the files left unclear: ${plan.title}`,
      wide: true,
      breadcrumbs: trail(plan),
      body: doubtsView({
        plan,
        rows,
        issues,
        columns: await columnsWithoutMeaning(visit, plan.id),
        definitions: await definitionsOf(visit, plan.id),
        waiting: await roundsWaiting(visit, plan.id),
      }),
    })
  },
})

type Asked = { readonly plan: Plan; readonly doubt: DoubtRow; readonly issues: readonly CodelistEntry[] }

async function askedIn(visit: Visit): Promise<Asked> {
  const plan = await planKeptFor(SETTLE)(visit)
  const doubt = await doubtById(visit, visit.params['doubt'] ?? '')
  if (doubt.plan_id !== plan.id) return notFound('question')
  return { plan, doubt, issues: await issuesOf(visit, plan) }
}

/** Only the fields that this kind of question takes. */
function fieldsFor({ column_name: column, raw }: DoubtRow): readonly string[] {
  const kind = doubtKind(column)
  const said = kind === 'labels' ? 'codes' : kind === 'day' ? 'day' : kind === 'person' ? 'person' : 'word'
  if (isFixed(column, raw)) return ['how', 'why', 'doubt']
  return ['how', said, ...(mayBeRight(column, raw) ? ['why'] : []), 'doubt']
}

function waysFor({ column_name: column, raw }: DoubtRow): Choice[] {
  const ways: readonly HowSettled[] = isFixed(column, raw)
    ? ['right']
    : [...(mayBeRight(column, raw) ? (['right'] as const) : []), 'otherwise', 'nothing']
  return ways.map((value) => ({ value, text: HOW_SETTLED[value] }))
}

const backTo = (plan: Plan) => ({ href: doubtsHref(plan), text: 'What the files left unclear' })

const settle = form('/delivery/:plan/doubts/:doubt', {
  action: settleDoubt,
  load: askedIn,
  values: (_visit, { doubt }) => ({
    doubt: doubt.id,
    version: doubt.version,
    how: doubt.answer === null ? (isFixed(doubt.column_name, doubt.raw) ? 'right' : '') : howOf(doubt),
    ...givenIn(doubt),
    why: doubt.why ?? '',
  }),
  options: async (visit, { plan, doubt, issues }) => ({
    how: waysFor(doubt),
    word: [...answerChoices(doubt.column_name, issues)],
    codes: [...answerChoices(doubt.column_name, issues)],
    person: doubtKind(doubt.column_name) === 'person' ? await personChoices(visit, plan) : [],
  }),
  view: (_visit, { plan, doubt }, state) =>
    formPage('Answer a question', state, backTo(plan), {
      submit: 'Keep the answer',
      fields: fieldsFor(doubt),
      more: { word: { as: 'radios' }, how: { as: 'radios' } },
      intro: doubtIntro(doubt),
    }),
  then: (result) => ({
    to: result.address,
    notice: 'The answer was kept. It comes into the next correction of the round.',
  }),
})

const howOf = (doubt: DoubtRow): HowSettled =>
  doubt.why !== null ? 'right' : doubt.answer === '' ? 'nothing' : 'otherwise'

function givenIn({ column_name: column, answer, why }: DoubtRow): Record<string, unknown> {
  if (answer === null || answer === '' || why !== null) return {}
  const kind = doubtKind(column)
  if (kind === 'labels') return { codes: answer.split(';') }
  return { [kind === 'day' ? 'day' : kind === 'person' ? 'person' : 'word']: answer }
}

const define = form('/delivery/:plan/doubts/columns/:column', {
  action: defineColumn,
  async load(visit) {
    const plan = await planKeptFor(DEFINE)(visit)
    const column = BOARD_COLUMNS.find((one) => one === visit.params['column'])
    return { plan, column: column ?? notFound('column') }
  },
  fixed: (visit) => ({ column: visit.params['column'] ?? '' }),
  async values(visit, { plan, column }) {
    const said = (await definitionsOf(visit, plan.id)).find((one) => one.column === column)
    return { plan: plan.id, meaning: said?.meaning ?? '', source: said?.source ?? '' }
  },
  view: (_visit, { plan, column }, state) =>
    formPage(`What does a tick in “${columnWord(column)}” mean?`, state, backTo(plan), {
      submit: 'Keep the meaning',
      fields: ['meaning', 'source', 'plan'],
      intro: paragraph(
        'The file ticks this column without saying whether an item was reported, is expected or is booked. With a meaning, its ticks are counted as that from the next correction of each round on; what is frozen stays as it is.',
      ),
    }),
  then: (result) => ({
    to: result.address,
    notice: 'The meaning was kept. It comes into the next correction of each round.',
  }),
})

export const doubtPages: readonly Page[] = [list, define, settle]
