// What a report states beside what the records give, wrong ones first, and everything else that does not hold: with the
// activities to look at and what officers answered.
import { severityWord, type Severity } from '#platform/figures/index.ts'
import { html, type Content, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  card,
  details,
  downloads,
  emptyState,
  heading,
  link,
  none,
  paragraph,
  statGrid,
  table,
  tag,
  type TagColour,
} from '#web/parts.ts'
import type { FigureBeside } from '../findings.ts'
import type { FindingAnswer, Findings, StatedRow } from '../queries/findings.ts'
import type { Finding } from '../rules/findings.ts'
import { HOME, PLANS } from './plan-words.ts'

export type FindingsShown = {
  readonly plan: { readonly code: string; readonly title: string }
  readonly round: { readonly code: string; readonly title: string }
  readonly found: Findings
  readonly stated: readonly StatedRow[]
  readonly answers: readonly FindingAnswer[]
  readonly mayAnswer: boolean
  readonly mayMatch: boolean
}

type Place = { readonly plan: { readonly code: string }; readonly round: { readonly code: string } }

const roundHref = ({ plan, round }: Place): string => `/delivery/${plan.code}/rounds/${round.code}`
export const findingsHref = (place: Place): string => `${roundHref(place)}/findings`
/** A finding in an address: its rule and, where the rule has several, what it is about. */
export const findingKey = ({ rule, subject }: Pick<Finding, 'rule' | 'subject'>): string =>
  encodeURIComponent(subject === undefined ? rule : `${rule}~${subject}`)
export const whatIfHref = (place: Place): string => `${roundHref(place)}/what-if`

const activityHref = (plan: { readonly code: string }, number: number): string =>
  `/delivery/${plan.code}/activities/${number}`

/** The way to a round's page and back. */
export const roundTrail = (shown: Pick<FindingsShown, 'plan' | 'round'>) => [
  HOME,
  PLANS,
  { text: shown.plan.title, href: `/delivery/${shown.plan.code}` },
  { text: shown.round.title, href: roundHref(shown) },
]

const SEVERITY_COLOURS: Readonly<Record<Severity, TagColour>> = {
  contradiction: 'red',
  question: 'orange',
  note: 'grey',
}

const severityTag = (severity: Severity): Html => tag(severityWord[severity], SEVERITY_COLOURS[severity])

export const agreementWord = (agrees: boolean | null): string =>
  agrees === null ? 'Cannot be said' : agrees ? 'Agrees' : 'Differs'

const agreementTag = (agrees: boolean | null): Html =>
  tag(agreementWord(agrees), agrees === null ? 'grey' : agrees ? 'green' : 'red')

/** "20 of 79, 25%", as much of it as there is. */
function figureWords(count: number | null, of: number | null, percent: string | null): string | null {
  if (count === null) return percent === null ? null : `${percent}%`
  return `${count}${of === null ? '' : ` of ${of}`}${percent === null ? '' : `, ${percent}%`}`
}

export const statedWords = (figure: FigureBeside): string | null =>
  figureWords(figure.stated, figure.statedOf, figure.statedPercent)
/** A percentage only where one was stated: it is there to be compared. */
export const recountedWords = (figure: FigureBeside): string | null =>
  figureWords(
    figure.recounted,
    figure.recountedOf,
    figure.statedPercent === null ? null : figure.recountedPercent,
  )

const ORDER = (figure: FigureBeside): number => (figure.agrees === false ? 0 : figure.agrees === null ? 1 : 2)

/** Those that differ first, then those that cannot be said, each in the order of the report. */
export const wrongFirst = (figures: readonly FigureBeside[]): readonly FigureBeside[] =>
  figures.toSorted((one, other) => ORDER(one) - ORDER(other))

/** More than these fold away. */
const FEW = 20

/** The activities as links, folded where they are many. */
function activityLinks(plan: { readonly code: string }, numbers: readonly number[]): Html | null {
  if (numbers.length === 0) return null
  const links = numbers.map(
    (number, at) => html`${at === 0 ? '' : ', '}${link(activityHref(plan, number), String(number))}`,
  )
  return numbers.length > FEW ? details(`${numbers.length} activities`, html`${links}`) : html`${links}`
}

