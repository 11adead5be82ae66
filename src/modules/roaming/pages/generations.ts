// The pages of the configuration: its generations, one with what it changes, the forms that move it, and the agents.
import { html } from '#platform/html/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { download, form, get, page, redirect, type Page, type Visit } from '#platform/http/index.ts'
import { fileOf, formatOf, zipOfFiles } from '#platform/tables/index.ts'
import { heading, paragraph, warning } from '#web/parts.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { enrolAgent, revokeAgent } from '../actions/agents.ts'
import { generateFederation } from '../actions/generating.ts'
import {
  applyFederation,
  approveFederation,
  rollbackFederation,
  withdrawFederation,
} from '../actions/publishing.ts'
import { checkFederation } from '../actions/recording-checks.ts'
import { agentStates, reportsOf } from '../queries/agents.ts'
import {
  generationByNumber,
  GENERATIONS_A_PAGE,
  generationsOf,
  publishedGeneration,
  registerMoved,
  registerMovedSince,
  type Generation,
} from '../queries/generations.ts'
import { ourMemberByCode } from '../queries/members.ts'
import { readRegister } from '../queries/model.ts'
import { DETAILS, holdsFor, KEEP, RUN } from '../queries/seeing.ts'
import { serversOf } from '../queries/servers.ts'
import { filesOf, targetsOf, type Target } from '../queries/targets.ts'
import { differenceOf } from '../rules/engines/index.ts'
import { hasAgent } from '../rules/generations.ts'
import { federationNavigation, GOVROAM, memberFrame, memberHref } from '../views/frame.ts'
import {
  AGENTS,
  agentColumns,
  agentsView,
  enrolledView,
  generationColumns,
  generationForm,
  generationHref,
  GENERATIONS,
  generationsView,
  generationView,
  leftOutView,
  packView,
} from '../views/generations.ts'
import { configurationView } from '../views/own-configuration.ts'

const showGenerations = get(GENERATIONS.href, {
  permission: RUN,
  async run(visit) {
    const { before } = visit.query
    const found = await generationsOf(
      visit,
      before !== undefined && /^\d{1,9}$/.test(before) ? Number(before) : null,
    )
    const generations = found.slice(0, GENERATIONS_A_PAGE)
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, 'generations', generationColumns, generations)
    const last = generations.at(-1)?.number
    return page(
      generationsView({
        generations,
        older:
          found.length > GENERATIONS_A_PAGE && last !== undefined
            ? `${GENERATIONS.href}?before=${last}`
            : undefined,
        hasMoved: await registerMoved(visit, visit.now),
      }),
    )
  },
})

const generate = form(`${GENERATIONS.href}/new`, {
  action: generateFederation,
  load: async (visit) => ({
    leftOut: (await readRegister(visit, visit.now)).leftOut,
    published: (await publishedGeneration(visit))?.number,
  }),
  view: (_visit, { leftOut }, state) => ({
    title: 'Generate the configuration',
    back: GENERATIONS,
    body: html`${errorSummary(state)}${heading('Generate the configuration')}
    ${paragraph('The files of all servers are made from the register as it is now and checked. Nothing runs them until somebody else has approved them and they are published.')}
    ${leftOutView(leftOut)}
    ${renderForm(state, { submit: 'Generate', fields: ['because', 'again'], summary: false, cancel: { href: GENERATIONS.href } })}`,
  }),
  then: (made) => ({
    to: generationHref(made.number),
    notice: `Generation ${made.number} was made: ${made.changed} of ${made.servers} servers change.`,
  }),
})

const theGeneration = (visit: Visit): Promise<Generation> =>
  generationByNumber(visit, visit.params['number'] ?? '')

const showGeneration = get(`${GENERATIONS.href}/:number`, {
  permission: RUN,
  async run(visit) {
    const generation = await theGeneration(visit)
    return page(
      generationView({
        generation,
        targets: await targetsOf(visit, generation.id),
        agents: await agentStates(visit),
        reports: await reportsOf(visit, generation.id),
        isOwn: visit.actor.kind === 'person' && visit.actor.id === generation.made_by,
        now: visit.now,
      }),
    )
  },
})

/** The server of the address in the generation of the address. */
async function theTarget(visit: Visit, generationId: string): Promise<Target> {
  const targets = await targetsOf(visit, generationId, visit.params['server'] ?? '')
  return targets[0] ?? notFound('server')
}

