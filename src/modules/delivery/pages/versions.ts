// Freezing a round, correcting what was frozen, and two versions beside each other.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import { heading, inset, paragraph } from '#web/parts.ts'
import { correctRound, freezeRound, reopenActivities } from '../actions/versions.ts'
import { missingIn, type Missing } from '../queries/completion.ts'
import { extensionsOf, type ExtensionCard } from '../queries/extensions.ts'
import { rowsToFreeze } from '../queries/freezing.ts'
import { frozenOf, shortHash } from '../queries/frozen.ts'
import { READ } from '../queries/seeing.ts'
import { differences, headDifferences, lostAnswers, type Frozen, type RowDifference } from '../rules.ts'
import { isComplete, missingPart } from '../views/freezing.ts'
import { changesTable, compareFile, compareView } from '../views/frozen.ts'
import { requestsPart } from '../views/round.ts'
import { roundForm, roundForReaders, roundKeptFor, roundTrail, type RoundFound } from './round-asked.ts'

type ToFreeze = RoundFound & { readonly missing: Missing }

const freeze = form('/delivery/:plan/rounds/:round/freeze', {
  action: freezeRound,
  load: async (visit): Promise<ToFreeze> => {
    const found = await roundKeptFor('delivery.round.freeze')(visit)
    return { ...found, missing: await missingIn(visit, found.round.id) }
  },
  values: (_visit, { round }) => ({ round: round.id, version: round.version }),
  view: (visit, found, state) =>
    roundForm('Freeze the round', {
      submit: 'Freeze the round',
      fields: isComplete(found.missing) ? ['round'] : ['anyway', 'round'],
      intro: html`${paragraph('What was reported is written down for good. Reports and figures are made from it, and nobody can change it; a mistake is put right by a correction, which is the next version.')}
        ${missingPart(found.plan, found.round, found.missing)}`,
    })(visit, found, state),
  then: (result) => ({
    to: result.address,
    notice: `${result.title} is frozen: version ${result.version}, ${shortHash(result.hash)}.`,
  }),
})

type ToCorrect = RoundFound & {
  readonly newest: Frozen
  readonly rows: readonly RowDifference[]
  readonly head: readonly string[]
  readonly lost: readonly number[]
  readonly reopened: readonly ExtensionCard[]
}

async function toCorrect(visit: Visit): Promise<ToCorrect> {
  const found = await roundKeptFor('delivery.round.correct')(visit)
  if (found.round.state !== 'frozen') return notFound('frozen version')
  const newest = await frozenOf(visit, found.round.id)
  const next = await rowsToFreeze(visit, found.round.id)
  return {
    ...found,
    newest,
    rows: differences(newest.rows, next.rows),
    head: headDifferences(newest.head, next.head),
    lost: lostAnswers(newest.rows, next.rows),
    reopened: (await extensionsOf(visit, found.round.id)).filter((one) => one.kind === 'correction'),
  }
}

const correct = form('/delivery/:plan/rounds/:round/correct', {
  action: correctRound,
  load: toCorrect,
  values: (_visit, { round }) => ({ round: round.id, version: round.version }),
  view: (visit, found, state) => ({
    ...roundForm('Correct the round', {
      submit: `Freeze version ${found.newest.version + 1}`,
      fields: [...(found.lost.length > 0 ? ['anyway'] : []), 'reason', 'round'],
      intro: html`${paragraph(`Version ${found.newest.version} stays readable. Reports made from the next version name it and say why it was made.`)}
        ${inset('To have somebody report anew, reopen the activity first. Answers to open questions and what columns of a file mean are taken in by themselves.')}
        ${heading(`What version ${found.newest.version + 1} would change`, { level: 2 })}
        ${changesTable(found.plan, found.rows, found.head)}
        ${requestsPart({ ...found, requests: found.reopened, may: () => false, ...NOTHING_ELSE })}`,
    })(visit, found, state),
    wide: true,
  }),
  then: (result) => ({
    to: result.address,
    notice: `${result.title} was corrected: version ${result.version}, ${shortHash(result.hash)}.`,
  }),
})

// The list of what was reopened needs nothing of the round's page but its own rows.
const NOTHING_ELSE = {
  before: undefined,
  changes: [],
  units: [],
  own: [],
  versions: [],
  listed: { rows: [] },
  filter: {},
  toSign: 0,
} as const

const reopen = form('/delivery/:plan/rounds/:round/reopen', {
  action: reopenActivities,
  load: roundKeptFor('delivery.round.reopen'),
  values: (_visit, { round }) => ({ round: round.id, version: round.version }),
  view: roundForm('Reopen activities to correct them', {
    submit: 'Reopen them',
    intro: paragraph(
      'Whoever reports them is told, can change and submit them anew, and their director signs them off again. What was frozen stays as it is until you correct the round.',
    ),
  }),
  then: (result) => ({
    to: result.address,
    notice: `${result.activities.length === 1 ? 'Activity' : 'Activities'} ${result.activities.join(', ')} can be reported anew.`,
  }),
})

const numberIn = (visit: Visit, name: string): number | undefined =>
  /^\d{1,6}$/.test(visit.query[name] ?? '') ? Number(visit.query[name]) : undefined

const compare = get('/delivery/:plan/rounds/:round/compare', {
  permission: READ,
  async run(visit) {
    const found = await roundForReaders(visit)
    const { plan, round } = found
    const to = await frozenOf(visit, round.id, numberIn(visit, 'to'))
    const from = await frozenOf(visit, round.id, numberIn(visit, 'from') ?? Math.max(1, to.version - 1))
    const rows = differences(from.rows, to.rows)
    const format = formatOf(visit)
    if (format !== undefined) {
      const file = compareFile(plan, rows)
      return fileOf(
        format,
        `${plan.code}-${round.code}-changes-${from.version}-${to.version}`,
        file.columns,
        file.rows,
      )
    }
    return page({
      title: `What changed: ${round.title}`,
      wide: true,
      breadcrumbs: roundTrail(found),
      body: compareView({
        plan,
        round,
        from: from.version,
        to,
        rows,
        head: headDifferences(from.head, to.head),
      }),
    })
  },
})

export const versionPages: readonly Page[] = [freeze, correct, reopen, compare]
