// How a case was scored: every criterion against every assessor, with the weights and the total, and the form
// on which one assessor scores.
import { barChart, chartWithTable } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import { field, type Fields } from '#platform/fields/index.ts'
import { errorSummary, renderField } from '#web/forms.ts'
import { govuk } from '#web/govuk.ts'
import { bullets, emptyState, heading, inset, link, paragraph, table } from '#web/parts.ts'
import type { Assessment, Assessor, Criterion } from '../queries/assessment.ts'
import type { CaseRow } from '../queries/cases.ts'
import { scoreInWords, scoreWords } from '../rules.ts'
import { caseHref } from './frame.ts'

export type Compared = { readonly reference: string; readonly title: string; readonly perMille: number }

export function assessmentView(record: CaseRow, assessment: Assessment, others: readonly Compared[]): View {
  const { criteria, assessors, scores, meanPerMille } = assessment
  const given = (criterion: Criterion, assessor: Assessor): string => {
    const found = scores.find(
      (score) => score.criterionId === criterion.id && score.personId === assessor.personId,
    )
    return found === undefined ? '' : String(found.score)
  }
  const comments = scores.filter((score) => score.comment !== null && score.comment !== '')
  return {
    title: `How ${record.reference} was scored`,
    wide: true,
    back: { href: caseHref(record), text: `Business case ${record.reference}` },
    body: html`${heading('How it was scored', { caption: `${record.reference} ${record.title}` })}${paragraph(meanPerMille === undefined ? 'Nobody has scored it yet.' : html`<strong>${scoreInWords(meanPerMille)}</strong>, the mean of ${assessment.scored === 1 ? 'one assessor' : `${assessment.scored} assessors`}. Each criterion is scored 0 to 4 and counts by its weight.`)}${
      assessors.length === 0
        ? emptyState('No assessors yet', 'The fund officer names who scores the case.')
        : table(
            [
              { key: 'criterion', label: 'Criterion', kind: 'text', value: (row: Criterion) => row.title },
              { key: 'weight', label: 'Weight', kind: 'number', value: (row) => row.weight },
              ...assessors.map((assessor) => ({
                key: assessor.personId,
                label: assessor.barred ? `${assessor.name} (not counted)` : assessor.name,
                kind: 'number' as const,
                value: (row: Criterion) => given(row, assessor),
                show: (row: Criterion) => given(row, assessor) || 'Not yet',
              })),
            ],
            criteria,
            {
              caption: 'Scores by criterion and assessor',
              captionSize: 's',
              sortedBy: 'In the order of the published criteria',
            },
          )
    }${assessors.length === 0 ? null : bullets(assessors.map((one) => `${one.name}${one.organisation === null ? '' : `, ${one.organisation}`}: ${one.totalPerMille === undefined ? 'has not scored yet' : scoreInWords(one.totalPerMille)}${one.barred ? '. An interest was declared, so the score is not counted' : ''}`))}${
      comments.length === 0
        ? null
        : html`${heading('What assessors wrote', { level: 2 })}${bullets(comments.map((score) => html`<strong>${criteria.find((one) => one.id === score.criterionId)?.title}</strong>, ${assessors.find((one) => one.personId === score.personId)?.name}: ${score.comment}`))}`
    }${comparison(others)}`,
  }
}

function comparison(others: readonly Compared[]): Html | null {
  if (others.length < 2) return null
  const [best] = others
  return chartWithTable(
    barChart({
      title: 'Cases of this fund compared',
      kind: 'number',
      labelHeading: 'Business case',
      valueHeading: 'Score of 100',
      description:
        best === undefined
          ? 'No scores yet.'
          : `${best.reference} scores highest of ${others.length} cases, ${scoreInWords(best.perMille)}.`,
      bars: others.map((one) => ({ label: `${one.reference} ${one.title}`, value: one.perMille / 10 })),
    }),
  )
}

/** One criterion after the other, each with its guidance: the rows of the action drawn with their own headings. */
export function scoringView(record: CaseRow, criteria: readonly Criterion[], form: FormState): View {
  const rows = Array.isArray(form.values['scores'])
    ? (form.values['scores'] as readonly Readonly<Record<string, unknown>>[])
    : []
  const scoreOf = field.choice(
    'Score',
    Object.fromEntries(Object.entries(scoreWords).map(([value, words]) => [value, `${value}: ${words}`])),
  )
  const commentOf = field.text('Why', { most: 500 }).optional()
  const fields: Fields = Object.fromEntries(
    criteria.flatMap((_, at) => [
      [`scores-${at}-score`, scoreOf],
      [`scores-${at}-comment`, commentOf],
    ]),
  )
  const values = Object.fromEntries(
    criteria.flatMap((criterion, at) => {
      const row = rows.find((one) => one['criterion'] === criterion.id) ?? rows[at]
      return [
        [`scores-${at}-score`, String(row?.['score'] ?? '')],
        [`scores-${at}-comment`, row?.['comment'] ?? ''],
      ]
    }),
  )
  const flat: FormState = { ...form, fields, values }
  return {
    title: `Score ${record.title}`,
    back: { href: caseHref(record), text: `Business case ${record.reference}` },
    body: html`${errorSummary(flat)}${heading('Score the business case', { caption: `${record.reference} ${record.title}` })}${inset(html`Read ${link(caseHref(record), 'the case')} first. If you or your organisation would gain from the decision in a way others do not, ${link(`${caseHref(record)}/interest`, 'declare an interest')} instead of scoring.`)}<form method="post" action="${form.action}" novalidate>${Object.entries(form.hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${criteria.map(
      (criterion, at) =>
        html`${heading(criterion.title, { level: 2, caption: `Weight ${criterion.weight}` })}${paragraph(criterion.guidance)}<input type="hidden" name="scores-${at}-criterion" value="${criterion.id}">${renderField(flat, `scores-${at}-score`, { as: 'radios', label: `Score for ${criterion.title}`, labelSize: 's' })}${renderField(flat, `scores-${at}-comment`, { label: `Why, for ${criterion.title}` })}`,
    )}${govuk.button({ text: 'Save the scores', preventDoubleClick: true })}</form>`,
  }
}
