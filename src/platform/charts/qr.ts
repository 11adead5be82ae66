// QR codes (ISO/IEC 18004) for printed sheets and screens: bytes, error correction level M (a sheet is touched
// and worn), versions 1 to 10, the mask with the least penalty. Our own, because an address is all it has to carry.

/** True is dark. Rows from the top. */
export type QrCode = readonly (readonly boolean[])[]

// Of ISO/IEC 18004 table 9, level M: error correction bytes for each block, then how many blocks of how many bytes.
const BLOCKS: readonly (readonly [
  correction: number,
  ...groups: readonly (readonly [count: number, bytes: number])[],
])[] = [
  [10, [1, 16]],
  [16, [1, 28]],
  [26, [1, 44]],
  [18, [2, 32]],
  [24, [2, 43]],
  [16, [4, 27]],
  [18, [4, 31]],
  [22, [2, 38], [2, 39]],
  [22, [3, 36], [2, 37]],
  [26, [4, 43], [1, 44]],
]

// Of annex E: where the small squares stand.
const ALIGNED: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
]

const blocksOf = (version: number) => {
  const [correction, ...groups] = BLOCKS[version - 1]!
  return { correction, sizes: groups.flatMap(([count, bytes]) => Array<number>(count).fill(bytes)) }
}

const capacityOf = (version: number): number => blocksOf(version).sizes.reduce((sum, size) => sum + size, 0)

/** The code of a text; null when it is longer than version 10 holds (213 bytes). */
export function qrOf(text: string): QrCode | null {
  const bytes = new TextEncoder().encode(text)
  for (let version = 1; version <= BLOCKS.length; version += 1) {
    const headBits = 4 + (version < 10 ? 8 : 16)
    if (headBits + bytes.length * 8 <= capacityOf(version) * 8)
      return drawn(version, interleaved(version, dataBytes(version, bytes)))
  }
  return null
}

/** Mode, length, bytes, end, padding (7.4). */
export function dataBytes(version: number, bytes: Uint8Array): readonly number[] {
  const bits: number[] = []
  const put = (value: number, length: number): void => {
    for (let at = length - 1; at >= 0; at -= 1) bits.push((value >>> at) & 1)
  }
  put(0b0100, 4)
  put(bytes.length, version < 10 ? 8 : 16)
  for (const byte of bytes) put(byte, 8)
  const capacity = capacityOf(version)
  put(0, Math.min(4, capacity * 8 - bits.length))
  while (bits.length % 8 !== 0) bits.push(0)
  const out: number[] = []
  for (let at = 0; at < bits.length; at += 8)
    out.push(bits.slice(at, at + 8).reduce((byte, bit) => byte * 2 + bit, 0))
  for (let pad = 0; out.length < capacity; pad += 1) out.push(pad % 2 === 0 ? 0xec : 0x11)
  return out
}

// The field of 256 elements with the polynomial x^8 + x^4 + x^3 + x^2 + 1 (7.5.2).
const EXPONENT: readonly number[] = powersOfTwo()
const LOGARITHM: ReadonlyMap<number, number> = new Map(EXPONENT.map((value, at) => [value, at]))

function powersOfTwo(): readonly number[] {
  let value = 1
  return Array.from({ length: 255 }, () => {
    const power = value
    value = value >= 128 ? (value << 1) ^ 0x11d : value << 1
    return power
  })
}

const times = (a: number, b: number): number =>
  a === 0 || b === 0 ? 0 : EXPONENT[(LOGARITHM.get(a)! + LOGARITHM.get(b)!) % 255]!

/** The Reed-Solomon bytes of a block. */
export function correctionOf(data: readonly number[], count: number): readonly number[] {
  let generator = [1]
  for (let at = 0; at < count; at += 1) {
    const next = [...generator, 0]
    generator.forEach((factor, index) => (next[index + 1]! ^= times(factor, EXPONENT[at]!)))
    generator = next
  }
  const rest = [...data, ...Array<number>(count).fill(0)]
  for (let at = 0; at < data.length; at += 1) {
    const lead = rest[at]!
    generator.forEach((factor, index) => (rest[at + index]! ^= times(factor, lead)))
  }
  return rest.slice(data.length)
}

/** The blocks' bytes one by one in turn, then their correction in turn (7.6). */
function interleaved(version: number, data: readonly number[]): readonly number[] {
  const { correction, sizes } = blocksOf(version)
  let from = 0
  const blocks = sizes.map((size) => data.slice(from, (from += size)))
  const corrections = blocks.map((block) => correctionOf(block, correction))
  const inTurn = (lists: readonly (readonly number[])[]): number[] =>
    Array.from({ length: Math.max(...lists.map((list) => list.length)) }, (_, at) =>
      lists.flatMap((list) => list[at] ?? []),
    ).flat()
  return [...inTurn(blocks), ...inTurn(corrections)]
}

type Grid = (boolean | null)[][]

function drawn(version: number, bytes: readonly number[]): QrCode {
  const size = 17 + 4 * version
  const fixed: Grid = Array.from({ length: size }, () => Array<boolean | null>(size).fill(null))
  drawPatterns(fixed, version)
  const free = fixed.map((row) => row.map((cell) => cell === null))
  placeBytes(fixed, bytes)
  const masked = MASKS.map((mask, number) => {
    const grid = fixed.map((row, y) =>
      row.map((cell, x) => (free[y]![x]! && mask(y, x) ? !cell : cell === true)),
    )
    drawFormat(grid, number)
    return grid
  })
  return masked.reduce((best, one) => (penaltyOf(one) < penaltyOf(best) ? one : best))
}

