// A real OpenID Connect provider on loopback, as an organisation would run one. Whoever is `account` there is
// signed in without being asked for a password; every other step is the provider's own.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Account = { readonly subject: string; readonly mail?: string; readonly verified?: boolean }

export type TestProvider = {
  readonly issuer: string
  /** Who sits at the browser when the provider asks. */
  account: Account
  /** Set: the provider answers an authorization with this error instead. */
  declines: boolean
  /** Makes the provider know us under this client, with these addresses to send people back to. */
  register(client: { id: string; secret: string; returnTo: readonly string[] }): Promise<void>
  /** Follows an authorization address as a browser would, until the provider sends it back to us. */
  visit(address: string): Promise<string>
  stop(): Promise<void>
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Starts a provider. It has no clients until `register`. */
export async function startProvider(): Promise<TestProvider> {
  const now: { handler: Handler } = { handler: (_request, response) => void response.writeHead(503).end() }
  const server = createServer((request, response) => now.handler(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider: TestProvider = {
    issuer,
    account: { subject: 'nobody' },
    declines: false,
    async register(client) {
      now.handler = await handlerOf(issuer, client, provider)
    },
    visit: (address) => followed(address, issuer),
    stop: () => stopped(server),
  }
  return provider
}

async function handlerOf(
  issuer: string,
  client: { id: string; secret: string; returnTo: readonly string[] },
  test: TestProvider,
): Promise<Handler> {
  const { default: Provider } = await import('oidc-provider')
  const real = new Provider(issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [...client.returnTo] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    cookies: { keys: ['test'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context: unknown, subject: string) => ({
      accountId: subject,
      claims: () => ({
        sub: subject,
        ...(test.account.mail === undefined ? {} : { email: test.account.mail }),
        ...(test.account.verified === undefined ? {} : { email_verified: test.account.verified }),
      }),
    }),
    interactions: { url: () => '/interact' },
  })
  const callback = real.callback() as Handler
  return (request, response) => {
    if (request.url !== '/interact') return callback(request, response)
    finish(real, request, response, test).catch(() => response.writeHead(500).end())
  }
}

// Signs in whoever sits there, and consents, in one step.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
async function finish(
  real: any,
  request: IncomingMessage,
  response: ServerResponse,
  test: TestProvider,
): Promise<void> {
  if (test.declines) {
    await real.interactionFinished(request, response, {
      error: 'access_denied',
      error_description: 'cancelled',
    })
    return
  }
  const { prompt, params, grantId } = await real.interactionDetails(request, response)
  const accountId = test.account.subject
  if (prompt.name === 'login') {
    await real.interactionFinished(
      request,
      response,
      { login: { accountId } },
      { mergeWithLastSubmission: false },
    )
    return
  }
  const grant = grantId
    ? await real.Grant.find(grantId)
    : new real.Grant({ accountId, clientId: params.client_id })
  grant.addOIDCScope('openid email')
  const saved = await grant.save()
  await real.interactionFinished(
    request,
    response,
    { consent: { grantId: saved } },
    { mergeWithLastSubmission: true },
  )
}

const MOST_STEPS = 12

async function followed(address: string, issuer: string): Promise<string> {
  const cookies = new Map<string, string>()
  let at = address
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (!at.startsWith(issuer)) return at
    const answer = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const next = answer.headers.get('location')
    if (next === null)
      throw new Error(`The provider stopped at ${at}: ${answer.status} ${await answer.text()}`)
    at = new URL(next, at).href
  }
  throw new Error('The provider led in circles.')
}

function stopped(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
