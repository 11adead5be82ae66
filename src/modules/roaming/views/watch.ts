// A member's own page of the watch: everything that is looked at, how it is, what was broken, and the way to look now.
import { sparkline } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { emptyState, heading, inset, listPages, paragraph, table, tag } from '#web/parts.ts'
import type { Member } from '../queries/members.ts'
import type { Trouble } from '../queries/troubles.ts'
import type { MemberState, WatchRow } from '../queries/watch.ts'
import { availabilityWords, type Share } from '../rules/available.ts'
import { FOUND, isFound } from '../rules/found.ts'
import { PART_WORDS } from '../rules/verdict-words.ts'
import type { State } from '../rules/states.ts'
import type { WatchKind, WatchOutcome } from '../rules/words.ts'
import { memberFrame, memberHref } from './frame.ts'
import { stateTag } from './state-tag.ts'

export type WatchPage = {
  readonly member: Member
  readonly state: MemberState | undefined
  readonly share: Share | undefined
  readonly days: number
  readonly watches: readonly WatchRow[]
  readonly open: readonly Trouble[]
  readonly history: readonly Trouble[]
  readonly next: string | undefined
  readonly query: Readonly<Record<string, string>>
  /** Whether this reader may ask for a look now. */
  readonly mayLook: boolean
  readonly csrf: string
}

const KINDS: Readonly<Record<WatchKind, string>> = {
  status: 'Its server answers',
  certificate: 'Certificate',
  radsec: 'RadSec certificate',
  login: 'Whole login (TTLS)',
  'login-peap': 'Whole login (PEAP)',
}

const STAGES: Readonly<Record<string, string>> = {
  start: 'before the home server took part',
  tls: 'while the tunnel was built',
  inner: 'inside the tunnel',
  end: 'at the end',
}

const of = (row: WatchRow): string =>
  [row.server_code ?? row.realm ?? '', row.through_code === null ? '' : `through ${row.through_code}`]
    .filter((one) => one !== '')
    .join(', ')

function foundWords(row: WatchRow): string {
  if (row.found === null || !isFound(row.found)) return 'Not looked at yet'
  const stage =
    row.outcome === 'bad' && row.kind !== 'status' && row.stage !== null
      ? `, ${STAGES[row.stage] ?? row.stage}`
      : ''
  // That it shows a certificate is not that it answers.
  const only =
    row.kind === 'radsec' && row.found === 'read'
      ? ' over TLS; whether it answers RADIUS is not asked there'
      : ''
  return `${FOUND[row.found]}${stage}${only}`
}

const OUTCOMES: Readonly<Record<WatchOutcome, { readonly state: State; readonly words: string }>> = {
  good: { state: 'good', words: 'Works' },
  bad: { state: 'down', words: 'Broken' },
  unknown: { state: 'unknown', words: 'Not known' },
}

/** A certificate that is shown is good, and works nothing by itself. */
const outcomeWords = ({ kind, outcome }: WatchRow): string =>
  kind === 'radsec' && outcome === 'good' ? 'Good' : OUTCOMES[outcome].words

const columns: readonly Column<WatchRow>[] = [
  { key: 'kind', label: 'What is watched', kind: 'text', value: (row) => `${KINDS[row.kind]}: ${of(row)}` },
  {
    key: 'outcome',
    label: 'How it is',
    kind: 'text',
    value: outcomeWords,
    show: (row) => stateTag(OUTCOMES[row.outcome].state, outcomeWords(row)),
  },
  {
    key: 'found',
    label: 'What was found',
    kind: 'text',
    value: foundWords,
    show: (row) =>
      html`${foundWords(row)}${row.part === null ? null : html`<br>${PART_WORDS[row.part]}`}${row.words === null ? null : html`<br>${row.words}`}`,
  },
  { key: 'since', label: 'Since', kind: 'instant', value: (row) => row.since },
  { key: 'last', label: 'Last looked at', kind: 'instant', value: (row) => row.last_at },
  {
    key: 'milliseconds',
    label: 'Milliseconds',
    kind: 'number',
    value: (row) => row.milliseconds,
    show: (row) => html`${row.milliseconds ?? ''}${course(row)}`,
  },
]

function course(row: WatchRow): Html | null {
  const known = row.course.filter((one) => one !== null)
  if (known.length < 2) return null
  const words = `The last 24 hours: between ${Math.min(...known)} and ${Math.max(...known)} milliseconds`
  return html`<br>${sparkline([...row.course], words)}`
}

const troubleColumns: readonly Column<Trouble>[] = [
  {
    key: 'part',
    label: 'What',
    kind: 'text',
    value: (row) => PART_WORDS[row.part],
    show: (row) =>
      html`${PART_WORDS[row.part]}${row.server_code === null && row.realm === null ? null : html` (${row.server_code ?? row.realm})`}`,
  },
  { key: 'words', label: 'In words', kind: 'text', value: (row) => row.words },
  { key: 'opened', label: 'From', kind: 'instant', value: (row) => row.opened_at },
  {
    key: 'closed',
    label: 'Until',
    kind: 'instant',
    value: (row) => row.closed_at,
    show: (row) => (row.closed_at === null ? tag('Still broken', 'red') : formatDateTime(row.closed_at)),
  },
]

export function watchView(page: WatchPage): View {
  const { member, state, watches, history, open } = page
  const path = memberHref(member, 'watch')
  const body = html`
    ${inset(html`${stateTag(state?.state ?? 'unknown')} ${stateSentence(page)}`)}
    ${open.map((one) => inset(html`<strong>${PART_WORDS[one.part]}</strong>, since ${formatDateTime(one.opened_at)}<br>${one.words}`))}
    ${lookNow(page, path)}
    ${heading('What is watched', { level: 2 })}
    ${table(columns, watches, {
      caption: `What is watched of ${member.organisation_name}`,
      captionHidden: true,
      sortedBy: 'Logins first',
      empty: emptyState(
        'Nothing is watched yet',
        'Its servers are asked each minute once they are live, its certificate is read every day once a realm is proven, and whole logins are tried once it has a test account.',
        { href: memberHref(member, 'accounts'), text: 'Test accounts' },
      ),
    })}
    ${heading('What was broken', { level: 2 })}
    ${table(troubleColumns, history, {
      caption: `What was broken at ${member.organisation_name}`,
      captionHidden: true,
      sortedBy: 'Newest first',
      empty: emptyState('Nothing was broken yet', 'Each trouble appears here with when it began and ended.'),
    })}
    ${listPages(path, page.query, page.next)}`
  return memberFrame(member, 'Watch', body, { tab: 'watch' })
}

function stateSentence({ member, state, share, days }: WatchPage): string {
  const worked = availabilityWords(share, days)
  const known = worked === 'Not known' ? '' : ` Logins worked for ${worked} in the last ${days} days.`
  if (state === undefined || state.by === 'nothing')
    return `Whether people of ${member.organisation_name} can sign in is not watched.${known}`
  return state.by === 'login'
    ? `Whole logins are tried every five minutes.${known}`
    : `Its servers are asked each minute; logins are not watched, because there is no test account that works.${known}`
}

const lookNow = ({ mayLook, csrf }: WatchPage, path: string): Html =>
  mayLook
    ? html`<form method="post" action="${path}/look" class="connects-one-button"><input type="hidden" name="_csrf" value="${csrf}">
        <button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">Look now</button></form>`
    : paragraph('Its contacts can have everything looked at now.')
