// Agenda items: one item, adding and placing them, declaring interests, and recording what was decided.
import { notFound } from '#platform/errors/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { peopleNamed } from '#modules/organisations/index.ts'
import { formPage } from '#web/forms.ts'
import { paragraph } from '#web/parts.ts'
import { recordDecision } from '../actions/decisions.ts'
import { declareInterest } from '../actions/interests.ts'
import { addItem, moveItem, noteItem, postponeItem, scheduleItem, withdrawItem } from '../actions/items.ts'
import { recordUndertaking } from '../actions/undertakings.ts'
import { writePaper } from '../actions/papers.ts'
import { holdsFor, MEETING_READ } from '../queries/bodies.ts'
import { decisionsOfMeeting } from '../queries/decisions.ts'
import { hasInterest, interestsIn } from '../queries/interests.ts'
import { itemById } from '../queries/items.ts'
import { attendanceOf } from '../queries/meetings.ts'
import { matterOf, participationIn } from '../queries/voters.ts'
import { outcomeInWords } from '../rules.ts'
import { decideView, itemView } from '../views/items.ts'
import { idIn, itemOf, mayReadPaper, meetingOf, toItem, toMeeting, type OnAgenda } from './asked.ts'

const backToItem = (_result: unknown, _visit: Visit, { meeting, item }: OnAgenda): string =>
  `/meetings/${meeting.id}/items/${item.id}`
const ownInterest = async (visit: Visit, { item }: OnAgenda): Promise<boolean> =>
  visit.actor.kind === 'person' && (await hasInterest(visit, visit.actor.id, matterOf(item)))

const showItem = get('/meetings/:meeting/items/:item', {
  permission: MEETING_READ,
  async run(visit) {
    const { meeting, item } = await itemOf(visit)
    const { paper } = item
    return page(
      itemView(visit, meeting, item, {
        decision: (await decisionsOfMeeting(visit, meeting.id)).get(item.id),
        interests: await interestsIn(visit, matterOf(item)),
        ownInterest: await ownInterest(visit, { meeting, item }),
        presides:
          meeting.group_id !== null &&
          visit.may('governance.decision.record', { kind: 'group', id: meeting.group_id }),
        prepares: holdsFor(visit, 'governance.item.add', meeting),
        paper: paper !== undefined && mayReadPaper(visit, meeting, paper) ? paper : undefined,
      }),
    )
  },
})

const add = form('/meetings/:meeting/items/new', {
  action: addItem,
  load: meetingOf,
  values: (_visit, meeting) => ({ meeting: meeting.id }),
  view: (_visit, meeting, state) =>
    formPage('Add an item', state, toMeeting(meeting), {
      submit: 'Add the item',
      fields: [
        'title',
        'kind',
        'recommendation',
        ...(meeting.state === 'planned' ? [] : ['late']),
        'meeting',
      ],
      more: { recommendation: { lines: 3 }, late: { lines: 3 } },
    }),
  then: (result) => ({ to: `/meetings/${result.meeting}`, notice: 'The item was added to the agenda.' }),
})

const schedule = form('/meetings/:meeting/schedule/:item', {
  action: scheduleItem,
  load: async (visit) => {
    const meeting = await meetingOf(visit)
    const item = await itemById(visit, idIn(visit, 'item', 'agenda item'))
    return {
      meeting,
      item: item === undefined || item.body_id !== meeting.body_id ? notFound('agenda item') : item,
    }
  },
  values: (_visit, { meeting, item }) => ({ meeting: meeting.id, item: item.id }),
  options: (_visit, { meeting }) => ({ meeting: [{ value: meeting.id, text: meeting.title }] }),
  view: (_visit, { meeting, item }, state) =>
    formPage('Put it on this agenda', state, toMeeting(meeting), {
      submit: 'Put it on the agenda',
      fields: [...(meeting.state === 'planned' ? [] : ['late']), 'item', 'meeting'],
      more: { late: { lines: 3 } },
      intro: paragraph(item.title, { lead: true }),
    }),
  then: (result) => ({ to: `/meetings/${result.meeting}`, notice: 'The item was put on the agenda.' }),
})

const move = form('/meetings/:meeting/items/:item/move', {
  action: moveItem,
  load: itemOf,
  values: (_visit, { item }) => ({ item: item.id }),
  view: (_visit, on, state) => formPage('Move the item', state, toItem(on), { submit: 'Move it' }),
  then: (result) => ({ to: `/meetings/${result.meeting}` }),
})

const postpone = form('/meetings/:meeting/items/:item/postpone', {
  action: postponeItem,
  load: itemOf,
  values: (_visit, { item }) => ({ item: item.id }),
  view: (_visit, on, state) =>
    formPage('Postpone the item', state, toItem(on), {
      submit: 'Postpone it',
      intro: paragraph('It leaves this agenda and awaits the next meeting that is planned.'),
    }),
  then: (result) => ({ to: `/meetings/${result.meeting}`, notice: 'The item was postponed.' }),
})

