// The letters this module writes: to the lead of an arrangement about somebody's interest, back with the answer, and
// to the champions of a role. None names an address: the reply goes through the platform.
import type { Template } from '#platform/notifications/index.ts'
import { sql } from '#platform/database/index.ts'

/** To whoever leads an arrangement: another body would like to know more. */
export const interestTold: Template = {
  name: 'partnerships.interest.told',
  async render({ db, ids, links }) {
    const row = await db
      .selectFrom('partnerships.interest as interest')
      .innerJoin('partnerships.arrangement as arrangement', 'arrangement.id', 'interest.arrangement_id')
      .leftJoin('partnerships.service as service', 'service.id', 'arrangement.service_id')
      .innerJoin('organisations.organisation_card as body', 'body.id', 'interest.organisation_id')
      .leftJoin('organisations.person_card as person', 'person.id', 'interest.person_id')
      .select([
        'interest.id',
        'interest.arrangement_id',
        'interest.words',
        'interest.answered_at',
        'arrangement.area',
        'body.name as body',
        'person.name',
      ])
      .select(sql<string>`coalesce(service.name, arrangement.service)`.as('service'))
      .where('interest.id', '=', ids['interest'] ?? '')
      .executeTakeFirst()
    if (row === undefined || row.answered_at !== null) return null
    const what = `${row.service}, ${row.area}`
    return {
      subject: `${row.body} is interested in ${what}`,
      text: `${row.name ?? 'Somebody'} of ${row.body} is interested in the shared-service arrangement "${what}" that you lead.\n\n${row.words ?? 'They left no further words.'}\n\nAnswer here, it is sent to them:\n${links.at(`/shared-services/${row.arrangement_id}/interests/${row.id}`)}`,
    }
  },
}

/** To whoever was interested: the lead's answer. */
export const interestAnswered: Template = {
  name: 'partnerships.interest.answered',
  async render({ db, ids, links }) {
    const row = await db
      .selectFrom('partnerships.interest as interest')
      .innerJoin('partnerships.arrangement as arrangement', 'arrangement.id', 'interest.arrangement_id')
      .select(['interest.arrangement_id', 'interest.answer', 'arrangement.area', 'arrangement.service'])
      .where('interest.id', '=', ids['interest'] ?? '')
      .executeTakeFirst()
    if (row === undefined || row.answer === null) return null
    return {
      subject: `An answer about ${row.service}, ${row.area}`,
      text: `You asked about the shared-service arrangement "${row.service}, ${row.area}". Its lead answers:\n\n${row.answer}\n\nRead more: ${links.at(`/shared-services/${row.arrangement_id}`)}`,
    }
  },
}

/** To every champion of a role, as its partnership's officer wrote it. */
export const championLetter: Template = {
  name: 'partnerships.champion.letter',
  async render({ db, ids, links }) {
    const row = await db
      .selectFrom('partnerships.champion_letter as letter')
      .innerJoin('partnerships.champion_role as role', 'role.id', 'letter.role_id')
      .innerJoin('partnerships.partnership as partnership', 'partnership.id', 'role.partnership_id')
      .select([
        'letter.title',
        'letter.words',
        'role.name as role',
        'partnership.name as partnership',
        'partnership.code',
      ])
      .where('letter.id', '=', ids['letter'] ?? '')
      .executeTakeFirst()
    if (row === undefined) return null
    return {
      subject: row.title,
      text: `${row.words}\n\nYou get this because you are ${row.role} in the ${row.partnership}. Your body's lead can change who is:\n${links.at(`/partnerships/${row.code}/champions`)}`,
    }
  },
}

export const letters: readonly Template[] = [interestTold, interestAnswered, championLetter]
