// A host's visitors.
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { changeVisitor, expectVisitor, withdrawVisitor } from '../actions/visitors.ts'
import { ownBodies } from '../queries/preferences.ts'
import { READ } from '../queries/seeing.ts'
import { ownVisitor, ownVisitors } from '../queries/visitors.ts'
import { workplacesSeen } from '../queries/workplaces.ts'
import { visitorFormView, visitorsView, withdrawView } from '../views/visitors.ts'

const show = get('/workspaces/visitors', {
  permission: READ,
  run: async (visit) => page(visitorsView(await ownVisitors(visit), visit.now)),
})

const ABOUT = ['comesOn', 'name', 'from', 'mail']

const name = form('/workspaces/visitors/new', {
  action: expectVisitor,
  load: (visit) => ownBodies(visit),
  values: (visit) =>
    Object.fromEntries(
      ['site', 'comesOn'].flatMap((one) => (visit.query[one] === undefined ? [] : [[one, visit.query[one]]])),
    ),
  options: async (visit, bodies) => ({
    site: (await workplacesSeen(visit)).map((one) => ({
      value: one.site_id,
      text: `${one.name}, ${one.town}`,
    })),
    organisation: bodies.map((one) => ({ value: one.id, text: one.name })),
  }),
  view: (_visit, bodies, state) =>
    visitorFormView(state, {
      title: 'Name a visitor',
      submit: 'Name the visitor',
      fields: ['site', ...ABOUT, ...(bodies.length > 1 ? ['organisation'] : [])],
    }),
  then: () => ({ to: '/workspaces/visitors', notice: 'The visitor is on the list of reception.' }),
})

const visitorHere = (visit: Visit) => ownVisitor(visit, visit.params['visitor'] ?? '')

const change = form('/workspaces/visitors/:visitor/change', {
  action: changeVisitor,
  load: visitorHere,
  values: (_visit, one) => ({
    visitor: one.id,
    version: String(one.version),
    comesOn: one.comes_on.toString(),
    name: one.name ?? '',
    from: one.organisation_words ?? '',
    mail: one.mail ?? '',
  }),
  view: (_visit, _one, state) =>
    visitorFormView(state, {
      title: 'Change a visitor',
      submit: 'Save',
      fields: [...ABOUT, 'visitor', 'version'],
    }),
  then: () => ({ to: '/workspaces/visitors', notice: 'Saved. They are told again.' }),
})

const withdraw = form('/workspaces/visitors/:visitor/withdraw', {
  action: withdrawVisitor,
  load: visitorHere,
  fixed: (visit) => ({ visitor: visit.params['visitor'] ?? '' }),
  values: (_visit, one) => ({ version: String(one.version) }),
  view: (_visit, one, state) => withdrawView(one, state),
  then: () => ({ to: '/workspaces/visitors', notice: 'They are no longer expected.' }),
})

export const visitorPages: readonly Page[] = [show, name, change, withdraw]
