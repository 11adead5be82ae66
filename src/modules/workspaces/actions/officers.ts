// The offices an owner confers for its workspaces: manager, approver, reception, business continuity. An office ends
// with the post, because only those who work for the owner hold its roles.
import { action } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { employersOf, personCard } from '#modules/organisations/index.ts'
import { holdsAt } from '../queries/seeing.ts'
import { workplaceById } from '../queries/workplaces.ts'
import { OFFICER_ROLES } from '../rules.ts'
import { notYours, today, workplaceToChange } from './locking.ts'
import { markBehalf } from './on-behalf.ts'

const APPOINT = 'workspaces.officer.appoint'

export const appointOfficer = action({
  name: APPOINT,
  title: 'Appoint somebody for workspaces',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    site: field.id('Workplace'),
    person: field.pick('Person', { from: 'organisations.person' }),
    role: field.choice('Office', OFFICER_ROLES),
    everywhere: field.yesNo('For all workplaces of the organisation?', {
      hint: 'No is for this workplace only',
    }),
  },
  async run(inside, { site, person, role, everywhere }) {
    const workplace = await workplaceToChange(inside, site, APPOINT)
    const owner = { kind: 'organisation', id: workplace.owner_organisation_id } as const
    if (everywhere && !inside.may(APPOINT, owner))
      invalid('workspaces.officer.not-everywhere', [
        {
          field: 'everywhere',
          message: `You manage ${workplace.name} only. Choose No, or ask a manager of all workplaces`,
        },
      ])
    const card = await personCard(inside, person)
    const posts = card === undefined ? [] : await employersOf(inside, person, today(inside))
    if (!posts.some((post) => post.organisation_id === workplace.owner_organisation_id))
      invalid('workspaces.officer.not-of-owner', [
        {
          field: 'person',
          message: `Select somebody who works for ${workplace.owner_name}: its offices are held by its own staff`,
        },
      ])
    const onBehalf = await markBehalf(inside, workplace, 'officer')
    const id = inside.id()
    await inside.tx
      .insertInto('workspaces.officer')
      .values({
        id,
        organisation_id: workplace.owner_organisation_id,
        site_id: everywhere ? null : workplace.site_id,
        person_id: person,
        role,
        from_on: today(inside),
      })
      .execute()
    return {
      subject: null,
      result: { id, code: workplace.code },
      facts: { site: workplace.site_id, person, role, everywhere, onBehalf },
    }
  },
})

export const endOfficer = action({
  name: 'workspaces.officer.end',
  title: 'End an office for workspaces',
  permission: APPOINT,
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: { site: field.id('Workplace'), officer: field.id('Office') },
  async run(inside, { site, officer }) {
    const workplace = await workplaceById(inside, site)
    const held = await inside.tx
      .selectFrom('workspaces.officer')
      .selectAll()
      .where('id', '=', officer)
      .where('organisation_id', '=', workplace.owner_organisation_id)
      .forUpdate()
      .executeTakeFirst()
    if (held === undefined || (held.site_id !== null && held.site_id !== site)) return notFound('office')
    const isTheirs =
      held.site_id === null
        ? inside.may(APPOINT, { kind: 'organisation', id: held.organisation_id })
        : holdsAt(inside, APPOINT, workplace)
    if (!isTheirs) notYours(workplace)
    if (held.ended_on !== null)
      refuse('conflict', 'workspaces.officer.ended', 'This office has ended already.')
    const onBehalf = await markBehalf(inside, workplace, 'officer')
    await inside.tx
      .updateTable('workspaces.officer')
      .set({ ended_on: today(inside) })
      .where('id', '=', held.id)
      .execute()
    return {
      subject: null,
      result: { id: held.id, code: workplace.code },
      facts: { site, person: held.person_id, role: held.role, onBehalf },
    }
  },
})
