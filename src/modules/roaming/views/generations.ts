// Generations as their reader sees them: the list, one with what it changes, and a server's files beside the former ones.
import { html, type Content, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { errorSummary, renderForm, type FormMore } from '#web/forms.ts'
import {
  actionsList,
  bullets,
  details,
  emptyState,
  heading,
  link,
  pagination,
  paragraph,
  status,
  summaryList,
  table,
  tags,
  type StatusWords,
} from '#web/parts.ts'
import type { AgentReport, AgentStanding } from '../queries/agents.ts'
import type { Generation } from '../queries/generations.ts'
import type { LeftOut } from '../queries/model.ts'
import type { Files, Target } from '../queries/targets.ts'
import { TROUBLE_WORDS } from '../rules/agents.ts'
import { EVERYWHERE } from '../rules/changes.ts'
import type { FileDifference } from '../rules/engines/index.ts'
import { CHECK_WORDS, mayBeWithdrawn, STATE_WORDS } from '../rules/generations.ts'
import type { CheckState, GenerationState } from '../rules/words.ts'
import { federationNavigation, GOVROAM } from './frame.ts'

export const GENERATIONS = { href: '/govroam/generations', text: 'Configuration' }

export const generationHref = (number: number, rest = ''): string =>
  `${GENERATIONS.href}/${number}${rest === '' ? '' : `/${rest}`}`

const STATES: StatusWords<GenerationState> = {
  drafted: [STATE_WORDS.drafted, 'blue'],
  checked: [STATE_WORDS.checked, 'yellow'],
  faulty: [STATE_WORDS.faulty, 'red'],
  approved: [STATE_WORDS.approved, 'purple'],
  published: [STATE_WORDS.published, 'green'],
  replaced: [STATE_WORDS.replaced, 'grey'],
  withdrawn: [STATE_WORDS.withdrawn, 'grey'],
}

const CHECKS: StatusWords<CheckState> = {
  waiting: [CHECK_WORDS.waiting, 'blue'],
  passed: [CHECK_WORDS.passed, 'green'],
  failed: [CHECK_WORDS.failed, 'red'],
  unchanged: [CHECK_WORDS.unchanged, 'grey'],
  'not-possible': [CHECK_WORDS['not-possible'], 'yellow'],
}

const generationTag = (state: GenerationState): Html => status(state, STATES)

/** Who did it: a person, at the command line as a user of the machine, or the clock. */
const handOf = (name: string | null, user: string | null): string => {
  if (user === null) return name ?? 'Connects itself'
  return name === null ? `${user} at the command line` : `${name}, as ${user} at the command line`
}

const makerOf = (one: Generation): string => handOf(one.maker_name, one.made_by_user)

export const generationColumns: readonly Column<Generation>[] = [
  {
    key: 'number',
    label: 'Generation',
    kind: 'number',
    value: (row) => row.number,
    show: (row) => link(generationHref(row.number), String(row.number)),
  },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => STATE_WORDS[row.state],
    show: (row) => generationTag(row.state),
  },
  { key: 'because', label: 'Why', kind: 'text', value: (row) => row.because },
  {
    key: 'changes',
    label: 'Changes',
    kind: 'number',
    value: (row) => row.changes.length,
  },
  { key: 'made', label: 'Made', kind: 'instant', value: (row) => row.made_at },
  { key: 'maker', label: 'By', kind: 'text', value: makerOf },
  { key: 'published', label: 'Published', kind: 'instant', value: (row) => row.published_at },
]