const withdraw = form('/meetings/:meeting/items/:item/withdraw', {
  action: withdrawItem,
  load: itemOf,
  values: (_visit, { item }) => ({ item: item.id }),
  view: (_visit, on, state) =>
    formPage('Withdraw the item', state, toItem(on), {
      submit: 'Withdraw it',
      look: 'warning',
      fields: ['item'],
      intro: paragraph('It stays on the agenda as withdrawn and is not considered.'),
    }),
  then: (_result, _visit, { meeting }) => ({
    to: `/meetings/${meeting.id}`,
    notice: 'The item was withdrawn.',
  }),
})

const note = form('/meetings/:meeting/items/:item/note', {
  action: noteItem,
  load: itemOf,
  values: (_visit, { item }) => ({ item: item.id }),
  view: (_visit, on, state) =>
    formPage('Mark as considered', state, toItem(on), { submit: 'Mark as considered' }),
  then: (result) => ({ to: `/meetings/${result.meeting}`, notice: 'The item was marked as considered.' }),
})

const decide = form('/meetings/:meeting/items/:item/decide', {
  action: recordDecision,
  load: async (visit) => {
    const { meeting, item } = await itemOf(visit)
    return {
      meeting,
      item,
      taking: await participationIn(visit, meeting, item),
      ownInterest: await ownInterest(visit, { meeting, item }),
    }
  },
  values: (visit, { item }) => ({
    item: item.id,
    outcome: item.outcomes.find((one) => one === visit.query['outcome']) ?? '',
    reasons: item.reasons ?? '',
    alternatives: item.alternatives ?? '',
  }),
  options: (_visit, { item, taking }) => {
    const organisations = taking.voters.map((one) => ({
      value: one.organisationId,
      text: one.organisation_name,
    }))
    return {
      outcome: item.outcomes.map((one) => ({ value: one, text: outcomeInWords(one) })),
      against: organisations,
      abstained: organisations,
    }
  },
  view: decideView,
  then: (result) => ({ to: `/meetings/${result.meeting}`, notice: 'The decision was recorded.' }),
})

const declare = form('/meetings/:meeting/items/:item/interest', {
  action: declareInterest,
  load: itemOf,
  values: (_visit, { meeting, item }) => ({ subject: matterOf(item), meeting: meeting.id }),
  options: async (visit, { meeting }) => ({
    person: (await attendanceOf(visit, meeting.id)).map((one) => ({
      value: one.person_id,
      text: `${one.person_name}, ${one.organisation_name}`,
    })),
  }),
  view: (visit, on, state) => {
    const records =
      holdsFor(visit, 'governance.attendance.record', on.meeting) &&
      (state.options['person'] ?? []).length > 0
    return formPage('Declare an interest', state, toItem(on), {
      submit: 'Declare the interest',
      fields: ['nature', ...(records ? ['person'] : []), 'subject', 'meeting'],
      more: { nature: { lines: 3 }, person: { as: 'select' } },
      intro: paragraph(
        'Whoever has an interest neither votes on the matter nor records the decision about it.',
      ),
    })
  },
  then: (result, visit, on) => ({ to: backToItem(result, visit, on), notice: 'The interest was declared.' }),
})

const undertaking = form('/meetings/:meeting/items/:item/undertaking', {
  action: recordUndertaking,
  load: itemOf,
  values: (visit, { item }) => ({ item: item.id, dueOn: londonDate(visit.now).add({ days: 28 }).toString() }),
  options: async (visit, { meeting }) => {
    const there = await attendanceOf(visit, meeting.id)
    const organisationIds = [...new Set(there.map((one) => one.organisation_id))]
    const people = await peopleNamed(visit, { organisationIds })
    return {
      owner: people.map((one) => ({ value: one.id, text: `${one.name}, ${one.organisation_name ?? ''}` })),
    }
  },
  view: (_visit, on, state) =>
    formPage('Record an undertaking', state, toItem(on), {
      submit: 'Record the undertaking',
      fields: ['what', 'owner', 'dueOn', 'item'],
      more: { owner: { as: 'select' } },
    }),
  then: (result, visit, on) => ({
    to: backToItem(result, visit, on),
    notice: 'The undertaking was recorded.',
  }),
})

const paper = form('/meetings/:meeting/items/:item/paper', {
  action: writePaper,
  load: itemOf,
  values: (_visit, { item }) => ({
    item: item.id,
    title: item.title,
    classification: 'open',
    recommendations: item.recommendation ?? '',
  }),
  view: (_visit, on, state) =>
    formPage('Write a paper', state, toItem(on), {
      submit: 'Save the draft',
      fields: ['title', 'summary', 'recommendations', 'body', 'classification', 'item'],
      more: { summary: { lines: 4 }, recommendations: { lines: 4 }, body: { lines: 20 } },
    }),
  then: (result) => ({
    to: `/papers/${result.id}`,
    notice: 'The draft was saved. Clear it when it is ready.',
  }),
})

export const itemPages: readonly Page[] = [
  add,
  showItem,
  schedule,
  move,
  postpone,
  withdraw,
  note,
  decide,
  declare,
  undertaking,
  paper,
]
