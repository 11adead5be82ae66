// The letters of the register: a body is invited, a realm is proven, a realm's record has gone.
import type { Db } from '#platform/database/index.ts'
import type { Template } from '#platform/notifications/index.ts'
import { INVITED_LETTER } from './actions/members.ts'
import { MISSING_LETTER } from './actions/realms.ts'
import { ENDED_LETTER, PROVEN_LETTER } from './actions/settling-realms.ts'
import { federationOf } from './queries/federation.ts'
import { realmById, type Realm } from './queries/realms.ts'
import { ENDED_WORDS, proofName } from './rules/realms.ts'

const inLines = (...lines: readonly string[]): string => lines.join('\n\n')

/** A letter about one realm that still stands. */
const aboutRealm = (
  name: string,
  words: (
    realm: Realm,
    at: (path: string) => string,
  ) => { readonly subject: string; readonly text: string } | null,
): Template => ({
  name,
  async render({ db, ids, links }) {
    const realm = await realmById({ db }, ids['realm'] ?? '')
    return realm.state === 'withdrawn' ? null : words(realm, (path) => links.at(path))
  },
})

export const registerLetters: readonly Template[] = [
  {
    name: INVITED_LETTER,
    async render({ db, ids, links }) {
      const member = await memberIn(db, ids['member'] ?? '')
      const federation = await federationOf(db)
      if (member === undefined || federation === undefined || member.state !== 'boarding') return null
      return {
        subject: `${member.name} is invited to ${federation.name}`,
        text: inLines(
          `Staff of ${member.name} can use secure Wi-Fi at every partner’s sites with their own account, and guests from partners at yours.`,
          `Nothing has to be asked for: name who does what, give consent, claim your realm and register your server. The page says at each moment what comes next and who does it.`,
          links.at(`/govroam/members/${member.code}`),
        ),
      }
    },
  },
  aboutRealm(PROVEN_LETTER, (realm, at) => ({
    subject: `${realm.shown} is proven`,
    text: inLines(
      `The realm ${realm.shown} of ${realm.organisation_name} is proven${realm.proof === 'vouched' ? ', vouched for by those who run the federation' : ''}. It is part of the next configuration.`,
      'What comes next:',
      at(`/govroam/members/${realm.member_code}`),
    ),
  })),
  {
    name: ENDED_LETTER,
    async render({ db, ids, links }) {
      const realm = await realmById({ db }, ids['realm'] ?? '')
      return {
        subject: `Your claim of ${realm.shown} has ended`,
        text: inLines(`${ENDED_WORDS}.`, links.at(`/govroam/members/${realm.member_code}/realms`)),
      }
    },
  },
  aboutRealm(MISSING_LETTER, (realm, at) =>
    realm.missing_since === null
      ? null
      : {
          subject: `The record of ${realm.shown} has gone from the DNS`,
          text: inLines(
            `The record at ${proofName(realm.name)} no longer holds the words that prove ${realm.shown} to be yours. Everything goes on working.`,
            'Put it back, so that nobody doubts whose the realm is. If you no longer have the name, withdraw the realm.',
            at(`/govroam/members/${realm.member_code}/realms`),
          ),
        },
  ),
]

const memberIn = (db: Db, id: string) =>
  db
    .selectFrom('roaming.member as member')
    .innerJoin('organisations.organisation_card as body', 'body.id', 'member.organisation_id')
    .select(['member.code', 'member.state', 'body.name'])
    .where('member.id', '=', id)
    .executeTakeFirst()
