// Signing in: one question, then the organisation's own provider or a code by mail; in a demonstration also a
// name of the cast. Where a reader was going, and what they had typed, goes with them.
import {
  askerOf,
  demonstrationSignInExists,
  localPath,
  sessionById,
  type Auth,
  type BeginResult,
} from '#platform/auth/index.ts'
import { invalid } from '#platform/errors/index.ts'
import { form, get, page, redirect, type Answer, type Page, type Visit } from '#platform/http/index.ts'
import { againForm, againPage, askPage, castPage, codePage, signOutPage } from './views/sign-in.ts'

/** The pages of signing in and out. `/sign-in/as` is not even among them unless this is a demonstration. */
export function signInPages(auth: Auth): readonly Page[] {
  const asker = (visit: Visit) => askerOf(auth.parts.keys, auth.cookies, visit)
  return [
    form('/sign-in', {
      action: auth.actions.askForCode,
      fixed: (visit) => ({
        ...asker(visit),
        to: continueTo(visit),
        emergency: visit.query['emergency'] === 'yes',
      }),
      load: async (visit) => (isDemonstrated(auth, visit) ? auth.parts.directory.cast(visit.db) : []),
      view: (visit, cast, drawn) => askPage(visit, cast, drawn),
      then: (result, visit) =>
        result.kind === 'trip'
          ? redirect(`/sign-in/leave?trip=${result.trip}`)
          : redirect(`/sign-in/code${carried(visit)}`),
    }),
    form('/sign-in/code', {
      action: auth.actions.beginWithCode,
      fixed: asker,
      view: (visit, _, drawn) => codePage(visit, drawn, `/sign-in${carried(visit)}`),
      then: (result, visit) => begun(auth, result, continueTo(visit)),
    }),
    ...againPages(auth, asker),
    ...(auth.parts.isDemonstration ? [castForm(auth, asker)] : []),
    form('/sign-out', {
      action: auth.actions.endOwnSession,
      fixed: (visit) => ({ session: visit.sessionId ?? '' }),
      view: (_visit, _, drawn) => signOutPage(drawn),
      then: () =>
        redirect('/', 'You are signed out.', [{ name: auth.cookies.session, value: '', maxAgeSeconds: 0 }]),
    }),
  ]
}

type AskerOf = (visit: Visit) => ReturnType<typeof askerOf>

// Deciding, releasing money and seeing a secret ask for a fresh sign-in, the same way as the first.
function againPages(auth: Auth, asker: AskerOf): readonly Page[] {
  return [
    get('/sign-in/again', {
      permission: 'public',
      async run(visit) {
        const session = visit.sessionId === null ? null : await sessionById(visit.db, visit.sessionId)
        if (session === null) return redirect(`/sign-in${carried(visit)}`)
        return page(againPage(visit, session, carried(visit)))
      },
    }),
    form('/sign-in/again/code', {
      action: auth.actions.askAgain,
      fixed: asker,
      view: (visit, _, drawn) => againForm(drawn, visit.path),
      then: (_result, visit) => redirect(`/sign-in/code${carried(visit)}`),
    }),
    form('/sign-in/again/provider', {
      action: auth.actions.startTrip,
      fixed: (visit) => ({ ...asker(visit), to: continueTo(visit) }),
      view: (visit, _, drawn) => againForm(drawn, visit.path),
      then: (result) => redirect(`/sign-in/leave?trip=${result.trip}`),
    }),
  ]
}

// Who may use it is asked before anything else, so that elsewhere the address answers as any unknown one (A11).
function castForm(auth: Auth, asker: AskerOf): Page {
  return form('/sign-in/as', {
    action: auth.actions.beginAsCast,
    fixed: asker,
    exists: (visit) => isDemonstrated(auth, visit),
    // Asked for only where the page is shown: to say everybody's roles in words takes some hundred queries.
    view: async (visit, _, drawn) => castPage(visit, await auth.parts.directory.cast(visit.db), drawn),
    then: (result, visit) => begun(auth, result, continueTo(visit)),
  })
}

function isDemonstrated(auth: Auth, visit: Visit): boolean {
  const host = visit.headers['host']
  return demonstrationSignInExists({
    isDemonstration: auth.parts.isDemonstration,
    listeningAt: auth.parts.listeningAt(),
    host: Array.isArray(host) ? undefined : host,
    headers: Object.keys(visit.headers),
    publicUrl: auth.parts.publicUrl,
  })
}

/** Goes on with the new session's cookie, or says beside the code what was wrong with it. */
export function begun(auth: Auth, result: BeginResult | { alreadyShown: true }, to: string): Answer {
  // The form was sent twice; the first answer has set the cookie.
  if ('alreadyShown' in result) return redirect(to)
  if (!result.ok) invalid(`auth.sign-in.${result.because}`, [{ field: 'code', message: result.message }])
  return redirect(to, undefined, [{ name: auth.cookies.session, value: result.cookie }])
}

/** Where to after signing in: the page that asked for it, with what was typed there. */
function continueTo(visit: Visit): string {
  const to = localPath(visit.query['to'])
  const kept = visit.query['kept'] ?? ''
  if (!/^[0-9a-f-]{36}$/.test(kept)) return to
  return `${to}${to.includes('?') ? '&' : '?'}kept=${kept}`
}

/** The same, for the address of the next step. */
function carried(visit: Visit): string {
  const { to, kept } = visit.query
  const query = new URLSearchParams()
  if (to !== undefined && localPath(to) !== '/') query.set('to', localPath(to))
  if (kept !== undefined && kept !== '') query.set('kept', kept.slice(0, 40))
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}
