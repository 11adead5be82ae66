// The page of a round, its list as a file, its versions, and the forms that plan, move and cancel it.
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, filterOf, formatOf } from '#platform/tables/index.ts'
import { LONDON } from '#platform/time/index.ts'
import { formPage } from '#web/forms.ts'
import { bullets, heading, inset, paragraph } from '#web/parts.ts'
import { cancelRound, closeNow, editRound, lengthenRound, openNow, planRound } from '../actions/rounds.ts'
import {
  activitiesInRound,
  completionOf,
  ownActivities,
  SHOWN,
  type CompletionFilter,
  type Shown,
} from '../queries/completion.ts'
import { extensionsOf } from '../queries/extensions.ts'
import { frozenOf, frozenVersions, isWhole } from '../queries/frozen.ts'
import { waitingForSignature, windowChangesOf } from '../queries/round-page.ts'
import { roundBefore, roundsOf } from '../queries/rounds.ts'
import type { Plan } from '../queries/plans.ts'
import { holdsFor, KEEP, READ_PUBLIC } from '../queries/seeing.ts'
import { proposedRound, signatoryOf } from '../rules.ts'
import { frozenColumns, frozenView } from '../views/frozen.ts'
import {
  activitiesPart,
  boardPart,
  completionColumns,
  ownPart,
  publicNote,
  requestsPart,
  roundActions,
  roundFacts,
  roundHead,
  roundTabs,
  versionsPart,
  type RoundShown,
} from '../views/round.ts'
import { planHref } from '../views/plan-words.ts'
import { earlyWords, periodWords, windowWords } from '../views/round-words.ts'
import { roundsPage } from '../views/rounds-section.ts'
import { planKeptFor, thePlan, todayOf, trail } from './asked.ts'
import {
  me,
  readsAlong,
  roundForm,
  roundKeptFor,
  roundTrail,
  theRound,
  type RoundFound,
} from './round-asked.ts'

const showRounds = get('/delivery/:plan/rounds', {
  permission: READ_PUBLIC,
  async run(visit) {
    const plan = await thePlan(visit)
    return page({
      title: `Rounds: ${plan.title}`,
      wide: true,
      breadcrumbs: trail(plan),
      body: html`${heading('All rounds', { caption: plan.title })}${await roundsPage(visit, plan, filterOf(visit, 'after'))}`,
    })
  },
})

const showRound = get('/delivery/:plan/rounds/:round', {
  permission: READ_PUBLIC,
  async run(visit) {
    const found = await theRound(visit)
    if (!readsAlong(visit, found.plan)) return publicPage(visit, found)
    const asked = filterOf(visit, 'version')
    if (asked !== undefined && /^\d{1,6}$/.test(asked)) return versionPage(visit, found, Number(asked))
    const { plan, round } = found
    const filter = filterFor(visit, found)
    const format = formatOf(visit)
    if (format !== undefined) {
      const { after: _, ...rest } = filter
      const rows = await everyRow((after) =>
        activitiesInRound(visit, round.id, { ...rest, ...(after === undefined ? {} : { after }) }, 1000),
      )
      return fileOf(format, `${plan.code}-${round.code}`, completionColumns(plan, round), rows)
    }
    const shown = await shownOf(visit, found, filter)
    return page({
      title: `${round.title}: ${plan.title}`,
      wide: true,
      breadcrumbs: trail(plan),
      body: html`${roundHead(shown)} ${roundTabs(shown)} ${roundFacts(shown)} ${roundActions(shown)} ${ownPart(shown)}
        ${requestsPart(shown)} ${boardPart(shown)} ${activitiesPart(visit, shown)} ${versionsPart(shown)}`,
    })
  },
})

