// A trouble in words: what is broken, whom it touches, who mends it. One set for those who mend it, one for the public
// page, which names no server and no address.
import type { BrokenPart } from './words.ts'

export type About = {
  readonly member: string | null
  readonly server: string | null
  readonly realm: string | null
  readonly isPartial: boolean
  /** What distinguishes it further, as the verdict found it. */
  readonly detail: string
}

/** The part in two or three words, as a heading. */
export const PART_WORDS: Readonly<Record<BrokenPart, string>> = {
  federation: 'The federation’s proxies',
  upstream: 'The national operator',
  visited: 'A server that lets guests in',
  'home-radius': 'A home RADIUS server',
  'home-directory': 'A home directory',
  'test-account': 'A test account',
  'unknown-realm': 'An unknown realm',
  certificate: 'A certificate',
  clock: 'A clock',
  agent: 'An agent',
  probe: 'Our own watching',
}

/** Who mends it. */
export const MENDER: Readonly<Record<BrokenPart, 'operators' | 'member' | 'upstream'>> = {
  federation: 'operators',
  upstream: 'upstream',
  visited: 'member',
  'home-radius': 'member',
  'home-directory': 'member',
  'test-account': 'member',
  'unknown-realm': 'operators',
  certificate: 'member',
  clock: 'operators',
  agent: 'member',
  probe: 'operators',
}

const who = (about: About): string => about.member ?? 'The federation'
const nobody = (about: About): string => `Nobody from ${who(about)} can sign in anywhere`
const contacts = (about: About): string =>
  `${about.member === null ? 'The operators mend' : `The technical contacts of ${about.member} mend`} this`
const account = (about: About): string =>
  about.realm === null ? 'the test accounts' : `the test account of ${about.realm}`

/** Of what a server shows its neighbours (RadSec). */
function ofServerCertificate(about: About): readonly string[] {
  const shown = `The certificate that ${about.server} shows other servers (RadSec)`
  const broken: Readonly<Record<string, string>> = {
    untrusted: `${shown} is of no authority that the federation trusts for RadSec.`,
    'wrong-name': `${shown} bears another common name than the register has for it.`,
    expired: `${shown} has expired.`,
    'not-yet-valid': `${shown} is not valid yet: it was made on a machine whose clock is ahead, or ours is behind.`,
  }
  return [
    broken[about.detail] ?? `There is something wrong with what ${about.server} shows other servers.`,
    about.isPartial
      ? 'Other servers refuse to talk to it as soon as they connect anew; logins go by the others, if there are any.'
      : 'Other servers refuse to talk to it as soon as they connect anew, and logins then fail.',
    `${contacts(about)}.`,
  ]
}

