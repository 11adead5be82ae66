// Certificates on pages: when each ends and what is wrong with it, in words; and whom devices and servers trust.
import { html, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate, formatDateTime, londonDate } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  emptyState,
  heading,
  link,
  paragraph,
  summaryList,
  table,
  tag,
  warning,
} from '#web/parts.ts'
import { daysLeft, type ShownCertificate } from '../queries/certificates.ts'
import type { Trust } from '../queries/trust.ts'
import type { CertificateFault, FaultWeight } from '../rules/chain-faults.ts'
import { endsWords, warningFor } from '../rules/warnings.ts'

export const CERTIFICATES = { href: '/govroam/certificates', text: 'Certificates' }

const certificateHref = (id: string): string => `${CERTIFICATES.href}/${id}`

const PURPOSES: Readonly<Record<'eap' | 'radsec', string>> = {
  eap: 'Signs people in (EAP)',
  radsec: 'Between servers (RadSec)',
}

const WEIGHTS: Readonly<Record<FaultWeight, readonly [string, 'red' | 'orange' | 'grey']>> = {
  stops: ['Stops logins', 'red'],
  warns: ['Warning', 'orange'],
  remark: ['Remark', 'grey'],
}

const stateWords = (one: Pick<ShownCertificate, 'faults'>): string => {
  const [worst] = one.faults
  return worst === undefined || worst.weight === 'remark' ? 'Good' : WEIGHTS[worst.weight][0]
}

const stateTag = (one: Pick<ShownCertificate, 'faults'>): Html => {
  const [worst] = one.faults
  return worst === undefined || worst.weight === 'remark'
    ? tag('Good', 'green')
    : tag(...WEIGHTS[worst.weight])
}

const leftTag = (left: number): Html | null => {
  const nearest = warningFor(left)
  if (nearest === null) return null
  return left < 0 ? tag('Ended', 'red') : tag('Ends soon', nearest <= 14 ? 'orange' : 'yellow')
}

/** The same on the page and in its files. */
export const certificateColumns: readonly Column<ShownCertificate>[] = [
  {
    key: 'place',
    label: 'Realm or server',
    kind: 'text',
    value: (one) => one.place,
    show: (one) => link(certificateHref(one.id), one.place),
  },
  {
    key: 'organisation',
    label: 'Organisation',
    kind: 'text',
    value: (one) => one.organisation_name ?? 'The federation',
  },
  { key: 'purpose', label: 'For', kind: 'text', value: (one) => PURPOSES[one.purpose] },
  { key: 'ends', label: 'Ends on', kind: 'date', value: (one) => londonDate(one.not_after) },
  {
    key: 'left',
    label: 'Days left',
    kind: 'number',
    value: (one) => one.daysLeft,
    show: (one) => html`${one.daysLeft} ${leftTag(one.daysLeft)}`,
  },
  { key: 'state', label: 'State', kind: 'text', value: stateWords, show: stateTag },
  { key: 'names', label: 'Names', kind: 'text', value: (one) => one.names.join(', ') },
  { key: 'issuer', label: 'Issuer', kind: 'text', value: (one) => one.issuer, downloadOnly: true },
  { key: 'fingerprint', label: 'SHA-256', kind: 'text', value: (one) => one.fingerprint, downloadOnly: true },
  {
    key: 'faults',
    label: 'What is wrong',
    kind: 'text',
    value: (one) => one.faults.map((fault) => fault.words).join(' '),
    downloadOnly: true,
  },
  { key: 'seen', label: 'Last seen', kind: 'instant', value: (one) => one.last_at },
]

/** On a member's own page whose they are is said above. */
export function certificatesTable(rows: readonly ShownCertificate[], withBody = true): Html {
  const columns = certificateColumns.filter((one) => withBody || one.key !== 'organisation')
  return table(columns, rows, {
    caption: 'Certificates that are shown now',
    sortedBy: 'The soonest to end first',
    empty: emptyState(
      'No certificate seen yet',
      'They are read from the servers themselves each day, without an account: of a realm once it is proven and its server is in use, of a server with RadSec once it is in use.',
    ),
  })
}

export const unseenWords = (places: readonly string[]): Html | null =>
  places.length === 0
    ? null
    : warning(
        `The certificate of ${places.length === 1 ? '' : `${places.length} realms and servers: `}${places.slice(0, 10).join(', ')}${places.length > 10 ? ' and others' : ''} has not been seen yet, so nobody knows when it ends.`,
      )

