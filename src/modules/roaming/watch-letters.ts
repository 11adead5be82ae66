// The letter about what broke and what works again: one for all of a look, to those who mend it and those who run the
// federation.
import { sql, type Db } from '#platform/database/index.ts'
import type { Template } from '#platform/notifications/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { TROUBLE_LETTER } from './actions/telling-troubles.ts'
import { PART_WORDS } from './rules/verdict-words.ts'
import type { BrokenPart } from './rules/words.ts'

type Told = {
  readonly id: string
  readonly part: BrokenPart
  readonly words: string
  readonly opened_at: Temporal.Instant
  readonly closed_at: Temporal.Instant | null
  readonly member_code: string | null
  readonly member_name: string | null
}

/** A letter says so many in full, and how many more there are. */
const MOST_IN_FULL = 25

const idsIn = (words: string | undefined): string[] => (words ?? '').split(' ').filter((one) => one !== '')

async function toldOf(db: Db, ids: readonly string[]): Promise<Told[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Told>`
    select trouble.id, trouble.part, trouble.words, trouble.opened_at, trouble.closed_at, member.code as member_code,
      body.name as member_name
    from roaming.trouble trouble left join roaming.member member on member.id = trouble.member_id
    left join organisations.organisation_card body on body.id = member.organisation_id
    where trouble.id = any(${[...ids]}::uuid[])
    order by trouble.member_id is not null, trouble.is_partial, body.name, trouble.id`.execute(db)
  return rows
}

const about = (one: Told): string =>
  one.member_name === null
    ? PART_WORDS[one.part]
    : `${one.member_name}: ${PART_WORDS[one.part].toLowerCase()}`

function subjectOf(begun: readonly Told[], over: readonly Told[]): string {
  const [first] = begun
  const [last] = over
  const more = begun.length + over.length - 1
  const rest = more > 0 ? `, and ${more} more` : ''
  if (first !== undefined) return `Govroam, broken: ${about(first)}${rest}`
  return `Govroam, works again: ${last === undefined ? '' : about(last)}${rest}`
}

function lasted(one: Told): string {
  if (one.closed_at === null) return ''
  const minutes = Math.max(1, Math.round(one.closed_at.since(one.opened_at).total('minutes')))
  const hours = Math.round(minutes / 60)
  return minutes < 120 ? ` (${minutes} minutes)` : ` (${hours} hours)`
}

const told: Template = {
  name: TROUBLE_LETTER,
  async render({ db, ids, links }) {
    const begun = await toldOf(db, idsIn(ids['begun']))
    const over = await toldOf(db, idsIn(ids['over']))
    if (begun.length + over.length === 0) return null
    const where = (one: Told): string =>
      links.at(one.member_code === null ? '/govroam/status' : `/govroam/members/${one.member_code}/watch`)
    const shown = [...begun, ...over].slice(0, MOST_IN_FULL)
    const paragraphs = shown.map((one) =>
      begun.includes(one)
        ? [`${about(one)}, since ${formatDateTime(one.opened_at)}.`, one.words, where(one)].join('\n')
        : [
            `Works again: ${about(one)}. It was broken from ${formatDateTime(one.opened_at)}${lasted(one)}.`,
            where(one),
          ].join('\n'),
    )
    const left = begun.length + over.length - shown.length
    return {
      subject: subjectOf(begun, over),
      text: [
        ...paragraphs,
        ...(left > 0 ? [`There are ${left} more: ${links.at('/govroam/status')}`] : []),
      ].join('\n\n'),
      ...(begun[0] === undefined ? {} : { conversation: begun[0].id }),
      ...(begun.length === 0 && over[0] !== undefined ? { conversation: over[0].id } : {}),
    }
  },
}

export const watchLetters: readonly Template[] = [told]