const showPack = get(`${GENERATIONS.href}/:number/servers/:server`, {
  permission: RUN,
  async run(visit) {
    const generation = await theGeneration(visit)
    const target = await theTarget(visit, generation.id)
    const [former] =
      generation.base_id === null ? [] : await targetsOf(visit, generation.base_id, target.server_code)
    const files = await filesOf(visit, [
      target.pack_digest,
      ...(former === undefined ? [] : [former.pack_digest]),
    ])
    const own = files.get(target.pack_digest) ?? {}
    const back = { href: generationHref(generation.number), text: `Generation ${generation.number}` }
    return page(
      packView({
        title: target.server_code,
        target,
        files: own,
        differences:
          generation.base_id === null ? null : differenceOf(files.get(former?.pack_digest ?? '') ?? {}, own),
        place: generationHref(generation.number, `servers/${target.server_code}`),
        frame: (title, body) => ({
          title: `${title}: ${back.text}`,
          wide: true,
          breadcrumbs: [GOVROAM, GENERATIONS, back],
          body: html`${heading(title, { caption: back.text })}${federationNavigation(GENERATIONS.href, true)}${body}`,
        }),
      }),
    )
  },
})

async function zipped(visit: Visit, target: Target, number: number) {
  const files = (await filesOf(visit, [target.pack_digest])).get(target.pack_digest) ?? {}
  const bytes = await zipOfFiles(
    Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) })),
    visit.now,
  )
  return download({ name: `${target.server_code}-generation-${number}.zip`, type: 'application/zip', bytes })
}

const downloadPack = get(`${GENERATIONS.href}/:number/servers/:server/pack.zip`, {
  permission: RUN,
  async run(visit) {
    const generation = await theGeneration(visit)
    return zipped(visit, await theTarget(visit, generation.id), generation.number)
  },
})

/** One file as text, for reading. */
async function fileAsText(visit: Visit, target: Target) {
  const files = (await filesOf(visit, [target.pack_digest])).get(target.pack_digest) ?? {}
  const path = visit.query['path'] ?? ''
  const text = Object.hasOwn(files, path) ? files[path] : undefined
  if (text === undefined) return notFound('file')
  const name = `${target.server_code}-${path.replaceAll('/', '-')}.txt`
  return download({ name, type: 'text/plain; charset=utf-8', bytes: Buffer.from(text), inline: true })
}

const showFile = get(`${GENERATIONS.href}/:number/servers/:server/file`, {
  permission: RUN,
  async run(visit) {
    return fileAsText(visit, await theTarget(visit, (await theGeneration(visit)).id))
  },
})

const versioned = (_visit: Visit, { number, version }: Generation) => ({ number, version })
const numbered = (visit: Visit) => ({ number: visit.params['number'] ?? '' })
const onto = (words: string) => (result: { readonly number: number }) => ({
  to: generationHref(result.number),
  notice: words,
})

const approve = form(`${GENERATIONS.href}/:number/approve`, {
  action: approveFederation,
  fixed: numbered,
  load: theGeneration,
  values: versioned,
  view: generationForm('Approve', {
    submit: 'Approve it',
    fields: ['version'],
    intro: paragraph('You have looked at what changed and at the checks. It is published in a further step.'),
  }),
  then: onto('The generation is approved. It can be published now.'),
})

const apply = form(`${GENERATIONS.href}/:number/apply`, {
  action: applyFederation,
  fixed: numbered,
  async load(visit) {
    const generation = await theGeneration(visit)
    return { ...generation, isMoved: await registerMovedSince(visit, generation, visit.now) }
  },
  values: versioned,
  view: (visit, loaded, state) =>
    generationForm('Publish', {
      submit: 'Publish it',
      intro: paragraph(
        'The agent of each server whose files changed fetches them within a minute, restarts the server and goes back by itself if it does not answer.',
      ),
      // Asked only where there is something to say to it.
      fields: loaded.isMoved ? ['version', 'moved'] : ['version'],
    })(visit, loaded, state),
  then: onto('The generation is published. The agents fetch it within a minute.'),
})

const withdraw = form(`${GENERATIONS.href}/:number/withdraw`, {
  action: withdrawFederation,
  fixed: numbered,
  load: theGeneration,
  values: versioned,
  view: generationForm('Withdraw', {
    submit: 'Withdraw it',
    look: 'warning',
    intro: paragraph('It is not published and cannot be taken up again. The record stays.'),
  }),
  then: onto('The generation was withdrawn.'),
})

const check = form(`${GENERATIONS.href}/:number/check`, {
  action: checkFederation,
  fixed: numbered,
  load: theGeneration,
  view: generationForm('Check again', {
    submit: 'Check it again',
    intro: paragraph('The engines read every changed server’s files once more.'),
  }),
  then: onto('It is being checked.'),
})

const rollback = form(`${GENERATIONS.href}/:number/rollback`, {
  action: rollbackFederation,
  fixed: numbered,
  load: theGeneration,
  view: generationForm('Bring it back', {
    submit: 'Bring it back now',
    look: 'warning',
    intro: warning(
      'It is published at once, without a second approval, because it was approved before. Everybody who runs the federation is told.',
    ),
  }),
  then: onto('The earlier configuration is published again. The agents fetch it within a minute.'),
})

