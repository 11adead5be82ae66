// The sessions of a conference: parts of an event in which people choose.
import type { Fault } from '#platform/errors/index.ts'
import { overlap, type Span } from './series.ts'

export type SessionSketch = Span & { readonly room: string | null }

/** What is wrong with a session inside its event, beside the answers. */
export function sessionFaults(sketch: Span, event: Span): Fault[] {
  const faults: Fault[] = []
  if (Temporal.Instant.compare(sketch.ends, sketch.starts) <= 0)
    faults.push({ field: 'endsAt', message: 'The session must end after it starts' })
  if (Temporal.Instant.compare(sketch.starts, event.starts) < 0)
    faults.push({ field: 'startsAt', message: 'The session starts before the event does' })
  if (Temporal.Instant.compare(sketch.ends, event.ends) > 0)
    faults.push({ field: 'endsAt', message: 'The session ends after the event does' })
  return faults
}

/** E16: the first two of the chosen sessions that are held at the same time. */
export function clashing<S extends Span>(chosen: readonly S[]): readonly [S, S] | undefined {
  for (const [at, one] of chosen.entries()) {
    const other = chosen.slice(at + 1).find((each) => overlap(one, each))
    if (other !== undefined) return [one, other]
  }
  return undefined
}
