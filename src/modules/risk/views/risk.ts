// The page of one risk: its sentence, its scores in words, what is in place and what is done, where it is seen, and
// its history; with the one thing that is to be done next above everything.
import { chartWithTable, lineChart } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { formatDate, formatDateTime, formatMonth, londonDate } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  card,
  details,
  emptyState,
  heading,
  inset,
  link,
  paragraph,
  summaryList,
  table,
  tag,
  tags,
  timeline,
  type TimelineEntry,
} from '#web/parts.ts'
import type { MatrixVersion } from '../queries/matrices.ts'
import type { Assessment, Change, Control, Doubt, Escalation, Evidence, Review } from '../queries/parts.ts'
import type { RegisterName } from '../queries/registers.ts'
import type { RiskRow } from '../queries/risks.ts'
import {
  BANDS,
  CLOSED_WHY,
  CONTROL_KINDS,
  EFFECTIVENESS,
  ESCALATION_STATES,
  IMPACT_KINDS,
  LEVELS,
  listWords,
  MEASURES,
  PROXIMITIES,
  RESPONSES,
  REVIEW_OUTCOMES,
  scoreWords,
  sentenceOf,
  type Measure,
} from '../rules.ts'
import { bandTag, HOME, isOverdue, registerHref, reviewWords, riskHref, RISKS, stateTag } from './words.ts'

export type ActionRow = {
  readonly id: string
  readonly what: string
  readonly owner_name: string
  readonly due_on: Temporal.PlainDate
  readonly closed_on: Temporal.PlainDate | null
}

export type RiskShown = {
  readonly risk: RiskRow
  readonly seesRegister: boolean
  readonly about: { readonly title: string; readonly href: string | null } | undefined
  readonly mergedInto: RiskRow | undefined
  readonly assessments: readonly Assessment[]
  readonly matrices: ReadonlyMap<string, MatrixVersion>
  readonly controls: readonly Control[]
  readonly evidence: readonly Evidence[]
  readonly reviews: readonly Review[]
  readonly escalations: readonly Escalation[]
  readonly changes: readonly Change[]
  readonly doubts: readonly Doubt[]
  readonly undertakings: readonly ActionRow[]
  readonly wayUp: readonly RegisterName[]
  readonly missing: readonly string[]
  readonly proposes: boolean
  readonly waitsForAcceptance: boolean
  readonly isRegisterOwner: boolean
  readonly today: Temporal.PlainDate
  readonly me: string | null
  /** Whether the reader may do this to the risk as it stands. */
  readonly may: (permission: string) => boolean
  readonly mayAnswer: (escalation: Escalation) => boolean
}

export function riskView(shown: RiskShown): View {
  const { risk } = shown
  const register = { code: risk.register_code }
  return {
    title: `${risk.reference} ${risk.title}`,
    breadcrumbs: [
      HOME,
      RISKS,
      ...(shown.seesRegister ? [{ href: registerHref(register), text: risk.register_name }] : []),
    ],
    body: html`${heading(risk.title, { caption: `Risk ${risk.reference}` })}
      ${tags(
        stateTag(risk.state),
        risk.residual_band !== null && risk.state !== 'closed' && bandTag(risk.residual_band),
        ...shown.escalations.map(
          (one) => one.state === 'accepted' && tag(`Escalated to ${one.register_name}`, 'purple'),
        ),
      )}
      ${paragraph(sentenceOf(risk), { lead: true })} ${asks(shown)} ${buttons(shown)} ${facts(shown)}
      <section>${heading('Scores', { level: 2, id: 'scores' })}${scores(shown)}</section>
      <section>${heading('Controls', { level: 2, id: 'controls' })}${controls(shown)}</section>
      <section>${heading('Actions', { level: 2, id: 'actions' })}${actions(shown)}</section>
      <section>${heading('Where it is seen', { level: 2, id: 'escalations' })}${escalations(shown)}</section>
      <section>${heading('History', { level: 2, id: 'history' })}${history(shown)}</section>`,
  }
}

