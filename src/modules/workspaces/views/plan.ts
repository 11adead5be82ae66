// A floor as a drawing made from data: zones, and every place with its state by shape, mark and text. Never alone: the
// same places stand beside it as a list with their position in words (`placeList`), so nobody needs the drawing.
import { html, type Content, type Html } from '#platform/html/index.ts'
import { tableOf, type Column } from '#platform/tables/index.ts'
import { link as linkTo } from '#web/parts.ts'
import { placeInWords, type Floor, type Resource, type Zone } from '../queries/estate.ts'
import { ATTRIBUTES, RESOURCE_KINDS } from '../rules.ts'

/** Free, taken by somebody, the reader's own, not for them, kept from use by the office, or looked at without a time. */
export type PlaceState = 'free' | 'taken' | 'mine' | 'not-yours' | 'blocked' | 'plain'

const PLACE_STATES: Readonly<Record<PlaceState, { readonly words: string; readonly mark: string }>> = {
  free: { words: 'free', mark: 'free' },
  taken: { words: 'taken', mark: 'taken' },
  mine: { words: 'yours', mark: 'yours' },
  'not-yours': { words: 'not for you', mark: '–' },
  blocked: { words: 'out of use', mark: '!' },
  plain: { words: '', mark: '' },
}

export type PlanSketch = {
  readonly floor: Pick<Floor, 'name' | 'plan_width' | 'plan_height'>
  readonly zones: readonly Pick<Zone, 'name' | 'plan_x' | 'plan_y' | 'plan_width' | 'plan_height'>[]
  readonly resources: readonly Resource[]
  /** By the resource's id; 'plain' where nothing is said. */
  readonly states: ReadonlyMap<string, PlaceState>
  /** Where a place leads. */
  readonly link: (resource: Resource) => string
  /** The address of the drawing or picture under the plan; null for none. */
  readonly backdrop: string | null
  /** What is drawn above all else: the grid on which a place is put down. */
  readonly over?: Content
}

/** How much of the plan a place takes: at the scale below, no target is smaller than 24 pixels. */
const SIZE = { desk: [46, 36], room: [72, 48], other: [46, 36] } as const
const LEAST_SCALE = 0.72
const PAGE_WIDTH = 960

/** Pixels for one unit of the plan. Wide plans scroll within their frame rather than shrink their targets. */
export const scaleOf = (floor: Pick<Floor, 'plan_width'>): number =>
  Math.max(LEAST_SCALE, PAGE_WIDTH / floor.plan_width)

/** The floor as an SVG whose places are links; those without coordinates stand in the list alone. */
export function planOf({ floor, zones, resources, states, link, backdrop, over }: PlanSketch): Html {
  const { plan_width: width, plan_height: height } = floor
  const scale = scaleOf(floor)
  const drawn = resources.filter((one) => one.plan_x !== null)
  return html`<div class="connects-table-frame connects-plan" role="region" aria-label="Plan of ${floor.name}" tabindex="0">
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${Math.round(width * scale)}" height="${Math.round(height * scale)}" role="group" aria-label="${floor.name}" font-size="14" fill="#0b0c0c">
      <rect x="1" y="1" width="${width - 2}" height="${height - 2}" fill="#fff" stroke="#b1b4b6" stroke-width="2"/>
      ${backdrop === null ? null : html`<image href="${backdrop}" width="${width}" height="${height}" opacity=".6" aria-hidden="true"/>`}${zones.map(zoneDrawn)}${drawn.map((one) => placeDrawn(one, states.get(one.id) ?? 'plain', link(one)))}${over}</svg>
  </div> `
}

function zoneDrawn(zone: PlanSketch['zones'][number]): Html | null {
  if (zone.plan_x === null || zone.plan_y === null) return null
  return html`<g aria-hidden="true"><rect x="${zone.plan_x}" y="${zone.plan_y}" width="${zone.plan_width}" height="${zone.plan_height}" rx="6" fill="#f3f2f1" fill-opacity=".6" stroke="#505a5f" stroke-dasharray="2 5"/><text x="${zone.plan_x + 8}" y="${zone.plan_y + 20}" font-size="16" font-weight="700">${zone.name}</text></g>`
}

