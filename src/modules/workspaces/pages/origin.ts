// Where our pages are, for what leads to them from paper and from screens.
import type { Visit } from '#platform/http/index.ts'

export const originOf = (visit: Visit): string =>
  `${/^(localhost|127\.|\[::1\])/.test(visit.host) ? 'http' : 'https'}://${visit.host}`
