// Shared secrets on pages: how old they are, how far the change of one has come, and the one time it is shown. Their words
// stand on that last page alone (G2).
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate, formatDateTime, londonDate } from '#platform/time/index.ts'
import { renderForm } from '#web/forms.ts'
import {
  actionsList,
  bullets,
  details,
  emptyState,
  heading,
  inset,
  link,
  numbered,
  paragraph,
  summaryList,
  table,
  tag,
  warning,
} from '#web/parts.ts'
import type { Credential } from '../queries/credentials.ts'
import { daysOld, type End, type LinkAt, type Rotation, type SecretAge } from '../queries/rotation.ts'
import {
  dueOn,
  needsGap,
  needsWord,
  obstaclesToFinish,
  obstaclesToMove,
  type Phase,
  type Side,
} from '../rules/rotation.ts'
import { changesAtOnce, keepsTwoSecrets } from '../rules/engines/peers.ts'
import { ENGINE_WORDS } from '../rules/servers.ts'
import { federationNavigation, GOVROAM } from './frame.ts'

export const SECRETS = { href: '/govroam/secrets', text: 'Shared secrets' }

export const secretHref = (linkId: string, rest = ''): string =>
  `/govroam/secrets/${linkId}${rest === '' ? '' : `/${rest}`}`

const PHASES: Readonly<Record<Phase, readonly [string, 'green' | 'blue' | 'yellow']>> = {
  still: ['In use', 'green'],
  prepared: ['A new one waits', 'blue'],
  moved: ['The old one still goes', 'yellow'],
}

const between = (one: { readonly lower_name: string; readonly upper_name: string }): string =>
  `${one.lower_name} and ${one.upper_name}`

const stateWords = (one: SecretAge): string => (one.made_at === null ? 'None yet' : PHASES[one.phase][0])

const isOverdue = (one: SecretAge, now: Temporal.Instant): boolean =>
  one.due_on !== null && Temporal.PlainDate.compare(one.due_on, londonDate(now)) <= 0

/** Ages, never words: the same on the page and in its files. */
export function ageColumns(now: Temporal.Instant, withBody: boolean): readonly Column<SecretAge>[] {
  return [
    {
      key: 'between',
      label: 'Between',
      kind: 'text',
      value: between,
      show: (one) => link(secretHref(one.link_id), between(one)),
    },
    ...(withBody
      ? [
          {
            key: 'organisation',
            label: 'Organisation',
            kind: 'text',
            value: (one: SecretAge) => one.organisation_name,
          } as const,
        ]
      : []),
    {
      key: 'state',
      label: 'State',
      kind: 'text',
      value: stateWords,
      show: (one) => (one.made_at === null ? tag('None yet') : tag(...PHASES[one.phase])),
    },
    { key: 'made', label: 'Made on', kind: 'date', value: (one) => one.made_at && londonDate(one.made_at) },
    {
      key: 'age',
      label: 'Days old',
      kind: 'number',
      value: (one) => (one.made_at === null ? null : daysOld(one.made_at, now)),
    },
    {
      key: 'due',
      label: 'To be changed by',
      kind: 'date',
      value: (one) => one.due_on,
      show: (one) =>
        one.is_radsec
          ? 'No need: RadSec'
          : one.due_on === null
            ? ''
            : html`${formatDate(one.due_on)}${isOverdue(one, now) ? html` ${tag('Due', 'orange')}` : null}`,
    },
    {
      key: 'shown',
      label: 'Shown on',
      kind: 'date',
      value: (one) => one.shown_at && londonDate(one.shown_at),
    },
  ]
}

export function agesTable(ages: readonly SecretAge[], now: Temporal.Instant, withBody: boolean): Html {
  return table(ageColumns(now, withBody), ages, {
    caption: 'Shared secrets',
    sortedBy: 'Oldest first',
    empty: emptyState(
      'No shared secrets yet',
      'One stands here for each two servers that talk, as soon as both are in use and a generation is made.',
    ),
  })
}

// One link

const heads = (at: LinkAt): string => `${at.lower.name} and ${at.upper.name}`

const frame = (at: LinkAt, title: string, body: Html, more: Partial<View> = {}): View => ({
  title: `${title}: ${heads(at)}`,
  breadcrumbs: [
    GOVROAM,
    at.member_code === null
      ? SECRETS
      : { href: `/govroam/members/${at.member_code}/secrets`, text: `Secrets of ${at.organisation_name}` },
    ...(more.back === undefined ? [] : [more.back]),
  ],
  wide: true,
  body: html`${heading(title, { caption: heads(at) })}${body}`,
  ...(more.refreshSeconds === undefined ? {} : { refreshSeconds: more.refreshSeconds }),
})

