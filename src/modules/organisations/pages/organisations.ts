// Addresses of organisations.
import { field, readLoosely } from '#platform/fields/index.ts'
import { everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { html } from '#platform/html/index.ts'
import { emptyState, heading } from '#web/parts.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import {
  createOrganisation,
  editOrganisation,
  endOrganisation,
  reachOrganisation,
} from '../actions/organisations.ts'
import { createPerson } from '../actions/people.ts'
import { createSite } from '../actions/sites.ts'
import { mailDomainsOf } from '../queries/mail-domains.ts'
import {
  listOrganisations,
  organisationByCode,
  organisationsNamed,
  siteById,
  sitesNamed,
  sitesOf,
  type Organisation,
} from '../queries/organisations.ts'
import { publicContactsOf } from '../queries/contact.ts'
import { officeHolders, officesHeldBy, peopleOf, personCards } from '../queries/people.ts'
import { ORGANISATION_KINDS } from '../rules.ts'
import { organisationPage } from '../slots.ts'
import {
  organisationColumns,
  organisationList,
  organisationView,
  placesView,
} from '../views/organisations.ts'

const filters = { kind: field.choice('Kind', ORGANISATION_KINDS), search: field.text('Name', { most: 100 }) }

/** The organisation that the address names. */
export const organisationHere = (visit: Visit): Promise<Organisation> =>
  organisationByCode(visit, visit.params['organisation'] ?? '')

const crumbs = (organisation?: Organisation) => [
  { text: 'People and places', href: '/people-and-places' },
  { text: 'Organisations', href: '/organisations' },
  ...(organisation === undefined
    ? []
    : [{ text: organisation.name, href: `/organisations/${organisation.code}` }]),
]