/** What waits for somebody, each with its step. */
function asks(shown: RiskShown): Html {
  const { risk, may } = shown
  const href = riskHref(risk)
  return html`${shown.doubts.length === 0 ? null : inset(html`${paragraph('The file this risk was loaded from left in doubt:')}${bullets(shown.doubts.map((one) => `${one.heading}: “${one.raw}”. ${one.doubt}`))}${may('risk.risk.edit') ? paragraph(link(`${href}/edit`, 'Change the risk to settle it')) : null}`)}
    ${risk.state === 'draft' && shown.missing.length > 0 ? inset(`Before it can be opened it needs ${listWords(shown.missing)}.`) : null}
    ${risk.state === 'open' && risk.owner_person_id === null ? inset(html`Nobody owns this risk. ${may('risk.risk.hand-over') ? html`${link(`${href}/owner`, 'Name its owner')}.` : null}`) : null}
    ${shown.waitsForAcceptance ? inset(html`To live with this risk goes beyond the appetite of the register, ${BANDS[risk.appetite].toLowerCase()}. ${shown.isRegisterOwner ? html`${link(`${href}/accept`, 'Accept it')} or ${link(`${href}/decline`, 'ask for more')}.` : 'The owner of the register has to accept it.'}`) : null}
    ${shown.proposes ? inset(html`A risk that stays ${BANDS[risk.residual_band ?? 'low'].toLowerCase()} asks for ${shown.wayUp[0]?.name ?? 'the register above'}. ${may('risk.escalation.ask') ? html`${link(`${href}/escalate`, 'Escalate it')} or ${link(`${href}/keep`, 'say why it stays here')}.` : null}`) : null}
    ${isOverdue(risk, shown.today) ? inset(html`Its review was due on ${formatDate(risk.review_on ?? shown.today)}. ${may('risk.risk.review') ? html`${link(`${href}/review`, 'Review it')}.` : null}`) : null}`
}

function buttons({ risk, may, missing }: RiskShown): Html | null {
  const href = riskHref(risk)
  return actionsList([
    risk.state === 'draft' &&
      missing.length === 0 &&
      may('risk.risk.open') && { href: `${href}/open`, text: 'Open it' },
    may('risk.assessment.make') && { href: `${href}/assess`, text: 'Score it' },
    risk.state === 'open' &&
      may('risk.risk.review') && { href: `${href}/review`, text: 'Review it', look: 'secondary' },
    may('risk.risk.edit') && { href: `${href}/edit`, text: 'Change its words', look: 'link' },
    may('risk.risk.hand-over') && { href: `${href}/owner`, text: 'Name its owner', look: 'link' },
    may('risk.risk.close') && { href: `${href}/close`, text: 'Close it', look: 'link' },
    risk.state === 'closed' && may('risk.risk.reopen') && { href: `${href}/reopen`, text: 'Open it again' },
  ])
}

function facts({ risk, about, mergedInto, today, seesRegister }: RiskShown): Html {
  return summaryList([
    { key: 'Because of', value: risk.cause },
    { key: 'There is a risk that', value: risk.event },
    { key: 'Which would lead to', value: risk.consequence },
    {
      key: 'Register',
      value: seesRegister
        ? link(registerHref({ code: risk.register_code }), risk.register_name)
        : risk.register_name,
    },
    risk.about_subject_id !== null && {
      key: 'About',
      value:
        about === undefined
          ? 'A record that you may not see'
          : about.href === null
            ? about.title
            : link(about.href, about.title),
    },
    { key: 'Category', value: risk.category_name },
    { key: 'How soon', value: risk.proximity === null ? null : PROXIMITIES[risk.proximity] },
    { key: 'Owner', value: risk.owner_name },
    { key: 'Response', value: risk.response === null ? null : RESPONSES[risk.response] },
    risk.accepted_at !== null &&
      risk.accepted_assessment_id === risk.residual_id &&
      risk.response === 'tolerate' && {
        key: 'Accepted',
        value: `By ${risk.accepted_by_name ?? 'the owner of the register'} on ${formatDate(londonDate(risk.accepted_at))}`,
      },
    risk.state === 'open' && { key: 'Next review', value: reviewWords(risk, today) },
    risk.closed_on !== null && {
      key: 'Closed',
      value: `${formatDate(risk.closed_on)}: ${risk.closed_why === null ? '' : CLOSED_WHY[risk.closed_why].toLowerCase()}`,
    },
    mergedInto !== undefined && {
      key: 'Merged into',
      value: link(riskHref(mergedInto), `${mergedInto.reference} ${mergedInto.title}`),
    },
    risk.closing_words !== null && { key: 'What should be known', value: risk.closing_words },
  ])
}

const ALL_MEASURES = Object.keys(MEASURES) as Measure[]

