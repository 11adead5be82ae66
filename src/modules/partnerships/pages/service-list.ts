// Addresses of the list of services, and of recording who shares one: from the service, where one sees who else does.
import { field, readLoosely } from '#platform/fields/index.ts'
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import { paragraph } from '#web/parts.ts'
import { recordArrangement } from '../actions/arrangements.ts'
import { addService, endService, renameService } from '../actions/service-list.ts'
import { arrangementsOf, seesToday, sharingNow } from '../queries/arrangements.ts'
import { serviceByCode, servicesNamed, unlistedNames, type Service } from '../queries/service-list.ts'
import { nameKey } from '../rules/service-list.ts'
import { othersNotice } from '../views/arrangements.ts'
import { serviceColumns, serviceList, serviceView } from '../views/service-list.ts'
import { bodyOptions, partnershipOptions, personOptions, sharingCrumbs } from './arrangements.ts'
import { formBody } from './here.ts'

const here = (visit: Visit): Promise<Service> => serviceByCode(visit, visit.params['service'] ?? '')
const fixedService = (visit: Visit) => ({ service: visit.params['service'] })

const crumbs = (service?: Service) => [
  ...sharingCrumbs(),
  { text: 'Services', href: '/services' },
  ...(service === undefined ? [] : [{ text: service.name, href: `/services/${service.code}` }]),
]

const filters = { q: field.text('Name', { most: 100 }), heading: field.text('Heading', { most: 60 }) }

export const servicePages = [
  get('/services', {
    permission: 'partnerships.service.list',
    async run(visit) {
      const { answers } = readLoosely(filters, visit.query)
      const all = await servicesNamed(visit)
      const arrangements = await arrangementsOf(visit)
      const words = nameKey(answers.q ?? '')
      const rows = all
        .filter(
          (one) =>
            (answers.heading === undefined || one.heading === answers.heading) &&
            [one.name, ...one.aliases].some((name) => nameKey(name).includes(words)),
        )
        .map((one) => ({
          ...one,
          arrangements: arrangements.filter((each) => each.service_id === one.id).length,
        }))
      const format = formatOf(visit)
      if (format !== undefined) return fileOf(format, 'services', serviceColumns, rows)
      const mayAdd = visit.may('partnerships.service.add')
      return page({
        title: 'Services that can be shared',
        breadcrumbs: sharingCrumbs(),
        body: serviceList({
          rows,
          unlisted: mayAdd ? await unlistedNames(visit) : [],
          query: visit.query,
          headings: [...new Set(all.map((one) => one.heading))],
          isFiltered: answers.q !== undefined || answers.heading !== undefined,
          mayAdd,
          mayRecord: visit.may('partnerships.arrangement.record'),
        }),
      })
    },
  }),

  form('/services/add', {
    action: addService,
    view: (_visit, _loaded, state) => ({
      title: 'Add a service',
      breadcrumbs: crumbs(),
      body: formBody(
        state,
        'Add a service',
        'List of services',
        { submit: 'Add the service', cancel: { href: '/services' } },
        paragraph(
          'Use the name the local government services list has, if it has one. Arrangements that were written with this name, or another you give, are matched to it.',
        ),
      ),
    }),
    then: ({ code }) => ({ to: `/services/${code}`, notice: 'The service was added.' }),
  }),

  get('/services/:service', {
    permission: 'partnerships.service.list',
    async run(visit) {
      const service = await here(visit)
      const all = await arrangementsOf(visit, { service: service.id })
      return page({
        title: service.name,
        breadcrumbs: crumbs(),
        body: serviceView({
          service,
          now: all.filter((one) => one.as_of_year === null && one.stage !== 'ended'),
          before: all.filter((one) => one.as_of_year !== null || one.stage === 'ended'),
          seesToday: seesToday(visit),
          may: {
            record: visit.may('partnerships.arrangement.record'),
            rename: visit.may('partnerships.service.rename'),
            end: visit.may('partnerships.service.end'),
            tell: visit.may('partnerships.interest.tell'),
          },
        }),
      })
    },
  }),

  form('/services/:service/rename', {
    action: renameService,
    load: here,
    fixed: fixedService,
    values: (_visit, service) => ({
      name: service.name,
      heading: service.heading,
      alsoCalled: service.aliases.join('; '),
      version: String(service.version),
    }),
    view: (_visit, service, state) => ({
      title: 'Change the service',
      breadcrumbs: crumbs(service),
      body: formBody(
        state,
        'Change the service',
        service.name,
        { submit: 'Save', cancel: { href: `/services/${service.code}` } },
        paragraph('The name it bears now stays known as another name of it.'),
      ),
    }),
    then: ({ code }) => ({ to: `/services/${code}`, notice: 'The service was changed.' }),
  }),

  form('/services/:service/end', {
    action: endService,
    load: here,
    fixed: fixedService,
    values: (_visit, service) => ({ version: String(service.version) }),
    view: (_visit, service, state) => ({
      title: 'Take a service off the list',
      breadcrumbs: crumbs(service),
      body: formBody(
        state,
        'Take a service off the list',
        service.name,
        { submit: 'Take it off the list', look: 'warning', cancel: { href: `/services/${service.code}` } },
        paragraph('Nothing new is recorded for it. The arrangements there are stay.'),
      ),
    }),
    then: ({ code }) => ({ to: `/services/${code}`, notice: 'The service was taken off the list.' }),
  }),

  form('/services/:service/record', {
    action: recordArrangement,
    async load(visit) {
      const service = await here(visit)
      return { service, others: await sharingNow(visit, service.id) }
    },
    fixed: fixedService,
    options: async (visit) => {
      const bodies = await bodyOptions(visit)
      return {
        lead: bodies,
        partners: bodies,
        partnership: await partnershipOptions(visit),
        leadPerson: await personOptions(visit),
      }
    },
    view: (_visit, { service, others }, state) => ({
      title: 'Record an arrangement',
      breadcrumbs: crumbs(service),
      body: formBody(
        state,
        'Record a shared-service arrangement',
        service.name,
        {
          submit: 'Record the arrangement',
          cancel: { href: `/services/${service.code}` },
          sections: [
            {
              title: 'Who and where',
              text: 'Bodies that join later, or are only co-opted, are added on the arrangement’s page.',
              fields: ['stage', 'area', 'lead', 'partners', 'partnership', 'leadPerson'],
            },
            {
              title: 'When and on what ground',
              fields: ['startedOn', 'expectedOn', 'liveOn', 'reviewOn', 'legalBasis', 'note'],
            },
          ],
          more: { lead: { as: 'select' }, leadPerson: { as: 'select' }, partnership: { as: 'select' } },
        },
        othersNotice(service.name, others),
      ),
    }),
    then: ({ id }) => ({ to: `/shared-services/${id}`, notice: 'The arrangement was recorded.' }),
  }),
]
