// What is wrong with a pack, and with a machine's own files beside it, that the engine's own check lets pass. FreeRADIUS
// starts without its main site, listens on an address that is nobody's, and serves the whole world when told so.
import type { Pack } from '../model.ts'

export type LocalFile = {
  /** As it lies in the directory: 'local/clients.conf'. */
  readonly path: string
  readonly text?: string
  /** Its permissions, as the file system says them. */
  readonly mode?: number
}

export type Facts = {
  /** Addresses of the machine on which it will run. */
  readonly ownAddresses?: readonly string[]
  readonly localFiles?: readonly LocalFile[]
}

/** One sentence a fault; none when there is nothing to say. */
export function faultsOf(pack: Pack, facts: Facts = {}): readonly string[] {
  return [...generatedFaults(pack, facts), ...(facts.localFiles ?? []).flatMap(localFaults)]
}

function generatedFaults(pack: Pack, facts: Facts): readonly string[] {
  if (pack.engine === 'radsecproxy') return radsecproxyFaults(pack, facts)
  if (pack.engine !== 'freeradius') return []
  const configured = Object.entries(pack.files).filter(([path]) => /\.conf$|^sites-enabled\//.test(path))
  return [
    ...missingOf(pack),
    ...listenerFaults(pack, facts),
    ...proxyFaults(pack),
    ...configured.flatMap(([path, text]) => clientFaults(path, text, false)),
  ]
}

/** radsecproxy takes the first client that fits, so a range would hide whoever comes after it. */
function radsecproxyFaults({ files }: Pack, { ownAddresses }: Facts): readonly string[] {
  const text = files['radsecproxy.conf']
  if (text === undefined) return ['The file radsecproxy.conf is missing.']
  const listens = [...text.matchAll(/^Listen(?:UDP|TLS) \[?([^\]\s]+?)\]?:\d+$/gm)].map(
    ([, address]) => address ?? '',
  )
  const peers = ['client', 'server'].flatMap((kind) => blocksOf(text, kind))
  return [
    ...(listens.length === 0 ? ['radsecproxy.conf listens on every address of the machine.'] : []),
    ...listens
      .filter((address) => ownAddresses !== undefined && !ownAddresses.includes(address))
      .map((address) => `radsecproxy.conf listens on ${address}, which is not an address of this machine.`),
    ...peers.flatMap(({ name, body }) => {
      const host = /^\s*Host \[?([^\]\s]+)\]?$/m.exec(body)?.[1] ?? ''
      return [
        ...(isAddress(host) ? [] : [`radsecproxy.conf: ${name} is not one address (${host}).`]),
        ...(/^\s*Secret \S/m.test(body) ? [] : [`radsecproxy.conf: ${name} has no secret.`]),
        ...(name.startsWith('portal-') ? [] : mixed(name, listens[0] ?? '', host)),
      ]
    }),
  ]
}

const NEEDED = [
  'radiusd.conf',
  'clients.conf',
  'proxy.conf',
  'policy.d/govroam',
  'mods-enabled/always',
  'mods-enabled/attr_filter',
  'mods-enabled/expr',
  'mods-enabled/linelog',
  'mods-enabled/realm',
  'mods-config/attr_filter/access_reject',
  'mods-config/attr_filter/post-proxy',
  'mods-config/attr_filter/pre-proxy',
]
const NEEDED_WITH_EAP = [
  'policy.d/cui',
  'mods-enabled/files',
  'mods-config/users',
  'sites-enabled/inner-tunnel',
]