export type Allowed = {
  readonly change: boolean
  readonly bring: boolean
  /** Whether this reader may make a generation. */
  readonly generate: boolean
  /** Whether this reader is the named contact. */
  readonly beShown: boolean
}

const REFRESH_SECONDS = 30

/** How far it is, step by step, from what both servers were seen to run. */
export function rotationView(at: LinkAt, rotation: Rotation, now: Temporal.Instant, may: Allowed): View {
  const { phase, standing } = rotation
  return frame(
    at,
    'Shared secret',
    html`${federationNavigation(SECRETS.href, may.generate)}${at.isRadsec ? radsecWords : null}
    ${
      phase === null || standing === null
        ? withoutSecret(at, may)
        : html`${standingFacts(at, standing, now)}
          ${showing(at, rotation, may)}
          ${needsGap(rotation.sides) && !at.isRadsec ? html`${heading('Change it, with a short gap', { level: 2 })}${gapWords(at)}` : heading('Change it without an outage', { level: 2 })}
          ${phase === 'still' && !may.change ? paragraph('The technical contact of the organisation, or those who run the federation, begin a change.') : steps(at, rotation, phase, may)}`
    }`,
    phase === 'prepared' || phase === 'moved' ? { refreshSeconds: REFRESH_SECONDS } : {},
  )
}

const radsecWords = inset(
  'These two servers talk RadSec: certificates stand in place of the shared secret, and the word “radsec” that its standard puts there is none. There is nothing to change year by year. A secret that is kept here from before is only for asking over UDP whether a server is there.',
)

/** Why a link with radsecproxy waits where others go on, and what to do. */
function gapWords(at: LinkAt): Html {
  const names = [at.lower, at.upper].filter((end) => changesAtOnce(end.engine)).map((end) => end.name)
  return html`${inset(
    html`${names.join(' and ')} ${names.length === 1 ? 'runs' : 'run'} radsecproxy, which keeps one secret for each neighbour. It cannot accept both, so the new one cannot be seen to work beforehand, and from when the first of the two servers takes it up until the second does no login passes between them. That is some minutes where both have an agent; where there is another proxy, logins go through that one meanwhile.`,
  )}${bullets([
    'Make the new secret, and publish the generation that holds it: so far nothing changes.',
    'Agree a quiet hour. Then say that both ask with the new one, and publish the next generation at once.',
    'When both run it, take the old one away.',
    'To be rid of the gap for good: let both servers speak RadSec. Certificates stand in place of the secret there.',
  ])}`
}

const withoutSecret = (at: LinkAt, may: Allowed): Html | null =>
  at.isRadsec
    ? null
    : emptyState(
        'No secret yet',
        'It is made with the next generation, or you bring the one that both servers know already.',
        may.bring && { href: secretHref(at.id, 'import'), text: 'Bring the one they know' },
      )

function standingFacts(at: LinkAt, standing: Credential, now: Temporal.Instant): Html {
  const age = daysOld(standing.made_at, now)
  return summaryList([
    {
      key: 'In use',
      value: `Since ${formatDate(londonDate(standing.live_at ?? standing.made_at))}, ${standing.origin === 'imported' ? 'brought from before' : 'made here from 32 random bytes'}`,
    },
    { key: 'Age', value: age === 0 ? 'Made today' : age === 1 ? '1 day' : `${age} days` },
    !at.isRadsec && {
      key: 'To be changed by',
      value: formatDate(dueOn(londonDate(standing.made_at), at.rotate_days)),
    },
    {
      key: 'Listener',
      value: `${standing.slot === 'a' ? 'Main' : 'Second'}: port ${portOf(at.upper, standing)} of ${at.upper.name}, port ${portOf(at.lower, standing)} of ${at.lower.name}`,
    },
    { key: 'Shown', value: shownWords(standing) },
  ])
}

const portOf = (end: End, { slot }: Pick<Credential, 'slot'>): number =>
  slot === 'b' && keepsTwoSecrets(end.engine) ? end.next_port : end.auth_port

const shownWords = ({ shown_at }: Credential): string =>
  shown_at === null
    ? 'To nobody'
    : `Once, to the contact who receives shared secrets, on ${formatDateTime(shown_at)}`

/** Which of the secrets can still be shown, to whom; nothing where both servers fetch theirs by themselves. */
function showing(at: LinkAt, { sides, standing, other, phase }: Rotation, may: Allowed): Html | null {
  const coming = phase === 'prepared' ? other : standing
  if (coming === null || !needsWord(sides)) return null
  const unseen = [sides.lower, sides.upper].filter((side) => !side.hasAgent).map((side) => side.name)
  if (coming.shown_at !== null || coming.origin === 'imported') return null
  return html`${paragraph(`${unseen.join(' and ')} ${unseen.length === 1 ? 'has' : 'have'} no agent of ours that would fetch it. Its named contact takes it over, once.`)}
  ${may.beShown ? actionsList([{ href: secretHref(at.id, `show/${coming.id}`), text: `See the ${phase === 'prepared' ? 'new ' : ''}secret once` }]) : paragraph(`It is shown to the contact of ${at.organisation_name} who receives shared secrets, and to nobody else.`)}`
}

