// Addresses of a partnership's directory of services.
import { notFound } from '#platform/errors/index.ts'
import { field, readLoosely } from '#platform/fields/index.ts'
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { fileOf, filterOf, formatOf } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { paragraph } from '#web/parts.ts'
import {
  addSignpost,
  addTopic,
  confirmSignpost,
  editSignpost,
  endSignpost,
  settleDoubt,
  tellDoubt,
} from '../actions/signposts.ts'
import { membersOn, type Partnership } from '../queries/partnerships.ts'
import { doubtsAbout, keepsSignpost, signpostById, signpostsOf, topicsOf } from '../queries/signposts.ts'
import { directoryView, signpostColumns, signpostView } from '../views/signposts.ts'
import { bodyOptions } from './arrangements.ts'
import { crumbs, fixedPartnership, formBody, partnershipHere, scopeOf } from './here.ts'

const SHOWN = 50

const at = (visit: Visit): string => `/partnerships/${visit.params['partnership']}/directory`
const back = (visit: Visit): string => `${at(visit)}/${visit.params['signpost']}`
const directoryCrumbs = (visit: Visit, partnership: Partnership) =>
  crumbs(partnership, { text: 'Directory of services', href: at(visit) })
const fixedSignpost = (visit: Visit) => ({ signpost: visit.params['signpost'] })

async function entryHere(visit: Visit) {
  const partnership = await partnershipHere(visit)
  const one = await signpostById(visit, visit.params['signpost'] ?? '')
  return one.partnership_id === partnership.id ? { partnership, one } : notFound('entry')
}

const optionsOf = async (visit: Visit, partnership: Partnership) => ({
  topics: (await topicsOf(visit, partnership.id)).map((one) => ({ value: one.id, text: one.name })),
  providerOrganisation: await bodyOptions(visit),
  owner: (await membersOn(visit, partnership.id, londonDate(visit.now))).map((one) => ({
    value: one.organisation_id,
    text: one.organisation_name,
  })),
})

const SECTIONS = [
  {
    title: 'What it is',
    fields: ['name', 'summary', 'audience', 'topics', 'providerOrganisation', 'providerName'],
  },
  {
    title: 'How to reach it',
    text: 'The service itself, never a person.',
    fields: ['web', 'phone', 'mail', 'area', 'opening'],
  },
  { title: 'Who keeps it right', fields: ['owner', 'reviewOn'] },
] as const
const LOOKS = { providerOrganisation: { as: 'select' }, owner: { as: 'select' } } as const

