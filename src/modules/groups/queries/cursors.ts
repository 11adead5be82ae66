// A cursor is an address that anybody can type; what is no day or moment would otherwise reach the database as one.
import { refuse } from '#platform/errors/index.ts'
import { readDate } from '#platform/time/index.ts'

export function cursorDay(text = ''): string {
  return readDate(text)?.toString() ?? refuseCursor()
}

export function cursorMoment(text = ''): string {
  try {
    return Temporal.Instant.from(text).toString()
  } catch {
    return refuseCursor()
  }
}

function refuseCursor(): never {
  refuse('invalid', 'groups.list.cursor', 'Start again from the first page of the list.', {
    faults: [{ field: 'after', message: 'Start again from the first page of the list' }],
  })
}
