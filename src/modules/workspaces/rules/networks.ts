// Networks as an office writes them: "10.20.0.0/16", "2001:db8::/48", or one address.

const PART = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)$/

/** The network in one spelling, with the length of its prefix; null where it is none. */
export function networkOf(text: string): string | null {
  const [address = '', prefix, ...rest] = text.trim().toLowerCase().split('/')
  if (rest.length > 0) return null
  const most = isVersionFour(address) ? 32 : isVersionSix(address) ? 128 : null
  if (most === null) return null
  if (prefix === undefined) return `${address}/${most}`
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > most) return null
  return `${address}/${Number(prefix)}`
}

const isVersionFour = (address: string): boolean => {
  const parts = address.split('.')
  return parts.length === 4 && parts.every((part) => PART.test(part))
}

function isVersionSix(address: string): boolean {
  const halves = address.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return false
  return halves.length === 2 ? groups.length <= 7 : groups.length === 8
}