function placeDrawn(place: Resource, state: PlaceState, href: string): Html {
  const [width, height] = place.kind === 'desk' ? SIZE.desk : place.kind === 'room' ? SIZE.room : SIZE.other
  const [x, y] = [(place.plan_x ?? 0) - width / 2, (place.plan_y ?? 0) - height / 2]
  const { words, mark } = PLACE_STATES[state]
  const code = place.code.length > 8 ? `${place.code.slice(0, 7)}…` : place.code
  // It begins with what is seen, so that whoever speaks to the page may say that.
  const said = `${code}${mark === '' ? '' : ` ${mark}`}, ${place.name}${words === mark ? '' : `: ${words}`}`
  return html`<a href="${href}" aria-label="${said}" class="connects-place connects-place--${state}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${CORNERS[state]}"/>${
    state === 'taken' ? html`<path d="M${x} ${y}l${width} ${height}"/>` : null
  }<text x="${place.plan_x}" y="${(place.plan_y ?? 0) + (mark === '' ? 5 : -2)}" font-size="${code.length > 6 ? 11 : 13}">${code}</text>${
    mark === ''
      ? null
      : html`<text x="${place.plan_x}" y="${(place.plan_y ?? 0) + 13}" font-size="12">${mark}</text>`
  }</a>`
}

// Round is yours, rounded is free, square is not to be had: told apart without colour.
const CORNERS: Readonly<Record<PlaceState, number>> = {
  free: 8,
  taken: 0,
  mine: 18,
  'not-yours': 0,
  blocked: 0,
  plain: 4,
}

/** What the marks mean, under the plan. */
export function planKey(states: Iterable<PlaceState>): Html {
  const shown = (Object.keys(PLACE_STATES) as PlaceState[]).filter(
    (state) => state !== 'plain' && [...states].includes(state),
  )
  return html`<p class="govuk-body-s">On the plan: ${shown.map(
    (state) =>
      html`<span class="connects-plan__key">${markBefore(state)}${PLACE_STATES[state].words}</span> `,
  )}</p> `
}

const markBefore = (state: PlaceState): string => {
  const { mark, words } = PLACE_STATES[state]
  return mark === words ? '' : `${mark} `
}

/** The places of a floor as a list: state, position in words, and what each has. */
export function placeList(
  resources: readonly Resource[],
  more: {
    readonly caption: string
    readonly states?: ReadonlyMap<string, PlaceState>
    readonly link: (resource: Resource) => string
    readonly empty: Content
  },
): Html {
  const { states } = more
  const columns: Column<Resource>[] = [
    {
      key: 'place',
      label: 'Place',
      kind: 'text',
      value: (one) => one.name,
      show: (one) => linkTo(more.link(one), one.name),
    },
    ...(states === undefined
      ? []
      : [
          {
            key: 'state',
            label: 'Then',
            kind: 'text' as const,
            value: (one: Resource) => PLACE_STATES[states.get(one.id) ?? 'plain'].words,
          },
        ]),
    { key: 'where', label: 'Where', kind: 'text', value: placeInWords },
    { key: 'what', label: 'What it is and has', kind: 'text', value: hasInWords },
  ]
  return tableOf(columns, resources, { caption: more.caption, empty: more.empty })
}

/** "Desk. Height can be adjusted, two screens. Held for access." */
export function hasInWords(resource: Resource): string {
  const has = resource.attributes.map((one) => ATTRIBUTES[one].toLowerCase())
  return [
    resource.kind === 'room' ? `Room for ${resource.capacity}` : RESOURCE_KINDS[resource.kind],
    resource.part_ids.length > 0 ? 'can be divided' : null,
    has.length === 0 ? null : capital(has.join(', ')),
    resource.held_for_access ? 'Held for people with access needs' : null,
  ]
    .filter((words) => words !== null)
    .join('. ')
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
