// The findings of a frozen round, the forms that answer them, and the what-if of the plan's rules.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import { formPage } from '#web/forms.ts'
import { inset, paragraph } from '#web/parts.ts'
import { answerFinding, matchFigure } from '../actions/findings.ts'
import {
  answersOfRound,
  findingsOfFrozen,
  findingsSoFar,
  roundToRead,
  statedOfRound,
  whatIfOf,
  type Findings,
  type StatedRow,
} from '../queries/findings.ts'
import { frozenOf } from '../queries/frozen.ts'
import type { Plan } from '../queries/plans.ts'
import type { Round } from '../queries/rounds.ts'
import { holdsFor, READ } from '../queries/seeing.ts'
import type { Finding } from '../rules/findings.ts'
import { policyEffects } from '../rules/what-if.ts'
import {
  figureColumns,
  findingColumns,
  findingKey,
  findingsHref,
  findingsView,
  wrongFirst,
} from '../views/findings.ts'
import { changeColumns, whatIfView } from '../views/what-if.ts'
import { mustHold } from './asked.ts'

const theRound = (visit: Visit): Promise<{ readonly plan: Plan; readonly round: Round }> =>
  roundToRead(visit, visit.params['plan'] ?? '', visit.params['round'] ?? '')

const versionOf = (visit: Visit): number | undefined => {
  const { version } = visit.query
  return version !== undefined && /^[1-9]\d{0,3}$/.test(version) ? Number(version) : undefined
}

const showFindings = get('/delivery/:plan/rounds/:round/findings', {
  permission: READ,
  async run(visit) {
    const { plan, round } = await theRound(visit)
    const isFrozen = round.state === 'frozen'
    const stated = await statedOfRound(visit, round.id)
    const found = isFrozen
      ? findingsOfFrozen(await frozenOf(visit, round.id, versionOf(visit)), stated)
      : await findingsSoFar(visit, plan, round)
    const shown = {
      plan,
      round,
      found,
      stated,
      answers: await answersOfRound(visit, round.id),
      mayAnswer: isFrozen && holdsFor(visit, answerFinding.name, plan),
      mayMatch: holdsFor(visit, matchFigure.name, plan),
    }
    const format = formatOf(visit)
    if (format === undefined) return page(findingsView(shown))
    const name = `${plan.code}-${round.code}`
    const { figures, findings, notes } = shown.found
    return visit.query['list'] === 'findings'
      ? fileOf(format, `${name}-findings`, findingColumns, [...findings, ...notes])
      : fileOf(format, `${name}-stated-figures`, figureColumns(shown), wrongFirst(figures))
  },
})

type Asked = { readonly plan: Plan; readonly round: Round; readonly finding: Finding }

/** The finding of the address, for those who may answer it. */
async function theFinding(visit: Visit): Promise<Asked> {
  const { plan, round } = await theRound(visit)
  mustHold(visit, answerFinding.name, plan)
  const frozen = await frozenOf(visit, round.id)
  const { findings }: Findings = findingsOfFrozen(frozen, await statedOfRound(visit, round.id))
  const finding = findings.find((one) => decodeURIComponent(findingKey(one)) === visit.params['finding'])
  return { plan, round, finding: finding ?? notFound('finding') }
}

const answer = form('/delivery/:plan/rounds/:round/findings/:finding/answer', {
  action: answerFinding,
  load: theFinding,
  values: (_visit, { round, finding }) => ({
    round: round.id,
    rule: finding.rule,
    about: finding.subject ?? '',
    activity: finding.activities.length === 1 ? String(finding.activities[0]) : '',
  }),
  view: (_visit, { plan, round, finding }, state) =>
    formPage(
      'Answer the finding',
      { ...state, hidden: { ...state.hidden, rule: finding.rule, about: finding.subject ?? '' } },
      { href: findingsHref({ plan, round }), text: `Findings: ${round.title}` },
      {
        submit: 'Record the answer',
        fields: finding.activities.length > 1 ? ['activity', 'words', 'round'] : ['words', 'round'],
        more: {
          activity: { hint: `One of ${finding.activities.join(', ')}. All of them where nothing is said` },
        },
        intro: html`${inset(finding.message)}${paragraph('Your answer stands beside the finding, which stays. A mistake in the records is put right by a correction of the round, not by an answer.')}`,
      },
    ),
  then: (result) => ({ to: result.address, notice: 'Your answer was recorded.' }),
})

type Matched = { readonly plan: Plan; readonly round: Round; readonly figure: StatedRow }

async function theFigure(visit: Visit): Promise<Matched> {
  const { plan, round } = await theRound(visit)
  mustHold(visit, matchFigure.name, plan)
  const figure = (await statedOfRound(visit, round.id)).find(({ id }) => id === visit.params['figure'])
  return { plan, round, figure: figure ?? notFound('statement') }
}

const match = form('/delivery/:plan/rounds/:round/findings/figures/:figure', {
  action: matchFigure,
  load: theFigure,
  values: (_visit, { figure }) => ({
    figure: figure.id,
    measure: figure.measure ?? '',
    version: figure.version,
  }),
  view: (_visit, { plan, round, figure }, state) =>
    formPage(
      'Match a statement to a measure',
      state,
      { href: findingsHref({ plan, round }), text: `Findings: ${round.title}` },
      {
        submit: 'Match it',
        fields: ['measure', 'figure'],
        more: { measure: { as: 'select', hint: 'Its own words decide where nothing is chosen' } },
        intro: inset(`${figure.ref} “${figure.statement}”`),
      },
    ),
  then: (result) => ({ to: result.address, notice: 'The statement was matched.' }),
})

const showWhatIf = get('/delivery/:plan/rounds/:round/what-if', {
  permission: READ,
  async run(visit) {
    const { plan, round } = await theRound(visit)
    const rule = visit.query['rule'] ?? policyEffects[0]?.rule ?? ''
    const result = await whatIfOf(visit, {
      plan: plan.code,
      round: round.code,
      rule,
      version: versionOf(visit),
    })
    const format = formatOf(visit)
    if (format !== undefined)
      return fileOf(format, `${plan.code}-${round.code}-what-if`, changeColumns(plan), result.changes)
    return page(whatIfView({ plan, round, result, inForce: result.inForce }))
  },
})

export const findingsPages: readonly Page[] = [showFindings, answer, match, showWhatIf]
