// Certificates: when those of every member and server end, one of them with what is wrong, and the authorities that devices
// and servers trust.
import { notFound, Refusal } from '#platform/errors/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { form, get, page, type FormState, type Page, type View, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, filterOf, formatOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import { renderForm } from '#web/forms.ts'
import { downloads, filterPanel, heading, listPages, paragraph, warning } from '#web/parts.ts'
import { addTrust, endTrust } from '../actions/trust.ts'
import {
  certificateById,
  certificatesShown,
  placesUnseen,
  type CertificateFilter,
} from '../queries/certificates.ts'
import { ourMemberByCode, type Member } from '../queries/members.ts'
import { DETAILS, holdsFor, KEEP, RUN, runsFederation } from '../queries/seeing.ts'
import { trustById, trustOf, type Trust } from '../queries/trust.ts'
import { holdsPrivateKey } from '../rules/certificates.ts'
import {
  certificateBody,
  CERTIFICATES,
  certificateColumns,
  certificatesTable,
  trustSection,
  unseenWords,
} from '../views/certificates.ts'
import { federationNavigation, GOVROAM, memberFrame, memberHref } from '../views/frame.ts'

function filterIn(visit: Visit): CertificateFilter {
  const purpose = filterOf(visit, 'purpose')
  const within = filterOf(visit, 'within')
  const after = filterOf(visit, 'after')
  return {
    ...(purpose === 'eap' || purpose === 'radsec' ? { purpose } : {}),
    ...(within !== undefined && /^\d{1,3}$/.test(within) ? { withinDays: Number(within) } : {}),
    ...(after === undefined ? {} : { after }),
  }
}

const list = get(CERTIFICATES.href, {
  permission: DETAILS,
  async run(visit) {
    const { after, ...filter } = filterIn(visit)
    const format = formatOf(visit)
    if (format !== undefined) {
      const rows = await everyRow((from) =>
        certificatesShown(
          visit,
          { ...filter, ...(from === undefined ? {} : { after: from }) },
          MOST_DOWNLOADED,
        ),
      )
      return fileOf(format, 'certificates', certificateColumns, rows)
    }
    const listed = await certificatesShown(visit, { ...filter, ...(after === undefined ? {} : { after }) })
    const runs = runsFederation(visit)
    return page({
      title: CERTIFICATES.text,
      breadcrumbs: [GOVROAM],
      wide: true,
      body: html`${heading(CERTIFICATES.text)}
      ${federationNavigation(CERTIFICATES.href, runs)}
      ${paragraph('Each day every server is asked for the certificates that it shows to devices and, over RadSec, to other servers; without an account. 60, 30, 14 and 3 days before one ends, and on the day, its technical contacts are told by mail.')}
      ${unseenWords(await placesUnseen(visit))}
      ${filterPanel({
        action: CERTIFICATES.href,
        label: 'Which certificates',
        fields: [
          {
            kind: 'select',
            name: 'within',
            label: 'Ends within',
            value: visit.query['within'],
            any: 'Any time',
            options: [60, 30, 14].map((days) => ({ value: String(days), text: `${days} days` })),
          },
          {
            kind: 'select',
            name: 'purpose',
            label: 'For',
            value: visit.query['purpose'],
            any: 'Both',
            options: [
              { value: 'eap', text: 'Signing people in' },
              { value: 'radsec', text: 'Between servers' },
            ],
          },
        ],
      })}
      ${certificatesTable(listed.rows)}
      ${listPages(CERTIFICATES.href, visit.query, listed.next)}
      ${downloads(CERTIFICATES.href, visit.query)}
      ${
        runs
          ? trustSection({
              trust: await trustOf(visit, null),
              now: visit.now,
              caption: 'Authorities that the federation’s servers trust (RadSec)',
              addHref: `${CERTIFICATES.href}/trust`,
              endHref: (trust) => `${CERTIFICATES.href}/trust/${trust.id}/end`,
              may: runsFederation(visit, RUN),
              empty:
                'Servers that talk RadSec need an authority behind their certificates, best one of the federation’s own. It goes out with the next generation.',
            })
          : null
      }`,
    })
  },
})

const one = get('/govroam/certificates/:certificate', {
  permission: DETAILS,
  async run(visit) {
    const found = await certificateById(visit, visit.params['certificate'] ?? '')
    return page({
      title: `Certificate of ${found.place}`,
      breadcrumbs: [GOVROAM, CERTIFICATES],
      wide: true,
      body: html`${heading(`Certificate of ${found.place}`, { caption: found.organisation_name ?? 'The federation' })}
      ${federationNavigation(CERTIFICATES.href, runsFederation(visit))}
      ${certificateBody(found, visit.now)}`,
    })
  },
})

const theMember = (visit: Visit): Promise<Member> => ourMemberByCode(visit, visit.params['code'] ?? '')

const ofMember = get('/govroam/members/:code/certificates', {
  permission: DETAILS,
  async run(visit) {
    const member = await theMember(visit)
    const { after: _, ...filter } = filterIn(visit)
    const rows = await everyRow((from) =>
      certificatesShown(
        visit,
        { ...filter, memberId: member.id, ...(from === undefined ? {} : { after: from }) },
        MOST_DOWNLOADED,
      ),
    )
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, `${member.code}-certificates`, certificateColumns, rows)
    const path = memberHref(member, 'certificates')
    return page(
      memberFrame(
        member,
        'Certificates',
        html`${unseenWords(await placesUnseen(visit, member.id))}
        ${certificatesTable(rows, false)}
        ${rows.length === 0 ? null : downloads(path)}
        ${trustSection({
          trust: await trustOf(visit, member.id),
          now: visit.now,
          caption: 'Authorities that your devices trust',
          addHref: `${path}/trust`,
          endHref: (trust) => `${path}/trust/${trust.id}/end`,
          may: holdsFor(visit, KEEP, member),
          empty:
            'Profiles tell devices to trust the authority behind your server’s certificate, and no other. Add it, and they can be handed out.',
        })}`,
        { tab: 'certificates' },
      ),
    )
  },
})

