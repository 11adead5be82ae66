// A partnership's colour carries white words and draws links on white, so it must be readable both ways
// (WCAG 2.2, 1.4.3: at least 4.5 to 1).
const HEX = /^#[0-9a-f]{6}$/

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The WCAG contrast ratio of a colour and white, 1 to 21. */
export const contrastWithWhite = (hex: string): number => 1.05 / (luminance(hex) + 0.05)

/** What is wrong with a brand colour, or undefined when nothing is. */
export function brandFault(hex: string): string | undefined {
  if (!HEX.test(hex)) return 'Brand colour must be a # and six digits or letters a to f, like #0b4f5c'
  const ratio = contrastWithWhite(hex)
  if (ratio >= 4.5) return undefined
  const shown = Math.floor(ratio * 10) / 10
  return `White words cannot be read on this colour: the contrast is ${shown} to 1 and must be at least 4.5 to 1 (WCAG 2.2, 1.4.3). Choose a darker one`
}