export function generationsView(shown: {
  readonly generations: readonly Generation[]
  /** Where the older ones are; undefined where these are the first. */
  readonly older: string | undefined
  readonly hasMoved: boolean
}): View {
  const { generations, older, hasMoved } = shown
  return {
    title: 'Configuration',
    wide: true,
    body: html`${heading('Configuration', { caption: 'Govroam' })}
    ${federationNavigation(GENERATIONS.href, true)}
    ${paragraph(
      'Each generation is one state of the files of all servers, made from the register. It is checked, approved by a second person and published; then the agent of each server whose files changed fetches them.',
    )}
    ${hasMoved ? paragraph(html`<strong>The register has changed since the published generation.</strong>`) : null}
    ${actionsList([{ href: `${GENERATIONS.href}/new`, text: 'Generate the configuration' }])}
    ${table(generationColumns, generations, {
      caption: 'Generations',
      captionHidden: true,
      sortedBy: 'Newest first',
      empty: emptyState(
        'No generation yet',
        'A generation will appear here when the configuration is made from the register for the first time. It needs a live proxy and a live server of a member.',
      ),
    })}
    ${older === undefined ? null : pagination({ next: { href: older, text: 'Older' } })}`,
  }
}

export const AGENTS = { href: '/govroam/agents', text: 'Agents' }

const MOST_CHANGES = 200

export function generationView(shown: {
  readonly generation: Generation
  readonly targets: readonly Target[]
  readonly agents: readonly AgentStanding[]
  readonly reports: readonly AgentReport[]
  readonly isOwn: boolean
  readonly now: Temporal.Instant
}): View {
  const { generation, targets, agents, reports, isOwn, now } = shown
  const { state, number } = generation
  const done = (at: Temporal.Instant | null, by: string): string | null =>
    at === null ? null : `${formatDateTime(at)}, ${by}`
  return {
    title: `Generation ${number}`,
    wide: true,
    breadcrumbs: [GOVROAM, GENERATIONS],
    ...(state === 'drafted' ? { refreshSeconds: 3 } : {}),
    body: html`${heading(`Generation ${number}`, { caption: 'Configuration' })}
    ${federationNavigation(GENERATIONS.href, true)}
    ${tags(generationTag(state), generation.restores === null ? null : html`Brings back generation ${generation.restores}`)}
    ${standing(generation, isOwn)}
    ${actionsList([
      state === 'checked' && !isOwn && { href: generationHref(number, 'approve'), text: 'Approve' },
      state === 'approved' && { href: generationHref(number, 'apply'), text: 'Publish' },
      state === 'replaced' && { href: generationHref(number, 'rollback'), text: 'Bring it back' },
      state === 'faulty' && { href: `${GENERATIONS.href}/new`, text: 'Generate anew' },
      (state === 'faulty' || state === 'checked' || state === 'drafted') && {
        href: generationHref(number, 'check'),
        text: 'Check again',
        look: 'secondary' as const,
      },
      mayBeWithdrawn(state) && {
        href: generationHref(number, 'withdraw'),
        text: 'Withdraw',
        look: 'link' as const,
      },
    ])}
    ${summaryList([
      { key: 'Why', value: generation.because },
      { key: 'Made', value: done(generation.made_at, makerOf(generation)) },
      {
        key: 'Compared with',
        value:
          generation.base === null
            ? null
            : link(generationHref(generation.base), `Generation ${generation.base}`),
      },
      {
        key: 'Checked',
        value: generation.checked_at === null ? null : formatDateTime(generation.checked_at),
      },
      {
        key: 'Approved',
        value:
          generation.restores === null
            ? done(generation.approved_at, handOf(generation.approver_name, generation.approved_by_user))
            : `With generation ${generation.restores}, which it brings back`,
      },
      {
        key: 'Published',
        value: done(generation.published_at, handOf(generation.publisher_name, generation.published_by_user)),
      },
    ])}
    ${heading('What changed', { level: 2 })}${changesOf(generation)}
    ${heading('Servers', { level: 2 })}${targetTable(generation, targets, agents, now)}
    ${reports.length === 0 ? null : html`${heading('What the agents reported', { level: 2 })}${reportTable(reports)}`}`,
  }
}

function standing({ state, number }: Generation, isOwn: boolean): Html {
  const words: Readonly<Record<GenerationState, string>> = {
    drafted: 'Its files are being read by the engines’ own check. This page looks again by itself.',
    checked: isOwn
      ? 'You made it, so somebody else who runs the federation has to approve it.'
      : 'Look at what changed below, then approve it or withdraw it.',
    faulty:
      'The check found faults, which stand beside the servers below. Put the register right and generate anew.',
    approved: 'A second person has approved it. Published, it reaches the servers within a minute.',
    published: 'This is what the federation’s servers are to run.',
    replaced: `A later generation is published. Generation ${number} can be brought back at once if that one fails.`,
    withdrawn: 'It was taken back and never published.',
  }
  return paragraph(words[state])
}

