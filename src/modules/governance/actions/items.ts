// Agenda items: proposed by a module for one of its records or added by a person, put on an agenda, moved,
// postponed, noted or withdrawn.
import { action } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { bodyById, bodyOfGroup, mayFor } from '../queries/bodies.ts'
import { itemsOf, openItemAbout } from '../queries/items.ts'
import { ITEM_KINDS, OUTCOMES, type ItemKind, type MeetingState } from '../rules.ts'
import { listItem, mayComeLate, raiseItem, writeItem, type Matter } from './agenda.ts'
import { lockedBody, lockedItem, lockedItemOnAgenda, lockedMeeting } from './locking.ts'

const { minutes: _, ...KINDS } = ITEM_KINDS
const DECIDED = ['approved', 'declined', 'deferred']
const OPEN_TO_ITEMS: readonly MeetingState[] = ['planned', 'published', 'held']

const urgency = field
  .longText('Why it cannot wait', {
    most: 1000,
    hint: 'Only for an agenda that is published. The chair says it, and it is printed in the minutes.',
  })
  .optional()

const outcomesOf = (kind: ItemKind, answered: readonly string[] | null): readonly string[] =>
  kind !== 'decide' ? [] : answered === null || answered.length === 0 ? DECIDED : answered

export const proposeItem = action({
  name: 'governance.item.propose',
  title: 'Propose an item for the next agenda',
  doors: [],
  fields: {
    body: field.id('Body').optional(),
    group: field.id('Group').optional(),
    title: field.text('Title', { most: 300 }),
    kind: field.choice('Kind', KINDS),
    subject: field.id('Record it is about').optional(),
    address: field.text('Address of its page', { pattern: /^\/[^/\\]/, most: 500 }).optional(),
    recommendation: field.longText('Recommendation').optional(),
    reasons: field.longText('Reasons to begin with').optional(),
    alternatives: field.longText('Alternatives considered').optional(),
    outcomes: field.choices('Outcomes on offer', OUTCOMES).optional(),
    raisedBy: field.code('Raised by'),
  },
  async run(inside, answers) {
    const found =
      answers.body !== null
        ? await bodyById(inside, answers.body)
        : answers.group !== null
          ? await bodyOfGroup(inside, answers.group)
          : undefined
    if (found === undefined) notFound('body')
    const body = await lockedBody(inside, found.id)
    const open = answers.subject === null ? undefined : await openItemAbout(inside, answers.subject)
    if (open !== undefined)
      return { subject: open.subject_id, result: { id: open.id, meeting: open.meeting_id } }
    const matter: Matter = {
      title: answers.title,
      kind: answers.kind,
      subjectId: answers.subject,
      address: answers.address,
      recommendation: answers.recommendation,
      reasons: answers.reasons,
      alternatives: answers.alternatives,
      outcomes: outcomesOf(answers.kind, answers.outcomes),
      raisedBy: answers.raisedBy,
    }
    const raised = await raiseItem(inside, body, matter)
    return {
      subject: answers.subject ?? raised.id,
      result: raised,
      facts: { item: raised.id, meeting: raised.meeting, raisedBy: answers.raisedBy },
    }
  },
})

export const addItem = action({
  name: 'governance.item.add',
  title: 'Add an item to an agenda',
  doors: ['page', 'api', 'command'],
  fields: {
    meeting: field.id('Meeting'),
    title: field.text('Title', { most: 300 }),
    kind: field.choice('What is asked of the meeting', KINDS),
    recommendation: field.longText('Recommendation', { most: 2000 }).optional(),
    late: urgency,
  },
  async run(inside, answers) {
    const meeting = await lockedMeeting(inside, answers.meeting)
    mayFor(inside, 'governance.item.add', meeting)
    mustTakeItems(meeting.state)
    await mayComeLate(inside, meeting, answers.late)
    const body = await lockedBody(inside, meeting.body_id)
    const matter: Matter = {
      title: answers.title,
      kind: answers.kind,
      subjectId: null,
      address: null,
      recommendation: answers.recommendation,
      reasons: null,
      alternatives: null,
      outcomes: outcomesOf(answers.kind, null),
      raisedBy: 'governance',
    }
    const id = await writeItem(inside, body, matter, meeting.state === 'planned' ? null : answers.late)
    await listItem(inside, id, answers.kind, meeting.id)
    return { subject: meeting.id, result: { id, meeting: meeting.id }, facts: { item: id } }
  },
})

export const scheduleItem = action({
  name: 'governance.item.schedule',
  title: 'Put an item on an agenda',
  doors: ['page', 'api', 'command'],
  fields: {
    item: field.id('Item'),
    meeting: field.pick('Meeting', { from: 'governance.meeting' }),
    late: urgency,
  },
  async run(inside, answers) {
    const { item } = await lockedItem(inside, answers.item)
    const meeting = await lockedMeeting(inside, answers.meeting)
    mayFor(inside, 'governance.item.schedule', meeting)
    if (item.state !== 'awaiting') {
      refuse('conflict', 'governance.item.not-awaiting', 'This item does not await a meeting any more.')
    }
    if (meeting.body_id !== item.body_id) {
      invalid('governance.item.other-body', [
        { field: 'meeting', message: 'Select a meeting of the body to which the item was put' },
      ])
    }
    mustTakeItems(meeting.state)
    await mayComeLate(inside, meeting, answers.late)
    await listItem(inside, item.id, item.kind, meeting.id)
    if (meeting.state !== 'planned' && answers.late !== null) {
      await inside.tx
        .updateTable('governance.agenda_item')
        .set({ late_because: answers.late, late_by: inside.actor.kind === 'person' ? inside.actor.id : null })
        .where('id', '=', item.id)
        .execute()
    }
    inside.found('governance.item', item.id)
    return { subject: meeting.id, result: { id: item.id, meeting: meeting.id }, facts: { item: item.id } }
  },
})

