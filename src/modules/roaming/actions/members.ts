// The life of a member: invited, described, live when every step of boarding is done, suspended, left.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { officeHolders, organisationById } from '#modules/organisations/index.ts'
import { boardingSteps } from '../queries/boarding.ts'
import { KEEP, RUN } from '../queries/seeing.ts'
import { isBoarded, nextStep } from '../rules/boarding.ts'
import { MEMBER_STATE_WORDS, mayBecome } from '../rules/members.ts'
import { SERVER_CODE } from '../rules/servers.ts'
import type { MemberState } from '../rules/words.ts'
import { pageField } from './federation.ts'
import { relink } from './linking.ts'
import { holdFederation, memberToChange, mustBeCurrent, type LockedMember } from './locking.ts'

export const MEMBER = 'roaming.member'
export const REALM = 'roaming.realm'
export const LOCATION = 'roaming.location'
export const INVITED_LETTER = 'roaming.member.invited'
export const LEAVE = 'roaming.member.leave'
export const DESCRIBE = 'roaming.member.describe'

// What the generated configuration and the trace call things of their own.
const RESERVED_CODES: readonly string[] = ['portal', 'upstream']

export const inviteMember = action({
  name: 'roaming.member.invite',
  title: 'Invite a body to take part',
  permission: RUN,
  doors: ['page', 'api', 'command'],
  fields: {
    organisation: field.pick('Body', { from: 'organisations.organisation' }),
    code: field
      .text('Code', {
        most: 40,
        pattern: SERVER_CODE,
        wording: 'Code must be lower-case letters, numbers and hyphens, like medway',
        hint: 'What it is called in every configuration. It never changes. Leave it empty to take the body’s own',
      })
      .optional(),
  },
  async run(inside, { organisation, code }) {
    const body = await organisationById(inside, organisation)
    if (body.ended_on !== null)
      invalid('roaming.member.ended-body', [
        { field: 'organisation', message: `${body.name} is no more. Select the body that took its place` },
      ])
    await holdFederation(inside)
    const named = code ?? body.code
    if (RESERVED_CODES.includes(named))
      invalid('roaming.member.reserved', [
        {
          field: 'code',
          message: `“${named}” has a meaning of its own in the configuration. Choose another code`,
        },
      ])
    const member = await invited(inside, body.id, named)
    for (const lead of await officeHolders(inside, 'organisation-lead', body.id))
      await notify(inside, {
        to: { subject: lead.person_id },
        template: INVITED_LETTER,
        ids: { member: member.id },
      })
    inside.found(MEMBER, member.id)
    return { subject: null, result: member, facts: { member: member.id, organisation: body.id } }
  },
})

async function invited(
  inside: Inside,
  organisationId: string,
  code: string,
): Promise<{ readonly id: string; readonly code: string }> {
  const before = await inside.tx
    .selectFrom('roaming.member')
    .select(['id', 'code', 'state'])
    .where('organisation_id', '=', organisationId)
    .forUpdate()
    .executeTakeFirst()
  if (before === undefined) {
    const id = inside.id()
    await inside.tx
      .insertInto('roaming.member')
      .values({ id, organisation_id: organisationId, code })
      .execute()
    return { id, code }
  }
  if (before.state !== 'left')
    refuse('conflict', 'roaming.member.there', 'This body takes part already. Look at its page.')
  await inside.tx
    .updateTable('roaming.member')
    .set(({ eb }) => ({ state: 'boarding', left_on: null, joined_on: null, version: eb('version', '+', 1) }))
    .where('id', '=', before.id)
    .execute()
  return { id: before.id, code: before.code }
}

export const describeMember = action({
  name: DESCRIBE,
  title: 'Say where a member’s people find help',
  doors: ['page', 'api', 'command'],
  fields: {
    member: field.id('Member'),
    helpdeskMail: field.mail('Mail of the helpdesk').optional(),
    helpdeskPhone: field.text('Phone of the helpdesk', { most: 40 }).optional(),
    helpdeskPage: pageField('Page of the helpdesk').optional(),
    termsPage: pageField('Page with the terms of use').optional(),
    version: field.version(),
  },
  async run(inside, { member, version, ...said }) {
    const found = await memberToChange(inside, member, DESCRIBE)
    mustBeCurrent(found, version)
    await set(inside, found, {
      helpdesk_mail: said.helpdeskMail,
      helpdesk_phone: said.helpdeskPhone,
      helpdesk_page: said.helpdeskPage,
      terms_page: said.termsPage,
    })
    return { subject: null, result: { code: found.code }, facts: { member } }
  },
})

const one = { member: field.id('Member'), version: field.version() }

/** The member itself goes live, when every step of boarding is done: nobody has to be asked. */
export const goLive = action({
  name: 'roaming.member.go-live',
  title: 'Go live',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fields: one,
  async run(inside, { member, version }) {
    const found = await memberToChange(inside, member)
    mustBeCurrent(found, version)
    mustBe(found, 'live')
    const steps = await boardingSteps(inside, found.id)
    const next = nextStep(steps)
    if (!isBoarded(steps))
      refuse(
        'conflict',
        'roaming.member.not-boarded',
        `Boarding is not finished. Next: ${next?.title ?? ''}. ${next?.next ?? ''}`,
      )
    await set(inside, found, { state: 'live', joined_on: londonDate(inside.now) })
    await inside.announce('roaming.member.changed', found.id, { member: found.id })
    return { subject: null, result: { code: found.code }, facts: { member, state: 'live' } }
  },
})

