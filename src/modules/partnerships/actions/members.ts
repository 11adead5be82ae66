// Members: who joins, in which tier they pay, and who leaves, mid-year included.
import { action, type Inside } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationById } from '#modules/organisations/index.ts'
import type { Partnership } from '../queries/partnerships.ts'
import { leavingFaults, mayJoin, type JoinedBasis } from '../rules/membership.ts'
import { adjustmentOnLeaving } from '../rules/subscriptions.ts'
import type { MemberTable } from '../schema.ts'
import { lockedPartnership, mustBeOfficer } from './partnerships.ts'

const mustBeCurrent = versionCheck('partnerships.member.stale', 'member')

/** Makes an organisation a member from a day. Refused: one that is a member already (P1). */
export const joinPartnership = action({
  name: 'partnerships.member.join',
  title: 'Add a member',
  doors: ['page', 'api', 'command'],
  fields: {
    partnership: field.code('Partnership'),
    organisation: field.pick('Organisation', { from: 'organisations.organisation' }),
    joinedOn: field
      .date('First day as a member', { hint: 'Leave empty when it was before records began' })
      .optional(),
    tier: field.pick('Subscription tier', { from: 'partnerships.tier' }).optional(),
  },
  async run(inside, { partnership, organisation, joinedOn, tier }) {
    const found = await lockedPartnership(inside, partnership)
    mustBeOfficer(inside, 'partnerships.member.join', found.id)
    const id = await join(inside, found, {
      organisation,
      joinedOn,
      basis: joinedOn === null ? 'unknown' : 'recorded',
      tier,
    })
    return {
      subject: found.id,
      result: { id, partnership: found.id, code: found.code },
      facts: { organisation, joinedOn: joinedOn?.toString() ?? null },
    }
  },
})

/** Enters a membership under the partnership's lock. For joining and for files. */
export async function join(
  inside: Inside,
  partnership: Partnership,
  member: {
    organisation: string
    joinedOn: Temporal.PlainDate | null
    basis: JoinedBasis
    tier: string | null
  },
): Promise<string> {
  const body = await organisationById(inside, member.organisation)
  if (body.ended_on !== null)
    refuse(
      'conflict',
      'partnerships.member.body-ended',
      `${body.name} has ended. Add the organisation that follows it.`,
    )
  if (member.tier !== null) await mustBeTierOf(inside, partnership.id, member.tier)
  const earlier = await inside.tx
    .selectFrom('partnerships.member')
    .select(['joined_on as joinedOn', 'left_on as leftOn'])
    .where('partnership_id', '=', partnership.id)
    .where('organisation_id', '=', body.id)
    .execute()
  mayJoin(earlier, member.joinedOn, body.name)
  const id = inside.id()
  await inside.tx
    .insertInto('partnerships.member')
    .values({
      id,
      partnership_id: partnership.id,
      organisation_id: body.id,
      joined_on: member.joinedOn,
      joined_basis: member.basis,
      left_on: null,
      tier_id: member.tier,
    })
    .execute()
  await inside.announce('partnerships.member.joined', partnership.id, {
    partnership: partnership.id,
    organisation: body.id,
    member: id,
  })
  return id
}

/** Sets the tier in which a member pays, from the next charge on. */
export const changeTier = action({
  name: 'partnerships.member.change-tier',
  title: 'Change a member’s tier',
  doors: ['page', 'api', 'command'],
  fields: {
    member: field.id('Member'),
    tier: field.pick('Subscription tier', { from: 'partnerships.tier' }).optional(),
    version: field.version(),
  },
  async run(inside, { member, tier, version }) {
    const found = await lockedMember(inside, member)
    mustBeOfficer(inside, 'partnerships.member.change-tier', found.partnership_id)
    mustBeCurrent(found, version, { tier: found.tier_id })
    if (tier !== null) await mustBeTierOf(inside, found.partnership_id, tier)
    await inside.tx
      .updateTable('partnerships.member')
      .set({ tier_id: tier, version: version + 1 })
      .where('id', '=', found.id)
      .execute()
    return {
      subject: found.partnership_id,
      result: { id: found.id, partnership: found.partnership_id },
      facts: { organisation: found.organisation_id, tier },
    }
  },
})

