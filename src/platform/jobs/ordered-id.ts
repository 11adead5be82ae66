// Ids for queued jobs: UUIDv7 given out in strictly rising order, since jobs sent within one millisecond are
// still to be delivered in the order in which they were sent.
import { randomUUIDv7 } from 'node:crypto'

const MOST_A_MILLISECOND = 0xfff

/** A source of rising ids over a source of UUIDv7: it numbers those of one millisecond in the twelve bits after the time. */
export function orderedIds(source: () => string = randomUUIDv7): () => string {
  let time = 0
  let count = 0
  return () => {
    const id = source()
    const stated = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
    if (stated > time) {
      time = stated
      count = 0
    } else if (count < MOST_A_MILLISECOND) count += 1
    else {
      // The clock was set back, or more than 4,096 in a millisecond: borrow the next one.
      time += 1
      count = 0
    }
    const hex = time.toString(16).padStart(12, '0')
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7${count.toString(16).padStart(3, '0')}${id.slice(18)}`
  }
}
