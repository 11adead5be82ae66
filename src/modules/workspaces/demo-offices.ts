// The eight offices of the reference partnership as a file of workplaces would bring them. Their names and towns are real;
// floors, desks and rooms are invented, because the papers publish no numbers.
import type { Attribute } from './rules.ts'

type Row = Readonly<Record<string, string>>

type Office = {
  readonly site: string
  readonly floors: readonly string[]
  readonly zones: readonly string[]
  readonly rows: number
  readonly desksInRow: number
}

const FLOORS = ['Ground floor', 'First floor', 'Second floor', 'Third floor', 'Fourth floor']
const floors = (...levels: readonly number[]): string[] => levels.map((level) => FLOORS[level] ?? '')

/** 40 to 120 desks each. */
export const OFFICES: readonly Office[] = [
  { site: 'gun-wharf', floors: floors(2, 3), zones: ['Quiet', 'Team', 'Touchdown'], rows: 4, desksInRow: 4 },
  {
    site: 'invicta-house',
    floors: floors(1, 2),
    zones: ['Quiet', 'Team', 'Touchdown'],
    rows: 4,
    desksInRow: 5,
  },
  { site: 'brook-house', floors: floors(0), zones: ['Quiet', 'Team', 'Touchdown'], rows: 4, desksInRow: 4 },
  { site: 'st-peters-house', floors: floors(0), zones: ['Quiet', 'Team'], rows: 4, desksInRow: 5 },
  {
    site: 'sevenoaks-office',
    floors: floors(1),
    zones: ['Quiet', 'Team', 'Touchdown'],
    rows: 3,
    desksInRow: 6,
  },
  {
    site: 'folkestone-hythe-office',
    floors: floors(1),
    zones: ['Quiet', 'Team', 'Touchdown'],
    rows: 4,
    desksInRow: 5,
  },
  { site: 'gravesham-office', floors: floors(1, 2), zones: ['Quiet', 'Team'], rows: 4, desksInRow: 4 },
  { site: 'canterbury-office', floors: floors(1, 2), zones: ['Quiet', 'Team'], rows: 4, desksInRow: 5 },
]

const PLAN = { width: 1200, height: 700, margin: 20, zoneHeight: 440 }
const ROWS_OF = ['by the lift', 'second from the lift', 'third from the lift', 'by the windows'] as const

const two = (number: number): string => String(number).padStart(2, '0')
const letter = (at: number): string => 'abcdefgh'[at] ?? 'z'

/** Every line of the file: places of the eight offices, each with its floor, zone and position. */
export function placesOfOffices(): readonly Row[] {
  return OFFICES.flatMap((office) => [
    workplaceRow(office),
    ...office.floors.flatMap((name) => [
      ...office.zones.flatMap((_, zone) => desksOf(office, name, zone)),
      ...roomsOf(office, name),
    ]),
    ...outside(office),
  ])
}

const workplaceRow = ({ site }: Office): Row => ({
  site,
  time_zone: 'Europe/London',
  arrival: 'Invented: sign in at the reception with the pass of your own organisation.',
  wifi: 'GovRoam: sign in with the account of your own organisation.',
  evacuation:
    'Invented: leave by the nearest stairs; the meeting point is in front of the building. Fire wardens wear yellow.',
  contact: 'Invented: ask the reception.',
  privacy: 'The reception sees who is expected today. Names are removed from old bookings.',
})

const levelOf = (name: string): number => FLOORS.indexOf(name)

const floorOf = (office: Office, name: string): Row => ({
  site: office.site,
  floor: `f${levelOf(name)}`,
  floor_name: name,
  level: String(levelOf(name)),
  plan_width: String(PLAN.width),
  plan_height: String(PLAN.height),
})

function zoneOf(office: Office, name: string, zone: number): Row {
  const width = Math.floor((PLAN.width - PLAN.margin * (office.zones.length + 1)) / office.zones.length)
  return {
    ...floorOf(office, name),
    zone: `${levelOf(name)}${letter(zone)}`,
    zone_name: `${office.zones[zone] ?? ''} area ${levelOf(name)}${letter(zone).toUpperCase()}`,
    zone_x: String(PLAN.margin + zone * (width + PLAN.margin)),
    zone_y: String(PLAN.margin),
    zone_width: String(width),
    zone_height: String(PLAN.zoneHeight),
  }
}