const MEANS: Readonly<Record<Measure, string>> = {
  inherent: 'With no control at all',
  residual: 'As it is now',
  target: 'Where it should be',
}

function scores(shown: RiskShown): Html {
  const { assessments, matrices, risk, may } = shown
  const standing = assessments.filter((one) => one.superseded_at === null)
  const rows = ALL_MEASURES.map((measure) => ({
    measure,
    one: standing.find((one) => one.measure === measure),
  }))
  type Row = (typeof rows)[number]
  const acting = may('risk.assessment.make')
  return html`${table<Row>(
    [
      {
        key: 'measure',
        label: 'Score',
        kind: 'text',
        value: (row) => MEASURES[row.measure],
        show: (row) =>
          html`${MEASURES[row.measure]}<br /><span class="govuk-hint govuk-!-margin-bottom-0">${MEANS[row.measure]}</span>`,
      },
      {
        key: 'words',
        label: 'Likelihood and impact',
        kind: 'text',
        value: (row) => (row.one === undefined ? null : wordsOf(row.one, matrices)),
        show: (row) => (row.one === undefined ? 'Not scored' : wordsOf(row.one, matrices)),
      },
      {
        key: 'band',
        label: 'Stands at',
        kind: 'text',
        value: (row) => row.one?.score,
        show: (row) => (row.one === undefined ? '' : html`${row.one.score} ${bandTag(row.one.band)}`),
      },
      ...(acting
        ? [
            {
              key: 'do',
              label: 'Change',
              kind: 'text' as const,
              value: () => '',
              show: (row: Row) =>
                link(
                  `${riskHref(risk)}/assess?measure=${row.measure}`,
                  row.one === undefined ? 'Score' : 'Score again',
                  {
                    hidden: row.measure,
                  },
                ),
            },
          ]
        : []),
    ],
    rows,
    { caption: 'The three scores as they stand', captionHidden: true },
  )}
  ${assessments.length > standing.length ? html`${chart(shown)}${details('Every score it had', everyScore(shown))}` : null}`
}

const wordsOf = (one: Assessment, matrices: ReadonlyMap<string, MatrixVersion>): string => {
  const matrix = matrices.get(one.matrix_version_id)
  const words = matrix === undefined ? `${one.likelihood} × ${one.impact}` : scoreWords(matrix, one)
  return one.impact_kind === null ? words : `${words}, by ${IMPACT_KINDS[one.impact_kind].toLowerCase()}`
}

const monthOf = (one: Assessment): string => londonDate(one.assessed_at).toPlainYearMonth().toString()

/** The scores over time: where each measure stood at the end of every month in which something changed. */
function chart({ assessments, risk }: RiskShown): Html {
  const ordered = assessments.toReversed()
  const moments = [...new Set(ordered.map((one) => monthOf(one)))]
  const at = (measure: Measure, month: string): number | null =>
    ordered.findLast((one) => one.measure === measure && monthOf(one) <= month)?.score ?? null
  const used = ALL_MEASURES.filter((measure) => ordered.some((one) => one.measure === measure))
  const residual = ordered.filter((one) => one.measure === 'residual')
  const first = residual[0]?.score
  const last = residual.at(-1)?.score
  return chartWithTable(
    lineChart({
      title: 'Scores over time',
      description:
        first === undefined || last === undefined
          ? `The scores of ${risk.reference} since it was raised.`
          : `The residual score went from ${first} to ${last} in ${residual.length} assessments.`,
      kind: 'number',
      points: moments.map((month) => formatMonth(Temporal.PlainYearMonth.from(month))),
      pointHeading: 'Month',
      series: used.map((measure) => ({
        name: MEASURES[measure],
        values: moments.map((month) => at(measure, month)),
      })),
    }),
  )
}

function everyScore({ assessments, matrices }: RiskShown): Html {
  return table<Assessment>(
    [
      { key: 'on', label: 'Scored on', kind: 'date', value: (row) => londonDate(row.assessed_at) },
      { key: 'measure', label: 'Score', kind: 'text', value: (row) => MEASURES[row.measure] },
      { key: 'words', label: 'Likelihood and impact', kind: 'text', value: (row) => wordsOf(row, matrices) },
      {
        key: 'band',
        label: 'Stood at',
        kind: 'text',
        value: (row) => `${row.score} ${BANDS[row.band].toLowerCase()}`,
      },
      { key: 'reason', label: 'Reason', kind: 'text', value: (row) => row.reason },
      { key: 'by', label: 'By', kind: 'text', value: (row) => row.assessed_by },
      {
        key: 'matrix',
        label: 'Matrix',
        kind: 'text',
        value: (row) => `version ${matrices.get(row.matrix_version_id)?.number ?? 'unknown'}`,
      },
    ],
    assessments,
    { caption: 'Every score it had', captionHidden: true, sortedBy: 'Newest first', rowHeader: null },
  )
}