/** The columns of the stated figures: page, CSV and spreadsheet. */
export function figureColumns(
  shown: Pick<FindingsShown, 'plan' | 'round' | 'stated' | 'mayMatch'>,
): readonly Column<FigureBeside>[] {
  return [
    { key: 'ref', label: 'Ref', kind: 'text', value: ({ ref }) => String(ref) },
    {
      key: 'statement',
      label: 'Statement',
      kind: 'text',
      value: ({ statement }) => statement,
      show: (figure) => html`${figure.statement} ${matchLink(shown, figure)}`,
    },
    { key: 'stated', label: 'Stated', kind: 'text', value: statedWords },
    {
      key: 'recounted',
      label: 'The records give',
      kind: 'text',
      value: recountedWords,
      show: (figure) => recountedWords(figure) ?? none('Cannot be said'),
    },
    {
      key: 'agrees',
      label: 'So it',
      kind: 'text',
      value: ({ agrees }) => agreementWord(agrees),
      show: ({ agrees }) => agreementTag(agrees),
    },
    {
      key: 'activities',
      label: 'Activities',
      kind: 'text',
      value: ({ activities }) => activities.join(' '),
      show: ({ activities, agrees }) =>
        activityLinks(shown.plan, activities) ?? none(agrees === null ? 'Not counted' : 'None'),
    },
    { key: 'rule', label: 'How it is counted', kind: 'text', value: ({ rule }) => rule, downloadOnly: true },
    { key: 'doubt', label: 'Doubt', kind: 'text', value: ({ doubt }) => doubt, downloadOnly: true },
  ]
}

/** Where a person may say what a statement counts; its wording is enough for most. */
function matchLink(
  { plan, round, stated, mayMatch }: Pick<FindingsShown, 'plan' | 'round' | 'stated' | 'mayMatch'>,
  figure: FigureBeside,
): Html | null {
  const row = stated.find(({ ref }) => ref === String(figure.ref))
  if (!mayMatch || row === undefined || (figure.measure !== null && row.measure === null)) return null
  const words = figure.measure === null ? 'Match it to a measure' : 'Change what it counts'
  return link(`${findingsHref({ plan, round })}/figures/${row.id}`, words, { hidden: figure.statement })
}

/** The columns of the findings as a file. */
export const findingColumns: readonly Column<Finding>[] = [
  { key: 'severity', label: 'Severity', kind: 'text', value: ({ severity }) => severityWord[severity] },
  { key: 'rule', label: 'Rule', kind: 'text', value: ({ rule }) => rule },
  { key: 'about', label: 'Statement or column', kind: 'text', value: ({ subject }) => subject },
  { key: 'message', label: 'Finding', kind: 'text', value: ({ message }) => message },
  { key: 'stated', label: 'Stated', kind: 'text', value: ({ stated }) => stated },
  { key: 'recounted', label: 'The records give', kind: 'text', value: ({ recounted }) => recounted },
  { key: 'activities', label: 'Activities', kind: 'text', value: ({ activities }) => activities.join(' ') },
]