export const organisationPages = [
  get('/people-and-places', {
    permission: 'organisations.organisation.list',
    async run(visit) {
      const counts = {
        organisations: (await organisationsNamed(visit)).length,
        sites: (await sitesNamed(visit)).length,
      }
      return page({
        title: 'People and places',
        body: placesView(counts, visit.may('organisations.person.list')),
      })
    },
  }),

  get('/organisations', {
    permission: 'organisations.organisation.list',
    async run(visit) {
      const { answers } = readLoosely(filters, visit.query)
      const wanted = { kind: answers.kind ?? null, search: answers.search ?? null }
      const format = formatOf(visit)
      if (format !== undefined)
        return fileOf(
          format,
          'organisations',
          organisationColumns,
          await everyRow((after) =>
            listOrganisations.run(visit, { ...wanted, after: after ?? null, most: MOST_DOWNLOADED }),
          ),
        )
      const listed = await listOrganisations.run(visit, {
        ...wanted,
        after: filterOf(visit, 'after') ?? null,
        most: 50,
      })
      const isFiltered = wanted.kind !== null || wanted.search !== null
      return page({
        title: 'Organisations',
        breadcrumbs: crumbs().slice(0, 1),
        body: organisationList({
          listed,
          query: visit.query,
          mayCreate: visit.may('organisations.organisation.create'),
          isFiltered,
        }),
      })
    },
  }),

  form('/organisations/add', {
    action: createOrganisation,
    then: ({ code }) => ({ to: `/organisations/${code}`, notice: 'The organisation was added.' }),
  }),

  get('/organisations/:organisation', {
    permission: 'organisations.organisation.read',
    async run(visit) {
      const organisation = await organisationHere(visit)
      const scope = { kind: 'organisation', id: organisation.id }
      const seesPeople = visit.may('organisations.person.list')
      const leads = seesPeople ? await officeHolders(visit, 'organisation-lead', organisation.id) : []
      const names = await personCards(
        visit,
        leads.map((lead) => lead.person_id),
      )
      const people = seesPeople ? await peopleOf(visit, organisation.id) : null
      const sites = await sitesOf(visit, organisation.id)
      const mainId = organisation.main_site_id
      const parts = (await visit.fills(organisationPage, { organisationId: organisation.id })).toSorted(
        (one, other) => one.order - other.order,
      )
      return page({
        title: organisation.name,
        breadcrumbs: crumbs(),
        body: organisationView({
          organisation,
          people,
          offices: await officesHeldBy(
            visit,
            (people ?? []).map((person) => person.id),
          ),
          contacts: await publicContactsOf(visit, organisation.id),
          mainSite: mainId === null ? null : await siteById(visit, mainId),
          leads: seesPeople
            ? leads.map((lead) => ({ ...lead, person_name: names.get(lead.person_id)?.name ?? '' }))
            : null,
          sites,
          domains: visit.may('organisations.mail-domain.list')
            ? await mailDomainsOf(visit, organisation.id)
            : null,
          parts,
          may: {
            edit: visit.may('organisations.organisation.edit', scope),
            end: visit.may('organisations.organisation.end'),
            addPerson: visit.may('organisations.person.create', scope),
            addSite: visit.may('organisations.site.create', scope),
            reconcile: visit.may('organisations.staff.reconcile', scope),
          },
        }),
      })
    },
  }),

  form('/organisations/:organisation/edit', {
    action: editOrganisation,
    load: organisationHere,
    fixed: (visit) => ({ organisation: visit.params['organisation'] }),
    values: (_visit, { name, kind, realm, version }) => ({
      name,
      kind,
      realm: realm ?? '',
      version: String(version),
    }),
    view: (_visit, organisation, state) => ({
      title: `Change ${organisation.name}`,
      breadcrumbs: crumbs(organisation),
      body: html`${errorSummary(state)}${heading(`Change ${organisation.name}`)}${renderForm(state, { submit: 'Save', summary: false, cancel: { href: `/organisations/${organisation.code}` }, more: { kind: { as: 'select' } } })}`,
    }),
    then: ({ code }) => ({ to: `/organisations/${code}`, notice: 'The organisation was changed.' }),
  }),

  form('/organisations/:organisation/end', {
    action: endOrganisation,
    load: organisationHere,
    fixed: (visit) => ({ organisation: visit.params['organisation'] }),
    values: (_visit, { version }) => ({ version: String(version) }),
    view: (_visit, organisation, state) => ({
      title: `End ${organisation.name}`,
      breadcrumbs: crumbs(organisation),
      body: html`${errorSummary(state)}${heading(`End ${organisation.name}`)}${emptyState('What this does', 'From its last day on nobody can be given a post here, and no building or mail domain can be added. What is recorded stays.')}${renderForm(state, { submit: 'End this organisation', look: 'warning', summary: false, cancel: { href: `/organisations/${organisation.code}` } })}`,
    }),
    then: ({ code }) => ({
      to: `/organisations/${code}`,
      notice: 'The end of the organisation was recorded.',
    }),
  }),

  form('/organisations/:organisation/contact', {
    action: reachOrganisation,
    load: organisationHere,
    fixed: (visit) => ({ organisation: visit.params['organisation'] }),
    values: (_visit, { website, switchboard, main_site_id, version }) => ({
      website: website ?? '',
      switchboard: switchboard ?? '',
      mainSite: main_site_id ?? '',
      version: String(version),
    }),
    options: async (visit, organisation) => ({
      mainSite: (await sitesOf(visit, organisation.id)).map((site) => ({ value: site.id, text: site.name })),
    }),
    view: (_visit, organisation, state) => ({
      title: `How ${organisation.name} is reached`,
      breadcrumbs: crumbs(organisation),
      body: html`${errorSummary(state)}${heading('How it is reached', { caption: organisation.name })}${renderForm(state, { submit: 'Save', summary: false, cancel: { href: `/organisations/${organisation.code}` }, more: { mainSite: { as: 'select' } } })}`,
    }),
    then: ({ code }) => ({ to: `/organisations/${code}`, notice: 'What you said was saved.' }),
  }),

  form('/organisations/:organisation/people/add', {
    action: createPerson,
    load: organisationHere,
    fixed: (visit) => ({ organisation: visit.params['organisation'] }),
    view: (_visit, organisation, state) => ({
      title: 'Add a person',
      breadcrumbs: crumbs(organisation),
      body: html`${errorSummary(state)}${heading('Add a person', { caption: organisation.name })}${renderForm(state, { submit: 'Add the person', summary: false, cancel: { href: `/organisations/${organisation.code}` } })}`,
    }),
    then: ({ id }) => ({ to: `/people/${id}`, notice: 'The person was added and can sign in now.' }),
  }),

  form('/organisations/:organisation/sites/add', {
    action: createSite,
    load: organisationHere,
    fixed: (visit) => ({ organisation: visit.params['organisation'] }),
    view: (_visit, organisation, state) => ({
      title: 'Add a site',
      breadcrumbs: crumbs(organisation),
      body: html`${errorSummary(state)}${heading('Add a site', { caption: organisation.name })}${renderForm(state, { submit: 'Add the site', summary: false, cancel: { href: `/organisations/${organisation.code}` } })}`,
    }),
    then: ({ code }) => ({ to: `/sites/${code}`, notice: 'The site was added.' }),
  }),
]
