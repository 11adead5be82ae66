// Test accounts of a member: the list, and the forms that add one, change its password and end it.
import { Refusal, notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { renderForm } from '#web/forms.ts'
import { paragraph } from '#web/parts.ts'
import { addAccount, endAccount, replaceAccount } from '../actions/accounts.ts'
import { accountById, accountsOf, type TestAccount } from '../queries/accounts.ts'
import { ourMemberByCode, type Member } from '../queries/members.ts'
import { realmsOf } from '../queries/realms.ts'
import { DETAILS, holdsFor, KEEP } from '../queries/seeing.ts'
import { accountsBody } from '../views/accounts.ts'
import { memberFrame, memberHref } from '../views/frame.ts'

const theMember = (visit: Visit): Promise<Member> => ourMemberByCode(visit, visit.params['code'] ?? '')

async function keptMember(visit: Visit): Promise<Member> {
  const member = await theMember(visit)
  if (holdsFor(visit, KEEP, member)) return member
  throw new Refusal(
    'forbidden',
    'roaming.member.not-yours',
    'This is for the contacts of that organisation and for those who run the federation. Ask one of them.',
  )
}

const list = get('/govroam/members/:code/accounts', {
  permission: DETAILS,
  async run(visit) {
    const member = await theMember(visit)
    const accounts = await accountsOf(visit, member.id)
    const watched = new Set(accounts.map((one) => one.realm_id))
    const realms = await realmsOf(visit, member.id)
    return page(
      memberFrame(
        member,
        'Test accounts',
        accountsBody({
          member,
          accounts,
          unwatched: realms
            .filter((one) => one.state === 'proven' && !watched.has(one.id))
            .map((one) => one.shown),
          mayKeep: holdsFor(visit, KEEP, member),
        }),
        { tab: 'accounts' },
      ),
    )
  },
})

const under = (member: Member) => ({ href: memberHref(member, 'accounts'), text: 'Test accounts' })
const back = (notice: string) => (_result: unknown, visit: Visit) => ({
  to: `/govroam/members/${visit.params['code'] ?? ''}/accounts`,
  notice,
})

const add = form('/govroam/members/:code/accounts/new', {
  action: addAccount,
  load: keptMember,
  values: (_visit, member) => ({ member: member.id, method: 'ttls-pap' }),
  options: async (visit, member) => ({
    realm: (await realmsOf(visit, member.id)).map((one) => ({ value: one.id, text: one.shown })),
  }),
  view: (_visit, member, state) =>
    memberFrame(
      member,
      'Add a test account',
      html`${paragraph('Make an account in your directory that may sign in to the Wi-Fi and to nothing else, then enter it here. Where your server runs our own configuration you need make none: leave the password empty, and the account stands in that configuration.')}
      ${renderForm({ ...state, hidden: { ...state.hidden, member: member.id } }, { submit: 'Add the test account', cancel: { href: memberHref(member, 'accounts') }, fields: ['realm', 'userName', 'method', 'password'], more: { method: { as: 'radios' } } })}`,
      { under: under(member), wide: false },
    ),
  then: back('The test account is added. The next generation brings it to your server.'),
})

type Loaded = { readonly member: Member; readonly account: TestAccount }

async function theAccount(visit: Visit): Promise<Loaded> {
  const member = await keptMember(visit)
  const account = await accountById(visit, visit.params['account'] ?? '')
  return account.member_id === member.id ? { member, account } : notFound('test account')
}

const fixedAccount = (visit: Visit) => ({ account: visit.params['account'] ?? '' })

const replace = form('/govroam/members/:code/accounts/:account/replace', {
  action: replaceAccount,
  load: theAccount,
  fixed: fixedAccount,
  values: (_visit, { account }) => ({ version: account.version, method: account.method }),
  view: (_visit, { member, account }, state) =>
    memberFrame(
      member,
      'A new password',
      html`${paragraph(`For ${account.user_name}@${account.realm}. Change it in your directory first, where it stands there.`)}
      ${renderForm(state, { submit: 'Keep the new password', cancel: { href: memberHref(member, 'accounts') }, more: { method: { as: 'radios' } } })}`,
      { under: under(member), wide: false },
    ),
  then: back('The new password is kept. The next generation brings it to your server.'),
})

const end = form('/govroam/members/:code/accounts/:account/end', {
  action: endAccount,
  load: theAccount,
  fixed: fixedAccount,
  values: (_visit, { account }) => ({ version: account.version }),
  view: (_visit, { member, account }, state) =>
    memberFrame(
      member,
      'End the test account',
      html`${paragraph(`From now on nobody signs in as ${account.user_name}@${account.realm}, and whether a login works there is not seen any more. Take it out of your directory too.`)}
      ${renderForm(state, { submit: 'End it', look: 'warning', cancel: { href: memberHref(member, 'accounts') } })}`,
      { under: under(member), wide: false },
    ),
  then: back('The test account is ended.'),
})

export const accountPages: readonly Page[] = [list, add, replace, end]
