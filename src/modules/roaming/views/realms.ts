// Realms on pages: all of them, a member's own with the record that proves each, and how to put it into the DNS.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDate, formatDateTime, londonDate } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  card,
  downloads,
  emptyState,
  filterPanel,
  heading,
  inset,
  link,
  listPages,
  none,
  paragraph,
  summaryList,
  table,
  tag,
} from '#web/parts.ts'
import type { Member } from '../queries/members.ts'
import type { Realm } from '../queries/realms.ts'
import { REALM_STATE_WORDS } from '../rules/members.ts'
import { CLAIM_DAYS, ENDED_WORDS, proofName } from '../rules/realms.ts'
import { federationNavigation, GOVROAM, memberFrame, memberHref } from './frame.ts'
import { realmTag } from './words.ts'

/** With its letters, and beside them how machines write it. */
const realmName = (realm: Pick<Realm, 'name' | 'shown'>): string =>
  realm.shown === realm.name ? realm.name : `${realm.shown} (${realm.name})`

export const realmColumns: readonly Column<Realm>[] = [
  { key: 'realm', label: 'Realm', kind: 'text', value: (row) => row.shown, show: realmName },
  { key: 'name', label: 'As machines write it', kind: 'text', value: (row) => row.name, downloadOnly: true },
  {
    key: 'member',
    label: 'Member',
    kind: 'text',
    value: (row) => row.organisation_name,
    show: (row) => link(`/govroam/members/${row.member_code}`, row.organisation_name),
  },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => REALM_STATE_WORDS[row.state],
    show: (row) => realmTag(row.state),
  },
  { key: 'proven', label: 'Proven', kind: 'instant', value: (row) => row.proven_at },
  {
    key: 'proof',
    label: 'By',
    kind: 'text',
    value: (row) => (row.proof === null ? '' : row.proof === 'dns' ? 'DNS' : 'An operator’s word'),
    show: (row) => (row.proof === null ? none('Nothing yet') : proofWords(row)),
  },
]

const proofWords = (row: Realm): Html | string =>
  row.missing_since !== null
    ? html`${tag('Record gone', 'orange')} since ${formatDateTime(row.missing_since)}`
    : row.proof === 'dns'
      ? 'DNS'
      : 'An operator’s word'

export function realmsView(shown: {
  readonly listed: Listed<Realm>
  readonly runs: boolean
  readonly query: Readonly<Record<string, string>>
}): View {
  const { listed, runs, query } = shown
  const { rows, next } = listed
  return {
    title: 'Govroam realms',
    breadcrumbs: [GOVROAM],
    wide: true,
    body: html`${heading('Realms', { caption: 'Govroam' })}
    ${federationNavigation('/govroam/realms', runs)}
    ${paragraph('What follows the @ when somebody signs in. It decides whose server is asked.')}
    ${filterPanel({
      action: '/govroam/realms',
      fields: [
        { kind: 'text', name: 'search', label: 'Realm', value: query['search'] },
        {
          kind: 'select',
          name: 'state',
          label: 'State',
          value: query['state'],
          options: [
            { value: 'proven', text: REALM_STATE_WORDS.proven },
            { value: 'claimed', text: REALM_STATE_WORDS.claimed },
          ],
          any: 'Every state',
        },
      ],
    })}
    ${table(realmColumns, rows, {
      caption: 'Realms of this federation',
      sortedBy: 'By name',
      empty: emptyState(
        'No realm here',
        'A realm appears when a member has claimed and proven it. Members claim them on their own page.',
        { href: '/govroam/members', text: 'Look at the members' },
      ),
    })}
    ${listPages('/govroam/realms', query, next)}
    ${rows.length === 0 ? null : downloads('/govroam/realms', query)}`,
  }
}

export function memberRealmsView(shown: {
  readonly member: Member
  readonly realms: readonly Realm[]
  /** Claims that ended of late, and not by the member's own doing. */
  readonly ended: readonly Realm[]
  readonly mayKeep: boolean
  readonly runs: boolean
}): View {
  const { member, realms, ended, mayKeep, runs } = shown
  return memberFrame(
    member,
    'Realms',
    html`${paragraph('What follows the @ when your people sign in. Each is proven once, by a record in your own DNS; the first proven one names your servers to others.')}
    ${mayKeep ? actionsList([{ href: memberHref(member, 'realms/claim'), text: 'Claim a realm' }]) : null}
    ${
      realms.length === 0
        ? emptyState(
            'No realm yet',
            'A body that only lets guests in needs none. All others claim what their people sign in with, like kent.gov.uk.',
          )
        : realms.map((realm) => card(realmName(realm), realmPart(member, realm, mayKeep, runs)))
    }
    ${ended.length === 0 ? null : html`${heading('Claims that have ended', { level: 2 })}${bullets(ended.map(endedWords))}`}`,
    { tab: 'realms' },
  )
}

const endedWords = (realm: Realm): string =>
  `${realmName(realm)}, on ${realm.withdrawn_at === null ? '' : formatDate(londonDate(realm.withdrawn_at))}. ${
    realm.ended_because === 'taken' ? ENDED_WORDS : `Nobody proved it in ${CLAIM_DAYS} days. Claim it again`
  }.`

/** What a claim is, and is not. */
export const CLAIM_WORDS =
  'A claim keeps nobody else from the realm: others may claim it too. It belongs to whoever proves it first, and then all other claims of it, and of realms above or below it, end.'

function realmPart(member: Member, realm: Realm, mayKeep: boolean, runs: boolean): Html {
  const at = (verb: string) => memberHref(member, `realms/${realm.id}/${verb}`)
  return html`<p class="govuk-body">${realmTag(realm.state)}</p>
  ${realm.state === 'claimed' ? recordToPut(realm) : null}
  ${summaryList(
    [
      realm.proof === 'vouched' && { key: 'Vouched for', value: realm.evidence },
      realm.proven_at !== null && { key: 'Proven', value: formatDateTime(realm.proven_at) },
      realm.missing_since !== null && {
        key: 'Record gone since',
        value: html`${formatDateTime(realm.missing_since)}. Put it back: ${recordWords(realm)}`,
      },
      realm.checked_at !== null && {
        key: 'Last look',
        value: `${formatDateTime(realm.checked_at)}. ${realm.check_words ?? ''}`,
      },
    ],
    { noBorder: true },
  )}
  ${actionsList([
    mayKeep && realm.state === 'claimed' && { href: at('prove'), text: 'Look for it now' },
    runs &&
      realm.state === 'claimed' && { href: at('vouch'), text: 'Vouch for it', look: 'secondary' as const },
    mayKeep && { href: at('withdraw'), text: 'Withdraw', look: 'link' as const },
  ])}`
}

const recordWords = (realm: Realm): Html =>
  html`<code>${proofName(realm.name)}</code> TXT <code>${realm.challenge}</code>`

/** What is put into the DNS, to copy. */
export const recordToPut = (realm: Realm): Html =>
  html`${paragraph(`Put this record into the DNS of ${realm.shown}. It is looked for every quarter of an hour. Until it is found the realm is claimed, not yours alone: whoever proves it first has it. A claim without it is given up after ${CLAIM_DAYS} days.`)}
  ${inset(
    summaryList(
      [
        { key: 'Name', value: html`<code>${proofName(realm.name)}</code>` },
        { key: 'Type', value: 'TXT' },
        { key: 'Value', value: html`<code>${realm.challenge}</code>` },
      ],
      { noBorder: true },
    ),
  )}`
