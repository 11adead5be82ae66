// The start of govroam, the list of its members and its settings.
import { chartWithTable } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import {
  actionsList,
  bullets,
  downloads,
  emptyState,
  filterPanel,
  heading,
  inset,
  link,
  listPages,
  none,
  paragraph,
  statGrid,
  summaryList,
  table,
} from '#web/parts.ts'
import type { Federation, Operator } from '../queries/federation.ts'
import type { Member } from '../queries/members.ts'
import type { Overview } from '../queries/overview.ts'
import type { VisitRow } from '../queries/visits.ts'
import type { PublicState } from '../queries/watch.ts'
import type { StepSeen } from '../rules/boarding.ts'
import { MEMBER_STATE_WORDS } from '../rules/members.ts'
import { STATE_WORDS, type State } from '../rules/states.ts'
import type { PeriodAsked } from '../rules/statistics.ts'
import { countWords } from '../rules/wording.ts'
import { federationNavigation, GOVROAM, memberHref } from './frame.ts'
import { stateTag } from './state-tag.ts'
import { seriesChart } from './statistics.ts'
import { memberTag } from './words.ts'

export type NextDoing = { readonly text: string; readonly href: string; readonly step: string }

export function startView(shown: {
  readonly federation: Federation | undefined
  readonly overview: Overview
  readonly runs: boolean
  readonly doing: readonly NextDoing[]
  readonly mine: readonly Member[]
  readonly works: PublicState
  /** The days whose logins are shown. */
  readonly period: PeriodAsked
  readonly logins: readonly VisitRow[]
}): View {
  const { federation, overview, runs, doing, mine, works, period, logins } = shown
  if (federation === undefined)
    return {
      title: 'Govroam',
      body: html`${heading('Govroam')}${emptyState(
        'No federation yet',
        'A federation lets staff of every partner use secure Wi-Fi in every partner’s buildings with their own account. It begins with its name, who runs it, and its proxies.',
        runs && { href: '/govroam/set-up', text: 'Set up the federation' },
      )}`,
    }
  return {
    title: federation.name,
    wide: true,
    body: html`${heading(federation.name, { caption: 'Govroam' })}
    ${federationNavigation('/govroam', runs)}
    ${paragraph(
      `Staff of any member use the network “${federation.ssid}” in any member’s buildings with their own account. ${federation.organisation_name} runs it.`,
      { lead: true },
    )}
    ${inset(html`${works.isWatched ? stateTag(works.state) : stateTag('unknown', 'Not watched yet')} ${worksWords(works)} ${link('/govroam/status', 'Does it work?')}`)}
    ${statGrid([
      {
        label: 'Members live',
        value: String(overview.live),
        href: '/govroam/members?state=live',
        note: overview.boarding === 0 ? 'Nobody is boarding' : `${overview.boarding} boarding`,
      },
      {
        label: 'Realms proven',
        value: String(overview.realms),
        href: '/govroam/realms?state=proven',
        ...(overview.waiting > 0 && runs ? { note: `${overview.waiting} waiting for proof` } : {}),
      },
      { label: 'Sites', value: String(overview.sites), href: '/govroam/sites' },
      {
        label: 'Servers in use',
        value: String(overview.servers),
        ...(runs ? { href: '/govroam/servers' } : {}),
        note: `${countWords(overview.proxies, 'proxy', 'proxies')} of the federation`,
      },
    ])}
    ${heading('What needs doing', { level: 2 })}
    ${
      doing.length === 0
        ? paragraph('Nothing waits for you.')
        : bullets(doing.map((one) => html`${one.text} ${link(one.href, one.step, { hidden: one.text })}`))
    }
    ${
      mine.length === 0
        ? null
        : html`${heading('Your organisation', { level: 2 })}${bullets(
            mine.map((one) => html`${link(memberHref(one), one.organisation_name)} ${memberTag(one.state)}`),
          )}`
    }
    ${useOf(period, logins)}
    ${actionsList([
      runs && { href: '/govroam/invite', text: 'Invite a body' },
      runs &&
        overview.proxies === 0 && {
          href: '/govroam/add-server',
          text: 'Register the first proxy',
          look: 'secondary' as const,
        },
    ])}`,
  }
}

const WORKS: Readonly<Record<State, string>> = {
  good: 'The federation’s proxies answer and pass logins on.',
  degraded: 'The federation works in part.',
  down: 'Nobody can sign in away from their own organisation.',
  unknown: 'Whether it works is not known at the moment.',
}

function worksWords({ isWatched, state, members }: PublicState): string {
  if (!isWatched) return 'Nothing is watched yet.'
  const down = members.filter((one) => one.state === 'down').length
  return down === 0 || state === 'down'
    ? WORKS[state]
    : `${WORKS[state]} ${countWords(down, 'member’s people', 'members’ people')} cannot sign in.`
}

/** The use of the last days, where anything was counted. */
function useOf(period: PeriodAsked, logins: readonly VisitRow[]): Html | null {
  if (logins.length === 0) return null
  const { from, until } = period
  return html`${heading('How much it is used', { level: 2 })}
  ${chartWithTable(seriesChart({ series: logins, period, by: 'day' }), { level: 3 })}
  ${paragraph(link(`/govroam/statistics?from=${from.toString()}&until=${until.toString()}`, 'Who visits whom, and why logins fail'))}`
}

export type MemberRow = Member & {
  /** Whether its people can sign in now; null while it is not live. */
  readonly works: State | null
  readonly realms: readonly string[]
  readonly sites: number
  /** Null where this reader does not see its details. */
  readonly servers: number | null
  readonly next: StepSeen | undefined
}

