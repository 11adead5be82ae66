// Addresses of buildings.
import { field, readLoosely } from '#platform/fields/index.ts'
import { everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { form, get, page, type FormState, type View, type Visit } from '#platform/http/index.ts'
import { html } from '#platform/html/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { errorSummary, renderForm, type FormMore } from '#web/forms.ts'
import { heading } from '#web/parts.ts'
import {
  closeSite,
  describeSite,
  noteOf,
  reopenSite,
  setSiteAccess,
  setSiteHours,
} from '../actions/site-facts.ts'
import { editSite } from '../actions/sites.ts'
import { listSites, siteByCode, type Site } from '../queries/organisations.ts'
import { accessOf, siteToday, weekOf } from '../queries/sites.ts'
import { ACCESS_FACTS, hoursInWords, WEEK } from '../rules.ts'
import { sitePage } from '../slots.ts'
import { siteColumns, siteList, siteView } from '../views/sites.ts'

const siteHere = (visit: Visit): Promise<Site> => siteByCode(visit, visit.params['site'] ?? '')

const crumbs = (site?: Site) => [
  { text: 'People and places', href: '/people-and-places' },
  { text: 'Sites', href: '/sites' },
  ...(site === undefined ? [] : [{ text: site.name, href: `/sites/${site.code}` }]),
]

const fixed = (visit: Visit) => ({ site: visit.params['site'] })

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
      return page({
        title: site.name,
        breadcrumbs: crumbs(),
        body: siteView({
          site,
          today: await siteToday(visit, site.id),
          access: await accessOf(visit, site.id),
          parts,
          mayEdit,
          day: londonDate(visit.now),
        }),
      })
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

  form('/sites/:site/place', {
    action: describeSite,
    load: siteHere,
    fixed,
    values: (_visit, site) => ({
      postcode: site.postcode ?? '',
      uprn: site.uprn ?? '',
      latitude: site.latitude ?? '',
      longitude: site.longitude ?? '',
      receptionPhone: site.reception_phone ?? '',
      transport: site.transport ?? '',
      parking: site.parking ?? '',
      version: String(site.version),
    }),
    view: (_visit, site, state) =>
      siteForm('Where it is and how to get there', site, state, {
        transport: { lines: 3 },
        parking: { lines: 3 },
      }),
    then: ({ code }) => ({ to: `/sites/${code}`, notice: 'What you said of the site was saved.' }),
  }),

  form('/sites/:site/hours', {
    action: setSiteHours,
    load: siteHere,
    fixed,
    values: async (visit, site) => {
      const week = await weekOf(visit, site.id)
      const hours = WEEK.map((day, nth) => {
        const spans = week.filter((span) => span.weekday === nth + 1)
        return [day, spans.length === 0 ? '' : hoursInWords(spans)] as const
      })
      return { ...Object.fromEntries(hours), version: String(site.version) }
    },
    view: (_visit, site, state) => siteForm('When it is open', site, state),
    then: ({ code }) => ({ to: `/sites/${code}`, notice: 'The opening hours were saved.' }),
  }),

  form('/sites/:site/access', {
    action: setSiteAccess,
    load: siteHere,
    fixed,
    values: async (visit, site) => {
      const rows = await accessOf(visit, site.id)
      return {
        ...Object.fromEntries(
          rows.flatMap((row) => [
            [row.fact, row.answer],
            [noteOf(row.fact), row.note ?? ''],
          ]),
        ),
        version: String(site.version),
      }
    },
    view: (_visit, site, state) =>
      siteForm(
        'Getting in and about',
        site,
        state,
        Object.fromEntries(Object.keys(ACCESS_FACTS).map((fact) => [fact, { as: 'select' as const }])),
      ),
    then: ({ code }) => ({ to: `/sites/${code}`, notice: 'The facts of access were saved.' }),
  }),

  form('/sites/:site/closures/new', {
    action: closeSite,
    load: siteHere,
    fixed,
    values: (visit) => ({ from: londonDate(visit.now).toString() }),
    view: (_visit, site, state) => siteForm('Closed, or open at other hours', site, state),
    then: ({ code }) => ({ to: `/sites/${code}`, notice: 'Visitors see it from now on.' }),
  }),

  form('/sites/:site/closures/:closure/withdraw', {
    action: reopenSite,
    load: siteHere,
    fixed: (visit) => ({ site: visit.params['site'], closure: visit.params['closure'] }),
    view: (_visit, site, state) => siteForm('Withdraw this closure', site, state),
    then: ({ code }) => ({ to: `/sites/${code}`, notice: 'The closure was withdrawn.' }),
  }),
]

function siteForm(title: string, site: Site, state: FormState, more: FormMore['more'] = {}): View {
  const at = `/sites/${site.code}`
  return {
    title: `${title}: ${site.name}`,
    breadcrumbs: crumbs(site),
    body: html`${errorSummary(state)}${heading(title, { caption: site.name })}${renderForm(state, { submit: title.startsWith('Withdraw') ? 'Withdraw it' : 'Save', summary: false, cancel: { href: at }, more })}`,
  }
}
