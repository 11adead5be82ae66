// Who was there: members, and those who came in their place. Taking attendance is what makes a meeting held.
import { action, type Inside } from '#platform/actions/index.ts'
import { isEmployedBy } from '#modules/organisations/index.ts'
import { votes } from '#modules/groups/index.ts'
import { invalid, refuse, type Fault } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { mayFor } from '../queries/bodies.ts'
import type { MeetingCard } from '../queries/meetings.ts'
import { membersAt } from '../queries/voters.ts'
import { afterStep, mayHold, type AttendanceState } from '../rules.ts'
import { lockedMeeting } from './locking.ts'

type Row = { person_id: string; organisation_id: string; state: AttendanceState; votes: boolean }

export const recordAttendance = action({
  name: 'governance.attendance.record',
  title: 'Record attendance',
  doors: ['page', 'api', 'command'],
  fields: {
    meeting: field.id('Meeting'),
    present: field.picks('Present', { from: 'organisations.person' }),
    apologies: field.picks('Sent apologies', { from: 'organisations.person' }).optional(),
    substitutes: field
      .rows(
        'Substitutes',
        {
          person: field.pick('Person', { from: 'organisations.person' }),
          organisation: field.pick('In place of the member for', { from: 'organisations.organisation' }),
        },
        { most: 30 },
      )
      .optional(),
  },
  async run(inside, answers) {
    const meeting = await lockedMeeting(inside, answers.meeting)
    mayFor(inside, 'governance.attendance.record', meeting)
    const state = afterStep('hold', meeting.state)
    mayHold(londonDate(meeting.starts_at), londonDate(inside.now))
    const rows = await rowsOf(inside, meeting, answers)
    await mustKeepVoters(inside, meeting.id, rows)
    await inside.tx.deleteFrom('governance.attendance').where('meeting_id', '=', meeting.id).execute()
    await inside.tx
      .insertInto('governance.attendance')
      .values(rows.map((row) => ({ id: inside.id(), meeting_id: meeting.id, ...row })))
      .execute()
    await inside.tx
      .updateTable('governance.meeting')
      .set({ state, version: meeting.version + 1 })
      .where('id', '=', meeting.id)
      .execute()
    const present = rows.filter((row) => row.state !== 'apologies').length
    return { subject: meeting.id, result: { id: meeting.id, present }, facts: { present } }
  },
})

type Answered = {
  readonly present: readonly string[]
  readonly apologies: readonly string[] | null
  readonly substitutes: readonly { readonly person: string; readonly organisation: string }[] | null
}

async function rowsOf(inside: Inside, meeting: MeetingCard, answers: Answered): Promise<Row[]> {
  const members = await membersAt(inside, meeting)
  const rows: Row[] = []
  const faults: Fault[] = []
  const take = (name: 'present' | 'apologies', ids: readonly string[]): void => {
    for (const id of ids) {
      const member = members.find((one) => one.person_id === id)
      if (member === undefined) {
        faults.push({ field: name, message: 'Select only people who were members on the day of the meeting' })
      } else if (rows.some((row) => row.person_id === id)) {
        faults.push({ field: name, message: `${member.person_name} cannot be present and send apologies` })
      } else {
        const { person_id, organisation_id, office } = member
        rows.push({ person_id, organisation_id, state: name, votes: votes(office) })
      }
    }
  }
  take('present', answers.present)
  take('apologies', answers.apologies ?? [])
  for (const [at, one] of (answers.substitutes ?? []).entries()) {
    const standsFor = members.find(
      (member) => member.organisation_id === one.organisation && votes(member.office),
    )
    if (standsFor === undefined) {
      faults.push({
        field: `substitutes-${at}-organisation`,
        message: 'Select an organisation that has a member here',
      })
    } else if (!(await isEmployedBy(inside, one.person, one.organisation))) {
      faults.push({
        field: `substitutes-${at}-person`,
        message: `Select somebody whom ${standsFor.organisation_name} employs`,
      })
    } else if (rows.some((row) => row.person_id === one.person)) {
      faults.push({ field: `substitutes-${at}-person`, message: 'This person is already listed' })
    } else {
      rows.push({
        person_id: one.person,
        organisation_id: one.organisation,
        state: 'substitute',
        votes: true,
      })
    }
  }
  if (faults.length > 0) invalid('governance.attendance.not-members', faults)
  return rows
}

/** Nobody who has voted at this meeting can be taken off its attendance. */
async function mustKeepVoters(inside: Inside, meetingId: string, rows: readonly Row[]): Promise<void> {
  const voted = await inside.tx
    .selectFrom('governance.vote as vote')
    .innerJoin('governance.decision as decision', 'decision.id', 'vote.decision_id')
    .select('vote.person_id')
    .distinct()
    .where('decision.meeting_id', '=', meetingId)
    .execute()
  const there = new Set(rows.filter((row) => row.state !== 'apologies').map((row) => row.person_id))
  if (voted.every((one) => there.has(one.person_id))) return
  refuse(
    'conflict',
    'governance.attendance.has-voted',
    'Somebody who voted at this meeting is missing from the list. Who decided stays on the record.',
  )
}
