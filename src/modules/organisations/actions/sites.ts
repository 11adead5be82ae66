// Buildings: where people meet, sit and connect. A building belongs to one organisation.
import { action } from '#platform/actions/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import { lockedOrganisation, mustLead, mustStillStand } from './organisations.ts'
import { mustBeCurrent } from './site-facts.ts'

const described = {
  name: field.text('Name', { most: 120 }),
  town: field.text('Town', { most: 80 }),
  address: field.longText('Address', { most: 400 }).optional(),
}

/** Enters a building. Refused: a code in use, another organisation's. */
export const createSite = action({
  name: 'organisations.site.create',
  title: 'Add a site',
  doors: ['page', 'api', 'command'],
  fields: {
    code: field.code('Code', {
      hint: 'Short name for addresses and files, like town-hall. It never changes',
    }),
    organisation: field.code('Organisation that owns it'),
    ...described,
  },
  async run(inside, { code, organisation, name, town, address }) {
    const owner = await lockedOrganisation(inside, organisation)
    mustLead(inside, 'organisations.site.create', owner.id)
    mustStillStand(owner)
    const id = inside.id()
    await inside.subject({ id, module: 'organisations', noun: 'site', title: name, audience: 'public' })
    await inside.tx
      .insertInto('organisations.site')
      .values({ id, code, organisation_id: owner.id, name, town, address })
      .execute()
    return { subject: id, result: { id, code }, facts: { code, organisation: owner.id } }
  },
})

/** Corrects a building. */
export const editSite = action({
  name: 'organisations.site.edit',
  title: 'Change a site',
  doors: ['page', 'api', 'command'],
  fields: { site: field.code('Site'), ...described, version: field.version() },
  async run(inside, { site, name, town, address, version }) {
    const found = await inside.tx
      .selectFrom('organisations.site')
      .selectAll()
      .where(isRecordId(site) ? 'id' : 'code', '=', site)
      .forUpdate()
      .executeTakeFirst()
    if (found === undefined) return notFound('site')
    mustLead(inside, 'organisations.site.edit', found.organisation_id)
    mustBeCurrent(found, version, { name: found.name, town: found.town, address: found.address ?? 'None' })
    await inside.subject({
      id: found.id,
      module: 'organisations',
      noun: 'site',
      title: name,
      audience: 'public',
    })
    await inside.tx
      .updateTable('organisations.site')
      .set({ name, town, address, version: version + 1 })
      .where('id', '=', found.id)
      .execute()
    return { subject: found.id, result: { id: found.id, code: found.code } }
  },
})
