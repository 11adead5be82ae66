// Telling people of changed terms, after the commit: the other side of an agreement, the managers of an owner for whom
// somebody else changed something, and those whose bookings a rule no longer fits.
import { action, type Inside } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { officeHolders } from '#modules/organisations/index.ts'
import { membersOn } from '#modules/partnerships/index.ts'
import { agreementById } from '../queries/agreements.ts'
import { circlesOf, managersOf } from '../queries/circles.ts'
import { today } from './locking.ts'
import { TELL_AFFECTED } from './terms.ts'

const announcement = { announcement: field.id('Announcement') }

/** The leads and the workspace managers of bodies. */
async function answerersOf(
  inside: Inside,
  bodies: readonly string[],
  siteId: string | null,
): Promise<string[]> {
  const people = new Set(await managersOf(inside, bodies, siteId, today(inside)))
  for (const body of bodies)
    for (const office of await officeHolders(inside, 'organisation-lead', body)) people.add(office.person_id)
  return [...people]
}

async function bodiesOn(inside: Inside, audience: string, id: string, ownerId: string): Promise<string[]> {
  if (audience === 'organisation') return [id]
  const bodies =
    audience === 'circle'
      ? ((await circlesOf(inside, ownerId)).find((one) => one.id === id)?.member_ids ?? [])
      : (await membersOn(inside, id, today(inside))).map((member) => member.organisation_id)
  return bodies.filter((one) => one !== ownerId)
}

/** Tells both sides of an agreement of a step, but not whoever took it. */
export const tellOfAgreement = action({
  name: 'workspaces.agreement.tell',
  title: 'Tell both sides of an agreement',
  doors: [],
  fields: { ...announcement, agreement: field.id('Agreement'), step: field.text('Step') },
  async run(inside, { agreement, step }) {
    const found = await agreementById(inside, agreement)
    const bodies = await bodiesOn(inside, found.audience, found.audience_id, found.owner_organisation_id)
    const byPartner = step === 'accepted' || step === 'declined'
    const people = new Set([
      ...(byPartner ? [] : await answerersOf(inside, bodies, null)),
      ...(byPartner || step === 'notice'
        ? await answerersOf(inside, [found.owner_organisation_id], found.site_id)
        : []),
    ])
    for (const person of people)
      await notify(inside, {
        to: { subject: person },
        template: 'workspaces.agreement.changed',
        ids: { agreement, step },
      })
    return { subject: null, result: { told: people.size }, facts: { agreement, told: people.size } }
  },
})

/** Tells an owner's lead and managers that somebody else changed something for them (P1). */
export const tellOfBehalf = action({
  name: 'workspaces.terms.tell',
  title: 'Tell an owner of a change on its behalf',
  doors: [],
  fields: {
    ...announcement,
    site: field.id('Workplace'),
    owner: field.id('Owner'),
    person: field.id('Person'),
    what: field.text('What'),
  },
  async run(inside, { site, owner, person, what }) {
    const people = (await answerersOf(inside, [owner], site)).filter((one) => one !== person)
    for (const one of people)
      await notify(inside, {
        to: { subject: one },
        template: 'workspaces.terms.changed-on-behalf',
        ids: { site, person, what },
      })
    return { subject: null, result: { told: people.length }, facts: { site, told: people.length } }
  },
})

/** Tells each person whose booking a rule no longer fits, and which stands all the same. */
export const tellAffected = action({
  name: TELL_AFFECTED,
  title: 'Tell people of a rule that their bookings no longer fit',
  doors: [],
  fields: { ...announcement, rule: field.id('Rule') },
  async run(inside, { rule }) {
    const met = await inside.tx
      .selectFrom('workspaces.rule_effect as effect')
      .innerJoin('workspaces.booking as booking', 'booking.id', 'effect.booking_id')
      .select(['booking.id', 'booking.for_person_id', 'booking.made_by_person_id'])
      .where('effect.rule_id', '=', rule)
      .where('effect.chosen', '=', 'tell')
      .where('booking.state', 'in', ['held', 'pending', 'confirmed'])
      .orderBy('booking.id')
      .execute()
    let told = 0
    for (const booking of met) {
      const person = booking.for_person_id ?? booking.made_by_person_id
      if (person === null) continue
      told += 1
      await notify(inside, {
        to: { subject: person },
        template: 'workspaces.rule.met',
        ids: { rule, booking: booking.id },
      })
    }
    return { subject: null, result: { told }, facts: { rule, told } }
  },
})
