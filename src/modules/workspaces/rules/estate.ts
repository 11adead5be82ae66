// What a place of a workplace may be called and hold, and how several are named at once.
import type { Fault } from '#platform/errors/index.ts'
import { ACCESS_ATTRIBUTES } from './reasons.ts'
import type { Attribute, ResourceKind } from './words.ts'

/** Codes stand in addresses and on sheets: "D-01", "north", "2.04". */
export const PLACE_CODE = /^[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*$/
export const PLACE_CODE_WORDS = 'letters and numbers, with hyphens or points between, like D-01'

/** Addresses of workspaces itself: no site that is opened as a workplace may have one of these codes. */
export const SITE_CODES_NOT_TO_USE: ReadonlySet<string> = new Set([
  'search',
  'book',
  'bookings',
  'series',
  'waiting',
  'at',
  'preferences',
  'agreements',
  'circles',
  'counters',
  'networks',
  'privacy',
  'reciprocity',
  'team',
  'visitors',
  'teams',
  'delegates',
  'swaps',
  'calendar',
  'panel',
  'open',
  'new',
])

export const MOST_AT_ONCE = 200
/** What one workplace may keep. */
export const MOST_RESOURCES = 2000

/**
 * The codes from one to another: "D-01" to "D-24" are 24, and keep their noughts. A sentence where they do not count up.
 */
export function codesBetween(first: string, last: string): readonly string[] | string {
  const from = /^(.*?)(\d{1,6})$/.exec(first)
  const to = /^(.*?)(\d{1,6})$/.exec(last)
  const head = from?.[1]
  const digits = from?.[2]
  const end = to?.[2]
  if (head === undefined || digits === undefined || end === undefined || head !== to?.[1])
    return `The last code must be the first with another number at its end, like ${head ?? 'D-'}24`
  const count = Number(end) - Number(digits) + 1
  if (count < 1) return 'The last code must come after the first'
  if (count > MOST_AT_ONCE) return `That would be ${count} places. At most ${MOST_AT_ONCE} are added at once`
  return Array.from(
    { length: count },
    (_, nth) => head + String(Number(digits) + nth).padStart(digits.length, '0'),
  )
}

// Without letters and digits that are mistaken for one another on a printed sheet.
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz'

/** What the sheet on a desk says, made from the random end of a new id. */
export function checkInCodeFrom(id: string): string {
  let left = BigInt(`0x${id.replaceAll('-', '').slice(-14)}`)
  let code = ''
  for (let nth = 0; nth < 10; nth += 1) {
    code += LETTERS[Number(left % BigInt(LETTERS.length))] ?? ''
    left /= BigInt(LETTERS.length)
  }
  return code
}

export type Described = {
  readonly kind: ResourceKind
  readonly capacity: number
  readonly attributes: readonly Attribute[]
  readonly rowName: string | null
  readonly rowPlace: number | null
  readonly x: number | null
  readonly y: number | null
  readonly heldForAccess: boolean
}

type Plan = { readonly plan_width: number; readonly plan_height: number }

/** What stands in the way of describing a place so. The names of the fields are those of forms and of the file. */
export function placeFaults(place: Described, floor: Plan): Fault[] {
  const faults: Fault[] = []
  if ((place.rowName === null) !== (place.rowPlace === null))
    faults.push({
      field: place.rowName === null ? 'row' : 'rowPlace',
      message: 'Say both the row and the place in it, or neither',
    })
  if ((place.x === null) !== (place.y === null))
    faults.push({
      field: place.x === null ? 'x' : 'y',
      message: 'Say both how far from the left and how far from the top, or neither',
    })
  if (place.x !== null && place.x > floor.plan_width)
    faults.push({
      field: 'x',
      message: `From the left must be ${floor.plan_width} or less: the plan is no wider`,
    })
  if (place.y !== null && place.y > floor.plan_height)
    faults.push({
      field: 'y',
      message: `From the top must be ${floor.plan_height} or less: the plan is no higher`,
    })
  if (place.heldForAccess && !place.attributes.some((one) => ACCESS_ATTRIBUTES.includes(one)))
    faults.push({
      field: 'heldForAccess',
      message:
        'Say for what it is held: choose at least one thing that somebody with an access need asks for, such as height or a screen reader',
    })
  if (place.capacity !== 1 && place.kind !== 'room' && place.kind !== 'desk')
    faults.push({ field: 'capacity', message: 'Only a room, or a desk for several, holds more than one' })
  return faults
}

type Whole = {
  readonly code: string
  readonly kind: ResourceKind
  readonly parts: readonly {
    readonly code: string
    readonly kind: ResourceKind
    readonly hasParts: boolean
    readonly isSameFloor: boolean
  }[]
  readonly isPart: boolean
}

/** What stands in the way of dividing a room so: parts are rooms beside it that have no parts of their own (W1). */
export function partFaults(whole: Whole): string[] {
  if (whole.parts.length === 0) return []
  const faults: string[] = []
  if (whole.kind !== 'room') faults.push(`Only a room can be divided; ${whole.code} is none`)
  if (whole.isPart) faults.push(`${whole.code} is itself a part of a room, so it cannot be divided again`)
  if (whole.parts.length === 1) faults.push(`${whole.code} needs two parts or more, or none`)
  for (const part of whole.parts) {
    if (part.code === whole.code) faults.push(`${whole.code} cannot be a part of itself`)
    else if (part.kind !== 'room') faults.push(`${part.code} is not a room, so it is no part of one`)
    else if (part.hasParts) faults.push(`${part.code} is divided itself, so it is no part of another room`)
    else if (!part.isSameFloor) faults.push(`${part.code} is on another floor than ${whole.code}`)
  }
  return faults
}

export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return /^[A-Z][A-Za-z]+(?:\/[A-Za-z_+-]+)+$/.test(name)
  } catch {
    return false
  }
}
