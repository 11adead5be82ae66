// Getting people on: choose your organisation, then download the file that is made for your kind of device. The public reads it
// on a telephone, in a corridor, before it has any Wi-Fi.
import { html, safe, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import {
  bullets,
  buttonLink,
  summaryList,
  details,
  emptyState,
  heading,
  inset,
  link,
  numbered,
  paragraph,
} from '#web/parts.ts'
import type { Federation } from '../queries/federation.ts'
import type { HandedOut, Offering } from '../queries/profiles.ts'
import { kindsFor, PROFILE_FILES, type ProfileFacts, type ProfileKind } from '../rules/device-profiles.ts'

const CONNECT = { href: '/govroam/connect', text: 'Connect to govroam' }

/** All organisations whose people can sign in. */
export function connectView(federation: Federation, offered: readonly Offering[]): View {
  return {
    title: 'Connect to govroam',
    body: html`${heading('Connect to govroam')}
      ${paragraph(`With ${federation.ssid} you use secure Wi-Fi in the buildings of all partners, with your own organisation’s name and password. You set up your device once.`, { lead: true })}
      ${heading('Which organisation do you work for?', { level: 2, size: 'm' })}
      ${
        offered.length === 0
          ? emptyState(
              'No organisation is ready yet',
              'Organisations appear here when they have joined and their server has been tested. Ask your IT helpdesk.',
            )
          : bullets(
              offered.map((one) => link(`/govroam/connect/${one.code}`, one.name)),
              { spaced: true },
            )
      }
      ${paragraph('Visitors of partners use this Wi-Fi with the name and password of their own organisation. Nobody gives out a password for it.')}
      ${bullets([
        link('/govroam/sites', 'Where you can use it'),
        link('/govroam/status', 'Does it work at the moment?'),
        link('/govroam/use', 'How much it is used'),
      ])}`,
  }
}

type Here = {
  readonly code: string
  readonly name: string
  readonly federation: Federation
  readonly realms: readonly HandedOut[]
  readonly helpdesk: {
    readonly mail: string | null
    readonly phone: string | null
    readonly page: string | null
  }
  /** The address of this page as a drawing, for a screen that is read with another device. */
  readonly codeSvg: string
  readonly address: string
}

const profileHref = (code: string, realm: string, kind: ProfileKind): string =>
  `/govroam/connect/${code}/${realm}/govroam${PROFILE_FILES[kind].suffix}`

const authorityHref = (code: string, realm: string): string =>
  `/govroam/connect/${code}/${realm}/authority.crt`

/** One organisation's page. */
export function connectMemberView(here: Here): View {
  const ready = here.realms.flatMap((one) =>
    one.because === null && one.facts !== null ? [{ ...one, facts: one.facts }] : [],
  )
  return {
    title: `Connect to govroam: ${here.name}`,
    breadcrumbs: [CONNECT],
    body: html`${heading('Connect to govroam', { caption: here.name })}
      ${
        ready.length === 0
          ? html`${inset(html`${paragraph(`${here.name} has no file to download at the moment. This is checked each day: a file is offered only while it matches the organisation’s server, so that your password goes nowhere else.`)}`)}${paragraph('Ask the helpdesk below. Do not set it up by hand without being told the name of the server: a device that accepts any server gives your password to whoever asks.')}`
          : ready.map((one) => realmPart(here, one, ready.length > 1))
      }
      ${heading('Help', { level: 2, size: 'm' })}${helpdeskPart(here)}
      ${details('Open this page on another device', html`${paragraph('Read this with its camera:')}<div class="connects-qr">${safe(here.codeSvg)}</div>${paragraph(here.address)}`)}`,
  }
}

type Ready = HandedOut & { readonly facts: ProfileFacts }

function realmPart(here: Here, one: Ready, several: boolean): Html {
  const { facts } = one
  const hasPassword = facts.methods.some((method) => method !== 'tls')
  return html`${several ? heading(`People whose name ends with @${one.shown}`, { level: 2, size: 'm' }) : null}
    ${paragraph(
      hasPassword
        ? html`Your name on this Wi-Fi is your work user name with <strong>@${one.realm}</strong> at its end${one.realm === one.shown ? '' : ` (that is @${one.shown}, as devices write it)`}. Your password is the one of your work account.`
        : html`${here.name} gives each device a certificate. Your IT department puts it there; there is no password.`,
    )}
    ${heading('Choose your device', { level: several ? 3 : 2, size: several ? 's' : 'm' })}
    ${kindsFor(facts.methods).map((kind) => kindPart(here, one, kind))}
    ${details(
      'What the file tells your device',
      summaryList([
        { key: 'Network', value: facts.ssid },
        { key: 'Server names it accepts', value: facts.serverNames.join(', ') },
        {
          key: 'Authority it trusts',
          value: facts.authorities.map((authority) => authority.subject).join('; '),
        },
        { key: 'Name seen by others', value: `${facts.outerName}@${one.realm}` },
        { key: 'Until', value: formatDate(londonDate(facts.validUntil)) },
      ]),
    )}`
}

const STEPS: Readonly<
  Record<ProfileKind, (facts: ProfileFacts, authority: Html) => readonly (string | Html)[]>
> = {
  'eap-config': ({ ssid }) => [
    'Install the getgovroam or geteduroam app from your device’s store, if it is not there yet.',
    'Download the file and open it with the app.',
    `Type your name and password once. The device joins ${ssid} wherever it is in range.`,
  ],
  mobileconfig: ({ ssid }) => [
    'Download the file and allow it.',
    'On an iPhone or iPad open Settings, then Profile Downloaded, then Install. On a Mac open System Settings, then Profiles. It says that the profile is not signed; compare its server names with those below.',
    `Join ${ssid} and type your name and password once.`,
  ],
  windows: ({ ssid }, authority) => [
    html`Download the ${authority} and open it: Install Certificate, Current User, Trusted Root Certification Authorities. Leave this out where your organisation’s computers have it already.`,
    html`Download the profile, open a command prompt in the folder of your downloads, and run: <code class="connects-break">netsh wlan add profile filename=govroam.xml user=current</code>`,
    `Join ${ssid} and type your name and password once. Never accept another certificate if you are asked.`,
  ],
  networkmanager: ({ ssid }) => [
    html`Download the file, then run: <code class="connects-break">sudo install -m 600 govroam.nmconnection /etc/NetworkManager/system-connections/ && sudo nmcli connection reload</code>`,
    `Join ${ssid} and type your name and password once.`,
  ],
}

const SHORT: Readonly<Record<ProfileKind, string>> = {
  'eap-config': 'Android',
  mobileconfig: 'Apple',
  windows: 'Windows',
  networkmanager: 'Linux',
}

function kindPart(here: Here, one: Ready, kind: ProfileKind): Html {
  const authority = link(authorityHref(here.code, one.realm), 'certificate of the authority')
  return details(
    PROFILE_FILES[kind].label,
    html`${numbered(STEPS[kind](one.facts, authority))}
      ${buttonLink(profileHref(here.code, one.realm, kind), `Download the file for ${SHORT[kind]}`)}`,
  )
}

function helpdeskPart({ name, helpdesk, federation }: Here): Html {
  const rows: { key: string; value: string | Html }[] = []
  if (helpdesk.phone !== null) rows.push({ key: 'Telephone', value: helpdesk.phone })
  if (helpdesk.mail !== null)
    rows.push({ key: 'Mail', value: link(`mailto:${helpdesk.mail}`, helpdesk.mail) })
  if (helpdesk.page !== null) rows.push({ key: 'Page', value: link(helpdesk.page, helpdesk.page) })
  return html`${
    rows.length === 0
      ? paragraph(`Ask the IT helpdesk of ${name}, as for any other account.`)
      : summaryList(rows)
  }${paragraph(html`${link('/govroam/status', `Is ${federation.ssid} working?`)}`)}`
}
