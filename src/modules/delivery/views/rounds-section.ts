// The rounds of a plan on the plan's own page: each with its period, its window and how far it has come.
import type { Reader } from '#platform/actions/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { actionsList, emptyState, heading, link, listPages, paragraph, table } from '#web/parts.ts'
import type { Plan } from '../queries/plans.ts'
import { roundsOf, type Round } from '../queries/rounds.ts'
import { reportedIn } from '../queries/completion.ts'
import { holdsFor, READ } from '../queries/seeing.ts'
import { earlyWords, periodWords, roundLink, roundTag, windowWords } from './round-words.ts'

const MOST_SHOWN = 8

/** The section "Rounds" of a plan's page, for whoever sees the plan. Nothing where plans of its kind have none. */
export async function roundsSection(reader: Reader, plan: Plan): Promise<Html> {
  if (!plan.template.uses.rounds) return html``
  const rounds = await roundsOf(reader, plan.id)
  const shown = rounds.slice(0, MOST_SHOWN)
  const all = `/delivery/${plan.code}/rounds`
  const mayPlan = plan.state === 'approved' && holdsFor(reader, 'delivery.round.plan', plan)
  const add = { href: `${all}/new`, text: 'Plan a round' }
  return html`${heading('Rounds', { level: 2 })} ${await roundsTable(reader, plan, shown, mayPlan && add)}
  ${rounds.length > shown.length ? paragraph(link(all, `All ${rounds.length} rounds`)) : null}
  ${rounds.length === 0 || !mayPlan ? null : actionsList([{ ...add, look: 'secondary' }])}`
}

/** Every round of a plan, a page at a time; `after` is the code at which the page before ended. */
export async function roundsPage(reader: Reader, plan: Plan, after: string | undefined): Promise<Html> {
  const rounds = await roundsOf(reader, plan.id)
  const from = rounds.findIndex((round) => round.code === after) + 1
  const shown = rounds.slice(from, from + MOST_SHOWN)
  const last = shown.at(-1)
  return html`${await roundsTable(reader, plan, shown, false)}
  ${listPages(
    `/delivery/${plan.code}/rounds`,
    from === 0 ? {} : { after: after ?? '' },
    last !== undefined && from + shown.length < rounds.length ? last.code : undefined,
    `${rounds.length === 0 ? 0 : from + 1} to ${from + shown.length} of ${rounds.length} rounds`,
  )}`
}

async function roundsTable(
  reader: Reader,
  plan: Plan,
  shown: readonly Round[],
  add: { readonly href: string; readonly text: string } | false,
): Promise<Html> {
  // How far a round has come is for those who read along; everybody else has the issued reports.
  const readsAlong = holdsFor(reader, READ, plan)
  const reported = await reportedIn(reader, readsAlong ? shown.map((round) => round.id) : [])
  return table<Round>(
    [
      {
        key: 'round',
        label: 'Round',
        kind: 'text',
        value: (round) => round.title,
        show: (round) => roundLink(plan, round),
      },
      {
        key: 'state',
        label: 'Where it stands',
        kind: 'text',
        value: (round) => round.state,
        show: (round) => roundTag(round.state),
      },
      { key: 'period', label: 'Period', kind: 'text', value: periodWords },
      { key: 'window', label: 'Window', kind: 'text', value: windowWords, show: windowCell },
      ...(readsAlong
        ? [
            {
              key: 'reported',
              label: 'Reported',
              kind: 'text' as const,
              value: (round: Round) => {
                const found = reported.get(round.id)
                return found === undefined ? '' : `${found.reported} of ${found.total}`
              },
            },
          ]
        : []),
    ],
    shown,
    {
      caption: 'Rounds of the plan',
      captionHidden: true,
      sortedBy: 'Newest first',
      empty: emptyState(
        'No rounds yet',
        plan.state === 'draft'
          ? 'Rounds in which leads report appear here once the plan is approved.'
          : 'Each round in which leads report appears here, with its period, its window and how far it has come.',
        add,
      ),
    },
  )
}

const windowCell = (round: Round): Html => {
  const early = earlyWords(round)
  return html`${windowWords(round)}${early === null ? null : html`<br />${early}`}`
}
