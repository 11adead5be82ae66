// The headers of every answer. Scripts and styles come from our own address only, and nothing frames us.
type Wanted = { readonly nonce: string; readonly secure: boolean; readonly formTargets: readonly string[] }

/** The security headers of a page. Over plain http there is neither HSTS nor upgrade, else an intranet install would have no styles. */
export function headersOf({ nonce, secure, formTargets }: Wanted): [string, string][] {
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
  return [
    ['content-security-policy', policy],
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'DENY'],
    ['referrer-policy', 'same-origin'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['permissions-policy', 'camera=(), microphone=(), geolocation=(), interest-cohort=()'],
    ['x-robots-tag', 'noindex'],
    ['cache-control', 'private, no-store'],
    ...(secure ? ([['strict-transport-security', 'max-age=31536000']] as [string, string][]) : []),
  ]
}
