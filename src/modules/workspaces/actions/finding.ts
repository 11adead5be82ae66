// What search knows of workplaces depends on who is let in, and that changes with agreements and with the day: it is
// written anew when an agreement takes a step, and for all of them every night.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { ROOM, WORKPLACE } from '../rules/finding.ts'

/** After an agreement's step: its workplace and the rooms there. */
export const findAgain = action({
  name: 'workspaces.agreement.find-again',
  title: 'Let search know who is let in',
  doors: [],
  fields: {
    announcement: field.id('Announcement'),
    agreement: field.id('Agreement'),
    step: field.text('Step', { most: 40 }),
  },
  async run(inside, { agreement }) {
    const found = await writeAnew(
      inside,
      sql`(select agreement.site_id from workspaces.agreement agreement where agreement.id = ${agreement})`,
    )
    return { subject: null, result: { found }, facts: { found } }
  },
})

/** Every night: agreements begin and end with a day. */
export const findAllAgain = action({
  name: 'workspaces.workplaces.find-again',
  title: 'Let search know who is let in today',
  doors: [],
  fields: {},
  async run(inside) {
    const found = await writeAnew(inside, sql`(select site_id from workspaces.workplace)`)
    return { subject: null, result: { found }, facts: { found } }
  },
})

/** The rooms of a workplace, when a rule shows or hides them. */
export async function findRoomsAgain(inside: Inside, siteId: string): Promise<void> {
  const rooms = await inside.tx
    .selectFrom('workspaces.resource')
    .select('id')
    .where('site_id', '=', siteId)
    .where('kind', '=', 'room')
    .where('retired_on', 'is', null)
    .execute()
  for (const { id } of rooms) inside.found(ROOM, id)
}

async function writeAnew(inside: Inside, sites: ReturnType<typeof sql>): Promise<number> {
  const today = londonDate(inside.now).toString()
  await sql`update workspaces.workplace set found_on = ${today} where site_id in ${sites}`.execute(inside.tx)
  const { rows } = await sql<{ kind: string; id: string }>`
    select ${WORKPLACE}::text as kind, workplace.site_id as id from workspaces.workplace workplace where workplace.site_id in ${sites}
    union all select ${ROOM}, resource.id from workspaces.resource resource where resource.kind = 'room' and resource.site_id in ${sites}`.execute(
    inside.tx,
  )
  for (const { kind, id } of rows) inside.found(kind, id)
  return rows.length
}
