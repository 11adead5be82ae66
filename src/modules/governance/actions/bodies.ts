// The rules a body meets under. A body is opened with its group, in the group's own transaction.
import { action, gate } from '#platform/actions/index.ts'
import { invalid, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { mayFor, profiles } from '../queries/bodies.ts'
import { lockedBody } from './locking.ts'

const mustBeCurrent = versionCheck('governance.body.stale', 'body')

export const configureBody = action({
  name: 'governance.body.configure',
  title: "Change a body's rules",
  doors: ['page', 'api', 'command'],
  fields: {
    body: field.id('Body'),
    profile: field.code('Rule profile', { hint: 'The code of a profile, like partnership-agreement' }),
    noticeDays: field
      .integer('Clear days of notice', {
        least: 0,
        most: 5,
        hint: "Leave it empty for the profile's own number. A statutory profile keeps its own.",
      })
      .optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const body = await lockedBody(inside, answers.body)
    mayFor(inside, 'governance.body.configure', body)
    mustBeCurrent(body, answers.version, { profile: body.profile_code, noticeDays: body.notice_days })
    const profile = (await profiles(inside)).find((one) => one.code === answers.profile)
    if (profile === undefined) {
      invalid('governance.profile.unknown', [
        { field: 'profile', message: 'Select a rule profile from the list' },
      ])
    }
    if (profile.statutory && answers.noticeDays !== null && answers.noticeDays !== profile.noticeDays) {
      invalid('governance.body.notice-is-statutory', [
        {
          field: 'noticeDays',
          message: `The law gives ${profile.noticeDays} clear days here. Leave this empty`,
        },
      ])
    }
    await inside.tx
      .updateTable('governance.body')
      .set({ profile_code: profile.code, notice_days: answers.noticeDays, version: body.version + 1 })
      .where('id', '=', body.id)
      .execute()
    return {
      subject: body.id,
      result: { id: body.id },
      facts: { profile: profile.code, noticeDays: answers.noticeDays },
    }
  },
})

/** Every group has its body from its first moment: the deciding one under the agreement, others as working groups. */
export const openBodyWithGroup = gate({
  at: 'groups.group.create',
  name: 'governance.body.open-with-group',
  async pass(inside, groupId, _outcome, details) {
    const id = inside.id()
    const name = String(details['name'] ?? '')
    await inside.subject({ id, module: 'governance', noun: 'body', title: name, audience: 'staff' })
    await inside.tx
      .insertInto('governance.body')
      .values({
        id,
        group_id: groupId,
        organisation_id: null,
        name,
        profile_code: details['decides'] === 'yes' ? 'partnership-agreement' : 'working-group',
        notice_days: null,
      })
      .execute()
  },
})

export const renameBodyWithGroup = gate({
  at: 'groups.group.edit',
  name: 'governance.body.rename-with-group',
  async pass(inside, groupId, _outcome, details) {
    const name = String(details['name'] ?? '')
    const body = await inside.tx
      .updateTable('governance.body')
      .set({ name })
      .where('group_id', '=', groupId)
      .returning('id')
      .executeTakeFirst()
    if (body === undefined) return
    await inside.subject({ id: body.id, module: 'governance', noun: 'body', title: name, audience: 'staff' })
  },
})
