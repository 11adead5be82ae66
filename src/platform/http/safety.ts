// The safety around every request that could change something: it must come from our own pages.
import { refuse } from '../errors/index.ts'

type Incoming = {
  readonly method: string
  readonly host: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether the method may change something. */
export const isUnsafe = (method: string): boolean => !SAFE_METHODS.has(method)

/**
 * Refuses a request whose Host could be no host (RFC 9112, 3.2): it chooses the face of the pages and stands in the links
 * of files, codes and letters. One that names no host at all, as HTTP/1.0 may, is answered.
 */
export function checkHost(host: string): void {
  if (!/^(?:(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?)?$/i.test(host))
    throw Object.assign(new Error('The Host of this request is none'), { statusCode: 400 })
}

/** Refuses an unsafe request that another site sent: by its Origin, or by what the browser says of the fetch (Fetch Metadata). */
export function checkOrigin(incoming: Incoming): void {
  const origin = one(incoming.headers['origin'])
  const site = one(incoming.headers['sec-fetch-site'])
  if (origin !== undefined && origin !== 'null' && hostOf(origin) !== incoming.host) refuseForeign()
  if (origin === 'null') refuseForeign()
  if (site !== undefined && site !== 'same-origin' && site !== 'none') refuseForeign()
}

function refuseForeign(): never {
  refuse(
    'forbidden',
    'platform.request.foreign',
    'This request came from another site, so nothing was done. Open the page here and try again.',
  )
}

/** Refuses a form whose token is missing or not this browser's. */
export function refuseForgedForm(): never {
  refuse(
    'forbidden',
    'platform.request.forged',
    'This form was not made for your browser, or its page was left open for too long. Go back, reload the page and send it again.',
  )
}

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}

/** Whether an address is a path of ours and nothing else: for "where to after signing in". */
export function isLocalPath(to: string): boolean {
  return /^\/(?![/\\])[^\s\\]*$/.test(to) && !to.includes('\0')
}
