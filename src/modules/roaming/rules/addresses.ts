// One address of one server (RADIUS knows its clients by it), in one spelling, and whether it is one of ours.

const BYTE = /^(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/
const isFour = (text: string): boolean => {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => BYTE.test(part))
}

/** The address in its one spelling ('2001:db8::1' however it was written); null where it is none. */
export function readAddress(typed: string): string | null {
  const text = typed.trim().toLowerCase()
  if (isFour(text)) return text
  if (!text.includes(':') || !/^[0-9a-f:.]{2,45}$/.test(text)) return null
  try {
    return new URL(`http://[${text}]/`).hostname.slice(1, -1)
  } catch {
    return null
  }
}

const wide = (address: string): boolean => address.includes(':')

/** The address as one number. */
function numberOf(address: string): bigint {
  if (!wide(address)) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)
  const [head = '', tail] = address.split('::')
  const groups = (half: string): string[] => (half === '' ? [] : half.split(':'))
  const first = groups(head)
  const last = tail === undefined ? [] : groups(tail)
  const between = tail === undefined ? 0 : 8 - first.length - last.length
  return [...first, ...Array.from({ length: between }, () => '0'), ...last].reduce(
    (sum, group) => sum * 65536n + BigInt(`0x${group}`),
    0n,
  )
}

/** '10.20.0.0/16' in one spelling, host bits cleared not: they are refused. Null where it is no network. */
export function readNetwork(typed: string): string | null {
  const [text = '', prefix, ...rest] = typed.trim().split('/')
  const address = readAddress(text)
  if (address === null || rest.length > 0) return null
  const most = wide(address) ? 128 : 32
  if (prefix === undefined) return `${address}/${most}`
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > most) return null
  const below = BigInt(most - Number(prefix))
  return (numberOf(address) >> below) << below === numberOf(address) ? `${address}/${Number(prefix)}` : null
}

/** Whether an address lies in a network, both in their one spelling. */
export function isIn(address: string, network: string): boolean {
  const [base = '', prefix = '0'] = network.split('/')
  if (wide(base) !== wide(address)) return false
  const below = BigInt((wide(base) ? 128 : 32) - Number(prefix))
  return numberOf(address) >> below === numberOf(base) >> below
}

const within = (address: string, networks: readonly string[]): boolean =>
  networks.some((network) => isIn(address, network))

const NOWHERE = ['0.0.0.0/8', '::/128']
const MANY = ['224.0.0.0/4', 'ff00::/8']
const RESERVED = ['240.0.0.0/4']
const LOCAL = ['169.254.0.0/16', 'fe80::/10']
const LOOPBACK = ['127.0.0.0/8', '::1/128']
const MAPPED = ['::ffff:0:0/96']

/**
 * What is wrong with what was typed as the address of a server, or the address in its one spelling. `networks` are those
 * in which the servers of this federation stand; none is any. Loopback is taken only where they name it: a federation on
 * one machine, to try things.
 */
export function addressOfServer(
  typed: string,
  networks: readonly string[],
  isOutside = false,
): { readonly address: string } | { readonly fault: string } {
  const text = typed.trim()
  if (/[/,*]|\d-\d|\s/.test(text))
    return { fault: 'Enter one address, not a range or a list. Add each server by itself' }
  const address = readAddress(text)
  if (address === null)
    return {
      fault: /[g-z]/i.test(text)
        ? 'Enter the address, not a name: a RADIUS server that cannot look a name up does not start'
        : 'Enter an address like 192.0.2.10 or 2001:db8::10',
    }
  if (within(address, MAPPED)) return { fault: 'Enter it as an IPv4 address, like 192.0.2.10' }
  if (within(address, NOWHERE)) return { fault: `${address} is no address of a server` }
  if (within(address, MANY)) return { fault: `${address} is a group of machines (multicast), not one server` }
  if (within(address, RESERVED))
    return { fault: `${address} is a broadcast or reserved address, not a server's` }
  if (within(address, LOCAL))
    return {
      fault: `${address} is known on one cable only. Enter the address by which others reach the server`,
    }
  const isLoopback = within(address, LOOPBACK)
  if (
    isLoopback &&
    !networks.some((network) => LOOPBACK.some((one) => isIn(network.split('/')[0] ?? '', one)))
  )
    return { fault: `${address} is the machine itself. Enter the address by which others reach the server` }
  if (!isOutside && networks.length > 0 && !within(address, networks))
    return {
      fault: `${address} is not in the networks of this federation (${networks.join(', ')}). Check it, or ask those who run the federation to add its network`,
    }
  return { address }
}
