// The pages of realms: all that are known, and a member's own: claimed, proven, vouched for, withdrawn.
import { notFound } from '#platform/errors/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { paragraph } from '#web/parts.ts'
import { organisationById } from '#modules/organisations/index.ts'
import { claimRealm, proveRealm, vouchForRealm, withdrawRealm } from '../actions/realms.ts'
import { endedClaims, realmsListed, realmsOf, type Realm } from '../queries/realms.ts'
import { DETAILS, holdsFor, KEEP, READ, runsFederation } from '../queries/seeing.ts'
import { CLAIM_DAYS } from '../rules/realms.ts'
import { memberHref, ROWS_A_PAGE } from '../views/frame.ts'
import { CLAIM_WORDS, memberRealmsView, realmColumns, realmsView, recordToPut } from '../views/realms.ts'
import { memberForm, memberHere } from './members.ts'

const list = get('/govroam/realms', {
  permission: READ,
  async run(visit) {
    const state = filterOf(visit, 'state')
    const search = filterOf(visit, 'search')
    const wanted = {
      ...(state === 'proven' || state === 'claimed' ? ({ state } as const) : {}),
      ...(search === undefined ? {} : { search }),
    }
    const format = formatOf(visit)
    if (format !== undefined) {
      const rows = await everyRow((after) => realmsListed(visit, { ...wanted, after, most: MOST_DOWNLOADED }))
      return fileOf(format, 'govroam-realms', realmColumns, rows)
    }
    const listed = await realmsListed(visit, {
      ...wanted,
      after: filterOf(visit, 'after'),
      most: ROWS_A_PAGE,
    })
    return page(realmsView({ listed, runs: runsFederation(visit), query: visit.query }))
  },
})

const own = get('/govroam/members/:code/realms', {
  permission: DETAILS,
  async run(visit) {
    const member = await memberHere(visit)
    return page(
      memberRealmsView({
        member,
        realms: await realmsOf(visit, member.id),
        ended: await endedClaims(visit, member.id, visit.now.subtract({ hours: 24 * CLAIM_DAYS })),
        mayKeep: holdsFor(visit, KEEP, member),
        runs: runsFederation(visit),
      }),
    )
  },
})

const back =
  (words: (name: string) => string) => (result: { readonly code: string; readonly name: string }) => ({
    to: memberHref(result, 'realms'),
    notice: words(result.name),
  })

const claim = form('/govroam/members/:code/realms/claim', {
  action: claimRealm,
  load: memberHere,
  async values(visit, member) {
    // What the register of bodies says is offered to begin with, until it is claimed.
    const { realm } = await organisationById(visit, member.organisation_id)
    const there = await realmsOf(visit, member.id)
    return { member: member.id, realm: there.some((one) => one.name === realm) ? '' : (realm ?? '') }
  },
  view: (_visit, member, state) =>
    memberForm(member, 'Claim a realm', state, {
      submit: 'Claim it',
      before: paragraph(CLAIM_WORDS),
      back: 'realms',
    }),
  then: back(
    (name) =>
      `${name} is claimed, but not yours alone until it is proven. Put its record into your DNS next.`,
  ),
})

type AtRealm = { readonly member: Awaited<ReturnType<typeof memberHere>>; readonly realm: Realm }

async function realmHere(visit: Visit): Promise<AtRealm> {
  const member = await memberHere(visit)
  const realm = (await realmsOf(visit, member.id)).find((one) => one.id === visit.params['realm'])
  return { member, realm: realm ?? notFound('realm') }
}

const values = (_visit: Visit, { realm }: AtRealm) => ({ realm: realm.id, version: realm.version })

const prove = form('/govroam/members/:code/realms/:realm/prove', {
  action: proveRealm,
  load: realmHere,
  values: (_visit, { realm }) => ({ realm: realm.id }),
  view: (_visit, { member, realm }, state) =>
    memberForm(member, `Prove ${realm.shown}`, state, {
      submit: 'Look for it now',
      before: recordToPut(realm),
      back: 'realms',
    }),
  then: back((name) => `The record of ${name} is being looked for. Show this page again in a moment.`),
})

const vouch = form('/govroam/members/:code/realms/:realm/vouch', {
  action: vouchForRealm,
  load: realmHere,
  values,
  view: (_visit, { member, realm }, state) =>
    memberForm(member, `Vouch for ${realm.shown}`, state, {
      submit: 'Vouch for it',
      before: paragraph(
        'Only where the DNS cannot say it. What you looked at is kept with your name, and shown to the member. Claims of others on this realm, or on one above or below it, end.',
      ),
      back: 'realms',
    }),
  then: back((name) => `${name} counts as proven, on your word.`),
})

const withdraw = form('/govroam/members/:code/realms/:realm/withdraw', {
  action: withdrawRealm,
  load: realmHere,
  values,
  view: (_visit, { member, realm }, state) =>
    memberForm(member, `Withdraw ${realm.shown}`, state, {
      submit: 'Withdraw it',
      look: 'warning',
      before: paragraph(
        'With the next configuration nobody signs in with it any more. Its test account ends now.',
      ),
      back: 'realms',
    }),
  then: back((name) => `${name} is withdrawn.`),
})

export const realmPages: readonly Page[] = [list, own, claim, prove, vouch, withdraw]