// Whom to trust

const refused = (): never => {
  throw new Refusal(
    'forbidden',
    'roaming.trust.not-yours',
    'Whom these devices or servers trust is for their technical contacts and for those who run the federation.',
  )
}

async function keptMember(visit: Visit): Promise<Member> {
  const member = await theMember(visit)
  return holdsFor(visit, KEEP, member) ? member : refused()
}

const mustRun = async (visit: Visit): Promise<void> => {
  if (!runsFederation(visit, RUN)) refused()
}

/** A pasted private key is not sent back to the page either. */
function withoutKeys(state: FormState): FormState {
  const { text, ...values } = state.values
  return typeof text === 'string' && holdsPrivateKey(text) ? { ...state, values } : state
}

const ADD = 'Trust a certificate authority'

const addForm = (state: FormState, hidden: Readonly<Record<string, string>>, cancel: string): Html =>
  html`${paragraph('Paste the certificate of the authority, or choose its file. If there are authorities between it and the server, only the one at the top is needed.')}
  ${renderForm(
    { ...withoutKeys(state), hidden: { ...state.hidden, ...hidden } },
    {
      submit: 'Trust it',
      fields: ['text', 'file'],
      cancel: { href: cancel },
      more: { text: { lines: 10 } },
    },
  )}`

const trusted = (result: { readonly added: number; readonly already: number }): string =>
  result.added === 0
    ? 'It was trusted already.'
    : result.added === 1
      ? 'The authority is trusted from now on.'
      : `${result.added} authorities are trusted from now on.`

const addOfMember = form('/govroam/members/:code/certificates/trust', {
  action: addTrust,
  load: keptMember,
  view: (_visit, member, state) =>
    memberFrame(
      member,
      ADD,
      addForm(state, { purpose: 'eap', member: member.id }, memberHref(member, 'certificates')),
      { under: { href: memberHref(member, 'certificates'), text: 'Certificates' }, wide: false },
    ),
  then: (result, _visit, member) => ({ to: memberHref(member, 'certificates'), notice: trusted(result) }),
})

const plain = (title: string, body: Html): View => ({
  title,
  breadcrumbs: [GOVROAM, CERTIFICATES],
  body: html`${heading(title)}${body}`,
})

/** Servers know each other by a common name under an authority, so the authority is all that keeps one from being another. */
const OWN_AUTHORITY =
  'Use an authority that issues for this federation alone, to one name each. Servers know each other by the common name in their certificates: whoever gets one from a trusted authority with another’s name could stand in for that server.'

const addOfFederation = form('/govroam/certificates/trust', {
  action: addTrust,
  load: mustRun,
  view: (_visit, _loaded, state) =>
    plain(ADD, html`${warning(OWN_AUTHORITY)}${addForm(state, { purpose: 'radsec' }, CERTIFICATES.href)}`),
  then: (result) => ({ to: CERTIFICATES.href, notice: trusted(result) }),
})

const END = 'No longer trust it'
const fixedTrust = (visit: Visit) => ({ trust: visit.params['trust'] ?? '' })

const endForm = (state: FormState, trust: Trust, words: string, cancel: string): Html =>
  html`${paragraph(trust.subject)}${paragraph(words)}${renderForm(state, { submit: END, look: 'warning', cancel: { href: cancel } })}`

const endOfMember = form('/govroam/members/:code/certificates/trust/:trust/end', {
  action: endTrust,
  fixed: fixedTrust,
  async load(visit) {
    const member = await keptMember(visit)
    const trust = await trustById(visit, visit.params['trust'] ?? '')
    return trust.member_id === member.id ? { member, trust } : notFound('authority')
  },
  view: (_visit, { member, trust }, state) =>
    memberFrame(
      member,
      END,
      endForm(
        state,
        trust,
        'Profiles handed out from now on leave it out. Devices that have it already keep it until their people load the profile again.',
        memberHref(member, 'certificates'),
      ),
      { under: { href: memberHref(member, 'certificates'), text: 'Certificates' }, wide: false },
    ),
  then: (_result, _visit, { member }) => ({
    to: memberHref(member, 'certificates'),
    notice: 'The authority is no longer trusted.',
  }),
})

const endOfFederation = form('/govroam/certificates/trust/:trust/end', {
  action: endTrust,
  fixed: fixedTrust,
  async load(visit) {
    await mustRun(visit)
    const trust = await trustById(visit, visit.params['trust'] ?? '')
    return trust.member_id === null ? trust : notFound('authority')
  },
  view: (_visit, trust, state) =>
    plain(
      END,
      endForm(
        state,
        trust,
        'From the next generation on no server takes a certificate of it. Look first that none of those in use comes from it.',
        CERTIFICATES.href,
      ),
    ),
  then: () => ({ to: CERTIFICATES.href, notice: 'The authority is no longer trusted.' }),
})

export const certificatePages: readonly Page[] = [
  list,
  addOfFederation,
  endOfFederation,
  one,
  ofMember,
  addOfMember,
  endOfMember,
]
