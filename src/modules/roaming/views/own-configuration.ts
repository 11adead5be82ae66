// What is published for a member's own servers, for its technical contacts.
import { html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { emptyState, link, paragraph, table } from '#web/parts.ts'
import type { AgentStanding } from '../queries/agents.ts'
import type { GenerationRow } from '../queries/generations.ts'
import type { Member } from '../queries/members.ts'
import type { Server } from '../queries/servers.ts'
import type { Target } from '../queries/targets.ts'
import { hasAgent } from '../rules/generations.ts'
import { memberFrame, memberHref } from './frame.ts'
import { AGENTS, agentWords, ENGINES } from './generations.ts'
import { serverTag } from './words.ts'

type Row = Server & { readonly target: Target | undefined; readonly agent: AgentStanding | undefined }

export function configurationView(shown: {
  readonly member: Member
  readonly servers: readonly Server[]
  readonly generation: GenerationRow | undefined
  readonly targets: readonly Target[]
  readonly agents: readonly AgentStanding[]
  /** Whether this reader may have the files and enrol agents: a technical contact, or whoever runs the federation. */
  readonly keeps: boolean
  readonly now: Temporal.Instant
}): View {
  const { member, servers, generation, targets, agents, keeps, now } = shown
  const targetOf = new Map(targets.map((one) => [one.server_id, one]))
  const agentOf = new Map(agents.map((one) => [one.server_id, one]))
  const rows = servers.map((one): Row => ({
    ...one,
    target: targetOf.get(one.id),
    agent: agentOf.get(one.id),
  }))
  const files = memberHref(member, 'configuration')
  const words =
    generation === undefined
      ? 'Nothing is published yet. When it is, the files of each server or the steps to set it up stand here.'
      : `Generation ${generation.number} is published. A server with an agent fetches its files by itself; the others are set up by the steps.`
  return memberFrame(
    member,
    'Configuration',
    html`${paragraph(words)}
    ${table<Row>(
      [
        { key: 'server', label: 'Server', kind: 'text', value: (row) => row.code },
        {
          key: 'state',
          label: 'State',
          kind: 'text',
          value: (row) => row.state,
          show: (row) => serverTag(row.state),
        },
        { key: 'engine', label: 'Program', kind: 'text', value: (row) => ENGINES[row.engine] },
        {
          key: 'files',
          label: 'What it gets',
          kind: 'text',
          value: (row) => row.target?.server_code,
          show: (row) =>
            row.target === undefined
              ? 'Nothing yet'
              : !keeps
                ? 'For its technical contact'
                : link(`${files}/${row.code}`, hasAgent(row.engine) ? 'Its files' : 'The steps', {
                    hidden: row.code,
                  }),
        },
        {
          key: 'agent',
          label: 'Its agent',
          kind: 'text',
          value: (row) => agentWords(row.agent, now),
          show: (row) =>
            !hasAgent(row.engine)
              ? 'Set up by hand'
              : !keeps
                ? agentWords(row.agent, now)
                : row.agent === undefined
                  ? link(`${AGENTS.href}/${row.code}/enrol`, 'Enrol its agent', { hidden: row.code })
                  : html`${agentWords(row.agent, now)} ${link(`${AGENTS.href}/${row.code}/revoke`, 'Revoke', { hidden: row.code })}`,
        },
      ],
      rows,
      {
        caption: 'Servers',
        captionHidden: true,
        sortedBy: 'In the order in which they are tried',
        empty: emptyState(
          'No server yet',
          'What is generated for a server appears here once it is registered under Servers.',
        ),
      },
    )}`,
    { tab: 'configuration' },
  )
}
