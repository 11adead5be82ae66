// Undertakings: given in a meeting or about any record, reported on, moved, handed over, and closed or dropped.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { groupById } from '#modules/groups/index.ts'
import { personCard } from '#modules/organisations/index.ts'
import { holdsFor, mayFor, MEETING_READ } from '../queries/bodies.ts'
import { subjectFor, undertakingFor, type UndertakingRow } from '../queries/undertakings.ts'
import { mayFallDue, mayMove, mustBeOpen, type UndertakingChange } from '../rules.ts'
import { lockedItemOnAgenda, mustBeHeld } from './locking.ts'

const mustBeCurrent = versionCheck('governance.undertaking.stale', 'undertaking')

const OWN_PAGE = /^\/[a-z0-9][a-z0-9\-./]*$/i
const owner = field.pick('By whom', { from: 'organisations.person' })

export const recordUndertaking = action({
  name: 'governance.undertaking.record',
  title: 'Record an undertaking',
  doors: ['page', 'api', 'command'],
  fields: {
    item: field.id('Agenda item').optional(),
    about: field.id('About the record', { hint: 'An event, a risk, a project' }).optional(),
    address: field
      .text('Its page', { most: 200, pattern: OWN_PAGE, wording: 'Its page must be an address of ours' })
      .optional(),
    group: field.pick('Group', { from: 'groups.group' }).optional(),
    partnership: field.pick('Partnership', { from: 'partnerships.partnership' }).optional(),
    heading: field.text('Heading', { most: 120, hint: 'The theme of the plan it stands under' }).optional(),
    what: field.text('What is to be done', { most: 500 }),
    owner,
    dueOn: field.date('By when'),
  },
  async run(inside, answers) {
    const where = answers.item === null ? await placeOf(inside, answers) : await itemOf(inside, answers.item)
    if ((await personCard(inside, answers.owner))?.state !== 'active') notFound('person')
    mayFallDue(answers.dueOn, where.given_on, where.meeting_id === null ? 'today' : 'the meeting')
    if (answers.item !== null && answers.about !== null) await subjectFor(inside, answers.about)
    const id = inside.id()
    const { partnership_id, group_id, agenda_item_id, meeting_id, given_on } = where
    await inside.tx
      .insertInto('governance.undertaking')
      .values({
        id,
        agenda_item_id,
        meeting_id,
        group_id,
        partnership_id,
        about_subject_id: answers.about,
        about_address: answers.about === null ? null : answers.address,
        heading: answers.heading,
        what: answers.what,
        owner_person_id: answers.owner,
        due_on: answers.dueOn,
        given_on,
        given_by: personOf(inside),
        closed_on: null,
        closing_note: null,
        progress: null,
        progress_on: null,
      })
      .execute()
    inside.found('governance.undertaking', id)
    return {
      subject: meeting_id ?? answers.about ?? group_id ?? partnership_id,
      result: { id, meeting: meeting_id },
      facts: { undertaking: id, owner: answers.owner, dueOn: answers.dueOn.toString() },
    }
  },
})

type Belonging = {
  readonly agenda_item_id: string | null
  readonly meeting_id: string | null
  readonly group_id: string | null
  readonly partnership_id: string | null
  readonly given_on: Temporal.PlainDate
}

async function itemOf(inside: Inside, id: string): Promise<Belonging> {
  const { item, meeting } = await lockedItemOnAgenda(inside, id)
  mayFor(inside, 'governance.undertaking.record', meeting)
  mustBeHeld(meeting)
  return {
    agenda_item_id: item.id,
    meeting_id: meeting.id,
    group_id: meeting.group_id,
    partnership_id: meeting.partnership_id,
    given_on: londonDate(meeting.starts_at),
  }
}

/** Whose undertaking it is: the group's or partnership's that is named, or the one that it is about. */
async function placeOf(
  inside: Inside,
  asked: {
    readonly about: string | null
    readonly group: string | null
    readonly partnership: string | null
  },
): Promise<Belonging> {
  const about = asked.about === null ? null : await subjectFor(inside, asked.about)
  const named = (noun: string) => (about?.noun === noun ? about.id : null)
  const groupId = asked.group ?? named('group')
  const beside = { agenda_item_id: null, meeting_id: null, given_on: londonDate(inside.now) }
  const group = groupId === null ? undefined : await groupById(inside, groupId)
  if (groupId !== null && group === undefined) notFound('group')
  const partnershipId = group?.partnership_id ?? asked.partnership ?? named('partnership')
  if (partnershipId === null) {
    invalid('governance.undertaking.whose', [
      { field: 'group', message: 'Select the group or partnership whose action it is' },
    ])
  }
  const place = { group_id: group?.id ?? null, partnership_id: partnershipId }
  if (!holdsFor(inside, MEETING_READ, place)) notFound(group === undefined ? 'partnership' : 'group')
  mayFor(inside, 'governance.undertaking.record', place)
  return { ...place, ...beside }
}

const which = { undertaking: field.id('Undertaking'), version: field.version() }

