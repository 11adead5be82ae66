// A partnership's own name, colour and mark on every page. The colour carries white text and draws links on
// white, so it must be readable both ways before it is saved (WCAG 2.2, 1.4.3: at least 4.5 to 1).

export type Brand = {
  readonly name: string
  /** "#0b4f5c": the band at the head of the page, links and buttons. */
  readonly colour: string
  /** One to three letters in the mark; our own neutral mark when left out. */
  readonly initials?: string | null
}

/** What an installation looks like before anyone has chosen: a deep blue-green that belongs to nobody. */
export const DEFAULT_BRAND: Brand = { name: 'Connects', colour: '#0b4f5c' }

const HEX = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i

function luminance(hex: string): number | undefined {
  const parts = HEX.exec(hex.trim())
  if (!parts) return undefined
  const [red = 0, green = 0, blue = 0] = parts.slice(1).map((part) => {
    const share = Number.parseInt(part, 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The WCAG contrast ratio of two colours, 1 to 21; 0 when either is no six-digit hex colour. */
export function contrast(one: string, other: string): number {
  const first = luminance(one)
  const second = luminance(other)
  if (first === undefined || second === undefined) return 0
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05)
}

/** Whether white words can be read on the colour, and the colour as words on white. */
export const brandIsReadable = (hex: string): boolean => contrast(hex, '#ffffff') >= 4.5

/** The colour itself when it can be used, else the default: a page must be readable whatever was imported. */
export const usableColour = (hex: string): string =>
  brandIsReadable(hex) ? hex.trim().toLowerCase() : DEFAULT_BRAND.colour