export function findingsView(shown: FindingsShown): View {
  const { plan, round, found } = shown
  const doubtful = found.figures.filter(({ doubt }) => doubt !== null)
  return {
    title: `Findings: ${round.title}, ${plan.title}`,
    wide: true,
    breadcrumbs: roundTrail(shown),
    body: html`${heading('Findings', { caption: `${round.title}, ${plan.title}` })}
      ${paragraph(`What ${found.version === null ? 'the round would not say rightly if it were frozen now' : `version ${found.version} of the round does not say rightly`}. Everything is counted anew from its records; nothing is guessed, and what cannot be said is said to be so.`)}
      ${actionsList([
        found.version !== null && {
          href: whatIfHref(shown),
          text: 'What if a rule had been in force',
          look: 'secondary',
        },
        { href: roundHref(shown), text: 'The round', look: 'link' },
      ])}
      ${totals(shown)}
      ${heading('Stated figures', { level: 2 })}
      ${table(figureColumns(shown), wrongFirst(found.figures), {
        caption: 'What the report states, beside what the records give',
        captionHidden: true,
        sortedBy: 'Those that differ first, then those that cannot be said',
        rowHeader: 'statement',
        empty: emptyState(
          'No stated figures',
          'They appear here once a report’s figures are loaded from a file, each beside its recount.',
        ),
      })}
      ${
        doubtful.length === 0
          ? null
          : details(
              'What cannot be said for certain, and why',
              bullets(
                doubtful.map(({ ref, doubt }) => `${ref}: ${doubt ?? ''}`),
                { spaced: true },
              ),
            )
      }
      ${found.figures.length === 0 ? null : downloads(findingsHref(shown), { list: 'figures' })}
      ${heading('Findings', { level: 2, id: 'findings' })}
      ${found.findings.length === 0 ? emptyState('Nothing was found', 'Stated figures agree with the records, and dates, statuses, issues and closings of the round hold together.') : found.findings.map((finding) => findingCard(shown, finding))}
      ${found.findings.length === 0 ? null : downloads(findingsHref(shown), { list: 'findings' })}
      ${
        found.notes.length === 0
          ? null
          : html`${heading('Notes', { level: 2 })}${paragraph('To know when reading the figures. Nobody has to answer them.')}${bullets(
              found.notes.map((note) => noteWords(shown, note)),
              { spaced: true },
            )}`
      }`,
  }
}

function totals({ found }: FindingsShown): Html {
  const figures = (agrees: boolean | null): number =>
    found.figures.filter((figure) => figure.agrees === agrees).length
  return statGrid([
    { label: 'Stated figures that differ', value: String(figures(false)) },
    { label: 'Stated figures that agree', value: String(figures(true)) },
    { label: 'Stated figures that cannot be said', value: String(figures(null)) },
    { label: 'Findings', value: String(found.findings.length), href: '#findings' },
  ])
}

const noteWords = ({ plan }: FindingsShown, { title, message, activities }: Finding): Content =>
  activities.length > FEW ? html`${title}. ${activityLinks(plan, activities)}` : message

function findingCard(shown: FindingsShown, finding: Finding): Html {
  const { severity, rule, title } = finding
  const [first = title, ...rest] = title.split('. ')
  const head = first.replace(/\.$/, '')
  const answer = shown.mayAnswer
    ? link(`${findingsHref(shown)}/${findingKey(finding)}/answer`, 'Answer it', { hidden: head })
    : null
  return card(
    html`${severityTag(severity)} ${head}`,
    html`${rest.length === 0 ? null : paragraph(rest.join('. '))}
      ${whereOf(shown.plan, finding)}
      ${answersTo(shown.answers, finding).map(answerWords)}
      <p class="govuk-body-s"><span class="connects-none">${rule}</span> ${answer}</p>`,
    { level: 3 },
  )
}

/** What is wrong with each activity where that is said, else the activities alone. */
function whereOf(plan: FindingsShown['plan'], { activities, details: each }: Finding): Content {
  if (activities.length === 0) return null
  if (each.length > 0 && each.length <= FEW)
    return bullets(
      each.map(
        ({ activity, words }) =>
          html`${link(activityHref(plan, activity), `Activity ${activity}`)}: ${words}`,
      ),
    )
  return activitiesNamed(plan, activities)
}

/** "Activities 26, 68" in a paragraph of its own, folded where they are many. */
export function activitiesNamed(plan: { readonly code: string }, numbers: readonly number[]): Html | null {
  const links = activityLinks(plan, numbers)
  return numbers.length > FEW
    ? links
    : paragraph(html`${numbers.length === 1 ? 'Activity' : 'Activities'} ${links}`)
}

const answersTo = (answers: readonly FindingAnswer[], finding: Finding): readonly FindingAnswer[] =>
  answers.filter(
    (answer) =>
      answer.rule === finding.rule &&
      (answer.about === null || answer.about === finding.subject) &&
      (answer.activity === null || finding.activities.includes(answer.activity)),
  )

function answerWords({ activity, words, madeAt, madeBy }: FindingAnswer): Html {
  const of = activity === null ? '' : ` for activity ${activity}`
  const by = `${madeBy ?? 'somebody who left'}, ${formatDate(londonDate(madeAt))}`
  return paragraph(
    html`<strong>Accepted${of} because</strong> ${words} <span class="govuk-hint">${by}</span>`,
  )
}