function drawPatterns(grid: Grid, version: number): void {
  const size = grid.length
  const square = (top: number, left: number, half: number, isDark: (ring: number) => boolean): void => {
    for (let y = -half; y <= half; y += 1)
      for (let x = -half; x <= half; x += 1) {
        const row = grid[top + y]
        if (row !== undefined && left + x >= 0 && left + x < size)
          row[left + x] = isDark(Math.max(Math.abs(y), Math.abs(x)))
      }
  }
  for (let at = 0; at < size; at += 1) grid[6]![at] = grid[at]![6] = at % 2 === 0
  for (const [y, x] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const)
    square(y, x, 4, (ring) => ring !== 2 && ring !== 4)
  const centres = ALIGNED[version - 1]!
  const last = centres.at(-1)
  for (const y of centres)
    for (const x of centres) {
      const isCorner = (y === 6 && x === 6) || (y === 6 && x === last) || (y === last && x === 6)
      if (!isCorner) square(y, x, 2, (ring) => ring !== 1)
    }
  // Kept free for the format, which depends on the mask.
  for (let at = 0; at < 9; at += 1) {
    if (at !== 6) grid[8]![at] = grid[at]![8] = false
    if (at < 8) grid[8]![size - 1 - at] = grid[size - 1 - at]![8] = false
  }
  grid[size - 8]![8] = true
  if (version >= 7) drawVersion(grid, version)
}

/** A number with the remainder that makes it readable when worn (annexes C and D). */
function withRemainder(value: number, generator: number, length: number): number {
  let rest = value << length
  const width = 32 - Math.clz32(generator)
  for (let bits = 32 - Math.clz32(rest); bits >= width; bits = 32 - Math.clz32(rest))
    rest ^= generator << (bits - width)
  return (value << length) | rest
}

const LEVEL_M = 0b00
/** Level and mask as they are drawn (annex C). */
export const formatBits = (mask: number): number =>
  withRemainder((LEVEL_M << 3) | mask, 0b10100110111, 10) ^ 0b101010000010010

export const versionBits = (version: number): number => withRemainder(version, 0b1111100100101, 12)

function drawVersion(grid: Grid, version: number): void {
  const bits = versionBits(version)
  for (let at = 0; at < 18; at += 1) {
    const isDark = ((bits >> at) & 1) === 1
    const [near, far] = [Math.floor(at / 3), grid.length - 11 + (at % 3)]
    grid[near]![far] = isDark
    grid[far]![near] = isDark
  }
}

function drawFormat(grid: boolean[][], mask: number): void {
  const size = grid.length
  const bits = formatBits(mask)
  const bit = (at: number): boolean => ((bits >> at) & 1) === 1
  for (let at = 0; at < 15; at += 1) {
    const down = at < 6 ? at : at < 8 ? at + 1 : size - 15 + at
    grid[down]![8] = bit(at)
    const across = at < 8 ? size - 1 - at : at < 9 ? 7 : 14 - at
    grid[8]![across] = bit(at)
  }
  grid[size - 8]![8] = true
}

/** In pairs of columns from the right, up and down in turn, leaving out the column of the timing (7.7.3). */
function placeBytes(grid: Grid, bytes: readonly number[]): void {
  const size = grid.length
  let at = 0
  let isUpward = true
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step += 1) {
      const y = isUpward ? size - 1 - step : step
      for (const x of [right, right - 1]) {
        if (grid[y]![x] !== null) continue
        grid[y]![x] = (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1
        at += 1
      }
    }
    isUpward = !isUpward
  }
}

// Of table 10.
const MASKS: readonly ((y: number, x: number) => boolean)[] = [
  (y, x) => (y + x) % 2 === 0,
  (y) => y % 2 === 0,
  (_, x) => x % 3 === 0,
  (y, x) => (y + x) % 3 === 0,
  (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (y, x) => ((y * x) % 2) + ((y * x) % 3) === 0,
  (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2 === 0,
  (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2 === 0,
]

// Something that looks like a corner would lead a reader astray.
const LIKE_A_CORNER = ['10111010000', '00001011101']

/** How hard a drawing is to read (7.8.3): runs, squares, what looks like a corner, unevenness. */
export function penaltyOf(grid: QrCode): number {
  const size = grid.length
  const lines = [...grid, ...grid.map((_, x) => grid.map((row) => row[x]!))].map((line) =>
    line.map((dark) => (dark ? '1' : '0')).join(''),
  )
  let penalty = 0
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) penalty += run.length - 2
    for (const corner of LIKE_A_CORNER)
      for (let at = line.indexOf(corner); at !== -1; at = line.indexOf(corner, at + 1)) penalty += 40
  }
  for (let y = 1; y < size; y += 1)
    for (let x = 1; x < size; x += 1) {
      const dark = grid[y]![x]
      if (dark === grid[y - 1]![x] && dark === grid[y]![x - 1] && dark === grid[y - 1]![x - 1]) penalty += 3
    }
  const dark = grid.flat().filter(Boolean).length
  return penalty + 10 * Math.floor(Math.abs((dark * 100) / (size * size) - 50) / 5)
}

// The standard wants four modules of white around it.
const QUIET = 4

/** The drawing as SVG of its own: one path, dark on white, with what it is for those who cannot see it. */
export function qrSvg(code: QrCode, words: string): string {
  const size = code.length + 2 * QUIET
  const path = code
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : '')))
    .join('')
  const title = words.replace(/[&<>"]/g, (one) => `&#${one.codePointAt(0)};`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img" aria-label="${title}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#ffffff"/><path d="${path}" fill="#000000"/></svg>`
}
