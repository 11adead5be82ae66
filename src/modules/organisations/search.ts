// How bodies, people and places are found: bodies and sites by anybody, people by whoever is signed in, by what the
// directory shows everybody there (O11). Who has left is not found (O12).
import { sql } from '#platform/database/index.ts'
import { isAmong, keyFor, PUBLIC, said, type SearchKind } from '#platform/search/index.ts'
import { directoryEntries } from './queries/contact.ts'
import { ORGANISATION_KINDS } from './rules.ts'

const organisationKind: SearchKind = {
  kind: 'organisations.organisation',
  title: 'Body',
  plural: 'Bodies',
  async records(db, ids) {
    const rows = await db
      .selectFrom('organisations.organisation')
      .select(['id', 'code', 'name', 'kind', 'ended_on'])
      .where(isAmong(ids, 'id'))
      .execute()
    return rows.map(({ id, code, name, kind, ended_on }) => ({
      id,
      title: name,
      words: said(ORGANISATION_KINDS[kind], code, ended_on === null ? null : 'Ended'),
      href: `/organisations/${code}`,
      at: null,
      body: id,
      audience: [PUBLIC],
    }))
  },
}

const personKind: SearchKind = {
  kind: 'organisations.person',
  title: 'Person',
  plural: 'People',
  async records(db, ids) {
    return (await directoryEntries({ db }, ids)).map((row) => ({
      id: row.id,
      title: row.name,
      words: said(row.job_title, row.organisation_name, row.mail),
      href: `/people/${row.id}`,
      at: null,
      body: row.organisation_id,
      audience: keyFor('organisations.person.read'),
    }))
  },
}

const siteKind: SearchKind = {
  kind: 'organisations.site',
  title: 'Site',
  plural: 'Sites',
  async records(db, ids) {
    const rows = await db
      .selectFrom('organisations.site as site')
      .innerJoin('organisations.organisation_card as body', 'body.id', 'site.organisation_id')
      .select(['site.id', 'site.code', 'site.name', 'site.town', 'site.address', 'site.organisation_id'])
      .select(sql<string>`body.name`.as('body_name'))
      .where(isAmong(ids, 'site.id'))
      .execute()
    return rows.map((row) => ({
      id: row.id,
      title: row.name,
      words: said(row.town, row.address, row.body_name, row.code),
      href: `/sites/${row.code}`,
      at: null,
      body: row.organisation_id,
      audience: [PUBLIC],
    }))
  },
}

/** The kinds of record of this module that can be found. */
export const search: readonly SearchKind[] = [organisationKind, personKind, siteKind]
