// A person's own account: who they are here, where they are signed in, and their tokens for programs.
import { tokensOf, sessionsOf, type Auth } from '#platform/auth/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { form, get, page, redirect, type Page, type Visit } from '#platform/http/index.ts'
import { chooseDigest, wantsDigest } from '../digest.ts'
import {
  accountPage,
  confirmPage,
  endOthersPage,
  mailPage,
  newTokenPage,
  shownTokenPage,
} from './views/account.ts'

const HOME = '/account'
const BACK = { href: HOME, text: 'Your account' }

export function accountPages(auth: Auth): readonly Page[] {
  return [
    get(HOME, {
      permission: 'auth.session.list',
      async run(visit) {
        const id = ownId(visit)
        const person = (await auth.parts.directory.personById(visit.db, id)) ?? notFound('person')
        const roles = await auth.parts.directory.rolesInWords(visit.db, id)
        const sessions = await sessionsOf(visit.db, id, visit.sessionId, visit.now)
        const tokens = await tokensOf(visit.db, id, visit.now)
        const weekly = await wantsDigest(visit.db, id)
        return page(accountPage({ person, roles, sessions, tokens, weekly }))
      },
    }),
    form('/account/mail', {
      action: chooseDigest,
      values: async (visit) => ({ weekly: (await wantsDigest(visit.db, ownId(visit))) ? 'yes' : 'no' }),
      view: (_visit, _, drawn) => mailPage(drawn, BACK),
      then: ({ weekly }) => ({
        to: HOME,
        notice: weekly
          ? 'On Mondays a mail says what needs you.'
          : 'The weekly mail was stopped. Your home page says what needs you.',
      }),
    }),
    form('/account/sessions/:session/end', {
      action: auth.actions.revokeSession,
      fixed: (visit) => ({ session: visit.params['session'] }),
      load: async (visit) => {
        const sessions = await sessionsOf(visit.db, ownId(visit), visit.sessionId, visit.now)
        return sessions.find((one) => one.id === visit.params['session']) ?? notFound('session')
      },
      view: (_visit, session, drawn) =>
        confirmPage(
          drawn,
          `End the session of ${session.device}`,
          'Whoever uses it must sign in again.',
          BACK,
        ),
      then: () => ({ to: HOME, notice: 'The session was ended.' }),
    }),
    form('/account/sessions/end-others', {
      action: auth.actions.revokeOtherSessions,
      fixed: (visit) => ({ session: visit.sessionId ?? '' }),
      view: (_visit, _, drawn) => endOthersPage(drawn, BACK),
      then: ({ ended }) => ({
        to: HOME,
        notice: ended === 1 ? 'One other session was ended.' : `${ended} other sessions were ended.`,
      }),
    }),
    ...tokenPages(auth),
  ]
}

function tokenPages(auth: Auth): readonly Page[] {
  return [
    form('/account/tokens/new', {
      action: auth.actions.createToken,
      fixed: () => ({ person: '' }),
      values: () => ({ days: '30' }),
      view: (visit, _, drawn) => newTokenPage(drawn, (permission) => visit.may(permission), BACK),
      then: (result) =>
        'token' in result
          ? page(shownTokenPage(result.token, Temporal.Instant.from(result.expiresAt), BACK))
          : redirect(
              HOME,
              'The token was shown once already. Revoke it and create another if you did not copy it.',
            ),
    }),
    form('/account/tokens/:token/revoke', {
      action: auth.actions.revokeToken,
      fixed: (visit) => ({ token: visit.params['token'] }),
      load: async (visit) => {
        const tokens = await tokensOf(visit.db, ownId(visit), visit.now)
        return tokens.find((one) => one.id === visit.params['token']) ?? notFound('token')
      },
      view: (_visit, token, drawn) =>
        confirmPage(
          drawn,
          `Revoke the token “${token.name}”`,
          'Programs that use it stop working at once.',
          BACK,
        ),
      then: () => ({ to: HOME, notice: 'The token was revoked.' }),
    }),
  ]
}

function ownId(visit: Visit): string {
  return visit.actor.kind === 'person' ? visit.actor.id : notFound()
}