export function certificateBody(one: ShownCertificate, now: Temporal.Instant): Html {
  return html`${summaryList([
    { key: 'State', value: stateTag(one) },
    { key: 'For', value: PURPOSES[one.purpose] },
    {
      key: 'Ends',
      value: html`${formatDate(londonDate(one.not_after))}, ${endsWords(one.daysLeft)} ${leftTag(one.daysLeft)}`,
    },
    { key: 'Began', value: formatDate(londonDate(one.not_before)) },
    { key: 'Names', value: one.names.join(', ') },
    { key: 'Subject', value: one.subject },
    { key: 'Issuer', value: one.issuer },
    {
      key: 'Key',
      value: one.key_bits === 0 ? one.key_kind : `${one.key_kind.toUpperCase()}, ${one.key_bits} bits`,
    },
    { key: 'Signed with', value: signatureWords(one.signature) },
    {
      key: 'SHA-256',
      value: html`<code class="connects-break">${one.fingerprint.match(/../g)?.join(':')}</code>`,
    },
    { key: 'Seen', value: `First ${formatDateTime(one.first_at)}, last ${formatDateTime(one.last_at)}` },
    { key: 'Sent with it', value: one.chain.length === 1 ? 'Nothing' : `${one.chain.length - 1} more` },
  ])}
  ${heading('What is wrong', { level: 2 })}
  ${faultsList(one.faults)}
  ${one.daysLeft <= 60 ? html`${heading('Before it ends', { level: 2 })}${bullets(renewing(one), { spaced: true })}` : null}
  ${one.purpose === 'radsec' ? paragraph('Read from the handshake of TLS. That a server shows its certificate does not say that it answers RADIUS.') : null}
  ${paragraph(`Looked at on ${formatDateTime(now)}, after the checks of eduroam CAT.`, { small: true })}`
}

/** 'sha256-rsa' as 'SHA256 with RSA'; one without a digest of its own as it is. */
const signatureWords = (signature: string): string => signature.toUpperCase().replace('-', ' with ')

const faultsList = (faults: readonly CertificateFault[]): Html =>
  faults.length === 0
    ? paragraph('Nothing.')
    : bullets(
        faults.map((fault) => html`${tag(...WEIGHTS[fault.weight])} ${fault.words}`),
        { spaced: true },
      )

const renewing = ({ purpose }: ShownCertificate): readonly string[] =>
  purpose === 'eap'
    ? [
        'Have the next one issued by the same authority, for the same name: then no device notices.',
        'With another authority: add it under the authorities that your devices trust, publish the profiles, wait until people have loaded them, and only then change the server.',
        'Put certificate and key into the directory local/certs of the server; the key never leaves it.',
      ]
    : [
        'Have the next one issued by an authority that the federation trusts, for the same name.',
        'Put certificate and key into the directory local/certs of the server; the key never leaves it.',
      ]

type TrustShown = {
  readonly trust: readonly Trust[]
  readonly now: Temporal.Instant
  readonly caption: string
  readonly addHref: string
  readonly endHref: (trust: Trust) => string
  readonly may: boolean
  readonly empty: string
}

export function trustSection({ trust, now, caption, addHref, endHref, may, empty }: TrustShown): Html {
  const add = { href: addHref, text: 'Add an authority' }
  return html`${heading(caption, { level: 2 })}
  ${may && trust.length > 0 ? actionsList([add]) : null}
  ${table<Trust>(
    [
      { key: 'subject', label: 'Authority', kind: 'text', value: (one) => one.subject },
      { key: 'ends', label: 'Ends on', kind: 'date', value: (one) => londonDate(one.not_after) },
      {
        key: 'left',
        label: 'Days left',
        kind: 'number',
        value: (one) => daysLeft(one.not_after, now),
        show: (one) => html`${daysLeft(one.not_after, now)} ${leftTag(daysLeft(one.not_after, now))}`,
      },
      { key: 'added', label: 'Added on', kind: 'date', value: (one) => londonDate(one.added_at) },
      ...(may
        ? [
            {
              key: 'end',
              label: 'Change',
              kind: 'text',
              value: () => '',
              show: (one: Trust) => link(endHref(one), 'No longer trust', { hidden: one.subject }),
            } as const,
          ]
        : []),
    ],
    trust,
    { caption, captionHidden: true, empty: emptyState('None yet', empty, may && add) },
  )}`
}
