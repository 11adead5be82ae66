// Talking to an organisation's provider (OpenID Connect: authorization code with PKCE, nonce and state). Every
// call leaves the machine, so none stands inside a transaction; what comes back is checked here and judged in
// actions/trips.ts.
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  discovery,
  fetchUserInfo,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
  type ClientAuth,
  type Configuration,
  type IDToken,
} from 'openid-client'
import type { Db } from '#platform/database/index.ts'
import { Failure, refuse, Refusal } from '#platform/errors/index.ts'
import { readSecret } from '#platform/secrets/index.ts'
import { returnAddress } from './actions/providers.ts'
import type { Keys } from './keys.ts'
import type { Parts } from './ports.ts'
import { secretNamed, type Provider } from './providers.ts'
import { isLoopbackHttp, mayBeIssuer } from './rules.ts'

const ANSWER_SECONDS = 8
const METADATA_MINUTES = 10

/** What a provider says of whoever came back. */
export type ProviderWord = {
  readonly issuer: string
  readonly subject: string
  readonly mail: string | null
  readonly verified: boolean | null
  /** Seconds since 1970 at which the person signed in there; null when it does not say. */
  readonly authenticated: number | null
}

export type ProviderTalk = {
  /** The address at the provider to which this trip leads. */
  leaveTo(db: Db, provider: Provider, trip: Trip, now: Temporal.Instant): Promise<string>
  /** What the provider says, from the query it sent the browser back with. */
  wordOf(db: Db, provider: Provider, trip: Trip, query: string, now: Temporal.Instant): Promise<ProviderWord>
  /** Whether the provider answers and knows our address and secret as far as can be seen without a person. */
  check(
    db: Db,
    provider: Provider,
    now: Temporal.Instant,
  ): Promise<{ readonly authorizationEndpoint: string }>
}

export type Trip = { readonly id: string; readonly isAgain: boolean; readonly hint: string | null }

/** The state of a trip, from which it is found again: its id and a digest only we can make. */
export function stateOf(keys: Keys, trip: string): string {
  return `${trip}.${keys.mac('state', trip).toString('base64url')}`
}

/** The trip that a state names, when the state was made here. */
export function tripIn(keys: Keys, state: string | undefined): string | undefined {
  const [trip, mac] = (state ?? '').split('.')
  if (trip === undefined || mac === undefined || !/^[0-9a-f-]{36}$/.test(trip)) return undefined
  return keys.isMac('state', trip, Buffer.from(mac, 'base64url')) ? trip : undefined
}

// Nonce and verifier are derived from the trip, so that its row holds nothing worth copying (A7).
const nonceOf = (keys: Keys, trip: string): string => keys.mac('nonce', trip).toString('base64url')
const verifierOf = (keys: Keys, trip: string): string => keys.mac('code verifier', trip).toString('base64url')

/** The talk with providers. It remembers what each published about itself for some minutes. */
export function providerTalk(parts: Parts): ProviderTalk {
  const remembered = new Map<
    string,
    { readonly at: Temporal.Instant; readonly configuration: Configuration }
  >()

  async function configurationOf(db: Db, provider: Provider, now: Temporal.Instant): Promise<Configuration> {
    const key = `${provider.id} ${provider.version}`
    const known = remembered.get(key)
    const since = now.subtract({ minutes: METADATA_MINUTES })
    if (known !== undefined && Temporal.Instant.compare(known.at, since) > 0) return known.configuration
    const configuration = await discovered(db, parts, provider)
    remembered.set(key, { at: now, configuration })
    return configuration
  }

  return {
    async leaveTo(db, provider, trip, now) {
      const configuration = await configurationOf(db, provider, now)
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: returnAddress(parts, provider.id),
        scope: 'openid email',
        state: stateOf(parts.keys, trip.id),
        nonce: nonceOf(parts.keys, trip.id),
        code_challenge: await calculatePKCECodeChallenge(verifierOf(parts.keys, trip.id)),
        code_challenge_method: 'S256',
        ...(trip.hint === null ? {} : { login_hint: trip.hint }),
        // Asking for an age makes a provider say when it asked (auth_time), from which freshness counts (A10).
        ...(trip.isAgain
          ? { prompt: 'login', max_age: '0' }
          : { max_age: String(parts.settings.sessionHours * 3600) }),
      })
      return url.href
    },

    async wordOf(db, provider, trip, query, now) {
      const configuration = await configurationOf(db, provider, now)
      const here = new URL(`${returnAddress(parts, provider.id)}?${query}`)
      return answered(provider, async () => {
        const tokens = await authorizationCodeGrant(configuration, here, {
          expectedState: stateOf(parts.keys, trip.id),
          expectedNonce: nonceOf(parts.keys, trip.id),
          pkceCodeVerifier: verifierOf(parts.keys, trip.id),
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (claims === undefined) wrongAnswer()
        return wordIn(await withMail(configuration, claims, tokens.access_token))
      })
    },

    async check(db, provider) {
      const configuration = await discovered(db, parts, provider)
      const { authorization_endpoint: endpoint, token_endpoint: token } = configuration.serverMetadata()
      if (endpoint === undefined || token === undefined) wrongAnswer()
      return { authorizationEndpoint: endpoint }
    },
  }
}

