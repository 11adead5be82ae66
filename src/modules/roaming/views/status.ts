// The public page: whether roaming works, member by member, in words that need no explanation and help nobody to break it.
import { barChart, chartWithTable, type Bar } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { bullets, emptyState, heading, inset, link, paragraph, table } from '#web/parts.ts'
import { availabilityWords, percentOf, type Share } from '../rules/available.ts'
import { STATE_WORDS, type State, type WatchedBy } from '../rules/states.ts'
import type { PublicState } from '../queries/watch.ts'
import { federationNavigation } from './frame.ts'
import { stateTag } from './state-tag.ts'

export type StatusPage = {
  readonly federation: string
  readonly seen: PublicState
  readonly availability: ReadonlyMap<string | null, Share>
  readonly days: number
  /** For staff, the way to the other pages; the public has this one only. */
  readonly isStaff: boolean
  readonly runs: boolean
}

const SENTENCES: Readonly<Record<State, string>> = {
  good: 'Signing in away from one’s own organisation works.',
  degraded: 'Signing in away from one’s own organisation works in part.',
  down: 'Signing in away from one’s own organisation does not work at the moment.',
  unknown: 'Whether signing in away from one’s own organisation works is not known at the moment.',
}

function sentence({ state, members }: PublicState): string {
  const down = members.filter((one) => one.state === 'down').length
  return state === 'good' && down > 0
    ? `${SENTENCES.good} People of ${down === 1 ? 'one organisation' : `${down} organisations`} cannot at the moment.`
    : SENTENCES[state]
}

const KNOWN_BY: Readonly<Record<WatchedBy, string>> = {
  login: 'Whole logins with a test account',
  status: 'Its server answers; logins are not watched',
  nothing: 'Not watched',
}

type Row = PublicState['members'][number]

const MOST_BARS = 40

export function statusView({ federation, seen, availability, days, isStaff, runs }: StatusPage): View {
  const shareOf = (row: Row): Share | undefined => availability.get(row.id)
  const columns: Column<Row>[] = [
    { key: 'name', label: 'Organisation', kind: 'text', value: (row) => row.name },
    {
      key: 'state',
      label: 'Now',
      kind: 'text',
      value: (row) => STATE_WORDS[row.state],
      show: (row) => stateTag(row.state),
    },
    { key: 'by', label: 'Known by', kind: 'text', value: (row) => KNOWN_BY[row.by] },
    {
      key: 'available',
      label: `Worked in the last ${days} days`,
      kind: 'text',
      value: (row) => availabilityWords(shareOf(row), days),
    },
  ]
  return {
    title: `Status: ${federation}`,
    wide: true,
    refreshSeconds: 60,
    body: html`${heading('Does govroam work?', { caption: federation })}
      ${isStaff ? federationNavigation('/govroam/status', runs) : null}
      ${
        seen.isWatched || seen.members.length === 0
          ? html`${inset(html`${stateTag(seen.state)} ${sentence(seen)}`)}`
          : notWatched(seen, runs)
      }
      ${seen.isWatched ? troubles(seen) : null}
      ${heading('Organisations', { level: 2 })}
      ${table(columns, seen.members, {
        caption: 'Whether people of each organisation can sign in elsewhere',
        captionHidden: true,
        sortedBy: 'By name',
        empty: emptyState(
          'Nobody takes part yet',
          'Every organisation that takes part appears here, with whether its people can sign in.',
        ),
      })}
      ${chart(seen, availability, days)}
      ${paragraph(
        seen.lookedAt === null || !seen.isWatched
          ? 'Nothing has been looked at yet.'
          : `Last looked at ${formatDateTime(seen.lookedAt)}. We ask every server each minute and try whole logins every five.`,
      )}`,
  }
}

/** Before the first look: calm, and for those who run it what makes it begin. */
const notWatched = ({ isOnLoopback }: PublicState, runs: boolean): Html =>
  html`${inset(html`${stateTag('unknown', 'Not watched yet')} Nothing is watched yet, because no server has answered, so this page cannot say whether signing in works. That does not mean that anything is broken.`)}
  ${
    runs
      ? html`${paragraph('Watching begins by itself when these are there:')}${bullets([
          html`the address from which our probes come, in ${link('/govroam/settings/edit', 'the settings')}`,
          html`a configuration made after that, which lets them in, ${link('/govroam/generations', 'published')} and running on the proxies`,
          html`for whole logins, a test account of each member`,
          isOnLoopback &&
            html`every server here is this machine itself: start them with a rehearsal, <code>connects roaming rehearse --directory rehearsal</code>`,
        ])}`
      : null
  }`

const troubles = ({ troubles: open }: PublicState): Html =>
  html`${heading('What is broken', { level: 2 })}${
    open.length === 0
      ? paragraph('Nothing that we know of.')
      : html`<ul class="govuk-list govuk-list--bullet">${open.map((one) => html`<li>${one.words} Since ${formatDateTime(one.opened_at)}.</li>`)}</ul>`
  }`

/** The least available first: where to look. Whoever was not watched is in the table above and not here. */
function chart(seen: PublicState, availability: StatusPage['availability'], days: number): Html | null {
  const bars: Bar[] = seen.members
    .flatMap((row) => {
      const percent = percentOf(availability.get(row.id))
      return percent === null ? [] : [{ label: row.name, value: percent }]
    })
    .toSorted((one, other) => Number(one.value) - Number(other.value))
    .slice(0, MOST_BARS)
  const [least] = bars
  if (least === undefined) return null
  const whole = percentOf(availability.get(null))
  return chartWithTable(
    barChart({
      title: `For how much of the last ${days} days logins worked`,
      description: `Of those that are watched, ${least.label} worked least: ${least.value}% of the hours in which we looked.`,
      kind: 'percent',
      labelHeading: 'Organisation',
      valueHeading: 'Worked',
      bars,
    }),
    {
      note: `Hours in which nothing was looked at count neither way; nothing is rounded up.${whole === null ? '' : ` The federation’s own servers answered ${whole}% of the time.`}`,
    },
  )
}

/** The same for programs. */
export const statusJson = ({ federation, seen, availability, days }: StatusPage): string =>
  JSON.stringify({
    federation,
    state: seen.state,
    lookedAt: seen.lookedAt?.toString() ?? null,
    troubles: seen.troubles.map((one) => ({ words: one.words, since: one.opened_at.toString() })),
    days,
    members: seen.members.map((row) => ({
      code: row.code,
      name: row.name,
      state: row.state,
      knownBy: row.by,
      workedPercent: percentOf(availability.get(row.id)),
      watchedHours: availability.get(row.id)?.watched_hours ?? 0,
    })),
  })