async function shownOf(
  visit: Visit,
  { plan, round }: RoundFound,
  filter: CompletionFilter,
): Promise<RoundShown> {
  const person = me(visit)
  const keeps = holdsFor(visit, KEEP, plan)
  const waiting = person === null ? [] : await waitingForSignature(visit, round.id)
  return {
    plan,
    round,
    before: await roundBefore(visit, round),
    changes: await windowChangesOf(visit, round.id),
    units: await completionOf(visit, round.id),
    own: person === null || round.is_imported ? [] : await ownActivities(visit, round.id, person),
    requests: keeps ? await extensionsOf(visit, round.id) : [],
    versions: await frozenVersions(visit, round.id),
    listed: await activitiesInRound(visit, round.id, filter),
    filter,
    may: (permission) => plan.state !== 'closed' && holdsFor(visit, permission, plan),
    toSign: waiting.filter(({ signing }) => maySign(signing, person, keeps)).length,
  }
}

export const maySign = (
  signing: Parameters<typeof signatoryOf>[0],
  person: string | null,
  keeps: boolean,
): boolean => {
  const signatory = signatoryOf(signing)
  return person !== signing.preparedBy && (signatory === null ? keeps : signatory === person)
}

/** While a round runs its first question is who has not begun; once it is over, what was not submitted. */
function filterFor(visit: Visit, { round }: RoundFound): CompletionFilter {
  const { query } = visit
  const isAsked = query['shown'] !== undefined || query['unit'] !== undefined || query['search'] !== undefined
  const usual = round.state === 'open' && !isAsked ? 'not-begun' : undefined
  const shown = Object.hasOwn(SHOWN, query['shown'] ?? '') ? (query['shown'] as Shown) : usual
  const [unit, search, after] = [filterOf(visit, 'unit'), filterOf(visit, 'search'), filterOf(visit, 'after')]
  return {
    ...(shown === undefined ? {} : { shown }),
    ...(unit === undefined ? {} : { unit }),
    ...(search === undefined ? {} : { search }),
    ...(after === undefined ? {} : { after }),
  }
}

async function publicPage(visit: Visit, { plan, round }: RoundFound) {
  const shown = { plan, round, before: undefined, changes: [], units: [], versions: [] }
  return page({
    title: `${round.title}: ${plan.title}`,
    breadcrumbs: trail(plan),
    body: html`${roundHead(shown)} ${roundFacts(shown)} ${publicNote()}`,
  })
}

async function versionPage(visit: Visit, found: RoundFound, version: number) {
  const { plan, round } = found
  const frozen = await frozenOf(visit, round.id, version)
  const format = formatOf(visit)
  if (format !== undefined)
    return fileOf(
      format,
      `${plan.code}-${round.code}-version-${frozen.version}`,
      frozenColumns(plan, frozen),
      frozen.rows,
    )
  const [newest] = await frozenVersions(visit, round.id)
  const after = /^\d{1,9}$/.test(visit.query['after'] ?? '') ? Number(visit.query['after']) : 0
  return page({
    title: `${round.title}, version ${frozen.version}: ${plan.title}`,
    wide: true,
    breadcrumbs: roundTrail(found),
    body: frozenView({
      plan,
      round,
      frozen,
      newest: newest?.number ?? frozen.version,
      isWhole: isWhole(frozen),
      after,
    }),
  })
}

/** "2027-03-27T09:30" in London, as the form takes it. */
const momentText = (moment: Temporal.Instant | null): string =>
  moment === null
    ? ''
    : moment.toZonedDateTimeISO(LONDON).toPlainDateTime().toString({ smallestUnit: 'minute' })

