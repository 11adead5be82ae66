// How members, realms and sites with Wi-Fi are found. A realm that waits for proof is found by its own member only: to
// everybody else it is not there (G1).
import { sql } from '#platform/database/index.ts'
import { isAmong, keyFor, keysFor, PUBLIC, said, type SearchKind } from '#platform/search/index.ts'
import { LOCATION, MEMBER, REALM } from './actions/members.ts'
import { DETAILS, FIND, READ } from './queries/seeing.ts'
import { MEMBER_STATE_WORDS, REALM_STATE_WORDS } from './rules/members.ts'
import type { MemberState, RealmState } from './rules/words.ts'

export const registerSearch: readonly SearchKind[] = [
  {
    kind: MEMBER,
    title: 'Govroam member',
    plural: 'Govroam members',
    async records(db, ids) {
      const { rows } = await sql<{
        id: string
        code: string
        state: MemberState
        organisation_id: string
        name: string
        realms: string | null
      }>`select member.id, member.code, member.state, member.organisation_id, body.name,
          (select string_agg(realm.shown, ', ' order by realm.claimed_at) from roaming.realm realm
            where realm.member_id = member.id and realm.state = 'proven') as realms
        from roaming.member member join organisations.organisation_card body on body.id = member.organisation_id
        where member.state <> 'left' and ${isAmong(ids, 'member.id')}`.execute(db)
      return rows.map((row) => ({
        id: row.id,
        title: `${row.name} in govroam`,
        words: said(MEMBER_STATE_WORDS[row.state], row.realms),
        href: `/govroam/members/${row.code}`,
        at: null,
        body: row.organisation_id,
        audience: keyFor(FIND),
      }))
    },
  },
  {
    kind: REALM,
    title: 'Govroam realm',
    plural: 'Govroam realms',
    async records(db, ids) {
      const { rows } = await sql<{
        id: string
        name: string
        shown: string
        state: RealmState
        code: string
        organisation_id: string
        organisation_name: string
      }>`select realm.id, realm.name, realm.shown, realm.state, member.code, member.organisation_id, body.name as organisation_name
        from roaming.realm realm join roaming.member member on member.id = realm.member_id
        join organisations.organisation_card body on body.id = member.organisation_id
        where realm.state <> 'withdrawn' and ${isAmong(ids, 'realm.id')}`.execute(db)
      return rows.map((row) => ({
        id: row.id,
        title: row.shown,
        words: said(row.name, row.organisation_name, REALM_STATE_WORDS[row.state]),
        href: row.state === 'proven' ? `/govroam/members/${row.code}` : `/govroam/members/${row.code}/realms`,
        at: null,
        body: row.organisation_id,
        audience:
          row.state === 'proven'
            ? keyFor(FIND)
            : keysFor(DETAILS, [null, { kind: 'organisation', id: row.organisation_id }]),
      }))
    },
  },
  {
    kind: LOCATION,
    title: 'Site with govroam',
    plural: 'Sites with govroam',
    async records(db, ids) {
      const { rows } = await sql<{
        site_id: string
        code: string
        name: string
        town: string
        organisation_id: string
        organisation_name: string
        is_public: boolean
        coverage: string | null
      }>`select location.site_id, site.code, site.name, site.town, member.organisation_id, body.name as organisation_name,
          location.is_public and member.state = 'live' as is_public, location.coverage_words as coverage
        from roaming.location location join roaming.member member on member.id = location.member_id
        join organisations.organisation_card body on body.id = member.organisation_id
        join organisations.site_card site on site.id = location.site_id
        where location.to_on is null and ${isAmong(ids, 'location.site_id')}`.execute(db)
      return rows.map((row) => ({
        id: row.site_id,
        title: `Govroam at ${row.name}`,
        words: said(row.town, row.organisation_name, row.coverage),
        href: `/sites/${row.code}`,
        at: null,
        body: row.organisation_id,
        // Where the police work is found by its own staff: whoever is signed in may work for nobody.
        audience: row.is_public
          ? [PUBLIC]
          : keysFor(READ, [null, { kind: 'organisation', id: row.organisation_id }]),
      }))
    },
  },
]