function changesOf({ changes }: Generation): Html {
  if (changes.length === 0) return paragraph('Nothing in the register.')
  const shown = changes.slice(0, MOST_CHANGES)
  const rest = changes.length - shown.length
  return html`${bullets(shown.map(({ server, what }) => (server === EVERYWHERE ? what : html`<strong>${server}</strong>: ${what}`)))}
  ${rest === 0 ? null : paragraph(`And ${rest} more.`)}`
}

type TargetRow = Target & { readonly agent: AgentStanding | undefined }

function targetTable(
  { number }: Generation,
  targets: readonly Target[],
  agents: readonly AgentStanding[],
  now: Temporal.Instant,
): Html {
  const byServer = new Map(agents.map((one) => [one.server_id, one]))
  const rank: Readonly<Record<CheckState, number>> = {
    failed: 0,
    waiting: 1,
    passed: 2,
    'not-possible': 2,
    unchanged: 3,
  }
  const rows = targets
    .map((one): TargetRow => ({ ...one, agent: byServer.get(one.server_id) }))
    .toSorted((one, other) => rank[one.check_state] - rank[other.check_state])
  return table<TargetRow>(
    [
      {
        key: 'server',
        label: 'Server',
        kind: 'text',
        value: (row) => row.server_code,
        show: (row) => link(generationHref(number, `servers/${row.server_code}`), row.server_code),
      },
      { key: 'engine', label: 'Program', kind: 'text', value: (row) => ENGINES[row.engine] },
      {
        key: 'check',
        label: 'Check',
        kind: 'text',
        value: (row) => CHECK_WORDS[row.check_state],
        show: (row) =>
          html`${status(row.check_state, CHECKS)}${row.check_words === null ? null : checkWords(row.check_words)}`,
      },
      {
        key: 'agent',
        label: 'Its agent',
        kind: 'text',
        value: (row) => agentWords(row.agent, now),
      },
    ],
    rows,
    { caption: 'Servers', captionHidden: true, sortedBy: 'Faults first, unchanged last' },
  )
}

export const ENGINES: Readonly<Record<Target['engine'], string>> = {
  freeradius: 'FreeRADIUS',
  radsecproxy: 'radsecproxy',
  nps: 'Microsoft NPS',
  ise: 'Cisco ISE',
  clearpass: 'Aruba ClearPass',
  other: 'Another',
}

/** "Runs generation 4, heard 20 seconds ago", or what is wrong. */
export function agentWords(agent: AgentStanding | undefined, now: Temporal.Instant): string {
  if (agent === undefined) return 'None'
  const runs = agent.running === null ? 'Runs nothing of ours yet' : `Runs generation ${agent.running}`
  const heard = agent.last_seen_at === null ? 'never heard' : `heard ${agoWords(agent.last_seen_at, now)}`
  return agent.trouble === null ? `${runs}, ${heard}` : `${runs}, ${heard}: ${TROUBLE_WORDS[agent.trouble]}`
}

