// What the page of a building says of the workspaces in it, to anybody who reads that page: public facts only (P9).
import { fill } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { sitePage } from '#modules/organisations/index.ts'
import { READ, workplaceSeen } from './queries/seeing.ts'
import { factsOfSite } from './queries/site-facts.ts'
import { sitePartView } from './views/estate.ts'

export const siteParts = [
  fill(sitePage, {
    name: 'workspaces.site.part',
    permission: 'public',
    async run(reader, { siteId }) {
      const facts = await factsOfSite(reader, siteId)
      if (facts === undefined) return []
      const mayBook = reader.may(READ) && (await isSeen(reader, siteId))
      return [
        {
          order: 30,
          title: 'Desks and rooms to book',
          body: sitePartView(facts.workplace, facts.counts, facts.has, mayBook, facts.who),
        },
      ]
    },
  }),
]

async function isSeen(reader: Parameters<typeof factsOfSite>[0], siteId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from workspaces.workplace workplace
    join organisations.site_card site on site.id = workplace.site_id
    where workplace.site_id = ${siteId} and ${workplaceSeen(reader, londonDate(reader.now))}`.execute(
    reader.db,
  )
  return rows.length > 0
}