export const memberColumns: readonly Column<MemberRow>[] = [
  {
    key: 'member',
    label: 'Member',
    kind: 'text',
    value: (row) => row.organisation_name,
    show: (row) => link(memberHref(row), row.organisation_name),
  },
  { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code, downloadOnly: true },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => MEMBER_STATE_WORDS[row.state],
    show: (row) => memberTag(row.state),
  },
  {
    key: 'works',
    label: 'Now',
    kind: 'text',
    value: (row) => (row.works === null ? '' : STATE_WORDS[row.works]),
    show: (row) => (row.works === null ? none('Not live') : stateTag(row.works)),
  },
  {
    key: 'realms',
    label: 'Realms',
    kind: 'text',
    value: (row) => row.realms.join(', '),
    show: (row) => (row.realms.length === 0 ? none() : row.realms.join(', ')),
  },
  { key: 'sites', label: 'Sites', kind: 'number', value: (row) => row.sites },
  {
    key: 'servers',
    label: 'Servers',
    kind: 'number',
    value: (row) => row.servers,
    show: (row) => (row.servers === null ? none('Not shown') : String(row.servers)),
  },
  {
    key: 'next',
    label: 'Next step',
    kind: 'text',
    value: (row) => (row.isOurs && row.state === 'boarding' ? (row.next?.title ?? 'Go live') : ''),
    show: (row) =>
      row.isOurs && row.state === 'boarding'
        ? link(memberHref(row), row.next?.title ?? 'Go live')
        : none('None'),
  },
]

export function membersView(shown: {
  readonly listed: Listed<MemberRow>
  readonly runs: boolean
  readonly query: Readonly<Record<string, string>>
}): View {
  const { listed, runs, query } = shown
  const { rows, next } = listed
  return {
    title: 'Govroam members',
    breadcrumbs: [GOVROAM],
    wide: true,
    body: html`${heading('Members', { caption: 'Govroam' })}
    ${federationNavigation('/govroam/members', runs)}
    ${runs ? actionsList([{ href: '/govroam/invite', text: 'Invite a body' }]) : null}
    ${filterPanel({
      action: '/govroam/members',
      fields: [
        { kind: 'text', name: 'search', label: 'Name or realm', value: query['search'] },
        {
          kind: 'select',
          name: 'state',
          label: 'State',
          value: query['state'],
          options: Object.entries(MEMBER_STATE_WORDS).map(([value, text]) => ({ value, text })),
          any: 'All but those that left',
        },
      ],
    })}
    ${table(memberColumns, rows, {
      caption: 'Who takes part',
      sortedBy: 'By name',
      empty: emptyState(
        'No member here',
        'A body that is invited appears here, with what comes next for it.',
        runs && { href: '/govroam/invite', text: 'Invite a body' },
      ),
    })}
    ${listPages('/govroam/members', query, next)}
    ${rows.length === 0 ? null : downloads('/govroam/members', query)}`,
  }
}

export function settingsView(shown: {
  readonly federation: Federation
  readonly operators: readonly Operator[]
  readonly mayAppoint: boolean
}): View {
  const { federation, operators, mayAppoint } = shown
  const lines = (all: readonly string[], else_: string) => (all.length === 0 ? none(else_) : all.join(', '))
  return {
    title: 'Settings of the federation',
    breadcrumbs: [GOVROAM],
    wide: true,
    body: html`${heading('Settings', { caption: federation.name })}
    ${federationNavigation('/govroam/settings', true)}
    ${summaryList([
      { key: 'Name', value: federation.name },
      { key: 'Who runs its proxies', value: federation.organisation_name },
      { key: 'Wi-Fi name', value: federation.ssid },
      { key: 'Realm of the federation', value: federation.operator_realm },
      { key: 'Country', value: federation.country },
      { key: 'Networks of its servers', value: lines(federation.networks, 'Any') },
      { key: 'DNS servers for proofs', value: lines(federation.resolvers, 'Those of this machine') },
      {
        key: 'Our probes come from',
        value: federation.probe_address ?? none('Not known yet: no server lets them in'),
      },
      {
        key: 'Helpdesk',
        value: lines(
          [federation.helpdesk_mail, federation.helpdesk_phone, federation.helpdesk_page].filter(
            (one): one is string => one !== null,
          ),
          'None',
        ),
      },
      { key: 'The trace is kept', value: countWords(federation.trace_days, 'day') },
      { key: 'A look-up can be read', value: countWords(federation.lookup_days, 'day') },
      { key: 'A secret should be changed after', value: countWords(federation.rotate_days, 'day') },
    ])}
    ${actionsList([{ href: '/govroam/settings/edit', text: 'Change the settings', look: 'secondary' }])}
    ${heading('Who runs the federation', { level: 2 })}
    ${table<Operator>(
      [
        { key: 'name', label: 'Name', kind: 'text', value: (row) => row.name },
        { key: 'body', label: 'Works for', kind: 'text', value: (row) => row.organisation_name },
        { key: 'from', label: 'Since', kind: 'date', value: (row) => row.from_on },
        ...(mayAppoint
          ? [
              {
                key: 'end',
                label: 'Change',
                kind: 'text' as const,
                value: () => '',
                show: (row: Operator) =>
                  link(`/govroam/settings/operators/${row.id}/end`, 'End', { hidden: row.name }),
              },
            ]
          : []),
      ],
      operators,
      {
        caption: 'Appointed by the platform’s administrators, who may do what they may',
        captionSize: 's',
        empty: emptyState(
          'Nobody is appointed',
          'Until somebody is, the platform’s administrators run the federation.',
        ),
      },
    )}
    ${mayAppoint ? actionsList([{ href: '/govroam/settings/operators/new', text: 'Appoint somebody', look: 'secondary' }]) : null}`,
  }
}