export const reportUndertaking = action({
  name: 'governance.undertaking.report',
  title: 'Say how an undertaking stands',
  doors: ['page', 'api', 'command'],
  fields: { ...which, progress: field.longText('How it stands', { most: 1000 }) },
  async run(inside, answers) {
    const found = await lockedUndertaking(inside, answers)
    mayAsOwner(inside, found)
    mustBeOpen(found.state)
    return changeUndertaking(inside, found, {
      kind: 'reported',
      words: answers.progress,
      set: { progress: answers.progress, progress_on: londonDate(inside.now) },
    })
  },
})

export const moveUndertaking = action({
  name: 'governance.undertaking.move',
  title: 'Give an undertaking another day',
  doors: ['page', 'api', 'command'],
  fields: { ...which, dueOn: field.date('By when now'), because: field.longText('Why', { most: 1000 }) },
  async run(inside, answers) {
    const found = await lockedUndertaking(inside, answers)
    mayAsOwner(inside, found)
    mustBeOpen(found.state)
    mayMove(found.due_on, answers.dueOn, londonDate(inside.now))
    return changeUndertaking(inside, found, {
      kind: 'moved',
      words: answers.because,
      due_before: found.due_on,
      set: { due_on: answers.dueOn },
    })
  },
})

export const handOverUndertaking = action({
  name: 'governance.undertaking.hand-over',
  title: 'Give an undertaking to somebody else',
  doors: ['page', 'api', 'command'],
  fields: { ...which, owner, because: field.longText('Why', { most: 1000 }) },
  async run(inside, answers) {
    const found = await lockedUndertaking(inside, answers)
    mayFor(inside, 'governance.undertaking.hand-over', found)
    mustBeOpen(found.state)
    if ((await personCard(inside, answers.owner))?.state !== 'active') notFound('person')
    if (answers.owner === found.owner_person_id) {
      invalid('governance.undertaking.same-owner', [
        { field: 'owner', message: 'It is theirs already. Select somebody else' },
      ])
    }
    return changeUndertaking(inside, found, {
      kind: 'handed-over',
      words: answers.because,
      owner_before: found.owner_person_id,
      set: { owner_person_id: answers.owner },
    })
  },
})

export const closeUndertaking = action({
  name: 'governance.undertaking.close',
  title: 'Close an undertaking',
  doors: ['page', 'api', 'command'],
  fields: {
    undertaking: field.id('Undertaking'),
    note: field.longText('What was done', { most: 1000 }),
    version: field.version(),
  },
  async run(inside, answers) {
    const found = await lockedUndertaking(inside, answers)
    mayAsOwner(inside, found)
    mustBeOpen(found.state)
    const set = { state: 'done', closed_on: londonDate(inside.now), closing_note: answers.note } as const
    return changeUndertaking(inside, found, { kind: 'done', words: answers.note, set })
  },
})

export const dropUndertaking = action({
  name: 'governance.undertaking.drop',
  title: 'Drop an undertaking',
  doors: ['page', 'api', 'command'],
  fields: { ...which, because: field.longText('Why it is not to be done', { most: 1000 }) },
  async run(inside, answers) {
    const found = await lockedUndertaking(inside, answers)
    mayFor(inside, 'governance.undertaking.drop', found)
    mustBeOpen(found.state)
    const set = {
      state: 'dropped',
      closed_on: londonDate(inside.now),
      closing_note: answers.because,
    } as const
    return changeUndertaking(inside, found, { kind: 'dropped', words: answers.because, set })
  },
})

/** The undertaking as it stands, against a change at the same moment and against an older version of it. */
async function lockedUndertaking(
  inside: Inside,
  asked: { readonly undertaking: string; readonly version: number },
): Promise<UndertakingRow> {
  await inside.tx
    .selectFrom('governance.undertaking')
    .select('id')
    .where('id', '=', asked.undertaking)
    .forUpdate()
    .executeTakeFirst()
  const found = await undertakingFor(inside, asked.undertaking)
  const { due_on, progress } = found
  mustBeCurrent(found, asked.version, { dueOn: due_on, progress })
  return found
}

/** Its owner, or whoever may record undertakings in its group or partnership. */
function mayAsOwner(inside: Inside, found: UndertakingRow): void {
  if (found.owner_person_id !== personOf(inside)) mayFor(inside, 'governance.undertaking.record', found)
}

export type Change = {
  readonly kind: UndertakingChange
  readonly words: string
  readonly due_before?: Temporal.PlainDate
  readonly owner_before?: string
  readonly set: Readonly<Record<string, unknown>>
}

/** Writes the change and keeps what was before it (B14). */
export async function changeUndertaking(inside: Inside, found: UndertakingRow, what: Change) {
  await inside.tx
    .insertInto('governance.undertaking_change')
    .values({
      id: inside.id(),
      undertaking_id: found.id,
      kind: what.kind,
      made_at: inside.now,
      made_by: personOf(inside),
      words: what.words,
      due_before: what.due_before ?? null,
      owner_before: what.owner_before ?? null,
    })
    .execute()
  await inside.tx
    .updateTable('governance.undertaking')
    .set({ ...what.set, version: found.version + 1 })
    .where('id', '=', found.id)
    .execute()
  inside.found('governance.undertaking', found.id)
  return {
    subject: found.meeting_id ?? found.about_subject_id ?? found.group_id ?? found.partnership_id,
    result: { id: found.id },
    facts: { undertaking: found.id },
  }
}
