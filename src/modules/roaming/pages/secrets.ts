// Shared secrets: how old each is, the change of one without an outage, and the one time it is shown.
import type { Action } from '#platform/actions/index.ts'
import { notFound, Refusal } from '#platform/errors/index.ts'
import type { Fields } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { downloads, filterPanel, heading, paragraph } from '#web/parts.ts'
import {
  abandonRotation,
  beginRotation,
  finishRotation,
  IMPORT,
  importCredential,
  mayChangeLink,
  moveRotation,
  ROTATE,
} from '../actions/rotating.ts'
import { SHOW, showCredential } from '../actions/showing.ts'
import { ourMemberByCode } from '../queries/members.ts'
import { linkById, rotationOf, secretAges, type LinkAt } from '../queries/rotation.ts'
import { DETAILS, holdsFor, runsFederation } from '../queries/seeing.ts'
import { needsGap, needsWord } from '../rules/rotation.ts'
import { federationNavigation, GOVROAM, memberFrame } from '../views/frame.ts'
import {
  ageColumns,
  agesTable,
  rotationView,
  SECRETS,
  secretHref,
  showOnceView,
  shownView,
  sureView,
} from '../views/secrets.ts'

const MOST_SHOWN = 500

const list = get('/govroam/secrets', {
  permission: DETAILS,
  async run(visit) {
    const onlyDue = visit.query['show'] === 'due'
    const format = formatOf(visit)
    const ages = await secretAges(visit, {
      ...(onlyDue ? { dueBy: londonDate(visit.now) } : {}),
      ...(format === undefined ? { most: MOST_SHOWN } : {}),
    })
    if (format !== undefined) return fileOf(format, 'shared-secrets', ageColumns(visit.now, true), ages)
    return page({
      title: SECRETS.text,
      breadcrumbs: [GOVROAM],
      wide: true,
      body: html`${heading(SECRETS.text)}
      ${federationNavigation(SECRETS.href, runsFederation(visit))}
      ${paragraph('Each two servers that talk share a secret. Here stands how old each is; what it says stands nowhere.')}
      ${filterPanel({
        action: SECRETS.href,
        label: 'Which secrets',
        fields: [
          {
            kind: 'select',
            name: 'show',
            label: 'Which',
            value: visit.query['show'],
            options: [{ value: 'due', text: 'Those that are due to be changed' }],
            any: 'All',
          },
        ],
      })}
      ${agesTable(ages, visit.now, true)}
      ${ages.length === MOST_SHOWN ? paragraph(`These are the ${MOST_SHOWN} oldest. All of them are in the files.`) : null}
      ${downloads(SECRETS.href, visit.query)}`,
    })
  },
})

const ofMember = get('/govroam/members/:code/secrets', {
  permission: DETAILS,
  async run(visit) {
    const member = await ourMemberByCode(visit, visit.params['code'] ?? '')
    const ages = await secretAges(visit, { memberId: member.id })
    const format = formatOf(visit)
    if (format !== undefined)
      return fileOf(format, `${member.code}-secrets`, ageColumns(visit.now, false), ages)
    return page(
      memberFrame(
        member,
        'Shared secrets',
        html`${paragraph('Your servers share a secret with each proxy of the federation. Servers with our agent fetch theirs by themselves; for the others your named contact is shown it once.')}
        ${agesTable(ages, visit.now, false)}
        ${ages.length === 0 ? null : downloads(`/govroam/members/${member.code}/secrets`)}`,
        { tab: 'secrets' },
      ),
    )
  },
})

const theLink = (visit: Visit): Promise<LinkAt> => linkById(visit, visit.params['link'] ?? '')

const rotation = get('/govroam/secrets/:link', {
  permission: DETAILS,
  async run(visit) {
    const at = await theLink(visit)
    return page(
      rotationView(at, rotationOf(at), visit.now, {
        change: mayChangeLink(visit, ROTATE, at),
        bring: mayChangeLink(visit, IMPORT, at),
        generate: runsFederation(visit),
        beShown: holdsFor(visit, SHOW, at),
      }),
    )
  },
})

/** The link, for whoever may change it. */
const changeable =
  (permission: string) =>
  async (visit: Visit): Promise<LinkAt> => {
    const at = await theLink(visit)
    if (mayChangeLink(visit, permission, at)) return at
    throw new Refusal(
      'forbidden',
      'roaming.credential.not-yours',
      'This is for the technical contact of that organisation and for those who run the federation. Ask one of them.',
    )
  }

/** The address names the link, and of some steps the credential. */
const fixed = ({ params }: Visit) => ({ ...params })
const back = (notice: string) => (_result: unknown, visit: Visit) => ({
  to: secretHref(visit.params['link'] ?? ''),
  notice,
})