export const signpostPages = [
  get('/partnerships/:partnership/directory', {
    permission: 'partnerships.signpost.list',
    async run(visit) {
      const partnership = await partnershipHere(visit)
      const { answers } = readLoosely(
        { q: field.text('Words', { most: 200 }), topic: field.id('Topic') },
        visit.query,
      )
      const rows = await signpostsOf(visit, partnership.id, { words: answers.q, topic: answers.topic })
      const format = formatOf(visit)
      if (format !== undefined) return fileOf(format, `${partnership.code}-directory`, signpostColumns, rows)
      const from = Math.max(0, rows.findIndex((one) => one.id === filterOf(visit, 'after')) + 1)
      const shown = rows.slice(from, from + SHOWN)
      return page({
        title: `Directory of services, ${partnership.name}`,
        breadcrumbs: crumbs(partnership),
        body: directoryView({
          partnership,
          rows: shown,
          total: rows.length,
          next: from + SHOWN < rows.length ? shown.at(-1)?.id : undefined,
          topics: await topicsOf(visit, partnership.id),
          query: visit.query,
          isFiltered: answers.q !== undefined || answers.topic !== undefined,
          mayAdd: visit.may('partnerships.signpost.add', scopeOf(partnership)),
        }),
      })
    },
  }),

  form('/partnerships/:partnership/directory/add', {
    action: addSignpost,
    load: partnershipHere,
    fixed: fixedPartnership,
    options: optionsOf,
    values: (visit) => ({ reviewOn: londonDate(visit.now).add({ months: 6 }).toString() }),
    view: (visit, partnership, state) => ({
      title: 'Add a service',
      breadcrumbs: directoryCrumbs(visit, partnership),
      body: formBody(state, 'Add a service', partnership.name, {
        submit: 'Add the service',
        cancel: { href: at(visit) },
        sections: SECTIONS,
        more: LOOKS,
      }),
    }),
    then: ({ id, code }) => ({
      to: `/partnerships/${code}/directory/${id}`,
      notice: 'The service was added.',
    }),
  }),

  form('/partnerships/:partnership/directory/topics/add', {
    action: addTopic,
    load: partnershipHere,
    fixed: fixedPartnership,
    view: (visit, partnership, state) => ({
      title: 'Add a topic',
      breadcrumbs: directoryCrumbs(visit, partnership),
      body: formBody(state, 'Add a topic', partnership.name, {
        submit: 'Add the topic',
        cancel: { href: at(visit) },
      }),
    }),
    then: ({ code }) => ({ to: `/partnerships/${code}/directory`, notice: 'The topic was added.' }),
  }),

  get('/partnerships/:partnership/directory/:signpost', {
    permission: 'partnerships.signpost.list',
    async run(visit) {
      const { partnership, one } = await entryHere(visit)
      return page({
        title: one.name,
        breadcrumbs: directoryCrumbs(visit, partnership),
        body: signpostView({
          partnership,
          one,
          doubts: keepsSignpost(visit, one) ? await doubtsAbout(visit, one.id) : null,
          isSignedIn: visit.may('partnerships.doubt.tell'),
        }),
      })
    },
  }),

  form('/partnerships/:partnership/directory/:signpost/edit', {
    action: editSignpost,
    load: entryHere,
    fixed: fixedSignpost,
    options: (visit, { partnership }) => optionsOf(visit, partnership),
    values: (visit, { one }) => ({
      name: one.name,
      summary: one.summary,
      audience: one.audience,
      topics: one.topics.map((topic) => topic.id),
      providerOrganisation: one.provider_organisation_id ?? '',
      providerName: one.provider_name ?? '',
      web: one.web ?? '',
      phone: one.phone ?? '',
      mail: one.mail ?? '',
      area: one.area ?? '',
      opening: one.opening ?? '',
      owner: one.owner_organisation_id,
      reviewOn: (one.stale ? londonDate(visit.now).add({ months: 6 }) : one.review_on).toString(),
      version: String(one.version),
    }),
    view: (visit, { partnership, one }, state) => ({
      title: 'Change the entry',
      breadcrumbs: directoryCrumbs(visit, partnership),
      body: formBody(state, 'Change the entry', one.name, {
        submit: 'Save',
        cancel: { href: back(visit) },
        sections: [
          ...SECTIONS.slice(0, 2),
          { title: 'Who keeps it right', fields: ['owner', 'reviewOn', 'version'] },
        ],
        more: LOOKS,
      }),
    }),
    then: (_result, visit) => ({ to: back(visit), notice: 'The entry was changed.' }),
  }),

  form('/partnerships/:partnership/directory/:signpost/confirm', {
    action: confirmSignpost,
    load: entryHere,
    fixed: fixedSignpost,
    values: (visit) => ({ reviewOn: londonDate(visit.now).add({ months: 6 }).toString() }),
    view: (visit, { partnership, one }, state) => ({
      title: 'It is still right',
      breadcrumbs: directoryCrumbs(visit, partnership),
      body: formBody(
        state,
        'It is still right',
        one.name,
        { submit: 'Confirm it', cancel: { href: back(visit) } },
        paragraph('You have looked at how to reach the service, who it is for and when it is open.'),
      ),
    }),
    then: (_result, visit) => ({ to: back(visit), notice: 'The entry was confirmed.' }),
  }),

  form('/partnerships/:partnership/directory/:signpost/end', {
    action: endSignpost,
    load: entryHere,
    fixed: fixedSignpost,
    view: (visit, { partnership, one }, state) => ({
      title: 'Take a service out of the directory',
      breadcrumbs: directoryCrumbs(visit, partnership),
      body: formBody(
        state,
        'Take a service out of the directory',
        one.name,
        { submit: 'Take it out', look: 'warning', cancel: { href: back(visit) } },
        paragraph('Nobody finds it any more. It stays in the record.'),
      ),
    }),
    then: (_result, visit) => ({ to: at(visit), notice: 'The service was taken out of the directory.' }),
  }),

  form('/partnerships/:partnership/directory/:signpost/wrong', {
    action: tellDoubt,
    load: entryHere,
    fixed: fixedSignpost,
    view: (visit, { partnership, one }, state) => ({
      title: 'Is something wrong?',
      breadcrumbs: directoryCrumbs(visit, partnership),
      body: formBody(
        state,
        'Is something wrong?',
        one.name,
        { submit: 'Tell us', cancel: { href: back(visit) } },
        paragraph(`${one.owner_name} keeps this entry right and is reminded of what you say.`),
      ),
    }),
    then: (_result, visit) => ({ to: back(visit), notice: 'Thank you. It was passed on.' }),
  }),

  form('/partnerships/:partnership/directory/:signpost/doubts/:doubt', {
    action: settleDoubt,
    async load(visit) {
      const { partnership, one } = await entryHere(visit)
      if (!keepsSignpost(visit, one)) return notFound('entry')
      const doubt = (await doubtsAbout(visit, one.id)).find((each) => each.id === visit.params['doubt'])
      return { partnership, one, doubt: doubt ?? notFound('entry') }
    },
    fixed: (visit) => ({ doubt: visit.params['doubt'] }),
    view: (visit, { partnership, one, doubt }, state) => ({
      title: 'Settle it',
      breadcrumbs: directoryCrumbs(visit, partnership),
      body: formBody(
        state,
        'Settle what somebody said is wrong',
        one.name,
        { submit: 'Settle it', cancel: { href: back(visit) } },
        paragraph(doubt.words),
      ),
    }),
    then: (_result, visit) => ({ to: back(visit), notice: 'It was settled.' }),
  }),
]
