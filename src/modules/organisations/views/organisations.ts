// The lists and the page of organisations.
import { html, type Html } from '#platform/html/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  card,
  downloads,
  emptyState,
  filterPanel,
  heading,
  link,
  listPages,
  paragraph,
  summaryList,
  table,
  tag,
} from '#web/parts.ts'
import type { PublicContact } from '../queries/contact.ts'
import type { Organisation, OrganisationSummary, Site, SiteSummary } from '../queries/organisations.ts'
import type { MailDomain } from '../queries/mail-domains.ts'
import type { HeldOffice, Office, PersonSummary } from '../queries/people.ts'
import { ORGANISATION_KINDS } from '../rules.ts'
import type { PagePart } from '../slots.ts'

export const organisationColumns: readonly Column<OrganisationSummary>[] = [
  {
    key: 'name',
    label: 'Organisation',
    kind: 'text',
    value: (row) => row.name,
    show: (row) =>
      html`${link(`/organisations/${row.code}`, row.name)}${row.ended_on === null ? null : html` ${tag('Ended')}`}`,
  },
  { key: 'kind', label: 'Kind', kind: 'text', value: (row) => ORGANISATION_KINDS[row.kind] },
  { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code },
  { key: 'ended', label: 'Ended on', kind: 'date', value: (row) => row.ended_on, downloadOnly: true },
]

type OrganisationList = {
  readonly listed: Listed<OrganisationSummary>
  readonly query: Readonly<Record<string, string>>
  readonly mayCreate: boolean
  readonly isFiltered: boolean
}

export function organisationList({ listed, query, mayCreate, isFiltered }: OrganisationList): Html {
  const empty = isFiltered
    ? emptyState('No organisation matches', 'Try fewer letters of the name, or another kind.', {
        href: '/organisations',
        text: 'Show all organisations',
      })
    : emptyState(
        'No organisations yet',
        'Every public body of the county that takes part appears here.',
        mayCreate && { href: '/organisations/add', text: 'Add the first organisation' },
      )
  return html`${heading('Organisations')}
    ${actionsList([mayCreate && { href: '/organisations/add', text: 'Add an organisation' }])}
    ${filterPanel({
      action: '/organisations',
      fields: [
        { kind: 'text', name: 'search', label: 'Name', value: query['search'] },
        {
          kind: 'select',
          name: 'kind',
          label: 'Kind',
          value: query['kind'],
          options: Object.entries(ORGANISATION_KINDS).map(([value, text]) => ({ value, text })),
        },
      ],
    })}
    ${table(organisationColumns, listed.rows, { caption: 'Organisations', captionHidden: true, sortedBy: 'By name', empty })}
    ${listPages('/organisations', query, listed.next)}${listed.rows.length === 0 ? null : downloads('/organisations', query)}`
}

export type OrganisationView = {
  readonly organisation: Organisation
  /** Null for a visitor, who sees no people. */
  readonly people: readonly PersonSummary[] | null
  /** The offices they hold, by person. */
  readonly offices: ReadonlyMap<string, readonly HeldOffice[]>
  /** Who let everybody see how to reach them. */
  readonly contacts: readonly PublicContact[]
  readonly mainSite: Site | null
  readonly leads: readonly (Office & { readonly person_name: string })[] | null
  readonly sites: readonly SiteSummary[]
  /** Null for whoever does not administer them. */
  readonly domains: readonly MailDomain[] | null
  readonly parts: readonly PagePart[]
  readonly may: {
    readonly edit: boolean
    readonly end: boolean
    readonly addPerson: boolean
    readonly addSite: boolean
    readonly reconcile: boolean
  }
}

