// What a workplace has as a file, in the columns in which such a file is loaded: taken out here, it can be put in again.
import type { Column } from '#platform/tables/index.ts'
import type { Floor, Resource, Zone } from '../queries/estate.ts'
import type { Workplace } from '../queries/workplaces.ts'

type Cells = Readonly<Record<string, string | number | null>>

const HEADERS = [
  'site time_zone opened arrival wifi evacuation contact privacy floor floor_name level plan_width plan_height',
  'zone zone_name zone_where zone_x zone_y zone_width zone_height',
  'code name kind capacity attributes where row row_place x y held_for_access setup clear from parts',
].flatMap((names) => names.split(' '))
const NUMBERS: ReadonlySet<string> = new Set(
  'level plan_width plan_height zone_x zone_y zone_width zone_height capacity row_place x y setup clear'.split(
    ' ',
  ),
)

export const placeFileColumns: readonly Column<Cells>[] = HEADERS.map((name) => ({
  key: name,
  label: name,
  kind: NUMBERS.has(name) ? 'number' : 'text',
  value: (cells) => cells[name] ?? null,
}))

type Estate = {
  readonly workplace: Workplace
  readonly floors: readonly Floor[]
  readonly zones: readonly Zone[]
  readonly resources: readonly Resource[]
}

/** A line for the workplace, then each floor, each zone and each place. */
export function placeFileRows({ workplace, floors, zones, resources }: Estate): readonly Cells[] {
  const site = workplace.code
  const codeOf = new Map([
    ...floors.map((floor) => [floor.id, floor.code] as const),
    ...resources.map((one) => [one.id, one.code] as const),
  ])
  return [
    {
      site,
      time_zone: workplace.time_zone,
      opened: workplace.opened_on.toString(),
      arrival: workplace.arrival_words,
      wifi: workplace.wifi_words,
      evacuation: workplace.evacuation_words,
      contact: workplace.contact_words,
      privacy: workplace.privacy_words,
    },
    ...floors.map((floor) => ({
      site,
      floor: floor.code,
      floor_name: floor.name,
      level: floor.level,
      plan_width: floor.plan_width,
      plan_height: floor.plan_height,
    })),
    ...zones.map((zone) => ({
      site,
      floor: codeOf.get(zone.floor_id) ?? '',
      zone: zone.code,
      zone_name: zone.name,
      zone_where: zone.where_words,
      zone_x: zone.plan_x,
      zone_y: zone.plan_y,
      zone_width: zone.plan_width,
      zone_height: zone.plan_height,
    })),
    ...resources.map((one) => ({
      site,
      floor: one.floor_code,
      zone: one.zone_code,
      code: one.code,
      name: one.name,
      kind: one.kind,
      capacity: one.capacity,
      attributes: one.attributes.join(';'),
      where: one.where_words,
      row: one.row_name,
      row_place: one.row_place,
      x: one.plan_x,
      y: one.plan_y,
      held_for_access: one.held_for_access ? 'yes' : 'no',
      setup: one.setup_minutes,
      clear: one.clear_minutes,
      from: one.from_on.toString(),
      parts: one.part_ids.map((id) => codeOf.get(id) ?? '').join(';'),
    })),
  ]
}
