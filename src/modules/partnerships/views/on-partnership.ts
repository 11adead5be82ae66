// What a partnership does every day, on its page, a few lines each: who speaks for its bodies, the directory it keeps,
// the services its members share.
import { html, type Html } from '#platform/html/index.ts'
import { bullets, card, link, paragraph } from '#web/parts.ts'
import type { Arrangement } from '../queries/arrangements.ts'
import type { Champion, ChampionRole } from '../queries/champions.ts'
import type { Topic } from '../queries/signposts.ts'
import { arrangementsPart } from './matrix.ts'

export type Everyday = {
  /** Null for who may not see people. */
  readonly champions: { readonly roles: readonly ChampionRole[]; readonly held: readonly Champion[] } | null
  readonly signposts: number
  readonly topics: readonly Topic[]
  readonly arrangements: readonly Arrangement[]
  readonly members: number
  readonly may: Readonly<Record<'addRole' | 'addSignpost', boolean>>
}

const MOST = 5

export function everydayCards(at: string, view: Everyday): Html {
  return html`${championsCard(at, view)}${directoryCard(at, view)}${view.arrangements.length === 0 ? null : card('Shared services', arrangementsPart(view.arrangements, MOST, '/shared-services'))}`
}

function championsCard(at: string, { champions, members, may }: Everyday): Html | null {
  if (champions === null || (champions.roles.length === 0 && !may.addRole)) return null
  const { roles, held } = champions
  const lines = roles.map((role) => {
    const bodies = new Set(held.filter((one) => one.role_id === role.id).map((one) => one.organisation_id))
    return html`${link(`${at}/champions`, role.name)}: ${bodies.size} of ${members} bodies have named somebody`
  })
  return card(
    'Champions',
    lines.length === 0
      ? paragraph(link(`${at}/champions/roles/add`, 'Add a role that every member fills'))
      : bullets(lines),
  )
}

function directoryCard(at: string, { signposts, topics, may }: Everyday): Html | null {
  if (signposts === 0 && !may.addSignpost) return null
  return card(
    'Directory of services',
    signposts === 0
      ? paragraph(link(`${at}/directory/add`, 'Add the first service'))
      : html`${paragraph(link(`${at}/directory`, signposts === 1 ? 'One service' : `All ${signposts} services`))}${topics.length === 0 ? null : bullets(topics.slice(0, MOST).map((topic) => link(`${at}/directory?topic=${topic.id}`, topic.name)))}`,
  )
}