/** What only a person can say is asked only where nobody sees it. */
const confirmedWhere = (at: LinkAt): readonly string[] =>
  needsWord(rotationOf(at).sides) ? ['confirmed'] : []

/** The same of a gap, where there has to be one. */
const askedToMove = (at: LinkAt): readonly string[] => [
  ...(needsGap(rotationOf(at).sides) ? ['gap'] : []),
  ...confirmedWhere(at),
]

/** One step of the change of a secret: what it does in a sentence, a button, and what comes next. */
const step = <F extends Fields, R>(
  path: string,
  action: Action<F, R>,
  asked: (at: LinkAt) => Parameters<typeof sureView>[2],
  notice: string,
) =>
  form(`/govroam/secrets/:link/${path}`, {
    action,
    load: changeable(ROTATE),
    fixed,
    view: (_visit, at, state) => sureView(at, state, asked(at)),
    then: back(notice),
  })

const begin = step(
  'begin',
  beginRotation,
  (at) => ({
    title: 'Make a new secret',
    text: needsGap(rotationOf(at).sides)
      ? 'It is made from 32 random bytes. Logins go on with the old one until you say that both servers ask with the new one, which is the moment of the gap.'
      : 'It is made from 32 random bytes and waits in the free listener of both servers. Logins go on with the old one. The next generation brings it to the servers.',
    submit: 'Make the new secret',
  }),
  'The new secret is made. Make a generation now, so that both servers get it.',
)

const move = step(
  'move/:credential',
  moveRotation,
  (at) => ({
    title: 'Ask with the new secret',
    text: needsGap(rotationOf(at).sides)
      ? 'From the next generation on both servers ask with the new secret. Between the first and the second to take it up no login passes between the two: some minutes, if both agents run. Publish that generation at the hour that was agreed.'
      : 'From the next generation on both servers ask with the new secret. The old one is still accepted, so servers may take it up one after the other.',
    submit: 'Ask with the new secret',
    fields: askedToMove(at),
  }),
  'The new secret stands. Make a generation now; when both servers run it, take the old one away.',
)

const finish = step(
  'finish/:credential',
  finishRotation,
  (at) => ({
    title: 'Take the old secret away',
    text: 'From the next generation on nobody accepts the old secret. Its words are forgotten as soon as no server runs a generation that names it.',
    submit: 'Take it away',
    fields: confirmedWhere(at),
  }),
  'The old secret is over. The next generation takes it from both servers.',
)

const abandon = step(
  'abandon/:credential',
  abandonRotation,
  (at) => ({
    title: 'Go back to the old secret',
    text:
      rotationOf(at).phase === 'moved'
        ? needsGap(rotationOf(at).sides)
          ? 'From the next generation on both servers ask with the old one again, with the same short gap. Then take the new one away.'
          : 'Both secrets stay accepted, and from the next generation on both servers ask with the old one again. Then take the new one away.'
        : 'The new secret is over. Nobody asked with it yet, so nothing changes for anybody.',
    submit: 'Go back to the old secret',
    look: 'warning',
  }),
  'The old secret stands. The next generation says so to both servers.',
)

const bring = form('/govroam/secrets/:link/import', {
  action: importCredential,
  load: changeable(IMPORT),
  fixed,
  view: (_visit, at, state) =>
    sureView(at, state, {
      title: 'Bring a secret',
      text: 'For a federation that runs already, and for a secret that the national operator hands out: both servers know it. Where none is in use yet it stands at once; otherwise it waits beside the old one, as any new secret does.',
      submit: 'Keep it',
      fields: ['words'],
    }),
  then: (result, visit) => ({
    to: secretHref(visit.params['link'] ?? ''),
    notice: result.isFirst
      ? 'The secret is kept, and stands.'
      : 'The secret is kept, and waits beside the old one.',
  }),
})

const show = form('/govroam/secrets/:link/show/:credential', {
  action: showCredential,
  fixed,
  async load(visit) {
    const at = await theLink(visit)
    return holdsFor(visit, SHOW, at) ? at : notFound('link')
  },
  view: (_visit, at, state) => showOnceView(at, state),
  // The same form sent again is answered with what is kept of the first time, and words are not.
  then: (result, visit, at) =>
    (result as Partial<typeof result>).words === undefined
      ? back('It was shown a moment ago, once. If it was lost, change the secret.')(result, visit)
      : { kind: 'view', view: shownView(at, result) },
})

export const secretPages: readonly Page[] = [
  list,
  ofMember,
  rotation,
  begin,
  move,
  finish,
  abandon,
  bring,
  show,
]