type StepState = 'to-do' | 'doing' | 'done'
const STEP_TAGS: Readonly<Record<StepState, Html>> = {
  'to-do': tag('Not yet'),
  doing: tag('Now', 'blue'),
  done: tag('Done', 'green'),
}

const step = (number: number, title: string, state: StepState, body: Html): Html =>
  html`${heading(html`${number}. ${title} ${STEP_TAGS[state]}`, { level: 3 })}${body}`

function steps(at: LinkAt, rotation: Rotation, phase: Phase, may: Allowed): Html {
  const { other, sides } = rotation
  const hasGap = needsGap(sides)
  const to = (path: string) => secretHref(at.id, `${path}/${other?.id ?? ''}`)
  const unmoved = obstaclesToMove(sides)
  const unfinished = obstaclesToFinish(sides)
  const back = { href: to('abandon'), text: 'Go back to the old secret', look: 'link' as const }
  return html`${step(
    1,
    'A new secret beside the old one',
    phase === 'still' ? 'doing' : 'done',
    phase === 'still'
      ? html`${paragraph(hasGap ? 'It waits here. Everybody goes on asking with the old one, so nothing can break.' : 'Both servers get a second secret at their second listener. Everybody goes on asking with the old one, so nothing can break.')}${may.change ? actionsList([{ href: secretHref(at.id, 'begin'), text: 'Make a new secret' }, may.bring && { href: secretHref(at.id, 'import'), text: 'Bring one that you were given', look: 'link' }]) : null}`
      : paragraph(
          html`Made on ${formatDateTime((phase === 'prepared' ? other : rotation.standing)?.made_at ?? at.credentials[0]!.made_at)}. It goes out with the next generation.`,
        ),
  )}
  ${step(
    2,
    hasGap ? 'Agreed, then asked with' : 'Seen to work from both sides, then asked with',
    phase === 'prepared' ? 'doing' : phase === 'moved' ? 'done' : 'to-do',
    phase === 'prepared'
      ? html`${sidesTable(at, rotation)}${stepsByHand(at, rotation)}${unmoved.length === 0 && hasGap ? paragraph(html`${tag('A gap', 'orange')} The next step stops logins between these two for some minutes, and only these.`) : obstacles(unmoved, may)}${may.change ? actionsList([unmoved.length === 0 && { href: to('move'), text: 'Ask with the new secret' }, back]) : null}`
      : paragraph(
          hasGap
            ? 'When the generation that holds it is everywhere and a quiet hour is agreed, both ask with it.'
            : phase === 'moved'
              ? 'Both servers run a generation that accepts it, and each was answered under it by the other.'
              : 'When both servers run a generation that accepts it, and each was answered under it by the other, both ask with it.',
        ),
  )}
  ${step(
    3,
    'The old one gone',
    phase === 'moved' ? 'doing' : 'to-do',
    phase === 'moved'
      ? html`${sidesTable(at, rotation)}${obstacles(unfinished, may)}${may.change ? actionsList([unfinished.length === 0 && { href: to('finish'), text: 'Take the old secret away' }, back]) : null}`
      : paragraph(
          'When both servers ask with the new one the old one is taken away, and its listener is free for the next change.',
        ),
  )}`
}

const obstacles = (words: readonly string[], { generate }: Allowed): Html =>
  words.length === 0
    ? paragraph(html`${tag('Safe', 'green')} The next step breaks no login.`)
    : html`${paragraph('The next step waits for this; the page asks again by itself:')}${bullets(words, { spaced: true })}${generate ? paragraph(link('/govroam/generations', 'Go to the configuration')) : null}`

type SideRow = { readonly side: Side; readonly end: End }

function sidesTable(at: LinkAt, { sides, phase }: Rotation): Html {
  const rows: readonly SideRow[] = [
    { side: sides.lower, end: at.lower },
    { side: sides.upper, end: at.upper },
  ]
  return table<SideRow>(
    [
      { key: 'server', label: 'Server', kind: 'text', value: ({ side }) => side.name },
      {
        key: 'runs',
        label: 'Runs',
        kind: 'text',
        value: ({ side, end }) =>
          !side.hasAgent
            ? 'Not seen: no agent of ours'
            : end.running_number === null
              ? 'Nothing yet'
              : `Generation ${end.running_number}`,
      },
      {
        key: 'knows',
        label: phase === 'moved' ? 'Asks with the new one' : 'Accepts both',
        kind: 'text',
        value: ({ side }) =>
          !side.hasAgent
            ? 'Not seen'
            : phase !== 'moved' && side.changesAtOnce
              ? 'Keeps one'
              : (phase === 'moved' ? side.uses : side.accepts)
                ? 'Yes'
                : 'Not yet',
      },
      {
        key: 'proof',
        label: 'Answered under the new one',
        kind: 'text',
        value: ({ side }) =>
          side.provedAt !== null
            ? `Seen, ${formatDateTime(side.provedAt)}`
            : side.canProve
              ? 'Not yet'
              : 'Cannot be seen',
      },
    ],
    rows,
    { caption: 'What was seen of both servers', captionSize: 's' },
  )
}

