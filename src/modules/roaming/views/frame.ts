// The frames of govroam: the way between the federation's pages, and every page about one member with its name above.
import { html, type Html } from '#platform/html/index.ts'
import type { Link, View } from '#platform/http/index.ts'
import { heading, subNavigation } from '#web/parts.ts'
import type { Member } from '../queries/members.ts'

/** Of the lists that are read page after page. */
export const ROWS_A_PAGE = 100

export const GOVROAM: Link = { href: '/govroam', text: 'Govroam' }
const MEMBERS: Link = { href: '/govroam/members', text: 'Members' }

/** '/govroam/members/medway/realms' */
export const memberHref = (member: Pick<Member, 'code'>, rest = ''): string =>
  `/govroam/members/${member.code}${rest === '' ? '' : `/${rest}`}`

type Place = { readonly href: string; readonly text: string; readonly runs?: true }

// The pages of the federation, as somebody would look for them. Who writes one adds its line here; `runs` is for those who
// run it. A group leads to the first of its pages.
export const GROUPS: readonly { readonly text: string; readonly pages: readonly Place[] }[] = [
  { text: 'Start', pages: [{ href: '/govroam', text: 'Start' }] },
  {
    text: 'Members',
    pages: [
      { href: '/govroam/members', text: 'All members' },
      { href: '/govroam/realms', text: 'Realms' },
      { href: '/govroam/servers', text: 'Servers', runs: true },
      { href: '/govroam/sites', text: 'Sites' },
    ],
  },
  { text: 'Status', pages: [{ href: '/govroam/status', text: 'Status' }] },
  {
    text: 'Configuration',
    pages: [
      { href: '/govroam/generations', text: 'Generations', runs: true },
      { href: '/govroam/agents', text: 'Agents', runs: true },
      { href: '/govroam/settings', text: 'Settings', runs: true },
    ],
  },
  {
    text: 'Secrets and certificates',
    pages: [
      { href: '/govroam/secrets', text: 'Secrets', runs: true },
      { href: '/govroam/certificates', text: 'Certificates', runs: true },
    ],
  },
  {
    text: 'Statistics',
    pages: [
      { href: '/govroam/statistics', text: 'Logins' },
      { href: '/govroam/report', text: 'Reports' },
      { href: '/govroam/sources', text: 'Logs', runs: true },
    ],
  },
]

/**
 * The way between the pages of the federation: its groups, and below them the pages of the group one is in. `current` is
 * the page, or the one under which it stands.
 */
export function federationNavigation(
  current: string,
  runs: boolean,
  more: { readonly alone?: boolean } = {},
): Html {
  const groups = GROUPS.map(({ text, pages }) => ({
    text,
    pages: pages.filter((one) => runs || one.runs !== true),
    current: pages.some(({ href }) => href === current),
  }))
  const within = groups.find((group) => group.current)
  return html`<div class="connects-section govuk-!-margin-bottom-6">${subNavigation(
    'Govroam',
    groups.map(({ text, pages: [first], current: isCurrent }) =>
      first === undefined ? null : { href: first.href, text, current: isCurrent },
    ),
  )}
  ${
    within === undefined || within.pages.length < 2 || more.alone === true
      ? null
      : subNavigation(
          `Govroam: ${within.text}`,
          within.pages.map((one) => ({ ...one, current: one.href === current })),
        )
  }</div>`
}

// The pages of a member in their order. Who writes one adds its line here.
export const TABS: readonly { readonly path: string; readonly text: string }[] = [
  { path: '', text: 'Where it stands' },
  { path: 'contacts', text: 'Contacts' },
  { path: 'realms', text: 'Realms' },
  { path: 'servers', text: 'Servers' },
  { path: 'secrets', text: 'Secrets' },
  { path: 'accounts', text: 'Test accounts' },
  { path: 'certificates', text: 'Certificates' },
  { path: 'profile', text: 'Profile' },
  { path: 'watch', text: 'Watch' },
  { path: 'configuration', text: 'Configuration' },
  { path: 'sites', text: 'Sites' },
]

type More = {
  /** Which of the member's pages this is: 'realms', '' for the start. None when left out. */
  readonly tab?: string
  /** Where "back" leads, for a page under one of the tabs. */
  readonly under?: Link
  readonly wide?: boolean
  /** The heading, where it differs from the title. */
  readonly heading?: Html
}

/** A page about a member. Whoever sees only that it takes part gets no way to its details. */
export function memberFrame(
  member: Pick<Member, 'code' | 'organisation_name' | 'isOurs' | 'readerRuns'>,
  title: string,
  body: Html,
  more: More = {},
): View {
  return {
    title: `${title}: ${member.organisation_name}`,
    breadcrumbs: [GOVROAM, MEMBERS, ...(more.under === undefined ? [] : [more.under])],
    wide: more.wide ?? true,
    body: html`${more.heading ?? heading(title, { caption: member.organisation_name })}
    ${federationNavigation(MEMBERS.href, member.readerRuns, { alone: true })}
    ${
      member.isOurs
        ? subNavigation(
            `Pages of ${member.organisation_name}`,
            TABS.map((one) => ({
              href: memberHref(member, one.path),
              text: one.text,
              current: one.path === more.tab,
            })),
          )
        : null
    }
    ${body}`,
  }
}
