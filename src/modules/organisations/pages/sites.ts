// Addresses of buildings.
import { field, readLoosely } from '#platform/fields/index.ts'
import { everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { html } from '#platform/html/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { heading } from '#web/parts.ts'
import { editSite } from '../actions/sites.ts'
import { listSites, siteByCode, type Site } from '../queries/organisations.ts'
import { sitePage } from '../slots.ts'
import { siteColumns, siteList, siteView } from '../views/sites.ts'

const siteHere = (visit: Visit): Promise<Site> => siteByCode(visit, visit.params['site'] ?? '')

const crumbs = (site?: Site) => [
  { text: 'People and places', href: '/people-and-places' },
  { text: 'Sites', href: '/sites' },
  ...(site === undefined ? [] : [{ text: site.name, href: `/sites/${site.code}` }]),
]

export const sitePages = [
  get('/sites', {
    permission: 'organisations.site.list',
    async run(visit) {
      const search =
        readLoosely({ search: field.text('Name or town', { most: 100 }) }, visit.query).answers.search ?? null
      const format = formatOf(visit)
      if (format !== undefined)
        return fileOf(
          format,
          'sites',
          siteColumns,
          await everyRow((after) =>
            listSites.run(visit, { search, after: after ?? null, most: MOST_DOWNLOADED }),
          ),
        )
      const listed = await listSites.run(visit, { search, after: filterOf(visit, 'after') ?? null, most: 50 })
      return page({ title: 'Sites', breadcrumbs: crumbs().slice(0, 1), body: siteList(listed, visit.query) })
    },
  }),

  get('/sites/:site', {
    permission: 'organisations.site.list',
    async run(visit) {
      const site = await siteHere(visit)
      const parts = (await visit.fills(sitePage, { siteId: site.id })).toSorted(
        (one, other) => one.order - other.order,
      )
      const mayEdit = visit.may('organisations.site.edit', { kind: 'organisation', id: site.organisation_id })
      return page({ title: site.name, breadcrumbs: crumbs(), body: siteView(site, parts, mayEdit) })
    },
  }),

  form('/sites/:site/edit', {
    action: editSite,
    load: siteHere,
    fixed: (visit) => ({ site: visit.params['site'] }),
    values: (_visit, { name, town, address, version }) => ({
      name,
      town,
      address: address ?? '',
      version: String(version),
    }),
    view: (_visit, site, state) => ({
      title: `Change ${site.name}`,
      breadcrumbs: crumbs(site),
      body: html`${errorSummary(state)}${heading(`Change ${site.name}`)}${renderForm(state, { submit: 'Save', summary: false, cancel: { href: `/sites/${site.code}` }, more: { address: { lines: 4 } } })}`,
    }),
    then: ({ code }) => ({ to: `/sites/${code}`, notice: 'The site was changed.' }),
  }),
]