/** What the administrator of a server without our agent does, with the values filled in. */
function stepsByHand(at: LinkAt, { sides, other }: Rotation): Html | null {
  if (other === null || !needsWord(sides)) return null
  const pairs = [
    { end: at.lower, beside: at.upper, side: sides.lower },
    { end: at.upper, beside: at.lower, side: sides.upper },
  ].filter(({ side }) => !side.hasAgent)
  return html`${pairs.map(({ end, beside }) =>
    details(
      `What the administrator of ${end.name} does (${ENGINE_WORDS[end.engine]})`,
      html`${numbered(
        [
          keepsTwoSecrets(end.engine)
            ? 'Tell those who run the federation that you begin. It goes on accepting the old secret at its first port, so nothing can break.'
            : 'Agree a minute with those who run the federation. A server that keeps one secret for each neighbour cannot accept both: between its change and the next generation its answers are not understood.',
          `Take the new secret over: the named contact sees it once, above.`,
          ...(keepsTwoSecrets(end.engine)
            ? [
                `Let the server listen on port ${portOf(end, other)} as well, with a list of clients of its own: ${beside.name}, address ${beside.address}, the new secret.`,
              ]
            : [
                `Where it keeps its RADIUS clients: ${beside.name}, address ${beside.address}. Enter the new secret; it goes on listening on port ${portOf(end, other)}.`,
              ]),
          `Where it keeps the servers it asks: ${beside.name}, address ${beside.address}, port ${portOf(beside, other)}. Enter the new secret.`,
          'Try a login. It is seen here as soon as the other server answers it.',
        ],
        { spaced: true },
      )}`,
    ),
  )}`
}

// Forms

type Sure = {
  readonly title: string
  readonly text: string
  readonly submit: string
  readonly look?: 'warning'
  readonly fields?: readonly string[]
}

/** Asked of nobody else than of whom it needs an answer, so it is not called optional. */
function withServers(at: LinkAt, state: FormState): FormState {
  const { confirmed } = state.fields
  if (confirmed === undefined) return state
  const unseen = [at.lower, at.upper].filter((end) => end.agent_id === null).map((end) => end.name)
  const label = `Has the administrator of ${unseen.join(' and ')} said that it is done?`
  return { ...state, fields: { ...state.fields, confirmed: { ...confirmed, label, required: true } } }
}

/** One question and one button. */
export const sureView = (at: LinkAt, state: FormState, sure: Sure): View =>
  frame(
    at,
    sure.title,
    html`${paragraph(sure.text)}${renderForm(withServers(at, state), {
      submit: sure.submit,
      ...(sure.look === undefined ? {} : { look: sure.look }),
      fields: sure.fields ?? [],
      cancel: { href: secretHref(at.id) },
    })}`,
    { back: { href: secretHref(at.id), text: 'Shared secret' } },
  )

export const showOnceView = (at: LinkAt, state: FormState): View =>
  frame(
    at,
    'See the secret once',
    html`${warning('It is shown once, to you, and that is recorded. Have both servers’ administrators ready, or a place that keeps passwords.')}
    ${renderForm(state, { submit: 'Show it now', fields: [], cancel: { href: secretHref(at.id), text: 'Not now' } })}`,
    { back: { href: secretHref(at.id), text: 'Shared secret' } },
  )

export const shownView = (at: LinkAt, shown: { readonly words: string; readonly slot: 'a' | 'b' }): View =>
  frame(
    at,
    'The secret, this once',
    html`${warning('Copy it now. When you leave this page nobody can see it again.')}
    <p class="govuk-body-l"><code>${shown.words}</code></p>
    ${summaryList([
      {
        key: `At ${at.lower.name}`,
        value: `for ${at.upper.name}, address ${at.upper.address}, port ${portOf(at.upper, shown)}`,
      },
      {
        key: `At ${at.upper.name}`,
        value: `for ${at.lower.name}, address ${at.lower.address}, port ${portOf(at.lower, shown)}`,
      },
      { key: 'Characters', value: `${shown.words.length}, no space at its end` },
    ])}
    ${actionsList([{ href: secretHref(at.id), text: 'Done: go on' }])}`,
    { back: { href: secretHref(at.id), text: 'Shared secret' } },
  )
