// The order of things: the platform's parts, and the files inside a module. What stands later may import what
// stands earlier, never the other way.

/** The platform's parts. Types alone may be taken from a later part: they are gone when the program runs. */
export const PLATFORM: readonly string[] = [
  'errors',
  'time',
  'money',
  'html',
  'config',
  'log',
  'radius',
  'secrets',
  'fields',
  'database',
  'calendar',
  'files',
  'audit',
  'jobs',
  'actions',
  'auth',
  'http',
  'live',
  'ingest',
  'search',
  'feeds',
  'tables',
  'charts',
  'figures',
  'documents',
  'notifications',
  'personal',
  'module',
]

const INSIDE_A_MODULE: readonly (readonly string[])[] = [
  ['rules'],
  ['schema'],
  ['slot', 'slots'],
  ['queries', 'directory'],
  ['actions', 'personal'],
  ['views'],
  ['pages', 'jobs', 'documents', 'imports'],
  ['demo'],
  ['module', 'index'],
]

/** Where a file of a module stands, leftmost first; undefined for a file whose place follows from what it imports. */
export function rankInside(inside: string): number | undefined {
  const noun = (inside.split('/')[0] ?? '').replace(/\.ts$/, '')
  const rank = INSIDE_A_MODULE.findIndex((names) => names.includes(noun))
  return rank < 0 ? undefined : rank
}