function desksOf(office: Office, name: string, zone: number): readonly Row[] {
  const area = zoneOf(office, name, zone)
  const [left, width] = [Number(area['zone_x']), Number(area['zone_width'])]
  const isLowest = name === office.floors[0]
  return Array.from({ length: office.rows * office.desksInRow }, (_, nth) => {
    const [row, place] = [Math.floor(nth / office.desksInRow), nth % office.desksInRow]
    // Two desks by the lift on the lowest floor are kept for those who need what they have.
    const isHeld = isLowest && zone === 0 && nth < 2
    return {
      ...area,
      code: `${area['zone'] ?? ''}${two(nth + 1)}`,
      name: `Desk ${(area['zone'] ?? '').toUpperCase()}${two(nth + 1)}`,
      kind: 'desk',
      attributes: attributesOf(office, zone, row, nth, isHeld).join(';'),
      where: `Row ${ROWS_OF[Math.min(row, ROWS_OF.length - 1)] ?? ''}, ${place + 1} from the aisle`,
      row: `${area['zone'] ?? ''}-${row + 1}`,
      row_place: String(place + 1),
      x: String(left + Math.round(((place + 0.5) * width) / office.desksInRow)),
      y: String(PLAN.margin + 70 + row * 100),
      held_for_access: isHeld ? 'yes' : 'no',
    }
  })
}

function attributesOf(
  office: Office,
  zone: number,
  row: number,
  nth: number,
  isHeld: boolean,
): readonly Attribute[] {
  const all: (Attribute | false)[] = [
    'step-free',
    'screen',
    nth % 2 === 0 && 'dock',
    nth % 3 === 0 && 'dual-screen',
    (isHeld || nth % 4 === 0) && 'height-adjustable',
    row === 0 && 'near-lift',
    row === office.rows - 1 && 'daylight',
    zone === 0 && 'quiet',
    isHeld && 'transfer-left',
    isHeld && 'assistance-dog',
    isHeld && 'near-accessible-toilet',
  ]
  return all.filter((one) => one !== false)
}

/** On every floor a room to meet in and a small one; on the lowest a large one that a wall divides into two. */
function roomsOf(office: Office, name: string): readonly Row[] {
  const level = levelOf(name)
  const zone: Row = {
    ...floorOf(office, name),
    zone: `${level}m`,
    zone_name: `Rooms ${level}M`,
    zone_x: String(PLAN.margin),
    zone_y: String(PLAN.zoneHeight + 2 * PLAN.margin),
    zone_width: String(PLAN.width - 2 * PLAN.margin),
    zone_height: '120',
  }
  const room = (code: string, title: string, capacity: number, x: number, more: Row = {}): Row => ({
    ...zone,
    code: `${level}m-${code}`,
    name: title,
    kind: 'room',
    capacity: String(capacity),
    attributes:
      capacity > 4
        ? 'step-free;video-meeting;projector;hearing-loop;whiteboard'
        : 'step-free;video-meeting;private',
    x: String(x),
    y: String(PLAN.zoneHeight + 2 * PLAN.margin + 70),
    ...more,
  })
  return [
    room('meeting', `Meeting room ${level}M`, 10, 150, { setup: '0', clear: '15' }),
    room('pod', `Small room ${level}M`, 3, 400),
    ...(name === office.floors[0]
      ? [
          room('north', `Collaboration space North ${level}M`, 12, 650),
          room('south', `Collaboration space South ${level}M`, 12, 850),
          room('whole', `Collaboration space ${level}M, both halves`, 24, 1050, {
            parts: `${level}m-north;${level}m-south`,
          }),
        ]
      : []),
  ]
}

function outside(office: Office): readonly Row[] {
  const zone: Row = {
    ...floorOf(office, FLOORS[0] ?? ''),
    zone: 'car-park',
    zone_name: 'Car park',
    zone_x: String(PLAN.margin),
    zone_y: String(PLAN.height - 60),
    zone_width: String(PLAN.width - 2 * PLAN.margin),
    zone_height: '50',
  }
  const space = (nth: number, more: Row = {}): Row => ({
    ...zone,
    code: `p${nth}`,
    name: `Parking space ${nth}`,
    kind: 'parking',
    x: String(60 + nth * 120),
    y: String(PLAN.height - 30),
    ...more,
  })
  return [
    space(1, { attributes: 'step-free', held_for_access: 'yes' }),
    space(2),
    space(3),
    space(4),
    space(5, { code: 'c1', name: 'Charging point 1', kind: 'charger' }),
  ]
}