/** Records a member's last day, and takes off what it no longer owes by the partnership's rule for parts of a year. */
export const leavePartnership = action({
  name: 'partnerships.member.leave',
  title: 'Record that a member leaves',
  doors: ['page', 'api', 'command'],
  fields: {
    member: field.id('Member'),
    leftOn: field.date('Last day as a member'),
    version: field.version(),
  },
  async run(inside, { member, leftOn, version }) {
    const found = await lockedMember(inside, member)
    const partnership = await lockedPartnership(inside, found.partnership_id)
    mustBeOfficer(inside, 'partnerships.member.leave', partnership.id)
    mustBeCurrent(found, version, { leftOn: found.left_on?.toString() ?? 'None' })
    if (found.left_on !== null)
      refuse(
        'conflict',
        'partnerships.member.leaving-recorded',
        'The last day of this membership is recorded already.',
      )
    const today = londonDate(inside.now)
    const membership = { joinedOn: found.joined_on, leftOn }
    const faults = leavingFaults(membership, leftOn, today)
    if (faults.length > 0) invalid('partnerships.member.last-day', faults)
    await inside.tx
      .updateTable('partnerships.member')
      .set({ left_on: leftOn, version: version + 1 })
      .where('id', '=', found.id)
      .execute()
    const adjusted = await takeOff(inside, partnership, found.id, membership, today)
    await inside.announce('partnerships.member.left', partnership.id, {
      partnership: partnership.id,
      organisation: found.organisation_id,
      member: found.id,
    })
    return {
      subject: partnership.id,
      result: {
        id: found.id,
        partnership: partnership.id,
        code: partnership.code,
        adjusted: adjusted.length,
      },
      facts: {
        organisation: found.organisation_id,
        leftOn: leftOn.toString(),
        adjustedPence: adjusted.reduce((all, one) => all + one, 0n),
      },
    }
  },
})

async function takeOff(
  inside: Inside,
  partnership: Partnership,
  memberId: string,
  membership: { joinedOn: Temporal.PlainDate | null; leftOn: Temporal.PlainDate },
  today: Temporal.PlainDate,
): Promise<bigint[]> {
  const charges = await inside.tx
    .selectFrom('partnerships.charge_balance')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('year_starting')
    .execute()
  const taken: bigint[] = []
  for (const charge of charges) {
    const amount = adjustmentOnLeaving(
      {
        yearStarting: charge.year_starting,
        months: charge.months,
        amountPence: charge.amount_pence,
        adjustedPence: charge.adjusted_pence,
      },
      membership,
      partnership.part_year,
    )
    if (amount === 0n) continue
    await inside.tx
      .insertInto('partnerships.adjustment')
      .values({
        id: inside.id(),
        charge_id: charge.id,
        amount_pence: amount,
        reason: 'leaving',
        note: null,
        made_on: today,
        made_by: inside.actor.kind === 'person' ? inside.actor.id : null,
      })
      .execute()
    taken.push(amount)
  }
  return taken
}

async function lockedMember(inside: Inside, id: string): Promise<Selectable<MemberTable>> {
  const row = await inside.tx
    .selectFrom('partnerships.member')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row ?? notFound('member')
}

async function mustBeTierOf(inside: Inside, partnershipId: string, tierId: string): Promise<void> {
  const tier = await inside.tx
    .selectFrom('partnerships.tier')
    .select('id')
    .where('id', '=', tierId)
    .where('partnership_id', '=', partnershipId)
    .executeTakeFirst()
  if (tier === undefined)
    invalid('partnerships.member.foreign-tier', [
      { field: 'tier', message: 'Select a tier of this partnership' },
    ])
}