function controls(shown: RiskShown): Html {
  const { risk, may } = shown
  const standing = shown.controls.filter((control) => control.ended_on === null)
  const ended = shown.controls.filter((control) => control.ended_on !== null)
  return html`${
    standing.length === 0
      ? emptyState(
          'No controls yet',
          'A control is what is in place already: it makes the risk less likely or less bad, or shows that it happens.',
          may('risk.control.add') && { href: `${riskHref(risk)}/controls/new`, text: 'Add a control' },
        )
      : standing.map((control) => controlCard(shown, control))
  }${standing.length > 0 && may('risk.control.add') ? paragraph(link(`${riskHref(risk)}/controls/new`, 'Add a control')) : null}
  ${ended.length === 0 ? null : details(`Ended controls (${ended.length})`, bullets(ended.map((one) => `${one.what} (ended ${formatDate(one.ended_on ?? shown.today)})`)))}`
}

function controlCard(shown: RiskShown, control: Control): Html {
  const { risk, may, evidence, today, me } = shown
  const href = `${riskHref(risk)}/controls/${control.id}`
  const shows = evidence.filter((one) => one.control_id === control.id)
  const late = control.next_test_on !== null && Temporal.PlainDate.compare(control.next_test_on, today) < 0
  const tests =
    may('risk.control.edit') || (risk.state !== 'closed' && me !== null && me === control.owner_person_id)
  return card(
    control.what,
    html`${summaryList([
      { key: 'Kind', value: CONTROL_KINDS[control.kind] },
      { key: 'Owner', value: control.owner_name },
      { key: 'Does it work?', value: EFFECTIVENESS[control.effectiveness] },
      {
        key: 'Next test',
        value:
          control.next_test_on === null
            ? 'Not planned'
            : html`${late ? html`${tag('Overdue', 'red')} ` : null}${formatDate(control.next_test_on)}`,
      },
    ])}${
      shows.length === 0
        ? null
        : details(
            `Evidence (${shows.length})`,
            bullets(
              shows.map((one) => evidenceLine(risk, one)),
              { spaced: true },
            ),
          )
    }${actionsList([
      tests && { href: `${href}/test`, text: 'Judge it', look: 'secondary' },
      may('risk.control.edit') && { href: `${href}/edit`, text: 'Change it', look: 'link' },
      may('risk.control.end') && { href: `${href}/end`, text: 'End it', look: 'link' },
    ])}`,
    { level: 3 },
  )
}

function evidenceLine(risk: RiskRow, one: Evidence): Html {
  return html`${formatDate(one.tested_on)}, ${EFFECTIVENESS[one.effectiveness].toLowerCase()}${one.given_by === null ? null : `, ${one.given_by}`}: ${one.words}${one.link === null ? null : html` ${link(one.link, 'The evidence')}`}${one.file_id === null ? null : html` ${link(`${riskHref(risk)}/evidence/${one.id}`, 'The file', { download: true })}`}`
}

function actions({ risk, undertakings, may }: RiskShown): Html {
  const add = may('risk.action.give') &&
    risk.partnership_id !== null && { href: `${riskHref(risk)}/actions/new`, text: 'Give somebody an action' }
  return html`${table<ActionRow>(
    [
      {
        key: 'what',
        label: 'Action',
        kind: 'text',
        value: (row) => row.what,
        show: (row) => link(`/undertakings/${row.id}`, row.what),
      },
      { key: 'owner', label: 'Who', kind: 'text', value: (row) => row.owner_name },
      { key: 'due', label: 'Until', kind: 'date', value: (row) => row.due_on },
      {
        key: 'state',
        label: 'State',
        kind: 'text',
        value: (row) => (row.closed_on === null ? 'Open' : `Done ${formatDate(row.closed_on)}`),
      },
    ],
    undertakings,
    {
      caption: 'Actions about this risk',
      captionHidden: true,
      sortedBy: 'By day',
      empty: emptyState(
        'No actions yet',
        'What somebody has undertaken to do about this risk appears here with its day.',
        add,
      ),
    },
  )}${undertakings.length > 0 && add !== false ? paragraph(link(add.href, add.text)) : null}`
}

