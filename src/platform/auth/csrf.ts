// The token that a form must carry to be taken: made from the cookie of the browser it was drawn for, so that
// another site, which cannot read the cookie, cannot make one. Signing in changes it.
import { secretIn, type CookieNames, type Cookies } from './cookies.ts'
import type { Keys } from './keys.ts'

/** The form token of a browser; the session's cookie counts before the visitor's. */
export function csrfTokenOf(keys: Keys, names: CookieNames, cookies: Cookies): string | undefined {
  const bound = boundTo(names, cookies)
  return bound === undefined ? undefined : keys.mac('form', bound).toString('base64url')
}

/** Whether a form's token was made for this browser. */
export function checkCsrf(keys: Keys, names: CookieNames, cookies: Cookies, given: string): boolean {
  const bound = boundTo(names, cookies)
  if (bound === undefined || !/^[A-Za-z0-9_-]{43}$/.test(given)) return false
  return keys.isMac('form', bound, Buffer.from(given, 'base64url'))
}

// A session that has ended still binds its forms: its reader's words are kept while they sign in again.
function boundTo(names: CookieNames, cookies: Cookies): string | undefined {
  return secretIn(cookies, names.session) ?? secretIn(cookies, names.browser)
}
