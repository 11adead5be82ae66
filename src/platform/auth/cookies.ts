// The two cookies of sign-in: the session's, and the browser's own, to which a code and a trip are bound and
// from which a visitor's form token is made. Both last until the browser is closed.
export type Cookies = Readonly<Record<string, string | undefined>>

export type CookieNames = { readonly session: string; readonly browser: string }

/** The names of the cookies. `__Host-` makes a browser refuse one set by a neighbouring host or without https. */
export function cookieNames(secure: boolean): CookieNames {
  return secure
    ? { session: '__Host-connects', browser: '__Host-connects-browser' }
    : { session: 'connects_session', browser: 'connects_browser' }
}

const SECRET = /^[A-Za-z0-9_-]{43}$/

/** A cookie's value when it has the shape of one of ours. */
export function secretIn(cookies: Cookies, name: string): string | undefined {
  const value = cookies[name]
  return value !== undefined && SECRET.test(value) ? value : undefined
}
