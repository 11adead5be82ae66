// What becomes of agreements when a member leaves a partnership or an organisation ends (P12): what they let in is let in
// no more, and the bookings after that day are withdrawn and moved where they can be.
import { action } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { organisationById } from '#modules/organisations/index.ts'
import { today } from './locking.ts'
import { withdrawLost } from './losing.ts'

const announcement = { announcement: field.id('Announcement') }

/** A member's last day is known: whatever of its staff's is booked after it and let in by nothing else is withdrawn. */
export const letMemberGo = action({
  name: 'workspaces.member.let-go',
  title: 'Withdraw what a member that leaves has booked',
  doors: [],
  fields: {
    ...announcement,
    partnership: field.id('Partnership'),
    organisation: field.id('Organisation'),
    member: field.id('Member'),
  },
  async run(inside, { organisation }) {
    const withdrawn = await withdrawLost(
      inside,
      { organisationId: organisation },
      'Your organisation leaves the partnership whose members were let in.',
    )
    return { subject: null, result: withdrawn, facts: { organisation, ...withdrawn } }
  },
})

/** An organisation that has ended gives and takes nothing: its agreements end with it, and the offices it conferred. */
export const letOrganisationGo = action({
  name: 'workspaces.organisation.let-go',
  title: 'End the agreements of an organisation that has ended',
  doors: [],
  fields: { ...announcement, organisation: field.id('Organisation') },
  async run(inside, { organisation }) {
    const found = await organisationById(inside, organisation)
    const last = found?.ended_on ?? today(inside)
    const concerned = await inside.tx
      .selectFrom('workspaces.agreement')
      .selectAll()
      .where((eb) =>
        eb.or([
          eb('owner_organisation_id', '=', organisation),
          eb.and([eb('audience', '=', 'organisation'), eb('audience_id', '=', organisation)]),
        ]),
      )
      .where('state', 'in', ['offered', 'standing'])
      .orderBy('id')
      .forUpdate()
      .execute()
    if (concerned.length > 0) {
      await inside.tx
        .updateTable('workspaces.agreement')
        .set(({ eb, ref, fn, val }) => ({
          state: eb
            .case()
            .when('state', '=', 'offered')
            .then('withdrawn' as const)
            .else('standing' as const)
            .end(),
          ends_on: fn<Temporal.PlainDate>('greatest', [val(last.toString()), ref('from_on')]),
          version: eb('version', '+', 1),
        }))
        .where(
          'id',
          'in',
          concerned.map((one) => one.id),
        )
        .execute()
      await inside.tx
        .insertInto('workspaces.agreement_step')
        .values(
          concerned.map((one) => ({
            id: inside.id(),
            agreement_id: one.id,
            step: 'ended' as const,
            organisation_id: organisation,
            words: 'The organisation has ended.',
            at: inside.now,
          })),
        )
        .execute()
    }
    const because = 'The agreement has ended with the organisation.'
    const taken = await withdrawLost(inside, { organisationId: organisation }, because)
    const given = await withdrawLost(inside, { ownerId: organisation }, because)
    const facts = { moved: taken.moved + given.moved, stranded: taken.stranded + given.stranded }
    return { subject: null, result: facts, facts: { organisation, agreements: concerned.length, ...facts } }
  },
})