/** "20 seconds ago", "5 minutes ago", "3 hours ago", "2 days ago". */
function agoWords(at: Temporal.Instant, now: Temporal.Instant): string {
  const seconds = Math.max(0, Math.round(now.since(at).total('seconds')))
  const steps = [
    [60, 1, 'second'],
    [3600, 60, 'minute'],
    [172_800, 3600, 'hour'],
    [Infinity, 86_400, 'day'],
  ] as const
  const [, size, unit] = steps.find(([below]) => seconds < below) ?? steps[3]
  const count = Math.floor(seconds / size)
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`
}

const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  applied: 'Runs',
  'rolled-back': 'Went back',
  refused: 'Not taken',
  failed: 'Failed',
}

const reportTable = (reports: readonly AgentReport[]): Html =>
  table<AgentReport>(
    [
      { key: 'server', label: 'Server', kind: 'text', value: (row) => row.server_code },
      {
        key: 'outcome',
        label: 'Outcome',
        kind: 'text',
        value: (row) => OUTCOME_WORDS[row.outcome] ?? row.outcome,
      },
      { key: 'when', label: 'When', kind: 'instant', value: (row) => row.reported_at },
      { key: 'probes', label: 'Probes answered', kind: 'number', value: (row) => row.probes },
      {
        key: 'took',
        label: 'Seconds it took',
        kind: 'number',
        value: (row) =>
          row.took_milliseconds === null ? null : Math.round(row.took_milliseconds / 100) / 10,
      },
      { key: 'words', label: 'In words', kind: 'text', value: (row) => row.words },
    ],
    reports,
    { caption: 'What the agents reported', captionHidden: true, sortedBy: 'Newest first' },
  )

/** A server's files in one generation: what is different, then every file. Secrets are marks. */
export function packView(shown: {
  readonly title: string
  readonly frame: (title: string, body: Html) => View
  readonly target: Pick<Target, 'server_code' | 'engine' | 'check_state' | 'check_words'>
  readonly files: Files
  readonly differences: readonly FileDifference[] | null
  /** Where this page is; the files and the ZIP lie below it. */
  readonly place: string
}): View {
  const { title, frame, target, files, differences, place } = shown
  const steps = files['steps.md']
  const values = files['values.csv']
  return frame(
    title,
    html`${paragraph(
      steps === undefined
        ? 'The files as its agent puts them in place. Where a secret belongs stands a mark; the agent alone is given the secret.'
        : 'This server is set up by hand: follow the steps. Where a secret belongs stands a mark; the secret itself is shown once to the contact named for it.',
    )}
    ${actionsList([{ href: `${place}/pack.zip`, text: 'Download the files (ZIP)', look: 'secondary' }])}
    ${target.check_words === null ? null : html`${heading('What the check said', { level: 2 })}${code(target.check_words, 'What the check said')}`}
    ${differences === null ? null : differenceView(differences)}
    ${steps === undefined ? null : stepsView(steps)}${values === undefined ? null : valuesView(values)}
    ${steps === undefined ? html`${heading('Every file', { level: 2 })}${fileTable(files, place)}` : null}`,
  )
}

type FileRow = readonly [path: string, text: string]

const fileTable = (files: Files, place: string): Html =>
  table<FileRow>(
    [
      {
        key: 'path',
        label: 'File',
        kind: 'text',
        value: ([path]) => path,
        show: ([path]) => link(`${place}/file?${new URLSearchParams({ path }).toString()}`, path),
      },
      {
        key: 'lines',
        label: 'Lines',
        kind: 'number',
        value: ([, text]) => text.split('\n').length - 1,
        total: true,
      },
    ],
    Object.entries(files).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    { caption: 'Every file', captionHidden: true, sortedBy: 'By name' },
  )

// A file of a county is some megabytes: a page shows its beginning, the ZIP all of it.
const MOST_SHOWN = 100_000

const MOST_FAULTS = 20

/** What a check found, a sentence a line: in a narrow window it wraps. */
function checkWords(words: string): Html {
  const lines = words.split('\n').filter((line) => line.trim() !== '')
  const [only, ...others] = lines.slice(0, MOST_FAULTS).map(unbraced)
  const rest = lines.length - MOST_FAULTS
  return html`${others.length === 0 ? paragraph(only ?? '') : bullets([only ?? '', ...others])}${rest > 0 ? paragraph(`And ${rest} more lines.`) : null}`
}

const code = (text: string, label: string): Html =>
  html`<div class="connects-table-frame" role="region" aria-label="${label}" tabindex="0"><pre>${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}\n… the rest is in the ZIP` : text}</pre></div>`

// A sentence of ours never says ${, by which our tests know a value that was not filled in; FreeRADIUS’s may.
const unbraced = (text: string): string => text.replaceAll('${', '$\u2060{')

const DIFFERENT: Readonly<Record<FileDifference['state'], string>> = {
  added: 'New file',
  removed: 'File is gone',
  changed: 'Changed',
}
const SIGNS = { same: ' ', added: '+', removed: '-' } as const
const MOST_LINES = 400

function differenceView(differences: readonly FileDifference[]): Html {
  if (differences.length === 0)
    return html`${heading('What is different', { level: 2 })}${paragraph('Nothing: its files are those of the generation before.')}`
  return html`${heading('What is different', { level: 2 })}
  ${paragraph('A line that begins with + is new, one that begins with - is gone.')}
  ${differences.map(({ path, state, added, removed, hunks }) => {
    const text = hunks.flatMap((hunk) => [
      `@ line ${hunk.after}`,
      ...hunk.lines.map(({ kind, text: words }) => `${SIGNS[kind]} ${words}`),
    ])
    const rest = text.length - MOST_LINES
    const shown = rest > 0 ? [...text.slice(0, MOST_LINES), `… and ${rest} more lines`] : text
    return details(
      `${path}: ${DIFFERENT[state]}, ${added} added, ${removed} removed`,
      code(shown.join('\n'), path),
      {
        open: differences.length <= 3 && text.length <= 60,
      },
    )
  })}`
}

/** The step list as a page: headings, numbered steps, bullets and paragraphs of the file. */
function stepsView(steps: string): Html {
  const blocks = steps.split(/\n{2,}/)
  return html`${blocks.map((block) => {
    const title = /^(#+) (.*)$/m.exec(block)
    const rest = block.replace(/^#+ .*\n?/m, '').trim()
    return html`${title === null ? null : heading(title[2] ?? '', { level: (title[1] ?? '').length <= 2 ? 2 : 3 })}${rest === '' ? null : blockView(rest)}`
  })}`
}

function blockView(block: string): Html {
  const rows = block.split('\n')
  if (rows.every((row) => /^\d+\. /.test(row) || /^ {2,}\S/.test(row)))
    return html`<ol class="govuk-list govuk-list--number">${items(block, /^\d+\. /).map((one) => html`<li>${one}</li>`)}</ol>`
  if (rows.every((row) => /^[-*] /.test(row) || /^ {2,}\S/.test(row))) return bullets(items(block, /^[-*] /))
  if (rows.every((row) => row.startsWith('|') || row.startsWith('    '))) return code(block, 'Values')
  return paragraph(inline(rows.join(' ')))
}

const items = (block: string, mark: RegExp): readonly Content[] =>
  block
    .split(/\n(?=(?:\d+\.|[-*]) )/)
    .map((one) => inline(one.replace(mark, '').replaceAll(/\s*\n\s*/g, ' ')))

/** `code`, **strong** and *emphasis* of a line. */
const inline = (words: string): Html =>
  html`${words
    .split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/)
    .map((part) =>
      part.startsWith('`')
        ? html`<code>${part.slice(1, -1)}</code>`
        : part.startsWith('**')
          ? html`<strong>${part.slice(2, -2)}</strong>`
          : part.length > 2 && part.startsWith('*') && part.endsWith('*')
            ? html`<em>${part.slice(1, -1)}</em>`
            : part,
    )}`

function valuesView(csv: string): Html {
  const [head, ...rows] = csv
    .trim()
    .split(/\r?\n/)
    .map((row) =>
      [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
      ),
    )
  if (head === undefined || rows.length === 0) return html``
  return html`${heading('Values', { level: 2 })}${table<readonly string[]>(
    head.map((label, at) => ({ key: `c${at}`, label, kind: 'text', value: (row) => row[at] ?? '' })),
    rows,
    { caption: 'Values', captionHidden: true },
  )}`
}

/** What no configuration mentions, beside the form that makes one. */
export const leftOutView = (leftOut: readonly LeftOut[]): Html | null =>
  leftOut.length === 0
    ? null
    : details(
        `Left out: ${leftOut.length}`,
        html`${bullets(leftOut.slice(0, MOST_CHANGES).map(({ what, why }) => `${what}: ${why}`))}${leftOut.length > MOST_CHANGES ? paragraph(`And ${leftOut.length - MOST_CHANGES} more.`) : null}`,
        { open: leftOut.length <= 10 },
      )

export type AgentRow = AgentStanding & { readonly now: Temporal.Instant }

export const agentColumns: readonly Column<AgentRow>[] = [
  { key: 'server', label: 'Server', kind: 'text', value: (row) => row.server_code },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => (row.trouble === null ? 'Well' : 'In trouble'),
    show: (row) =>
      status(row.trouble === null ? 'well' : 'trouble', {
        well: ['Well', 'green'],
        trouble: ['In trouble', 'red'],
      }),
  },
  { key: 'runs', label: 'What it runs', kind: 'text', value: (row) => agentWords(row, row.now) },
  { key: 'said', label: 'What it said last', kind: 'text', value: (row) => row.words },
  { key: 'skew', label: 'Clock ahead by seconds', kind: 'number', value: (row) => row.clock_skew_seconds },
  { key: 'version', label: 'Version', kind: 'text', value: (row) => row.program_version },
  {
    key: 'revoke',
    label: 'Change',
    kind: 'text',
    value: () => null,
    show: (row) => link(`${AGENTS.href}/${row.server_code}/revoke`, 'Revoke', { hidden: row.server_code }),
  },
]

export function agentsView(agents: readonly AgentRow[], without: readonly string[]): View {
  return {
    title: 'Agents',
    wide: true,
    breadcrumbs: [GOVROAM, GENERATIONS],
    body: html`${heading('Agents', { caption: 'Govroam' })}
    ${federationNavigation(AGENTS.href, true)}
    ${paragraph('An agent is our program beside a FreeRADIUS server or a radsecproxy. It fetches what is published, puts it in place, restarts the server, sees whether it answers, and goes back by itself when it does not.')}
    ${table(agentColumns, agents, {
      caption: 'Agents',
      captionHidden: true,
      sortedBy: 'By server',
      empty: emptyState('No agent yet', 'An agent appears here when it is enrolled for its server.'),
    })}
    ${without.length === 0 ? null : html`${heading('Servers without an agent', { level: 2 })}${bullets(without.map((code) => html`${code} ${link(`${AGENTS.href}/${code}/enrol`, 'Enrol its agent', { hidden: code })}`))}`}`,
  }
}

/** The token and what the agent's settings need, once. */
export function enrolledView(shown: {
  readonly server: string
  readonly token: string
  readonly publicKey: string
  readonly url: string
}): View {
  const { server, token, publicKey, url } = shown
  const settings = JSON.stringify(
    {
      url,
      server,
      tokenFile: '/etc/connects-agent/token',
      directory: '/var/lib/connects-agent',
      publicKey,
      restart: { start: true },
      everySeconds: 30,
    },
    null,
    2,
  )
  return {
    title: `The agent of ${server} is enrolled`,
    breadcrumbs: [GOVROAM],
    body: html`${heading(`The agent of ${server} is enrolled`)}
    ${paragraph('This is its token. It is shown now and never again: copy it into a file that only the agent’s own user can read.')}
    ${code(token, 'Token')}
    ${paragraph('The rest of its settings, which are no secret:')}
    ${code(settings, 'Settings of the agent')}
    ${paragraph(html`Start it there with <code>connects roaming agent run --settings /etc/connects-agent/settings.json</code>.`)}`,
  }
}

/** A form about one generation. */
export const generationForm =
  (title: string, more: Omit<FormMore, 'cancel' | 'summary'> & { readonly intro?: Content }) =>
  (_visit: unknown, { number }: Pick<Generation, 'number'>, state: FormState): View => {
    const { intro, ...rest } = more
    const back = { href: generationHref(number), text: `Generation ${number}` }
    return {
      title: `${title}: ${back.text}`,
      back,
      body: html`${errorSummary(state)}${heading(title, { caption: back.text })}${intro}${renderForm(state, { ...rest, summary: false, cancel: { href: back.href } })}`,
    }
  }