const newRound = form('/delivery/:plan/rounds/new', {
  action: planRound,
  load: planKeptFor('delivery.round.plan'),
  values: async (visit, plan) => {
    const [last] = await roundsOf(visit, plan.id)
    const proposed = proposedRound(
      { from: plan.from_on, until: plan.until_on },
      last === undefined ? null : { period: { from: last.period_from, until: last.period_until } },
      todayOf(visit),
    )
    return {
      plan: plan.id,
      code: proposed.code,
      title: proposed.title,
      periodFrom: proposed.period.from.toString(),
      periodUntil: proposed.period.until.toString(),
      opensAt: momentText(proposed.window.opensAt),
      closesAt: momentText(proposed.window.closesAt),
    }
  },
  view: (_visit, plan: Plan, state) =>
    formPage(
      'Plan a round',
      state,
      { href: planHref(plan), text: plan.title },
      {
        submit: 'Plan the round',
        intro: paragraph(
          'The period is what is reported on; the window is when it can be reported. They need not be the same, and both are printed. Everything is filled in for the next quarter: change what differs.',
        ),
      },
    ),
  then: (result) => ({
    to: result.address,
    notice: `${result.title} was planned. It opens and closes by the clock.`,
  }),
})

const plain = (_visit: Visit, { round }: RoundFound) => ({ round: round.id, version: round.version })

const edit = form('/delivery/:plan/rounds/:round/edit', {
  action: editRound,
  load: roundKeptFor('delivery.round.edit'),
  values: (_visit, { round }) => ({
    round: round.id,
    title: round.title,
    periodFrom: round.period_from.toString(),
    periodUntil: round.period_until.toString(),
    opensAt: momentText(round.opens_at),
    closesAt: momentText(round.closes_at),
    version: round.version,
  }),
  view: roundForm('Change the round', { submit: 'Save' }),
  then: (result) => ({ to: result.address, notice: 'The round was changed.' }),
})

const cancel = form('/delivery/:plan/rounds/:round/cancel', {
  action: cancelRound,
  load: roundKeptFor('delivery.round.cancel'),
  values: plain,
  view: roundForm('Cancel the round', {
    submit: 'Cancel the round',
    look: 'warning',
    intro: paragraph('Nobody has reported in it yet, so nothing is lost. Its code becomes free again.'),
  }),
  then: (result) => ({ to: result.address, notice: `${result.title} was cancelled.` }),
})

const open = form('/delivery/:plan/rounds/:round/open-now', {
  action: openNow,
  load: roundKeptFor('delivery.round.open-now'),
  values: plain,
  view: (visit, found, state) =>
    roundForm('Open the round now', {
      submit: 'Open it now',
      intro: html`${paragraph('Everybody who leads an activity, or was given one, is told by mail and can report at once.')}
        ${bullets([`Period: ${periodWords(found.round)}`, `Window as planned: ${windowWords(found.round)}`])}`,
    })(visit, found, state),
  then: (result) => ({ to: result.address, notice: `${result.title} is open.` }),
})

const close = form('/delivery/:plan/rounds/:round/close-now', {
  action: closeNow,
  load: roundKeptFor('delivery.round.close-now'),
  values: plain,
  view: (visit, found, state) => {
    const early = earlyWords({ ...found.round, closes_at: visit.now, state: 'open' })
    return roundForm('Close the round now', {
      submit: 'Close it now',
      look: 'warning',
      intro: html`${paragraph('Whoever has not reported by now needs more time granted.')}${early === null ? null : inset(early)}`,
    })(visit, found, state)
  },
  then: (result) => ({ to: result.address, notice: `${result.title} is closed.` }),
})

const lengthen = form('/delivery/:plan/rounds/:round/lengthen', {
  action: lengthenRound,
  load: roundKeptFor('delivery.round.lengthen'),
  values: (visit, { round }) => ({
    round: round.id,
    closesAt: momentText(round.closes_at?.add({ hours: 7 * 24 }) ?? visit.now),
    version: round.version,
  }),
  view: (visit, found, state) =>
    roundForm('Lengthen the window', {
      submit: 'Lengthen it',
      intro: paragraph(`The window is ${windowWords(found.round)}.`),
    })(visit, found, state),
  then: (result) => ({ to: result.address, notice: `${result.title} is open for longer.` }),
})

export const roundPages: readonly Page[] = [
  showRounds,
  newRound,
  showRound,
  edit,
  cancel,
  open,
  close,
  lengthen,
]
