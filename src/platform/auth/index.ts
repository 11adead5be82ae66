// Who is this? Sign-in by an organisation's provider, by a mailed code or, in a demonstration, by name; sessions,
// form tokens and tokens for programs. What somebody may do is for others to say.
import type { Part } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { askAgain, askForCode, beginWithCode } from './actions/codes.ts'
import {
  addBreakGlass,
  addProvider,
  listBreakGlass,
  listProviders,
  releaseIdentity,
  removeBreakGlass,
  removeProvider,
} from './actions/providers.ts'
import { checkProvider } from './actions/provider-check.ts'
import {
  beginAsCast,
  clearLeavings,
  endOwnSession,
  listSessions,
  revokeOtherSessions,
  revokeSession,
} from './actions/sessions.ts'
import { createToken, listTokens, revokeToken } from './actions/tokens.ts'
import { beginWithProvider, failTrip, startTrip } from './actions/trips.ts'
import { cookieNames } from './cookies.ts'
import { keysOf } from './keys.ts'
import { providerTalk } from './oidc.ts'
import { limitsOf, type AuthPorts, type Parts } from './ports.ts'
import { signInReferences } from './personal.ts'

export {
  endSessionsOf,
  sessionById,
  sessionsOf,
  type BeginResult,
  type ListedSession,
  type Session,
} from './sessions.ts'
export { tokensOf, type Token } from './tokens.ts'
export { gatekeeperOf, type Gatekeeper, type GrantsOf } from './gatekeeper.ts'
export { authJobs, type CodeMail, type SendMail } from './jobs.ts'
export { signInReferences } from './personal.ts'
export { askerOf, type Asker } from './actions/asker.ts'
export type { AskResult } from './actions/codes.ts'
export { tripOf, type OpenTrip } from './actions/trip.ts'
export { demonstrationSignInExists, type DemonstrationFacts } from './demonstration.ts'
export { stateOf, tripIn, type ProviderTalk, type ProviderWord } from './oidc.ts'
export { providerById, signInOf, type Provider, type SignInRule } from './providers.ts'
export { isFresh, localPath, codeInPrint, CODE_MINUTES, MOST_TOKEN_DAYS } from './rules.ts'
export { csrfTokenOf, checkCsrf } from './csrf.ts'
export { cookieNames, type CookieNames, type Cookies } from './cookies.ts'
export type { CastMember, Directory, DirectoryPerson } from './directory.ts'
export type { AuthPorts, AuthSettings, Parts } from './ports.ts'

/** Sign-in, composed: its parts, its actions by name, and what it plugs into the application layer. */
export function createAuth(ports: AuthPorts) {
  const parts: Parts = { ...ports, keys: keysOf(ports.ring), limits: limitsOf(ports.settings) }
  const talk = providerTalk(parts)
  const actions = {
    askForCode: askForCode(parts),
    askAgain: askAgain(parts),
    beginWithCode: beginWithCode(parts),
    startTrip: startTrip(parts),
    beginWithProvider: beginWithProvider(parts),
    failTrip: failTrip(),
    beginAsCast: beginAsCast(parts),
    endOwnSession,
    revokeSession,
    revokeOtherSessions,
    clearLeavings,
    createToken: createToken(parts),
    revokeToken,
    addProvider: addProvider(parts),
    removeProvider,
    releaseIdentity: releaseIdentity(parts),
    addBreakGlass: addBreakGlass(parts),
    removeBreakGlass,
  }
  const queries = {
    listSessions,
    listTokens: listTokens(parts),
    listProviders: listProviders(parts),
    checkProvider: checkProvider(talk),
    listBreakGlass: listBreakGlass(parts),
  }
  const part: Part & { readonly personal: typeof signInReferences } = {
    name: 'auth',
    actions: Object.values(actions),
    queries: Object.values(queries),
    permissions: PERMISSIONS,
    refusals: REFUSALS,
    personal: signInReferences,
  }
  return { parts, talk, actions, queries, part, cookies: cookieNames(ports.secure) }
}

export type Auth = ReturnType<typeof createAuth>

const SIGNED_IN = ['signed-in']
const ADMINISTRATOR = ['administrator']

const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  'auth.code.ask-again': SIGNED_IN,
  'auth.session.end': SIGNED_IN,
  'auth.session.list': SIGNED_IN,
  'auth.session.revoke': SIGNED_IN,
  'auth.session.revoke-others': SIGNED_IN,
  'auth.trip.start': SIGNED_IN,
  'auth.token.create': SIGNED_IN,
  'auth.token.list': SIGNED_IN,
  'auth.token.revoke': SIGNED_IN,
  'auth.provider.add': ADMINISTRATOR,
  'auth.provider.check': ADMINISTRATOR,
  'auth.provider.list': ADMINISTRATOR,
  'auth.provider.remove': ADMINISTRATOR,
  'auth.identity.release': ADMINISTRATOR,
  'auth.break-glass.add': ADMINISTRATOR,
  'auth.break-glass.list': ADMINISTRATOR,
  'auth.break-glass.remove': ADMINISTRATOR,
}

const conflict = (code: string, message: string) => () => new Refusal('conflict', code, message)

const REFUSALS: NonNullable<Part['refusals']> = {
  auth_provider_one_owner: conflict(
    'auth.provider.exists',
    'This organisation has a sign-in provider already. Remove it before adding another.',
  ),
  auth_provider_owner: conflict('auth.provider.no-owner', 'There is no such organisation.'),
  auth_identity_issuer_and_person: conflict(
    'auth.identity.other-subject',
    'Another account of your organisation already stands for this person. An administrator must release it before this one can be used.',
  ),
  auth_identity_issuer_and_subject: conflict(
    'auth.identity.bound',
    'This account was used for the first time twice at once. Sign in again.',
  ),
  auth_break_glass_person: conflict(
    'auth.break-glass.exists',
    'This person is named for emergency access already.',
  ),
}