async function discovered(db: Db, parts: Parts, provider: Provider): Promise<Configuration> {
  if (!mayBeIssuer(provider.issuer)) wrongAnswer()
  const issuer = new URL(provider.issuer)
  const clientSecret = await readSecret(db, parts.ring, secretNamed(provider.id))
  if (clientSecret === undefined)
    refuse(
      'conflict',
      'auth.provider.no-secret',
      'The client secret of this provider is missing. Remove the provider and add it again.',
    )
  return answered(provider, () =>
    discovery(issuer, provider.clientId, {}, clientProof(clientSecret.reveal()), {
      timeout: ANSWER_SECONDS,
      execute: isLoopbackHttp(issuer) ? [allowInsecureRequests] : [],
    }),
  )
}

// Basic is what a provider expects that says nothing (OpenID Connect Discovery 1.0, section 3).
function clientProof(words: string): ClientAuth {
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const prove = methods.includes('client_secret_basic') ? ClientSecretBasic(words) : ClientSecretPost(words)
    prove(server, client, body, headers)
  }
}

// Many providers put the address only into the userinfo answer.
async function withMail(
  configuration: Configuration,
  claims: IDToken,
  accessToken: string,
): Promise<IDToken> {
  if (claims['email'] !== undefined) return claims
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return claims
  const more = await fetchUserInfo(configuration, accessToken, claims.sub)
  return { ...claims, email: more.email, email_verified: more.email_verified }
}

function wordIn(claims: IDToken): ProviderWord {
  const { email, email_verified: verified, auth_time: time } = claims
  return {
    issuer: claims.iss,
    subject: claims.sub,
    mail: typeof email === 'string' && email !== '' ? email : null,
    // Anything but a plain yes or no counts as a no: a text "true" is not what the standard lets a provider say.
    verified: verified === undefined || verified === null ? null : verified === true,
    authenticated: typeof time === 'number' ? Math.floor(time) : null,
  }
}

/** What a reader is told when the provider's answer does not fit what was asked of it. */
export function wrongAnswer(): never {
  refuse(
    'conflict',
    'auth.trip.wrong-answer',
    'Your organisation’s sign-in sent an answer that does not fit what was asked, so nobody was signed in. Start again from the sign-in page; if it happens again, tell your IT team.',
  )
}

// A provider that is slow, down or broken is the world not answering; an answer that does not fit is refused.
async function answered<T>(provider: Provider, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Refusal || error instanceof Failure) throw error
    if (error instanceof AuthorizationResponseError) declined(error)
    if (isSilence(error))
      throw new Failure(
        'auth.provider.silent',
        `The sign-in of your organisation (${new URL(provider.issuer).host}) is not answering.`,
        { cause: error, retryAfterSeconds: 60 },
      )
    if (WRONG.some((kind) => error instanceof kind)) return wrongAnswer()
    throw error
  }
}

// The challenge is how a provider says that our secret is not the one it knows.
const WRONG = [ClientError, ResponseBodyError, WWWAuthenticateChallengeError] as const

function declined(error: AuthorizationResponseError): never {
  if (error.error === 'temporarily_unavailable' || error.error === 'server_error')
    throw new Failure(
      'auth.provider.silent',
      'The sign-in of your organisation says that it cannot answer now.',
      {
        cause: error,
      },
    )
  refuse(
    'conflict',
    'auth.trip.declined',
    'Your organisation’s sign-in did not sign you in. You may have cancelled it, or your account may not be allowed to use Connects. Start again, or ask your IT team.',
  )
}

const SILENT = /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|UND_ERR|CERT|TLS|SSL/

function isSilence(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = 'code' in at ? String(at.code) : ''
    if (
      SILENT.test(code) ||
      code === 'OAUTH_TIMEOUT' ||
      at.name === 'TimeoutError' ||
      at.name === 'AbortError'
    )
      return true
    if (at.message === 'fetch failed') return true
  }
  const response: unknown = error instanceof Error ? error.cause : undefined
  if (response instanceof Response) return response.status >= 500 || response.status === 429
  return error instanceof ResponseBodyError && error.status >= 500
}
