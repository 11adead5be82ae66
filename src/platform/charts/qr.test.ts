import assert from 'node:assert/strict'
import { test } from 'node:test'
import { correctionOf, dataBytes, formatBits, qrOf, versionBits } from './qr.ts'

test('the correction of the example of ISO/IEC 18004 annex I is right', () => {
  // "01234567" as version 1-M: its sixteen bytes, and the ten that the standard gives for them.
  const data = [
    0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11,
  ]
  assert.deepEqual(correctionOf(data, 10), [0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55])
})

test('format and version are drawn as the tables of annexes C and D have them', () => {
  const formats = [0x5412, 0x5125, 0x5e7c, 0x5b4b, 0x45f9, 0x40ce, 0x4f97, 0x4aa0]
  assert.deepEqual(
    formats.map((_, mask) => formatBits(mask)),
    formats,
  )
  assert.deepEqual([7, 8, 9, 10].map(versionBits), [0x07c94, 0x085bc, 0x09a99, 0x0a4d3])
})

test('bytes begin with their mode and length and end with padding', () => {
  const bytes = dataBytes(1, new TextEncoder().encode('Hi'))
  assert.deepEqual(bytes.slice(0, 6), [0x40, 0x24, 0x86, 0x90, 0xec, 0x11])
  assert.equal(bytes.length, 16)
})

/** What the drawing says, read back module by module with the mask that its format names. */
function readBack(code: NonNullable<ReturnType<typeof qrOf>>): string {
  const size = code.length
  const version = (size - 17) / 4
  const formats = Array.from({ length: 8 }, (_, mask) => formatBits(mask))
  let format = 0
  for (let at = 0; at < 15; at += 1) {
    const across = at < 8 ? size - 1 - at : at < 9 ? 7 : 14 - at
    format |= Number(code[8]![across]) << at
  }
  const mask = formats.indexOf(format)
  assert.notEqual(mask, -1, 'its format is one of level M')
  const rules = [
    (y: number, x: number) => (y + x) % 2,
    (y: number) => y % 2,
    (_: number, x: number) => x % 3,
    (y: number, x: number) => (y + x) % 3,
    (y: number, x: number) => ((y >> 1) + Math.floor(x / 3)) % 2,
    (y: number, x: number) => ((y * x) % 2) + ((y * x) % 3),
    (y: number, x: number) => (((y * x) % 2) + ((y * x) % 3)) % 2,
    (y: number, x: number) => (((y + x) % 2) + ((y * x) % 3)) % 2,
  ]
  const aligned = version === 1 ? [] : [6, size - 7, ...(version >= 7 ? [(size - 1) / 2] : [])]
  const isFixed = (y: number, x: number): boolean =>
    y === 6 ||
    x === 6 ||
    (y < 9 && x < 9) ||
    (y < 9 && x >= size - 8) ||
    (y >= size - 8 && x < 9) ||
    (version >= 7 && ((y < 6 && x >= size - 11) || (x < 6 && y >= size - 11))) ||
    aligned.some((cy) =>
      aligned.some(
        (cx) =>
          !((cy === 6 && cx === 6) || (cy === 6 && cx === size - 7) || (cy === size - 7 && cx === 6)) &&
          Math.abs(cy - y) <= 2 &&
          Math.abs(cx - x) <= 2,
      ),
    )
  const bits: number[] = []
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step += 1) {
      const y = up ? size - 1 - step : step
      for (const x of [right, right - 1])
        if (!isFixed(y, x)) bits.push(Number(code[y]![x]) ^ Number(rules[mask]!(y, x) === 0))
    }
  }
  const bytes = Array.from({ length: bits.length >> 3 }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((byte, bit) => byte * 2 + bit, 0),
  )
  const blocks: Record<number, number> = { 1: 1, 2: 1, 3: 1, 4: 2, 5: 2 }
  const count = blocks[version] ?? 0
  const perBlock = ({ 1: 16, 2: 28, 3: 44, 4: 32, 5: 43 } as Record<number, number>)[version]!
  const data = Array.from({ length: count }, (_, block) =>
    Array.from({ length: perBlock }, (__, at) => bytes[at * count + block]!),
  ).flat()
  const stream = data.map((byte) => byte.toString(2).padStart(8, '0')).join('')
  assert.equal(stream.slice(0, 4), '0100')
  const length = Number.parseInt(stream.slice(4, 12), 2)
  return new TextDecoder().decode(
    Uint8Array.from({ length }, (_, at) => Number.parseInt(stream.slice(12 + at * 8, 20 + at * 8), 2)),
  )
}

for (const text of [
  'Hi',
  'https://connects.kent.example/at/a1',
  'https://connects.kent.example/workspaces/at/k7m2-p9xw-3tqd',
  `https://connects.kent.example/workspaces/at/${'k'.repeat(35)}`,
])
  test(`a code of ${text.length} bytes says what was put into it`, () => {
    assert.equal(readBack(qrOf(text)!), text)
  })

test('what does not fit is no code', () => {
  assert.ok(qrOf('x'.repeat(213)))
  assert.equal(qrOf('x'.repeat(214)), null)
})
