// The web server: pages, forms, the derived API, and the safety around them. It holds no page of its own.
export { download, form, get, originOf, ownedFile, page, polled, redirect } from './page.ts'
export type {
  Answer,
  Cookie,
  ErrorSketch,
  Face,
  FormRoute,
  FormState,
  GetRoute,
  Link,
  Page,
  Surroundings,
  View,
  Visit,
} from './page.ts'
export { buildServer } from './server.ts'
export type { ServerParts } from './carried.ts'
export { openMeasures, type Measures } from './measures.ts'
export type { Readiness, ReadinessReport } from './health.ts'
export type { Asked, Gatekeeper, Identity, KeptForm } from './identity.ts'
export { isLocalPath } from './safety.ts'
export { json } from './json.ts'
export { openApi } from './openapi.ts'