const showAgents = get(AGENTS.href, {
  permission: RUN,
  async run(visit) {
    const agents = (await agentStates(visit)).map((one) => ({ ...one, now: visit.now }))
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, 'agents', agentColumns, agents)
    const there = new Set(agents.map((one) => one.server_id))
    const servers = await serversOf(visit)
    const without = servers.filter(
      (one) => one.place !== 'upstream' && hasAgent(one.engine) && !there.has(one.id),
    )
    return page(
      agentsView(
        agents,
        without.map((one) => one.code),
      ),
    )
  },
})

const theServer = (visit: Visit): Readonly<Record<string, unknown>> => ({
  server: visit.params['server'] ?? '',
})

const agentForm = (title: string, words: string, submit: string, look?: 'warning') =>
  ((visit, _loaded, state) => ({
    title: `${title}: ${visit.params['server'] ?? ''}`,
    breadcrumbs: [GOVROAM],
    body: html`${errorSummary(state)}${heading(title, { caption: visit.params['server'] ?? '' })}${paragraph(words)}
    ${renderForm(state, { submit, summary: false, fields: [], ...(look === undefined ? {} : { look }) })}`,
  })) satisfies NonNullable<Parameters<typeof form>[1]['view']>

const enrol = form(`${AGENTS.href}/:server/enrol`, {
  action: enrolAgent,
  fixed: theServer,
  view: agentForm(
    'Enrol its agent',
    'The agent gets a token of its own, which is shown once on the next page. Have a way ready to put it on the server.',
    'Enrol the agent',
  ),
  then: (result, visit) =>
    'token' in result
      ? page(enrolledView({ ...result, url: addressOf(visit) }))
      : redirect(
          '/govroam',
          'The token was shown once already. Revoke the agent and enrol it anew if it was lost.',
        ),
})

// The address this page was reached by; in the clear only on the machine itself, as the agent demands.
const addressOf = ({ host }: Visit): string =>
  `${/^(?:localhost|127\.)/.test(host) ? 'http' : 'https'}://${host}`

const revoke = form(`${AGENTS.href}/:server/revoke`, {
  action: revokeAgent,
  fixed: theServer,
  view: agentForm(
    'Revoke its agent',
    'Its token stops working at once. The server goes on with what it runs and gets nothing new until an agent is enrolled again.',
    'Revoke the agent',
    'warning',
  ),
  then: (result, visit) => ({
    to: visit.may(RUN) ? AGENTS.href : '/govroam',
    notice: `The agent of ${result.server} was revoked.`,
  }),
})

// A member's own part: what is published for its servers, for its technical contacts.
const ours = (visit: Visit) => ourMemberByCode(visit, visit.params['member'] ?? '')

const showOwn = get('/govroam/members/:member/configuration', {
  permission: DETAILS,
  async run(visit) {
    const member = await ours(visit)
    const servers = await serversOf(visit, { memberId: member.id })
    const generation = await publishedGeneration(visit)
    const targets = generation === undefined ? [] : await targetsOf(visit, generation.id)
    const agents = await agentStates(visit, { memberId: member.id })
    const keeps = holdsFor(visit, KEEP, member)
    return page(configurationView({ member, servers, generation, targets, agents, keeps, now: visit.now }))
  },
})

async function ownTarget(visit: Visit) {
  const member = await ours(visit)
  if (!holdsFor(visit, KEEP, member)) notFound('server')
  const generation = (await publishedGeneration(visit)) ?? notFound('server')
  const target = await theTarget(visit, generation.id)
  const servers = await serversOf(visit, { memberId: member.id })
  if (!servers.some((one) => one.id === target.server_id)) notFound('server')
  return { member, generation, target }
}

const showOwnPack = get('/govroam/members/:member/configuration/:server', {
  permission: KEEP,
  async run(visit) {
    const { member, target } = await ownTarget(visit)
    const here = memberHref(member, 'configuration')
    return page(
      packView({
        title: target.server_code,
        target,
        files: (await filesOf(visit, [target.pack_digest])).get(target.pack_digest) ?? {},
        differences: null,
        place: `${here}/${target.server_code}`,
        frame: (title, body) =>
          memberFrame(member, title, body, {
            tab: 'configuration',
            under: { href: here, text: 'Configuration' },
          }),
      }),
    )
  },
})

const downloadOwnPack = get('/govroam/members/:member/configuration/:server/pack.zip', {
  permission: KEEP,
  async run(visit) {
    const { generation, target } = await ownTarget(visit)
    return zipped(visit, target, generation.number)
  },
})

const showOwnFile = get('/govroam/members/:member/configuration/:server/file', {
  permission: KEEP,
  async run(visit) {
    return fileAsText(visit, (await ownTarget(visit)).target)
  },
})

export const pages: readonly Page[] = [
  showGenerations,
  generate,
  showGeneration,
  showPack,
  showFile,
  downloadPack,
  approve,
  apply,
  withdraw,
  check,
  rollback,
  showAgents,
  enrol,
  revoke,
  showOwn,
  showOwnPack,
  showOwnFile,
  downloadOwnPack,
]
