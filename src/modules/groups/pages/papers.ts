// The addresses of resources and of terms of reference.
import { notFound } from '#platform/errors/index.ts'
import { readFields } from '#platform/fields/index.ts'
import { form, get, ownedFile, page, type FormState, type View, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { formPage, type FormPageMore } from '#web/forms.ts'
import { paragraph } from '#web/parts.ts'
import {
  addResource,
  assignResource,
  replaceResource,
  retireResource,
  reviewResource,
} from '../actions/resources.ts'
import { recordTerms } from '../actions/terms.ts'
import { membersOfGroup, type GroupCard } from '../queries.ts'
import { listResources, resourceSeen, termsOf, type ResourceCard, type TermsCard } from '../queries/papers.ts'
import {
  changesView,
  mayFor,
  resourceColumnsFor,
  resourceHref,
  resourcesView,
  resourceView,
  termsView,
} from '../views/papers.ts'
import { at, formView, groupOf } from './parts.ts'

async function resourcesPage(visit: Visit, group: GroupCard | undefined) {
  const { format, ...asked } = visit.query
  const { group: _group, ...filters } = asked
  const parameters = readFields(listResources.parameters, {
    ...filters,
    ...(group === undefined ? {} : { group: group.id }),
  })
  if (format !== 'csv' && format !== 'xlsx')
    return page(resourcesView(visit, await listResources.run(visit, parameters), group))
  const rows = await everyRow((after) =>
    listResources.run(visit, { ...parameters, after: after ?? null, most: MOST_DOWNLOADED }),
  )
  return fileOf(format, 'resources', resourceColumnsFor(visit), rows)
}

const showResources = get('/resources', {
  permission: 'groups.resource.read',
  run: (visit) => resourcesPage(visit, undefined),
})

const showGroupResources = get('/groups/:group/resources', {
  permission: 'groups.resource.read',
  run: async (visit) => resourcesPage(visit, await groupOf(visit)),
})

const resourceHere = async (visit: Visit): Promise<ResourceCard> =>
  (await resourceSeen(visit, visit.params['resource'] ?? '')) ?? notFound('resource')

const looksAfter = (visit: Visit, resource: ResourceCard): boolean =>
  mayFor(visit, 'groups.resource.keep', resource.group_id, resource.partnership_id) ||
  (visit.actor.kind === 'person' &&
    visit.actor.id === resource.owner_id &&
    visit.may('groups.audience.members', { kind: 'group', id: resource.group_id }))

const showResource = get('/resources/:resource', {
  permission: 'groups.resource.read',
  async run(visit) {
    const resource = await resourceHere(visit)
    return page(resourceView(visit, resource, looksAfter(visit, resource)))
  },
})

const downloadResource = get('/resources/:resource/file', {
  permission: 'groups.resource.read',
  async run(visit) {
    const resource = await resourceHere(visit)
    if (resource.file_id === null || resource.retired_on !== null) return notFound('file')
    return ownedFile({ file: resource.file_id, owner: resource.id })
  },
})

const people = async (visit: Visit, groupId: string) =>
  (await membersOfGroup(visit, groupId, londonDate(visit.now))).map((one) => ({
    value: one.person_id,
    text: `${one.person_name}, ${one.organisation_name}`,
  }))

const inAYear = (visit: Visit) => londonDate(visit.now).add({ years: 1 }).toString()

const add = form('/groups/:group/resources/new', {
  action: addResource,
  load: groupOf,
  values: (visit, group) => ({
    group: group.id,
    reviewOn: inAYear(visit),
    ...(visit.actor.kind === 'person' ? { owner: visit.actor.id } : {}),
  }),
  options: async (visit, group) => ({ owner: await people(visit, group.id) }),
  view: formView('Add a resource', {
    submit: 'Add the resource',
    before: paragraph('Choose a file or enter a link. Its owner is asked to review it by the day you set.'),
  }),
  then: (result) => ({ to: `/resources/${result.id}`, notice: 'The resource was added.' }),
})

const resourceForm =
  (title: string, more: FormPageMore) =>
  (_visit: Visit, resource: ResourceCard, state: FormState): View =>
    formPage(title, state, { href: resourceHref(resource), text: resource.title }, more)

const valuesOf = (_visit: Visit, resource: ResourceCard) => ({ resource: resource.id })
const asked = (visit: Visit, resource: ResourceCard) => ({ resource: resource.id, reviewOn: inAYear(visit) })

const to = (notice: string) => (_result: unknown, _visit: Visit, resource: ResourceCard) => ({
  to: resourceHref(resource),
  notice,
})

const review = form('/resources/:resource/review', {
  action: reviewResource,
  load: resourceHere,
  values: asked,
  view: resourceForm('Review the resource', {
    submit: 'It is still right',
    before: paragraph('Open it first. Where it is right no more, replace it or retire it instead.'),
  }),
  then: to('The review was recorded.'),
})

const replace = form('/resources/:resource/replace', {
  action: replaceResource,
  load: resourceHere,
  values: asked,
  view: resourceForm('Replace the resource', { submit: 'Replace it' }),
  then: to('The resource was replaced.'),
})

const assign = form('/resources/:resource/assign', {
  action: assignResource,
  load: resourceHere,
  values: valuesOf,
  options: async (visit, resource) => ({ owner: await people(visit, resource.group_id) }),
  view: resourceForm('Give it another owner', { submit: 'Name the owner' }),
  then: to('The resource has an owner.'),
})

const retire = form('/resources/:resource/retire', {
  action: retireResource,
  load: resourceHere,
  values: valuesOf,
  view: resourceForm('Retire the resource', {
    submit: 'Retire it',
    look: 'warning',
    before: paragraph('It leaves the lists and search. Its record stays.'),
  }),
  then: to('The resource was retired.'),
})

const versionHere = (visit: Visit, versions: readonly TermsCard[]): TermsCard =>
  versions.find((one) => String(one.version) === visit.params['version']) ?? notFound('version')

const showTerms = get('/groups/:group/terms', {
  permission: 'groups.terms.read',
  async run(visit) {
    const group = await groupOf(visit)
    const versions = await termsOf(visit, group.id)
    return page(termsView(visit, group, versions, versions[0]))
  },
})

const showVersion = get('/groups/:group/terms/:version', {
  permission: 'groups.terms.read',
  async run(visit) {
    const group = await groupOf(visit)
    const versions = await termsOf(visit, group.id)
    return page(termsView(visit, group, versions, versionHere(visit, versions)))
  },
})

const showChanges = get('/groups/:group/terms/:version/changes', {
  permission: 'groups.terms.read',
  async run(visit) {
    const group = await groupOf(visit)
    const versions = await termsOf(visit, group.id)
    const after = versionHere(visit, versions)
    const before = versions.find((one) => one.version === after.version - 1) ?? notFound('version')
    return page(changesView(group, before, after))
  },
})

const downloadTerms = get('/groups/:group/terms/:version/file', {
  permission: 'groups.terms.read',
  async run(visit) {
    const group = await groupOf(visit)
    const version = versionHere(visit, await termsOf(visit, group.id))
    return version.file_id === null
      ? notFound('file')
      : ownedFile({ file: version.file_id, owner: version.id })
  },
})

const newTerms = form('/groups/:group/terms/new', {
  action: recordTerms,
  load: groupOf,
  values: async (visit, group) => {
    const [current] = await termsOf(visit, group.id)
    return {
      group: group.id,
      sections: current?.sections ?? [],
      adoptedOn: londonDate(visit.now).toString(),
      reviewOn: londonDate(visit.now).add({ years: 1 }).toString(),
    }
  },
  view: formView('Record terms of reference', {
    submit: 'Record the version',
    before: paragraph('Change the text below to what was adopted. The version before stays as it is.'),
    fields: ['sections', 'file', 'adoptedOn', 'adoptedBy', 'reviewOn', 'group'],
  }),
  then: (_result, _visit, group) => ({
    to: `${at(group)}/terms`,
    notice: 'The terms of reference were recorded.',
  }),
})

export const paperPages = [
  showResources,
  showGroupResources,
  add,
  showResource,
  downloadResource,
  review,
  replace,
  assign,
  retire,
  showTerms,
  newTerms,
  showVersion,
  showChanges,
  downloadTerms,
]