const because = field.longText('Why', { most: 1000, hint: 'The member’s contacts read it' })

export const suspendMember = action({
  name: 'roaming.member.suspend',
  title: 'Suspend a member',
  permission: RUN,
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: { ...one, because },
  async run(inside, { member, version, because: why }) {
    const found = await memberToChange(inside, member, RUN)
    mustBeCurrent(found, version)
    mustBe(found, 'suspended')
    await set(inside, found, { state: 'suspended', note: why })
    await inside.announce('roaming.member.changed', found.id, { member: found.id })
    return { subject: null, result: { code: found.code }, facts: { member, state: 'suspended' } }
  },
})

export const resumeMember = action({
  name: 'roaming.member.resume',
  title: 'Let a suspended member take part again',
  permission: RUN,
  doors: ['page', 'api', 'command'],
  fields: one,
  async run(inside, { member, version }) {
    const found = await memberToChange(inside, member, RUN)
    mustBeCurrent(found, version)
    mustBe(found, 'resumed')
    await set(inside, found, { state: 'live', note: null })
    await inside.announce('roaming.member.changed', found.id, { member: found.id })
    return { subject: null, result: { code: found.code }, facts: { member, state: 'live' } }
  },
})

/**
 * Everything of a member that stands is ended with it. What runs goes on running until the next configuration is
 * published: its secrets are retired then, not now.
 */
export const leaveFederation = action({
  name: LEAVE,
  title: 'Leave the federation',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: { ...one, because },
  async run(inside, { member, version, because: why }) {
    await holdFederation(inside)
    const found = await memberToChange(inside, member, LEAVE)
    mustBeCurrent(found, version)
    mustBe(found, 'left')
    const today = londonDate(inside.now)
    await set(inside, found, { state: 'left', left_on: today, note: why })
    const realms = await inside.tx
      .updateTable('roaming.realm')
      .set(({ eb }) => ({ state: 'withdrawn', withdrawn_at: inside.now, version: eb('version', '+', 1) }))
      .where('member_id', '=', member)
      .where('state', '<>', 'withdrawn')
      .returning('id')
      .execute()
    const servers = await inside.tx
      .updateTable('roaming.server')
      .set(({ eb }) => ({ state: 'retired', version: eb('version', '+', 1) }))
      .where('member_id', '=', member)
      .where('state', '<>', 'retired')
      .returning('id')
      .execute()
    const locations = await inside.tx
      .updateTable('roaming.location')
      .set(({ eb, fn }) => ({
        to_on: fn('greatest', ['from_on', eb.val(today)]),
        version: eb('version', '+', 1),
      }))
      .where('member_id', '=', member)
      .where('to_on', 'is', null)
      .returning('site_id')
      .execute()
    await inside.tx
      .updateTable('roaming.contact')
      .set(({ eb, fn }) => ({ ended_on: fn('greatest', ['from_on', eb.val(today)]) }))
      .where('member_id', '=', member)
      .where('ended_on', 'is', null)
      .execute()
    await inside.tx
      .updateTable('roaming.consent')
      .set({ withdrawn_at: inside.now })
      .where('member_id', '=', member)
      .where('withdrawn_at', 'is', null)
      .execute()
    await inside.tx
      .updateTable('roaming.test_account')
      .set(({ eb }) => ({ ended_at: inside.now, version: eb('version', '+', 1) }))
      .where('member_id', '=', member)
      .where('ended_at', 'is', null)
      .execute()
    await inside.tx
      .updateTable('roaming.profile')
      .set(({ eb }) => ({ is_published: false, version: eb('version', '+', 1) }))
      .where('member_id', '=', member)
      .execute()
    await inside.tx.deleteFrom('roaming.boarding_tick').where('member_id', '=', member).execute()
    const links = await relink(inside)
    for (const { id } of realms) inside.found(REALM, id)
    for (const { site_id } of locations) inside.found(LOCATION, site_id)
    await inside.announce('roaming.member.left', found.id, { member: found.id })
    return {
      subject: null,
      result: { code: found.code, realms: realms.length, servers: servers.length, links: links.ended.length },
      facts: {
        member,
        state: 'left',
        realms: realms.length,
        servers: servers.length,
        links: links.ended.length,
        locations: locations.length,
      },
    }
  },
})

function mustBe(found: LockedMember, to: Parameters<typeof mayBecome>[1]): void {
  const from = found.state as MemberState
  if (!mayBecome(from, to))
    refuse(
      'conflict',
      'roaming.member.state',
      `This member is ${MEMBER_STATE_WORDS[from].toLowerCase()} now. Look at its page for what can be done.`,
    )
}

async function set(inside: Inside, found: LockedMember, columns: object): Promise<void> {
  await inside.tx
    .updateTable('roaming.member')
    .set({ ...columns, version: found.version + 1 })
    .where('id', '=', found.id)
    .execute()
  inside.found(MEMBER, found.id)
}