const sentences: Readonly<Record<BrokenPart, (about: About) => readonly string[]>> = {
  federation: (about) =>
    about.isPartial
      ? [
          about.detail === 'not-passing'
            ? `The proxy ${about.server} answers but passes no login on.`
            : `The proxy ${about.server} does not answer.`,
          'Logins take the other way and may wait a few seconds the first time.',
          'The operators of the federation mend this.',
        ]
      : [
          about.detail === 'not-passing'
            ? 'The federation’s proxies answer but pass no login on, although the members’ servers are up.'
            : about.detail === 'only'
              ? 'The federation’s only proxy does not answer, while other servers do.'
              : 'None of the federation’s proxies answers, while other servers do.',
          'Nobody can sign in away from their own organisation.',
          'The operators of the federation mend this.',
        ],
  upstream: (about) => [
    about.isPartial
      ? `The national operator’s server ${about.server} does not answer; another does.`
      : 'The national operator’s servers do not answer.',
    about.isPartial
      ? 'Logins to and from outside the county take the other way.'
      : 'Guests from outside the county cannot sign in here, nor our people outside it. Inside the county everything works.',
    'Tell the national operator.',
  ],
  visited: (about) => [
    `${about.member}’s server ${about.server}, which lets guests in, does not answer.`,
    `Guests at ${about.member} may not be able to sign in; its own people can elsewhere.`,
    `${contacts(about)}.`,
  ],
  'home-radius': (about) => {
    if (about.detail === 'path')
      return [
        `Logins of ${about.realm ?? about.member} work through one proxy and fail through another.`,
        'Some people wait longer or have to try again.',
        `Its server does not take what comes from one of the proxies: compare that address and secret. ${contacts(about)}, with the operators.`,
      ]
    if (about.isPartial && about.server !== null)
      return [
        `${about.member}’s server ${about.server} does not answer; another of its servers does.`,
        'The first try of some people may wait a few seconds.',
        `${contacts(about)}.`,
      ]
    const broken: Readonly<Record<string, string>> = {
      silent: `${about.member}’s RADIUS server does not answer.`,
      line: `${about.member}’s RADIUS server answers us, but not the federation’s proxies: their address or shared secret is not known there, or a firewall stands between.`,
      halfway: `Logins of ${about.realm ?? about.member} begin and end halfway: large packets are often lost on the line, or the server stops in the middle.`,
    }
    return [
      broken[about.detail] ??
        `Logins of ${about.realm ?? about.member} get no answer from its RADIUS server, which is not watched by itself.`,
      `${nobody(about)}. Other members are not affected.`,
      `${contacts(about)}.`,
    ]
  },
  'home-directory': (about) => [
    about.detail === 'refused'
      ? `${about.member}’s RADIUS server answers, and refuses all its test accounts although they worked before: its directory does not find them.`
      : `${about.member}’s RADIUS server answers and opens the tunnel, then nothing more comes: its directory does not answer it.`,
    `${nobody(about)}, or only some can.`,
    `${contacts(about)}: look at the directory behind the RADIUS server.`,
  ],
  'test-account': (about) => [
    `${about.member} refuses ${account(about)}.`,
    'Its people can probably sign in; we cannot see it any more.',
    `${contacts(about)}: is its password changed or expired, or is the account locked? Put the new password in here.`,
  ],
  'unknown-realm': (about) => [
    about.detail === 'unpublished'
      ? `The realm ${about.realm ?? `of ${about.member}`} is proven, but not in the published configuration yet.`
      : `The realm ${about.realm ?? `of ${about.member}`} is refused at once: no server takes it as its own.`,
    `${nobody(about)} under it.`,
    about.detail === 'unpublished'
      ? 'The operators publish a generation that holds it.'
      : `Does ${about.member}’s server know this realm as its own, as its pack says? The operators help.`,
  ],
  certificate: (about) => {
    if (about.server !== null) return ofServerCertificate(about)
    const broken: Readonly<Record<string, string>> = {
      untrusted: `The certificate that ${about.realm ?? about.member} shows is not vouched for by the CA that is recorded here.`,
      'wrong-name': `The certificate that ${about.realm ?? about.member} shows bears another name than devices are told to expect.`,
      expired: `The certificate that ${about.realm ?? about.member} shows has expired.`,
      'not-yet-valid': `The certificate that ${about.realm ?? about.member} shows is not valid yet: it was made on a machine whose clock is ahead, or ours is behind.`,
    }
    return [
      broken[about.detail] ?? `There is something wrong with the certificate of ${about.member}.`,
      `Devices of ${about.member}’s people refuse to sign in, as they should.`,
      `${contacts(about)}.`,
    ]
  },
  clock: (about) =>
    about.server === null
      ? [
          about.detail === 'expired'
            ? 'The certificates of all members seem to have expired at once: the clock of the machine that watches is ahead.'
            : 'The certificates of all members seem not to be valid yet: the clock of the machine that watches is behind.',
          'Logins are probably not affected; what we watch cannot be trusted meanwhile.',
          'The operators set its clock.',
        ]
      : [
          `The clock of ${about.server} is ${Math.round(Math.abs(Number(about.detail)) / 60)} minutes ${Number(about.detail) > 0 ? 'ahead' : 'behind'}.`,
          'Certificates may look not yet valid or expired there, and its log lines stand at the wrong time.',
          `${about.member === null ? 'The operators set' : `The technical contacts of ${about.member} set`} it.`,
        ],
  agent: (about) => {
    const broken: Readonly<Record<string, string>> = {
      lost: `The agent of ${about.server} has not called for more than 10 minutes.`,
      'rolled-back': `The agent of ${about.server} went back to its former configuration: the new one did not pass its probes.`,
      refused: `The agent of ${about.server} refused the new configuration.`,
      failed: `The agent of ${about.server} could not bring its configuration into use.`,
    }
    return [
      broken[about.detail] ?? `The agent of ${about.server} is in trouble.`,
      'Its server goes on with the configuration it has. Changes do not reach it.',
      `${contacts(about)}.`,
    ]
  },
  probe: (about) => {
    if (about.detail === 'cut-off')
      return [
        `The machine that watches has no way to ${about.server}: its routes or its address are not right for it.`,
        'Whether it works is not known.',
        'The operators look at the machine that watches.',
      ]
    if (about.server !== null)
      return [
        `${about.server} lives, because logins pass, but it does not answer our own questions: our address or the secret of our probes is not known there.`,
        'Nobody is affected; we see less.',
        'The operators compare the address of our probes and apply the current generation there.',
      ]
    if (about.detail === 'secret')
      return [
        'A proxy answers our probes under another secret than the one kept here.',
        'Nobody is affected; we see less.',
        'The operators apply the current generation to it.',
      ]
    return [
      about.detail === 'one'
        ? 'The only server that we can ask does not answer: it is down, or we are cut off from it.'
        : 'Nothing that we watch answers, all at once: most likely our own machine is cut off, or no server knows the address of our probes.',
      'Whether logins work is not known.',
      'The operators look at the machine that watches first.',
    ]
  },
}

/** For those who mend it and those who run the federation. */
export const troubleWords = (part: BrokenPart, about: About): string => sentences[part](about).join(' ')

/** For everybody: what works and what does not, and nothing that would help to break it. */
export function publicWords(
  part: BrokenPart,
  about: { readonly member: string | null; readonly isPartial: boolean },
): string | null {
  const member = about.member
  switch (part) {
    case 'federation':
      return about.isPartial
        ? 'One of the federation’s servers is out of order. Signing in works, and may take longer.'
        : 'Signing in away from one’s own organisation does not work at the moment.'
    case 'upstream':
      return about.isPartial
        ? null
        : 'Guests from outside the county, and our people outside it, cannot sign in at the moment.'
    case 'visited':
      return `Guests at ${member} may not be able to sign in.`
    case 'home-radius':
    case 'home-directory':
    case 'unknown-realm':
    case 'certificate':
      // Of a proxy of the federation: its other proxies serve.
      if (member === null) return null
      return about.isPartial
        ? `Some people from ${member} may have to wait or try again.`
        : `People from ${member} cannot sign in at the moment.`
    case 'probe':
      return member === null && !about.isPartial
        ? 'We cannot see at the moment whether signing in works.'
        : null
    case 'test-account':
    case 'clock':
    case 'agent':
      return null
  }
}
