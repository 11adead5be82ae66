// Somebody leaves, or works for a body no more: what was booked ahead for them comes free, and who runs the workplaces
// is told (W18). What they had booked before stays until the owner's time to keep it is over.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { notifyOnce } from '#platform/notifications/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { employersOf } from '#modules/organisations/index.ts'
import { officersTold } from '../queries/officers-told.ts'
import { endBookings } from './ending.ts'

/** Why bookings ahead of somebody who left have ended. */
export const LEAVER_WORDS = 'The person works for the organisation no more'

// A person has no more ahead: a series has at most 366 dates, and what is left comes by the next round.
const MOST_AT_ONCE = 500
const MOST_ROUNDS = 20

/** Gives back everything ahead of somebody who left. */
export const releaseLeaver = action({
  name: 'workspaces.leaver.release',
  title: 'Give back what a leaver had booked',
  doors: [],
  fields: { announcement: field.id('Announcement'), person: field.id('Person') },
  async run(inside, { announcement, person }) {
    const ended = await release(inside, person, null, announcement)
    return { subject: person, result: { ended }, facts: { ended } }
  },
})

/** Gives back what somebody had booked for a body that employs them no more; the offices it conferred end with the post. */
export const releasePost = action({
  name: 'workspaces.post.release',
  title: 'Give back what was booked in a post that ended',
  doors: [],
  fields: {
    announcement: field.id('Announcement'),
    person: field.id('Person'),
    organisation: field.id('Organisation'),
  },
  async run(inside, { announcement, person, organisation }) {
    const today = londonDate(inside.now)
    const still = (await employersOf(inside, person, today)).some(
      (post) =>
        post.organisation_id === organisation &&
        (post.ended_on === null || Temporal.PlainDate.compare(post.ended_on, today) > 0),
    )
    if (still) return { subject: person, result: { ended: 0 } }
    await sql`update workspaces.officer set ended_on = greatest(from_on, ${today.toString()}::date)
      where person_id = ${person} and organisation_id = ${organisation} and ended_on is null`.execute(
      inside.tx,
    )
    await sql`update workspaces.waiting set state = 'left', ended_at = ${inside.now}
      where person_id = ${person} and organisation_id = ${organisation} and state in ('waiting', 'offered')`.execute(
      inside.tx,
    )
    const ended = await release(inside, person, organisation, announcement)
    return { subject: person, result: { ended }, facts: { organisation, ended } }
  },
})

async function release(
  inside: Inside,
  person: string,
  organisation: string | null,
  announcement: string,
): Promise<number> {
  const ofBody = organisation === null ? sql`true` : sql`organisation_id = ${organisation}`
  await sql`update workspaces.series set ended_at = ${inside.now}, version = version + 1
    where for_person_id = ${person} and ended_at is null and ${ofBody}`.execute(inside.tx)
  const sites = new Map<string, string>()
  let count = 0
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const ahead = await bookingsAhead(inside, person, ofBody)
    const ended = await endBookings(
      inside,
      ahead.map((one) => one.id),
      'cancelled',
      LEAVER_WORDS,
      { onlyFrom: ['held', 'pending', 'confirmed'] },
    )
    count += ended.length
    for (const one of ahead) sites.set(one.site_id, one.owner_organisation_id)
    if (ahead.length < MOST_AT_ONCE || ended.length === 0) break
  }
  for (const [site_id, owner_organisation_id] of sites)
    for (const subject of await officersTold(inside, { site_id, owner_organisation_id }, ['manager']))
      await notifyOnce(inside, {
        to: { subject },
        template: 'workspaces.leaver.released',
        ids: { site: site_id, person },
        once: `workspaces.leaver.released ${site_id} ${announcement}`,
      })
  return count
}

type Ahead = { readonly id: string; readonly site_id: string; readonly owner_organisation_id: string }

/** For them, or for a visitor whom they would have received. */
async function bookingsAhead(
  inside: Inside,
  person: string,
  ofBody: ReturnType<typeof sql>,
): Promise<readonly Ahead[]> {
  const { rows } = await sql<Ahead>`
    select id, site_id, owner_organisation_id from workspaces.booking
    where state in ('held', 'pending', 'confirmed') and ends_at > ${inside.now} and ${ofBody}
      and (for_person_id = ${person} or visitor_id in (select id from workspaces.visitor where host_person_id = ${person}))
    order by id limit ${MOST_AT_ONCE}`.execute(inside.tx)
  return rows
}
