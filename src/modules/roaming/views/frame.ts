// The frames of govroam: the way between the federation's pages, and every page about one member with its name above.
import { html, type Html } from '#platform/html/index.ts'
import type { Link, View } from '#platform/http/index.ts'
import { heading, subNavigation } from '#web/parts.ts'
import type { Member } from '../queries/members.ts'

export const GOVROAM: Link = { href: '/govroam', text: 'Govroam' }
const MEMBERS: Link = { href: '/govroam/members', text: 'Members' }

/** '/govroam/members/medway/realms' */
export const memberHref = (member: Pick<Member, 'code'>, rest = ''): string =>
  `/govroam/members/${member.code}${rest === '' ? '' : `/${rest}`}`

// The pages of the federation in their order. Who writes one adds its line here; `runs` is for those who run it.
const PAGES: readonly { readonly href: string; readonly text: string; readonly runs?: true }[] = [
  { href: '/govroam', text: 'Start' },
  { href: '/govroam/members', text: 'Members' },
  { href: '/govroam/realms', text: 'Realms' },
  { href: '/govroam/servers', text: 'Servers', runs: true },
  { href: '/govroam/sites', text: 'Sites' },
  { href: '/govroam/status', text: 'Status' },
  { href: '/govroam/certificates', text: 'Certificates', runs: true },
  { href: '/govroam/secrets', text: 'Secrets', runs: true },
  { href: '/govroam/statistics', text: 'Statistics' },
  { href: '/govroam/report', text: 'Reports' },
  { href: '/govroam/sources', text: 'Logs', runs: true },
  { href: '/govroam/generations', text: 'Configuration', runs: true },
  { href: '/govroam/settings', text: 'Settings', runs: true },
]

/** The way between the pages of the federation. */
export const federationNavigation = (current: string, runs: boolean): Html =>
  subNavigation(
    'Govroam',
    PAGES.filter((one) => runs || one.runs !== true).map((one) => ({
      ...one,
      current: one.href === current,
    })),
  )

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
  member: Pick<Member, 'code' | 'organisation_name' | 'isOurs'>,
  title: string,
  body: Html,
  more: More = {},
): View {
  return {
    title: `${title}: ${member.organisation_name}`,
    breadcrumbs: [GOVROAM, MEMBERS, ...(more.under === undefined ? [] : [more.under])],
    wide: more.wide ?? true,
    body: html`${more.heading ?? heading(title, { caption: member.organisation_name })}
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
