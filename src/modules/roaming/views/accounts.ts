// Test accounts of a member on its page: which realm is watched as a device would see it. Passwords are on no page.
import { html, type Html } from '#platform/html/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { actionsList, emptyState, link, paragraph, table, warning } from '#web/parts.ts'
import { ACCOUNT_METHODS } from '../actions/accounts.ts'
import type { TestAccount } from '../queries/accounts.ts'
import type { Member } from '../queries/members.ts'
import { memberHref } from './frame.ts'

type Shown = {
  readonly member: Pick<Member, 'code' | 'organisation_name'>
  readonly accounts: readonly TestAccount[]
  /** Realms that nobody signs in to watch. */
  readonly unwatched: readonly string[]
  readonly mayKeep: boolean
}

export function accountsBody({ member, accounts, unwatched, mayKeep }: Shown): Html {
  const add = { href: memberHref(member, 'accounts/new'), text: 'Add a test account' }
  const named = (one: TestAccount) => `${one.user_name}@${one.realm}`
  return html`${paragraph('A test account is in nobody’s name. Every few minutes it signs in through every proxy, as a device of your people would elsewhere, and goes no further. So you hear that your server or your directory is down before your people do, and the page says which of the two.')}
  ${paragraph('Give it no rights and no mail. Its password is kept enciphered, goes to your own server and to our probe, and is shown to nobody.')}
  ${accounts.length > 0 && unwatched.length > 0 ? warning(`Nobody signs in to watch ${unwatched.join(', ')}.`) : null}
  ${mayKeep && accounts.length > 0 ? actionsList([add]) : null}
  ${table<TestAccount>(
    [
      { key: 'name', label: 'Account', kind: 'text', value: named },
      { key: 'method', label: 'Signs in by', kind: 'text', value: (one) => ACCOUNT_METHODS[one.method] },
      { key: 'made', label: 'Password since', kind: 'date', value: (one) => londonDate(one.made_at) },
      ...(mayKeep
        ? [
            {
              key: 'change',
              label: 'Change',
              kind: 'text',
              value: () => '',
              show: (one: TestAccount) =>
                html`${link(memberHref(member, `accounts/${one.id}/replace`), 'New password', { hidden: `for ${named(one)}` })} <br />${link(memberHref(member, `accounts/${one.id}/end`), 'End', { hidden: named(one) })}`,
            } as const,
          ]
        : []),
    ],
    accounts,
    {
      caption: 'Test accounts',
      empty: emptyState(
        'No test account yet',
        'Until there is one, only the certificate of your server is watched: nobody sees whether a login works.',
        mayKeep && add,
      ),
    },
  )}`
}