export function organisationView({
  organisation,
  people,
  offices,
  contacts,
  mainSite,
  leads,
  sites,
  domains,
  parts,
  may,
}: OrganisationView): Html {
  const at = `/organisations/${organisation.code}`
  return html`${heading(organisation.name, { caption: ORGANISATION_KINDS[organisation.kind] })}
    ${organisation.ended_on === null ? null : paragraph(html`${tag('Ended')} This organisation ended on ${formatDate(organisation.ended_on)}.`)}
    ${actionsList([
      may.edit && { href: `${at}/edit`, text: 'Change its details', look: 'secondary' },
      may.edit && { href: `${at}/contact`, text: 'How it is reached', look: 'secondary' },
      may.addPerson &&
        organisation.ended_on === null && {
          href: `${at}/people/add`,
          text: 'Add a person',
          look: 'secondary',
        },
      may.addSite &&
        organisation.ended_on === null && { href: `${at}/sites/add`, text: 'Add a site', look: 'secondary' },
      may.reconcile && { href: `${at}/staff`, text: 'Compare with the list of staff', look: 'link' },
      may.end &&
        organisation.ended_on === null && { href: `${at}/end`, text: 'End this organisation', look: 'link' },
    ])}
    ${summaryList([
      organisation.website !== null && {
        key: 'Web site',
        value: link(organisation.website, organisation.website.replace(/^https:\/\//, '')),
      },
      organisation.switchboard !== null && {
        key: 'Switchboard',
        value: link(`tel:${organisation.switchboard.replaceAll(/[^+0-9]/g, '')}`, organisation.switchboard),
      },
      mainSite !== null && {
        key: 'Address',
        value: html`${link(`/sites/${mainSite.code}`, mainSite.name)}, ${[mainSite.address, mainSite.town, mainSite.postcode].filter((line) => line !== null).join(', ')}`,
      },
      { key: 'Code', value: organisation.code },
      { key: 'Roaming realm', value: organisation.realm ?? 'None recorded' },
      leads !== null && {
        key: 'Lead',
        value:
          leads.length === 0
            ? 'None appointed'
            : leads.map((lead) => html`${link(`/people/${lead.person_id}`, lead.person_name)} `),
      },
      domains !== null && {
        key: 'Mail domains',
        value: html`${domains.length === 0 ? 'None' : domains.map((one) => html`${one.domain} ${one.proven_at === null ? tag('Not proven', 'yellow') : tag('Proven', 'green')} `)} ${link(`${at}/mail-domains`, 'Manage', { hidden: 'mail domains' })}`,
      },
    ])}
    ${people === null ? null : card('People', people.length === 0 ? paragraph('Nobody has a current post here.') : html`<ul class="govuk-list">${people.map((person) => html`<li>${link(`/people/${person.id}`, person.name)}${person.job_title === null ? null : `, ${person.job_title}`}${officesOfPerson(offices.get(person.id) ?? [])}</li>`)}</ul>`)}
    ${contacts.length === 0 ? null : card('Who can be reached', bullets(contacts.map((one) => html`${one.name}${one.job_title === null ? null : `, ${one.job_title}`}: ${[one.mail, one.phone, one.mobile].filter((way) => way !== null).join(', ')}`)))}
    ${card('Sites', sites.length === 0 ? paragraph('No building of this organisation is recorded.') : bullets(sites.map((site) => html`${link(`/sites/${site.code}`, site.name)}, ${site.town}`)))}
    ${parts.map((part) => card(part.title, part.body))}`
}

export function placesView(counts: { organisations: number; sites: number }, isSignedIn: boolean): Html {
  return html`${heading('People and places')}
    ${paragraph('The county’s public bodies, the people who work in them, and the buildings they share.', { lead: true })}
    <ul class="govuk-list govuk-list--spaced">
      <li>${link('/organisations', `Organisations (${counts.organisations})`)}</li>
      <li>${link('/sites', `Sites (${counts.sites})`)}</li>
      ${isSignedIn ? html`<li>${link('/people', 'People')}</li>` : null}
    </ul>
    ${isSignedIn ? null : paragraph('Sign in to see people and how to reach them.')}`
}

const officesOfPerson = (held: readonly HeldOffice[]): Html | null =>
  held.length === 0
    ? null
    : html`<span class="govuk-hint"> ${held.map((one) => (one.of === '' ? one.office : `${one.office}, ${one.of}`)).join('; ')}</span>`
