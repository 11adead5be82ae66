// How programmes and business cases are found: programmes by anybody, a draft by those who write it, a case from its
// submission on by whoever may read it (`maySee`). Scores and what the assessors thought are never among the words.
import { sql } from '#platform/database/index.ts'
import { isAmong, keysFor, PUBLIC, said, type SearchKind } from '#platform/search/index.ts'
import { READ, WRITE } from './queries/cases.ts'

const programmeKind: SearchKind = {
  kind: 'funding.programme',
  title: 'Programme',
  plural: 'Programmes',
  async records(db, ids) {
    const rows = await db
      .selectFrom('funding.programme as programme')
      .select(['programme.id', 'programme.code', 'programme.name', 'programme.funder', 'programme.note'])
      .select(['programme.guidance', 'programme.opens_on'])
      .where(isAmong(ids, 'programme.id'))
      .execute()
    return rows.map((row) => ({
      id: row.id,
      title: row.name,
      words: said(row.funder, row.note, row.guidance),
      href: `/funding/programmes/${row.code}`,
      at: row.opens_on,
      body: null,
      audience: [PUBLIC],
    }))
  },
}

const caseKind: SearchKind = {
  kind: 'funding.case',
  title: 'Business case',
  plural: 'Business cases',
  filesAreAlike: true,
  async records(db, ids) {
    const rows = await db
      .selectFrom('funding.business_case as c')
      .innerJoin('funding.programme as programme', 'programme.id', 'c.programme_id')
      .select(['c.id', 'c.reference', 'c.title', 'c.problem', 'c.beneficiaries', 'c.state', 'c.group_id'])
      .select(['c.sponsor_organisation_id', 'programme.partnership_id'])
      .select([
        sql<Temporal.PlainDate>`(coalesce(c.submitted_at, c.started_at) at time zone 'Europe/London')::date`.as(
          'at',
        ),
        sql<string | null>`(select string_agg(title || ' ' || for_and_against, E'\n' order by position)
          from funding.case_option where case_id = c.id)`.as('options'),
      ])
      .where(isAmong(ids, 'c.id'))
      .execute()
    return rows.map((row) => {
      const places = [
        { kind: 'partnership', id: row.partnership_id },
        { kind: 'group', id: row.group_id },
        { kind: 'case', id: row.id },
      ]
      return {
        id: row.id,
        title: row.title,
        words: said(row.reference, row.problem, row.beneficiaries, row.options),
        href: `/funding/cases/${row.reference}`,
        at: row.at,
        body: row.sponsor_organisation_id,
        audience: [...keysFor(WRITE, places), ...(row.state === 'draft' ? [] : keysFor(READ, places))],
      }
    })
  },
}

/** The kinds of record of this module that can be found. */
export const search: readonly SearchKind[] = [programmeKind, caseKind]