export const moveItem = action({
  name: 'governance.item.move',
  title: 'Move an item on the agenda',
  doors: ['page', 'api', 'command'],
  fields: { item: field.id('Item'), direction: field.choice('Direction', { up: 'Up', down: 'Down' }) },
  async run(inside, answers) {
    const { item, meeting } = await lockedItemOnAgenda(inside, answers.item)
    mayFor(inside, 'governance.item.move', meeting)
    if (meeting.state !== 'planned' && meeting.state !== 'published') {
      refuse(
        'conflict',
        'governance.item.fixed',
        'The order of an agenda is fixed once the meeting was held.',
      )
    }
    const items = await itemsOf(inside, meeting.id)
    const at = items.findIndex((one) => one.id === item.id)
    const other = items[answers.direction === 'up' ? at - 1 : at + 1]
    if (other !== undefined) {
      const swap = async (id: string, position: number | null): Promise<void> => {
        await inside.tx.updateTable('governance.agenda_item').set({ position }).where('id', '=', id).execute()
      }
      await swap(item.id, other.position)
      await swap(other.id, item.position)
    }
    inside.found('governance.item', item.id)
    return { subject: meeting.id, result: { id: item.id, meeting: meeting.id }, facts: { item: item.id } }
  },
})

export const postponeItem = action({
  name: 'governance.item.postpone',
  title: 'Postpone an item to a later meeting',
  doors: ['page', 'api', 'command'],
  fields: { item: field.id('Item') },
  async run(inside, answers) {
    const { item, meeting } = await lockedItemOnAgenda(inside, answers.item)
    mayFor(inside, 'governance.item.postpone', meeting)
    mustBeOpen(item.state)
    await inside.tx
      .updateTable('governance.agenda_item')
      .set({ meeting_id: null, position: null, state: 'awaiting' })
      .where('id', '=', item.id)
      .execute()
    inside.found('governance.item', item.id)
    return { subject: meeting.id, result: { id: item.id, meeting: meeting.id }, facts: { item: item.id } }
  },
})

export const noteItem = action({
  name: 'governance.item.note',
  title: 'Mark an item as considered',
  doors: ['page', 'api', 'command'],
  fields: { item: field.id('Item') },
  async run(inside, answers) {
    const { item, meeting } = await lockedItemOnAgenda(inside, answers.item)
    mayFor(inside, 'governance.item.note', meeting)
    mustBeOpen(item.state)
    if (meeting.state !== 'held') {
      refuse(
        'conflict',
        'governance.item.not-held',
        'An item is considered in its meeting. Record the attendance first.',
      )
    }
    if (item.kind === 'decide') {
      refuse(
        'conflict',
        'governance.item.for-decision',
        'This item is for decision. Record the decision, or postpone it.',
      )
    }
    await inside.tx
      .updateTable('governance.agenda_item')
      .set({ state: 'considered' })
      .where('id', '=', item.id)
      .execute()
    inside.found('governance.item', item.id)
    return { subject: meeting.id, result: { id: item.id, meeting: meeting.id }, facts: { item: item.id } }
  },
})

export const withdrawItem = action({
  name: 'governance.item.withdraw',
  title: 'Withdraw an agenda item',
  doors: ['page', 'api', 'command'],
  fields: { item: field.id('Item').optional(), subject: field.id('Record it is about').optional() },
  async run(inside, answers) {
    const open =
      answers.item !== null
        ? (await lockedItem(inside, answers.item)).item
        : answers.subject !== null
          ? await openItemAbout(inside, answers.subject)
          : undefined
    if (open === undefined) {
      if (inside.actor.kind === 'person') notFound('agenda item')
      return { subject: answers.subject, result: { withdrawn: 0 } }
    }
    const { item, body } = await lockedItem(inside, open.id)
    mayFor(inside, 'governance.item.withdraw', body)
    mustBeOpen(item.state)
    // What another module raised is withdrawn there, so that its own record follows.
    if (item.raised_by !== 'governance' && inside.actor.kind === 'person') {
      refuse(
        'conflict',
        'governance.item.raised-elsewhere',
        'This item was put up with its own record. Withdraw it there, or postpone it here.',
      )
    }
    await inside.tx
      .updateTable('governance.agenda_item')
      .set({ state: 'withdrawn' })
      .where('id', '=', item.id)
      .execute()
    inside.found('governance.item', item.id)
    return { subject: item.subject_id ?? item.id, result: { withdrawn: 1 }, facts: { item: item.id } }
  },
})

function mustTakeItems(state: MeetingState): void {
  if (OPEN_TO_ITEMS.includes(state)) return
  refuse('conflict', 'governance.meeting.agenda-closed', 'This meeting takes no further items.')
}

function mustBeOpen(state: string): void {
  if (state === 'awaiting' || state === 'listed') return
  refuse('conflict', 'governance.item.settled', 'This item was already considered or withdrawn.')
}
