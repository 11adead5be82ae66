// Which body has named whom for which role, with the gaps in plain sight.
import { html, joined, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  card,
  details,
  downloads,
  emptyState,
  heading,
  link,
  none,
  paragraph,
  statGrid,
  table,
} from '#web/parts.ts'
import type { Champion, ChampionLetter, ChampionRole } from '../queries/champions.ts'
import type { Member, Partnership } from '../queries/partnerships.ts'

/** A member body with who speaks for it, by role. */
export type ChampionRow = {
  readonly member: Member
  readonly champions: ReadonlyMap<string, readonly Champion[]>
}

export const championRowsOf = (members: readonly Member[], champions: readonly Champion[]): ChampionRow[] =>
  members.map((member) => ({
    member,
    champions: Map.groupBy(
      champions.filter((one) => one.organisation_id === member.organisation_id),
      (one) => one.role_id,
    ),
  }))

/** The columns: the body, then one for each role. `may` says for which bodies the reader names champions. */
export function championColumns(
  at: string,
  roles: readonly ChampionRole[],
  may: (organisationId: string) => boolean,
): readonly Column<ChampionRow>[] {
  return [
    {
      key: 'body',
      label: 'Body',
      kind: 'text',
      value: (row) => row.member.organisation_name,
      show: (row) => link(`/organisations/${row.member.organisation_code}`, row.member.organisation_name),
    },
    ...roles.map((role): Column<ChampionRow> => ({
      key: role.id,
      label: role.name,
      kind: 'text',
      value: (row) => (row.champions.get(role.id) ?? []).map((one) => one.person_name).join('; '),
      show: (row) => {
        const held = row.champions.get(role.id) ?? []
        const mine = may(row.member.organisation_id)
        const people = held.map(
          (one) =>
            html`${link(`/people/${one.person_id}`, one.person_name)}${mine ? html` ${link(`${at}/champions/${one.id}/end`, 'End', { hidden: `${one.person_name} as ${role.name}` })}` : null}`,
        )
        const add =
          mine && (held.length === 0 || !role.is_single)
            ? link(
                `${at}/champions/appoint?role=${role.id}&organisation=${row.member.organisation_id}`,
                held.length === 0 ? 'Name one' : 'Name another',
                { hidden: `${role.name} of ${row.member.organisation_name}` },
              )
            : null
        return html`${held.length === 0 ? none('Nobody named') : joined(people, html`<br>`)}${add === null ? null : html`<br>${add}`}`
      },
    })),
  ]
}

export type ChampionsView = {
  readonly partnership: Partnership
  readonly roles: readonly ChampionRole[]
  readonly rows: readonly ChampionRow[]
  readonly former: readonly Champion[]
  readonly columns: readonly Column<ChampionRow>[]
  readonly may: Readonly<Record<'add' | 'name' | 'write', boolean>>
}

export function championsView({ partnership, roles, rows, former, columns, may }: ChampionsView): Html {
  const at = `/partnerships/${partnership.code}`
  const filled = (role: ChampionRole): number => rows.filter((row) => row.champions.has(role.id)).length
  return html`${heading('Champions', { caption: partnership.name })}${paragraph('Roles that every member fills, and who fills them. A body without a name is a gap; its lead is reminded of it.')}
    ${actionsList([
      may.add && { href: `${at}/champions/roles/add`, text: 'Add a role', look: 'secondary' },
      roles.length > 0 &&
        may.name && { href: `${at}/champions/appoint`, text: 'Name a champion', look: 'secondary' },
    ])}
    ${roles.length === 0 ? null : statGrid(roles.map((role) => ({ label: role.name, value: `${filled(role)} of ${rows.length}`, note: 'bodies have named somebody' })))}
    ${
      roles.length === 0
        ? emptyState(
            'No roles yet',
            'A role that every member fills, such as a covenant champion or a cyber lead, appears here with who fills it.',
            may.add && { href: `${at}/champions/roles/add`, text: 'Add the first role' },
          )
        : html`${table(columns, rows, { caption: 'Bodies and their champions', captionHidden: true, sortedBy: 'By name', empty: emptyState('No members yet', 'Members appear here with the people they name.') })}${downloads(`${at}/champions`)}`
    }
    ${roles.map((role) => card(role.name, html`${paragraph(role.purpose)}${paragraph(`${role.is_single ? 'One person for each body' : 'A body may name several'}.${role.review_months === null ? '' : ` Looked at again every ${role.review_months === 1 ? 'month' : `${role.review_months} months`}.`}`, { small: true })}${may.write ? paragraph(html`${link(`${at}/champions/roles/${role.id}/write`, 'Write to all of them', { hidden: role.name })} ${link(`${at}/champions/roles/${role.id}/edit`, 'Change', { hidden: role.name })} ${link(`${at}/champions/roles/${role.id}/end`, 'End', { hidden: role.name })}`) : null}`))}
    ${former.length === 0 ? null : details('Earlier champions', bullets(former.map((one) => `${one.role_name}, ${one.organisation_name}: ${one.person_name}, ${formatDate(one.started_on)} to ${one.ended_on === null ? 'today' : formatDate(one.ended_on)}`)))}`
}

/** Before a letter goes out: to how many, in which bodies, and what was sent before. */
export function beforeWriting(
  champions: readonly Champion[],
  members: number,
  sent: readonly ChampionLetter[],
): Html {
  const people = new Set(champions.map((one) => one.person_id)).size
  const bodies = new Set(champions.map((one) => one.organisation_id)).size
  return html`${paragraph(
    people === 0
      ? `None of the ${members} bodies has named anybody, so there is nobody to write to yet.`
      : `This goes to ${people === 1 ? 'one person' : `${people} people`} in ${bodies === 1 ? 'one body' : `${bodies} bodies`}, of ${members}. Each gets a mail of their own and sees nobody else’s address.`,
  )}${sent.length === 0 ? null : details('Sent before', bullets(sent.map((one) => `${one.title}, ${formatDateTime(one.sent_at)}, to ${one.people}`)))}`
}

/** Who speaks for a body, on its page. */
export const championsPart = (champions: readonly Champion[]): Html =>
  bullets(
    champions.map(
      (one) =>
        html`${one.role_name}: ${link(`/people/${one.person_id}`, one.person_name)}, ${link(`/partnerships/${one.partnership_code}/champions`, one.partnership_name)}`,
    ),
  )

/** What becomes of confirming: since when, and when it was last looked at. */
export const aboutChampion = (one: Champion): string =>
  `${one.person_name} has been ${one.role_name} of ${one.organisation_name} since ${formatDate(one.started_on)}${one.confirmed_on.equals(one.started_on) ? '' : `, last confirmed on ${formatDate(one.confirmed_on)}`}.`
