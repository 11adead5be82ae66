// What becomes of a drawing that somebody puts under a floor plan. An uploaded SVG is a program as much as a picture, so
// nothing of it is kept: it is read for lines, shapes and words, and those are written anew. What is not among them
// (scripts, styles, pictures, links, declarations) cannot pass, because nothing passes that is not named here.

export const MOST_DRAWING_BYTES = 2 * 1024 * 1024
const MOST_WRITTEN_BYTES = 400_000
const MOST_SHAPES = 6_000
const MOST_DEPTH = 60
/** A picture that unfolds to more than this would be a burden to whoever opens the plan. */
export const MOST_PICTURE_SIDE = 6_000

export type Drawing = {
  readonly drawing: string
  readonly width: number
  readonly height: number
  /** The names of what was left out, each once. */
  readonly leftOut: readonly string[]
}

/** The drawing written anew, or a sentence that says why it cannot be. */
export function drawingFrom(text: string): Drawing | string {
  if (text.length > MOST_DRAWING_BYTES)
    return 'The drawing must be smaller than 2 MB. Export it with less detail'
  // An internal subset can define entities that unfold without end, or that fetch files.
  if (/<!DOCTYPE[^>]*\[/i.test(text) || /<!ENTITY/i.test(text))
    return 'The drawing declares entities of its own, which no floor plan needs. Export it as a plain SVG'
  try {
    return written(text)
  } catch (error) {
    if (error instanceof NotADrawing) return error.message
    throw error
  }
}

class NotADrawing extends Error {}
const broken = (): never => {
  throw new NotADrawing('The file is not a whole SVG drawing. Export it again as a plain SVG')
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?(?:px)?$/
const NUMBERS = /^[\s\d.,eE+-]{0,200000}$/
const PATH = /^[MmZzLlHhVvCcSsQqTtAa\s\d.,eE+-]{0,200000}$/
const TRANSFORM =
  /^(?:(?:matrix|translate|scale|rotate|skewX|skewY)\s{0,9}\([\s\d.,eE+-]{0,200}\)[\s,]{0,9}){0,20}$/
const PAINT = /^(?:none|currentColor|#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,20}|rgb\([\d\s,.%]{5,40}\))$/
const oneOf = (...words: readonly string[]): RegExp => new RegExp(`^(?:${words.join('|')})$`)

/** What may be said of a shape, and how it must be written. */
const SAID: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(
    'x y width height rx ry cx cy r x1 y1 x2 y2 stroke-width opacity fill-opacity stroke-opacity font-size stroke-miterlimit'
      .split(' ')
      .map((name) => [name, NUMBER]),
  ),
  d: PATH,
  points: NUMBERS,
  'stroke-dasharray': NUMBERS,
  transform: TRANSFORM,
  fill: PAINT,
  stroke: PAINT,
  'fill-rule': oneOf('evenodd', 'nonzero'),
  'stroke-linecap': oneOf('butt', 'round', 'square'),
  'stroke-linejoin': oneOf('miter', 'round', 'bevel'),
  'text-anchor': oneOf('start', 'middle', 'end'),
  'font-weight': oneOf('normal', 'bold', '[1-9]00'),
  display: oneOf('none'),
}

/** Shapes and what holds them; a link or a drawing within is only a group. */
const KEPT: Readonly<Record<string, string>> = {
  svg: 'g',
  g: 'g',
  a: 'g',
  path: 'path',
  rect: 'rect',
  circle: 'circle',
  ellipse: 'ellipse',
  line: 'line',
  polyline: 'polyline',
  polygon: 'polygon',
  text: 'text',
  tspan: 'tspan',
}
/** Left out without a word: they draw nothing. */
const SILENT = new Set(['title', 'desc', 'metadata', 'defs', 'namedview', 'style'])

type Tag = {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly isAlone: boolean
}

function written(source: string): Drawing {
  const tokens = tokensOf(source)
  let out = ''
  let size: { width: number; height: number; viewBox: string } | undefined
  let shapes = 0
  const open: string[] = []
  // The depth below something that is left out; 0 above it.
  let dropping = 0
  const leftOut = new Set<string>()
  for (const token of tokens) {
    if (token.kind === 'text') {
      const within = open.at(-1)
      if (dropping === 0 && (within === 'text' || within === 'tspan')) out += escaped(decoded(token.text))
      continue
    }
    if (token.kind === 'close') {
      if (dropping > 0) dropping -= 1
      else {
        const name = open.pop() ?? broken()
        if (open.length > 0) out += `</${name}>`
      }
      if (open.length === 0 && dropping === 0) break
      continue
    }
    const { tag } = token
    if (size === undefined) {
      if (tag.name !== 'svg') broken()
      size = sizeOf(tag)
      open.push('svg')
      if (tag.isAlone) break
      continue
    }
    const kept = Object.hasOwn(KEPT, tag.name) ? KEPT[tag.name] : undefined
    if (dropping > 0 || kept === undefined) {
      if (dropping === 0 && !SILENT.has(tag.name)) leftOut.add(tag.name.slice(0, 30))
      if (!tag.isAlone) dropping += 1
      if (dropping > MOST_DEPTH) broken()
      continue
    }
    shapes += 1
    if (shapes > MOST_SHAPES)
      throw new NotADrawing(
        `The drawing has more than ${MOST_SHAPES.toLocaleString('en-GB')} shapes. Export it with less detail: walls, doors and stairs are enough`,
      )
    out += `<${kept}${saidBy(tag)}${tag.isAlone ? '/>' : '>'}`
    if (!tag.isAlone) open.push(kept)
    if (open.length > MOST_DEPTH)
      throw new NotADrawing('The drawing nests its groups too deeply. Export it flattened')
  }
  if (size === undefined || shapes === 0)
    throw new NotADrawing(
      'The drawing holds no lines or shapes that a plan could show. Export the walls as plain paths',
    )
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${size.viewBox}">${out}${open
    .slice(1)
    .toReversed()
    .map((name) => `</${name}>`)
    .join('')}</svg>`
  if (new TextEncoder().encode(drawing).length > MOST_WRITTEN_BYTES)
    throw new NotADrawing(
      'The drawing is too large for a page: at most 400 kB of lines. Export it with less detail',
    )
  return { drawing, width: size.width, height: size.height, leftOut: [...leftOut].toSorted() }
}

/** What a shape says that may be said, from its attributes and from its style. */
function saidBy(tag: Tag): string {
  const said = new Map<string, string>()
  for (const [name, value] of tag.attributes) keep(said, name, value)
  for (const part of (tag.attributes.get('style') ?? '').split(';')) {
    const at = part.indexOf(':')
    if (at > 0) keep(said, part.slice(0, at).trim(), part.slice(at + 1).trim())
  }
  return [...said].map(([name, value]) => ` ${name}="${escaped(value)}"`).join('')
}

function keep(said: Map<string, string>, name: string, value: string): void {
  if (Object.hasOwn(SAID, name) && SAID[name]?.test(value.trim()) === true) said.set(name, value.trim())
}

function sizeOf(tag: Tag): { width: number; height: number; viewBox: string } {
  const numbers = (tag.attributes.get('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  const [x = 0, y = 0, w = NaN, h = NaN] = numbers.length === 4 ? numbers : []
  const width = w > 0 ? w : Number.parseFloat(tag.attributes.get('width') ?? '')
  const height = h > 0 ? h : Number.parseFloat(tag.attributes.get('height') ?? '')
  if (![x, y, width, height].every((one) => Number.isFinite(one)) || width <= 0 || height <= 0)
    throw new NotADrawing('The drawing does not say how large it is. Export it with a width and a height')
  return { width, height, viewBox: `${x} ${y} ${width} ${height}` }
}

type Token =
  | { readonly kind: 'open'; readonly tag: Tag }
  | { readonly kind: 'close' }
  | { readonly kind: 'text'; readonly text: string }

/** The tags and words of a document, in one pass over it; comments, instructions and declarations are no part of it. */
function* tokensOf(source: string): Generator<Token> {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source
  for (let at = 0; at < text.length;) {
    const next = text.indexOf('<', at)
    if (next === -1) return
    if (next > at) yield { kind: 'text', text: text.slice(at, next) }
    if (text.startsWith('<!--', next)) at = after(text, '-->', next + 4)
    else if (text.startsWith('<![CDATA[', next)) at = after(text, ']]>', next + 9)
    else if (text.startsWith('<?', next)) at = after(text, '?>', next + 2)
    else if (text.startsWith('<!', next)) at = after(text, '>', next + 2)
    else if (text.startsWith('</', next)) {
      yield { kind: 'close' }
      at = after(text, '>', next + 2)
    } else {
      const [tag, end] = tagAt(text, next + 1)
      yield { kind: 'open', tag }
      at = end
    }
  }
}

function after(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from)
  return end === -1 ? broken() : end + mark.length
}

const NAME = /[A-Za-z_][\w.-]{0,60}(?::[A-Za-z_][\w.-]{0,60})?/y
const ATTRIBUTE = /\s+([A-Za-z_][\w.-]{0,60}(?::[A-Za-z_][\w.-]{0,60})?)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y
const END = /\s*(\/?)>/y

function tagAt(text: string, from: number): [Tag, number] {
  NAME.lastIndex = from
  const name = NAME.exec(text)?.[0] ?? broken()
  const attributes = new Map<string, string>()
  let at = from + name.length
  for (;;) {
    ATTRIBUTE.lastIndex = at
    const found = ATTRIBUTE.exec(text)
    if (found === null) break
    // A prefixed attribute (xlink:href, inkscape:label) is of another vocabulary than drawing.
    if (!(found[1] ?? '').includes(':')) attributes.set(found[1] ?? '', decoded(found[2] ?? found[3] ?? ''))
    at += found[0].length
  }
  END.lastIndex = at
  const end = END.exec(text) ?? broken()
  // "svg:path" is a path; "inkscape:path" is something of its own, which no rule names.
  const own = name.startsWith('svg:') ? name.slice(4) : name
  const plain = own.includes(':') ? (own.split(':')[1] === 'namedview' ? 'namedview' : own) : own
  return [{ name: plain, attributes, isAlone: end[1] === '/' }, at + end[0].length]
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const decoded = (text: string): string =>
  text.replaceAll(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]{1,10}));?/g,
    (_whole, decimal, hex, name) => {
      if (typeof name === 'string') return ENTITIES[name] ?? ''
      const code = Number.parseInt(String(decimal ?? hex), decimal === undefined ? 16 : 10)
      return code >= 0x20 && code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff)
        ? String.fromCodePoint(code)
        : ''
    },
  )

// Control characters and halves of surrogate pairs are not XML and would make the whole drawing unreadable.
const escaped = (text: string): string =>
  text
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/g, '')
    .toWellFormed()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** The size of a PNG from its first bytes, before anything unfolds it; undefined where they are not those of one. */
export function pictureSize(
  bytes: Uint8Array,
): { readonly width: number; readonly height: number } | undefined {
  const isPng = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((one, at) => bytes[at] === one)
  if (!isPng || bytes.length < 24) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

/** The plan's size for a drawing: its proportions, as wide as plans usually are. */
export function planSize(width: number, height: number): { readonly width: number; readonly height: number } {
  const wide = 1200
  return { width: wide, height: Math.min(10_000, Math.max(100, Math.round((wide * height) / width))) }
}
