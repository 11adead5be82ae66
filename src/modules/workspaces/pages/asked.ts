// What an address asks for, where a form puts its answers there: what cannot be read is said above the page, which shows
// what it would without.
import { Refusal, type Fault } from '#platform/errors/index.ts'

export function askedOr<T>(
  read: () => T,
  otherwise: T,
): { readonly asked: T; readonly faults: readonly Fault[] } {
  try {
    return { asked: read(), faults: [] }
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'invalid' || error.faults.length === 0) throw error
    return { asked: otherwise, faults: error.faults }
  }
}