function escalations(shown: RiskShown): Html {
  const { risk, wayUp, may } = shown
  const href = riskHref(risk)
  return html`${paragraph(html`This is one record. It belongs to ${risk.register_name} (${LEVELS[risk.register_level].toLowerCase()}) and is seen there and wherever it was accepted.`)}
  ${shown.escalations.map((one) => escalationCard(shown, one))}
  ${
    risk.state === 'open' && wayUp.length > 0 && may('risk.escalation.ask')
      ? paragraph(link(`${href}/escalate`, 'Escalate it to a register above'))
      : null
  }
  ${wayUp.length === 0 && shown.escalations.length === 0 ? paragraph('No register stands above this one.') : null}`
}

function escalationCard(shown: RiskShown, one: Escalation): Html {
  const href = `${riskHref(shown.risk)}/escalations/${one.id}`
  const answers = shown.mayAnswer(one)
  const isOpen = shown.risk.state !== 'closed'
  return card(
    html`${one.register_name} ${tag(ESCALATION_STATES[one.state], one.state === 'accepted' ? 'purple' : one.state === 'asked' ? 'yellow' : 'grey')}`,
    html`${summaryList([
      {
        key: 'Asked',
        value: `${formatDateTime(one.asked_at)}${one.asked_by === null ? '' : ` by ${one.asked_by}`}`,
      },
      { key: 'Why', value: one.reason },
      one.answered_at !== null && {
        key: 'Answered',
        value: `${formatDateTime(one.answered_at)}${one.answered_by === null ? '' : ` by ${one.answered_by}`}`,
      },
      one.answer_words !== null && { key: 'Answer', value: one.answer_words },
      one.owner_name !== null && { key: 'Who answers for it there', value: one.owner_name },
      one.ended_at !== null && { key: 'Ended', value: formatDateTime(one.ended_at) },
      one.ended_words !== null && { key: 'Why it came back', value: one.ended_words },
    ])}${actionsList([
      one.state === 'asked' && answers && isOpen && { href: `${href}/accept`, text: 'Accept it' },
      one.state === 'asked' && answers && { href: `${href}/decline`, text: 'Decline it', look: 'secondary' },
      one.state === 'asked' &&
        shown.may('risk.escalation.withdraw') && {
          href: `${href}/withdraw`,
          text: 'Withdraw it',
          look: 'link',
        },
      one.state === 'accepted' &&
        answers && { href: `${href}/end`, text: 'Bring it back down', look: 'link' },
    ])}`,
    { level: 3 },
  )
}

const CHANGES: Readonly<Record<Change['kind'], string>> = {
  raised: 'Raised',
  edited: 'Put into other words',
  opened: 'Opened',
  'handed-over': 'Owner named',
  tolerated: 'Accepted above the appetite',
  'not-tolerated': 'Not accepted: to be treated',
  'kept-here': 'Kept at its level',
  closed: 'Closed',
  reopened: 'Opened again',
}

function history({ changes, reviews }: RiskShown): Html {
  const entries: (TimelineEntry & { readonly at: string })[] = [
    ...changes.map((one) => ({
      title: CHANGES[one.kind],
      when: one.made_at,
      by: one.made_by,
      text: one.words ?? formerWords(one),
      at: one.made_at.toString(),
    })),
    ...reviews.map((one) => ({
      title: `Reviewed: ${REVIEW_OUTCOMES[one.outcome].toLowerCase()}`,
      when: one.reviewed_on,
      by: one.reviewed_by,
      text: html`${one.words === null ? null : paragraph(one.words)}${paragraph(`Next review: ${formatDate(one.next_on)}`)}`,
      at: `${one.reviewed_on.toString()}T23:59`,
    })),
  ]
  return timeline(
    entries.toSorted((one, other) => other.at.localeCompare(one.at)),
    { level: 3 },
  )
}

function formerWords(one: Change): Html | null {
  if (one.former === null) return null
  const { title, cause, event, consequence } = one.former
  if (!cause || !event || !consequence) return null
  return html`Before: ${title ?? ''}. ${sentenceOf({ cause, event, consequence })}`
}
