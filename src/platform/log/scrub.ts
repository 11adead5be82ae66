// What may stand in a log line. Keys are let through from a list, values by their shape, and words of an
// error are cleared of what a person may have typed: a log is copied to places where no personal data may be.

type Shape = (value: unknown) => string | number | boolean | undefined

const id: Shape = (value) =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value) && !isLongSecret(value) ? value : undefined
const code: Shape = (value) =>
  typeof value === 'string' && /^[a-zA-Z0-9][\w.:/-]{0,99}$/.test(value) ? value : undefined
const count: Shape = (value) =>
  typeof value === 'bigint'
    ? Number(value)
    : typeof value === 'number' && Number.isFinite(value)
      ? value
      : undefined
const yesNo: Shape = (value) => (typeof value === 'boolean' ? value : undefined)
// The pattern of a route, `/rooms/:room`, never the address asked for.
const route: Shape = (value) =>
  typeof value === 'string' && /^\/[\w/:.*-]{0,200}$/.test(value) ? value : undefined
const place: Shape = (value) =>
  typeof value === 'string' && value.length <= 300 && !value.includes('@') ? value : undefined

// An id is a UUID or a short word; forty letters and digits are more likely a token than an id.
function isLongSecret(value: string): boolean {
  return (
    value.length > 36 || (value.length > 24 && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value))
  )
}

/** The keys a line may hold, with the shape their values must have. */
const ALLOWED = {
  request: id,
  subject: id,
  person: id,
  entry: id,
  job: id,
  key: id,
  file: id,
  secret: id,
  action: code,
  permission: code,
  outcome: code,
  code,
  method: code,
  module: code,
  queue: code,
  engine: code,
  version: code,
  migration: code,
  announcement: code,
  signal: code,
  status: count,
  count,
  done: count,
  failed: count,
  left: count,
  attempt: count,
  bytes: count,
  port: count,
  pid: count,
  milliseconds: count,
  durationMs: count,
  seconds: count,
  demonstration: yesNo,
  clean: yesNo,
  route,
  path: place,
  address: place,
} satisfies Readonly<Record<string, Shape>>

const SHAPES: Readonly<Record<string, Shape>> = ALLOWED

/** The fields a caller may hand over: another key does not compile, and is withheld if it comes all the same. */
export type LogFields = { readonly [Key in keyof typeof ALLOWED | 'error']?: unknown }

/** The fields that may stand in a line; the names of those that may not are listed under `withheld`. */
export function allowed(fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  const withheld: string[] = []
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined || value === null || key === 'error') continue
    const shown = Object.hasOwn(SHAPES, key) ? SHAPES[key]?.(value) : undefined
    if (shown === undefined) withheld.push(/^[A-Za-z]{1,40}$/.test(key) ? key : 'unnamed')
    else kept[key] = shown
  }
  return withheld.length === 0 ? kept : { ...kept, withheld }
}

/** Words without mail addresses, credentials in addresses, tokens, and whatever stood in quotes but is not a name of ours. */
export function cleared(words: string): string {
  return words
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1[removed]@')
    .replace(/[^\s<>"'(),;:=]+@[^\s<>"'(),;:]+\.[^\s<>"'(),;:]+/g, '[removed]')
    .replace(/\b(bearer|basic)\s+\S+/gi, '$1 [removed]')
    .replace(
      /(["“])([^"”]*)(["”])/g,
      (_, open, inner: string, close) => `${open}${isOurName(inner) ? inner : '[removed]'}${close}`,
    )
    .replace(
      /(reading|setting|module|package|property) '([\w$.@/-]{1,80})'|'([^']*)'/g,
      (whole, verb, _name, inner) =>
        verb !== undefined || isOurName(inner as string) ? whole : "'[removed]'",
    )
    .replace(/=\([^)]*\)/g, '=([removed])')
    .replace(/\b[A-Za-z0-9_-]{40,}\b/g, '[removed]')
    .replace(/\b0\d{3,4}[ ]?\d{3}[ ]?\d{3,4}\b|\+44[\d ]{9,13}\d/g, '[removed]')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .slice(0, 500)
}

// Table, column and constraint names: lower case with an underscore or a point in them.
function isOurName(words: string): boolean {
  return /^[a-z][a-z0-9]*([_.][a-z0-9]+)+$/.test(words)
}
