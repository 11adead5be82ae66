// How organisations sign in, for the administrator: their providers, whether each answers, and the people who
// may do without one on the day it is down.
import type { Auth } from '#platform/auth/index.ts'
import { Failure, notFound, Refusal } from '#platform/errors/index.ts'
import { form, get, page, type Page } from '#platform/http/index.ts'
import { organisationsNamed } from '#modules/organisations/index.ts'
import { confirmPage } from './views/account.ts'
import { addedPage, checkedPage, providersPage } from './views/providers.ts'

const HOME = '/running/sign-in'
const BACK = { href: HOME, text: 'How organisations sign in' }

/** The administrator's pages of sign-in. */
export function signInAdministrationPages(auth: Auth): readonly Page[] {
  const { listProviders, listBreakGlass, checkProvider } = auth.queries
  return [
    get(HOME, {
      permission: 'auth.provider.list',
      async run(visit) {
        const providers = await listProviders.run(visit, {})
        const named = await listBreakGlass.run(visit, {})
        return page(providersPage(providers.rows, named.rows))
      },
    }),
    form(`${HOME}/providers/new`, {
      action: auth.actions.addProvider,
      options: async (visit) => ({
        owner: (await organisationsNamed(visit)).map(({ id, name }) => ({ value: id, text: name })),
      }),
      then: (result) => page(addedPage(result, BACK)),
    }),
    get(`${HOME}/providers/:provider/check`, {
      permission: 'auth.provider.check',
      async run(visit) {
        const provider = visit.params['provider'] ?? ''
        const known = (await listProviders.run(visit, {})).rows.find(({ id }) => id === provider)
        if (known === undefined) return notFound('provider')
        const problem = await checkProvider.run(visit, { provider }).then(
          () => null,
          (error: unknown) => wordsOf(error),
        )
        return page(checkedPage(known, problem, BACK))
      },
    }),
    form(`${HOME}/providers/:provider/remove`, {
      action: auth.actions.removeProvider,
      load: async (visit) =>
        (await listProviders.run(visit, {})).rows.find(({ id }) => id === visit.params['provider']) ??
        notFound('provider'),
      fixed: (visit) => ({ provider: visit.params['provider'] }),
      values: (_visit, provider) => ({ version: String(provider.version) }),
      view: (_visit, provider, drawn) =>
        confirmPage(
          drawn,
          `Remove the provider of ${provider.ownerName}`,
          'Its people are signed out at once and sign in with a code by email from then on.',
          BACK,
        ),
      then: ({ sessions }) => ({
        to: HOME,
        notice: `The provider was removed; ${sessions} ${sessions === 1 ? 'session' : 'sessions'} ended.`,
      }),
    }),
    form(`${HOME}/accounts/release`, {
      action: auth.actions.releaseIdentity,
      then: () => ({
        to: HOME,
        notice: 'The account was released. The next one that brings the address takes its place.',
      }),
    }),
    form(`${HOME}/emergency/new`, {
      action: auth.actions.addBreakGlass,
      then: () => ({ to: HOME, notice: 'The person may now ask for a code at any time.' }),
    }),
    form(`${HOME}/emergency/:person/remove`, {
      action: auth.actions.removeBreakGlass,
      load: async (visit) =>
        (await listBreakGlass.run(visit, {})).rows.find(({ person }) => person === visit.params['person']) ??
        notFound('person'),
      fixed: (visit) => ({ person: visit.params['person'] }),
      view: (_visit, named, drawn) =>
        confirmPage(
          drawn,
          `Take emergency access from ${named.name}`,
          'Their sessions by code end at once.',
          BACK,
        ),
      then: () => ({ to: HOME, notice: 'Emergency access was taken back.' }),
    }),
  ]
}

function wordsOf(error: unknown): string {
  if (error instanceof Refusal || error instanceof Failure) return error.message
  throw error
}