function missingOf({ files }: Pack): readonly string[] {
  const names = Object.keys(files)
  const main = names.filter(
    (path) => path.startsWith('sites-enabled/') && files[path]?.includes('type = auth\n') === true,
  )
  const eap = files['mods-enabled/eap']
  const needed = [
    ...NEEDED,
    ...(eap === undefined ? [] : NEEDED_WITH_EAP),
    ...(eap?.includes('virtual_server = check-eap-tls') === true ? ['sites-enabled/check-eap-tls'] : []),
    ...(namesIn(files['radiusd.conf'] ?? '').includes('sites-enabled/status')
      ? ['sites-enabled/status']
      : []),
  ]
  const listed = new Set(namesIn(files['radiusd.conf'] ?? ''))
  return [
    ...(main.length === 1
      ? []
      : [
          main.length === 0
            ? 'The main site is missing: the server would start and answer nobody.'
            : `There are ${main.length} main sites: ${main.join(', ')}.`,
        ]),
    ...needed.filter((path) => !names.includes(path)).map((path) => `The file ${path} is missing.`),
    ...names
      .filter((path) => /^(?:sites-enabled|mods-enabled|policy\.d)\//.test(path) && !listed.has(path))
      .map((path) => `The file ${path} is there and is not read.`),
  ]
}

const namesIn = (main: string): readonly string[] =>
  [...main.matchAll(/^\s*\$INCLUDE (\S+)$/gm)].map(([, path]) => path ?? '')

function listenerFaults({ files }: Pack, { ownAddresses }: Facts): readonly string[] {
  const found = Object.entries(files).flatMap(([path, text]) =>
    path.startsWith('sites-enabled/') ? blocksOf(text, 'listen').map((block) => ({ path, ...block })) : [],
  )
  const places = found.map(
    ({ body }) => `${valueOf(body, 'ipaddr')}:${valueOf(body, 'port')}/${valueOf(body, 'proto') ?? 'udp'}`,
  )
  return [
    ...found.flatMap(({ path, body }) => {
      const address = valueOf(body, 'ipaddr')
      if (address === undefined) return [`${path} listens on every address of the machine.`]
      if (!isAddress(address)) return [`${path} listens on ${address}, which is no address.`]
      return ownAddresses === undefined || ownAddresses.includes(address)
        ? []
        : [`${path} listens on ${address}, which is not an address of this machine.`]
    }),
    ...twice(places).map((place) => `Two listeners share ${place}.`),
  ]
}

function proxyFaults({ files }: Pack): readonly string[] {
  const text = files['proxy.conf'] ?? ''
  const servers = blocksOf(text, 'home_server')
  const places = servers.map(({ body }) => `${valueOf(body, 'ipaddr')}:${valueOf(body, 'port')}`)
  return [
    ...servers.flatMap(({ name, body }) => [
      ...(isAddress(valueOf(body, 'ipaddr') ?? '')
        ? []
        : [`The server ${name} is named, not numbered: the name would be looked up at every start.`]),
      ...(valueOf(body, 'src_ipaddr') === undefined
        ? [`The server ${name} would be asked from whichever address the machine picks.`]
        : []),
      ...mixed(name, valueOf(body, 'src_ipaddr') ?? '', valueOf(body, 'ipaddr') ?? ''),
    ]),
    ...twice(places).map((place) => `Two servers share ${place}.`),
    ...twice(blocksOf(text, 'realm').map(({ name }) => name.toLowerCase())).map(
      (name) => `The realm ${name} stands twice.`,
    ),
  ]
}

/** Neither engine starts with a neighbour that it could not ask from its own address, and both say it in words of their own. */
const mixed = (name: string, own: string, other: string): readonly string[] =>
  !isAddress(own) || !isAddress(other) || own.includes(':') === other.includes(':')
    ? []
    : [
        `The server ${name} has an ${kindOf(other)} address and this one an ${kindOf(own)} address, so neither can ask the other. Give both an address of the same kind.`,
      ]

const kindOf = (address: string): string => (address.includes(':') ? 'IPv6' : 'IPv4')

const KNOWN_WORDS = new Set(
  `ipaddr ipv4addr ipv6addr secret require_message_authenticator shortname nas_type role operator tls_name proto
  limit_proxy_state virtual_server max_connections lifetime idle_timeout limit response_window`.split(/\s+/),
)

/** A server's address is one address; an access point's own list may name a small network, never more than a /24. */
function clientFaults(path: string, text: string, isLocal: boolean): readonly string[] {
  const clients = listsOf(text).flatMap((list) => blocksOf(list, 'client'))
  const byAddress = listsOf(text).flatMap((list) =>
    twice(blocksOf(list, 'client').map(({ name, body }) => addressOf(name, body))),
  )
  return [
    ...clients.flatMap(({ name, body }) => {
      const address = addressOf(name, body)
      const secret = valueOf(body, 'secret') ?? ''
      return [
        ...rangeFaults(path, name, address, isLocal),
        ...(secret.replaceAll(/['"]/g, '') === '' ? [`${path}: the client ${name} has no secret.`] : []),
        ...(isLocal && /^['"]?(?:testing123|radius|secret|password|cisco|changeme)['"]?$/i.test(secret)
          ? [`${path}: the client ${name} has a secret that everybody knows.`]
          : []),
        ...(isLocal && valueOf(body, 'role') !== undefined
          ? [`${path}: the client ${name} gives itself a role; only generated clients have one.`]
          : []),
        ...wordsOf(body)
          .filter((word) => !KNOWN_WORDS.has(word))
          .map(
            (word) =>
              `${path}: the client ${name} says ${word}, which FreeRADIUS would pass over in silence.`,
          ),
      ]
    }),
    ...byAddress.map((address) => `${path}: two clients share the address ${address}.`),
  ]
}

/** The lists in a file: each `clients` section, or the file itself. */
function listsOf(text: string): readonly string[] {
  const lists = blocksOf(text, 'clients').map(({ body }) => body)
  return lists.length > 0 ? lists : [text]
}

const addressOf = (name: string, body: string): string =>
  valueOf(body, 'ipaddr') ?? valueOf(body, 'ipv4addr') ?? valueOf(body, 'ipv6addr') ?? name

function rangeFaults(path: string, name: string, address: string, isLocal: boolean): readonly string[] {
  const [base = '', prefix] = address.split('/')
  if (address === '*' || /^0\.0\.0\.0(?:\/|$)|^::(?:\/|$)/.test(address))
    return [`${path}: the client ${name} is the whole world (${address}).`]
  if (!isAddress(base))
    return [
      `${path}: the client ${name} is named (${address}), not numbered: the name would be looked up at every start.`,
    ]
  const whole = base.includes(':') ? 128 : 32
  const bits = prefix === undefined ? whole : Number(prefix)
  const widest = isLocal ? (whole === 32 ? 24 : 64) : whole
  if (!Number.isInteger(bits) || bits > whole)
    return [`${path}: the client ${name} has a wrong range (${address}).`]
  return bits < widest
    ? [
        isLocal
          ? `${path}: the client ${name} is a range of 2^${whole - bits} addresses (${address}); the widest is /${widest}.`
          : `${path}: the client ${name} is a range (${address}); a server has one address.`,
      ]
    : []
}

function localFaults({ path, text, mode }: LocalFile): readonly string[] {
  const reads = mode !== undefined && (mode & 0o004) !== 0
  const writes = mode !== undefined && (mode & 0o002) !== 0
  return [
    ...(writes ? [`${path} can be changed by everybody on the machine. Run chmod 640 on it.`] : []),
    ...(reads && !isPublic(path)
      ? [`${path} can be read by everybody on the machine. Run chmod 640 on it.`]
      : []),
    ...(text !== undefined && path.endsWith('clients.conf') ? clientFaults(path, text, true) : []),
  ]
}

const isPublic = (path: string): boolean => /\.pem$/.test(path)

type Block = { readonly name: string; readonly body: string }

/** The sections of a kind, with what stands between their braces, whatever they lie in. Comments do not count. */
function blocksOf(text: string, kind: string): readonly Block[] {
  const plain = text.replaceAll(/^\s*#.*$/gm, '')
  const start = new RegExp(`^[ \\t]*${kind}(?:[ \\t]+(\\S+))?[ \\t]*\\{`, 'gm')
  return [...plain.matchAll(start)].map((match) => {
    const from = match.index + match[0].length
    let [at, depth] = [from, 1]
    while (at < plain.length && depth > 0) {
      const letter = plain[at]
      // A secret may hold a brace.
      if (letter === "'" || letter === '"') at = endOfQuote(plain, at)
      if (letter === '{') depth += 1
      if (letter === '}') depth -= 1
      at += 1
    }
    return { name: match[1] ?? '', body: plain.slice(from, at - 1) }
  })
}

function endOfQuote(text: string, from: number): number {
  const end = text.indexOf(text[from] ?? '', from + 1)
  const line = text.indexOf('\n', from)
  return end < 0 || (line >= 0 && end > line) ? from : end
}

/** What stands behind the equals sign; a comment behind it does not count. */
const valueOf = (body: string, word: string): string | undefined =>
  new RegExp(
    `^[ \\t]*${word}[ \\t]*=[ \\t]*('[^'\\n]*'|"[^"\\n]*"|[^\\n]*?)[ \\t]*(?:[ \\t]#[^\\n]*)?\\r?$`,
    'm',
  ).exec(body)?.[1]

const wordsOf = (body: string): readonly string[] =>
  [...body.matchAll(/^\s*([A-Za-z_-]+)\s*[={]/gm)].map(([, word]) => word ?? '')

function twice(all: readonly string[]): readonly string[] {
  const [seen, again] = [new Set<string>(), new Set<string>()]
  for (const one of all) (seen.has(one) ? again : seen).add(one)
  return [...again]
}

/** Numbers, not a name. Whether the numbers are right is for the engine. */
const isAddress = (words: string): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(words) || /^[0-9a-f:]*:[0-9a-f:.]*$/i.test(words)
