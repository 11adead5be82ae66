// For servers that are set up by hand: what to do, step by step, with the member's own values in place. Written for the
// administrator who has the console open; where a product cannot do something, it says so.
import { markOf, type FederationModel, type MemberModel, type ServerModel } from '../model.ts'
import type { Engine } from '../words.ts'
import { GUIDES, type Values } from './guides.ts'
import { askedWith, peersOf, type Peer } from './peers.ts'

/** The steps as Markdown. */
export function stepsFor(federation: FederationModel, member: MemberModel, server: ServerModel): string {
  const peers = peersOf(federation, server)
  const guide = GUIDES[guideOf(server.engine)](valuesOf(member, server))
  return [
    `# ${server.code}: ${guide.name}`,
    `These steps connect ${server.address} to the federation. They need about an hour; nothing changes for your own people until the last of them. Where a menu is called otherwise in your version, look for the words in *italics*.`,
    '## Your values',
    proxyTable(peers),
    bullets([
      server.does === 'visited'
        ? 'This server lets guests in; it signs nobody in itself.'
        : `Your realms, signed in here: ${member.realms.map(code).join(', ') || 'none yet'}.`,
      `Your name in the federation (Operator-Name, attribute 126): ${code(`1${member.operatorRealm}`)}.`,
      `A name that may leave your network: ${code(ROAMING_NAME)}`,
      ...(federation.probeAddress === null
        ? []
        : [
            `Our probes come from ${federation.probeAddress}. Let them reach ${server.address} on UDP ${server.authPort}${server.statusPort === null ? '' : ` and ${server.statusPort}`}.`,
          ]),
    ]),
    '## Firewall',
    numbered(peers.flatMap((peer) => firewallOf(server, peer))),
    ...guide.parts.flatMap(({ title, steps }) => [`## ${title}`, numbered(steps)]),
    '## What may pass',
    `Towards the federation: ${ASKED}. Back to your access points, for guests: ${ANSWERED}. Everything else, above all VLANs and filters of another organisation, is taken out.`,
    '## What it cannot do',
    bullets(guide.limits),
    '## Try it',
    numbered(triesOf(member, server)),
    '',
  ].join('\n\n')
}

/** The same values for those who paste them. */
export function valuesFor(federation: FederationModel, member: MemberModel, server: ServerModel): string {
  const rows = [
    ['what', 'value'],
    ...peersOf(federation, server).flatMap((peer) => [
      [`address of ${peer.server.code}`, peer.server.address],
      [`port of ${peer.server.code}`, String(askedWith(peer)?.port ?? peer.server.authPort)],
    ]),
    ...member.realms.map((realm) => ['realm', realm]),
    ['operator name', `1${member.operatorRealm}`],
    ['name that may roam', ROAMING_NAME],
    ...member.realms.map((realm) => ['name signed in here', ownName(realm)]),
    ...(federation.probeAddress === null ? [] : [['address of our probes', federation.probeAddress]]),
  ]
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

const ROAMING_NAME =
  '^[^@\\s#]+@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\\.)+([A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59})$'
const ASKED =
  'User-Name, EAP-Message, Message-Authenticator, State, NAS-IP-Address, NAS-Identifier, NAS-Port-Type, Called-Station-Id, Calling-Station-Id, Operator-Name, Chargeable-User-Identity, Proxy-State'
const ANSWERED =
  'User-Name, EAP-Message, Message-Authenticator, State, MS-MPPE-Recv-Key, MS-MPPE-Send-Key, Chargeable-User-Identity, Class, Session-Timeout, Reply-Message, Proxy-State'

const guideOf = (engine: Engine): keyof typeof GUIDES =>
  engine === 'nps' || engine === 'ise' || engine === 'clearpass' ? engine : 'other'

const ownName = (realm: string): string => `^[^@\\s#]*@${realm.replaceAll('.', '\\.')}$`

const valuesOf = (member: MemberModel, server: ServerModel): Values => ({
  member,
  server,
  roamingName: code(ROAMING_NAME),
  ownNames: server.does === 'visited' ? [] : member.realms.map((realm) => code(ownName(realm))),
  operatorName: code(`1${member.operatorRealm}`),
})

function proxyTable(peers: readonly Peer[]): string {
  if (peers.length === 0)
    return 'No proxy of the federation is connected to this server yet. Ask the federation.'
  const rows = peers.map((peer) => {
    const asked = askedWith(peer)
    const secret = asked === null ? 'not made yet' : code(markOf(`roaming.credential:${asked.id}`))
    return `| ${peer.server.code} | ${peer.server.address} | ${asked?.port ?? peer.server.authPort} | ${secret} |`
  })
  return ['| Proxy | Address | Port (UDP) | Shared secret |', '|---|---|---|---|', ...rows].join('\n')
}

const firewallOf = (server: ServerModel, { server: proxy }: Peer): readonly string[] => [
  `Let ${server.address} reach ${proxy.address} on UDP ${proxy.authPort} and ${proxy.nextPort}, and the answers come back.`,
  `Let ${proxy.address} reach ${server.address} on UDP ${server.authPort}, and the answers go back. Let fragments pass: answers with certificates are longer than one packet.`,
]

function triesOf(member: MemberModel, server: ServerModel): readonly string[] {
  const [realm] = member.realms
  return [
    ...(server.does === 'visited' || realm === undefined
      ? []
      : [
          `Sign in with an account of yours as ${code(`someone@${realm}`)}, first at your own access points, then at another member’s.`,
          `Sign in outside as ${code(`anonymous@${realm}`)} and inside as somebody of another realm. It must be refused.`,
        ]),
    'Ask a guest to sign in at your access points. Their login must be refused by nobody but their home.',
    'Try to sign in as a name without @, and as a name with a space. Neither may reach the federation: your page in the portal shows what did.',
    'Look at your page in the portal: within ten minutes each proxy says that it reaches your server, and your certificate is read without any account.',
  ]
}

const code = (words: string): string => `\`${words}\``
const bullets = (all: readonly string[]): string => all.map((one) => `- ${one}`).join('\n')
const numbered = (all: readonly string[]): string => all.map((one, at) => `${at + 1}. ${one}`).join('\n')
// A leading = or + would be worked out by a spreadsheet.
const cell = (words: string): string =>
  /[",\r\n]|^[=+\-@\t]/.test(words)
    ? `"${(/^[=+\-@\t]/.test(words) ? `'${words}` : words).replaceAll('"', '""')}"`
    : words
