// The file of an action plan, as a board keeps it: loaded whole or not at all. Loading it again changes nothing; a
// later file moves days, reports progress and closes what is done, and each change is kept like one made by hand.
import type { Inside } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import {
  readLines,
  type ImportKind,
  type ImportLine,
  type ImportOutcome,
  type ImportRow,
} from '#platform/module/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import { groupByCode } from '#modules/groups/index.ts'
import { personByMail } from '#modules/organisations/index.ts'
import { partnershipsNamed } from '#modules/partnerships/index.ts'
import { changeUndertaking } from './actions/undertakings.ts'
import { undertakingRows, type UndertakingRow } from './queries/undertakings.ts'
import { UNDERTAKING_STATES } from './rules.ts'

const MOST_ROWS = 2000
const BY_FILE = 'By the file of the action plan.'

const columns = {
  heading: field.text('heading', { most: 120 }),
  what: field.text('what', { most: 500 }),
  owner: field.mail('owner'),
  due: field.date('due'),
  group: field.code('group').optional(),
  partnership: field.code('partnership').optional(),
  state: field.choice('state', UNDERTAKING_STATES).optional(),
  progress: field.longText('progress', { most: 1000 }).optional(),
}

export const actionPlanFile: ImportKind = {
  kind: 'action-plan',
  title: 'Action plan of a group or partnership',
  permission: 'governance.undertaking.import',
  headers: ['heading', 'what', 'owner', 'due'],
  optionalHeaders: ['group', 'partnership', 'state', 'progress'],
  load: loadPlan,
}

type Belongs = { readonly group_id: string | null; readonly partnership_id: string }

async function loadPlan(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const beyond = rows[MOST_ROWS]
  if (beyond !== undefined) {
    const message = `The file of an action plan has at most ${MOST_ROWS} rows. This looks like another file`
    return { created: 0, changed: 0, unchanged: 0, faults: [{ line: beyond.line, message }] }
  }
  const { lines, faults } = readLines(rows, columns, (line) =>
    [line.group ?? line.partnership ?? '', line.heading, line.what].join(': '),
  )
  const places = await placesNamed(
    inside,
    lines.map((line) => line.answers),
  )
  const owners = await ownersNamed(
    inside,
    lines.map((line) => line.answers.owner),
  )
  const wrong = (line: number, message: string): void => void faults.push({ line, message })
  for (const { line, answers } of lines) {
    const name = answers.group ?? answers.partnership
    if (name === null) wrong(line, 'Say whose action it is: give the code of a group or of a partnership')
    else if (answers.group !== null && answers.partnership !== null)
      wrong(line, 'An action belongs to a group or to a partnership: leave one of the two empty')
    else if (!places.has(placeKey(answers)))
      wrong(line, `There is no ${answers.group === null ? 'partnership' : 'group'} "${name}". Load it first`)
    if (!owners.has(answers.owner))
      wrong(line, `Nobody here has the address ${answers.owner}. Record them first`)
  }
  if (faults.length > 0) return { created: 0, changed: 0, unchanged: 0, faults: inOrder(faults) }
  const known = await actionsIn(inside, [...places.values()])
  const counts = { created: 0, changed: 0, unchanged: 0 }
  for (const { answers } of lines) {
    const place = places.get(placeKey(answers))
    const owner = owners.get(answers.owner)
    if (place === undefined || owner === undefined) continue
    const planned: Planned = { ...answers, ...place, owner, state: answers.state ?? 'open' }
    const found = known.get(actionKey(planned))
    if (found === undefined) await create(inside, planned)
    counts[
      found === undefined
        ? 'created'
        : (await bringUpToDate(inside, found, planned))
          ? 'changed'
          : 'unchanged'
    ] += 1
  }
  return { ...counts, faults: [] }
}

type Planned = Belongs & {
  readonly heading: string
  readonly what: string
  readonly owner: string
  readonly due: Temporal.PlainDate
  readonly state: keyof typeof UNDERTAKING_STATES
  readonly progress: string | null
}

const inOrder = (faults: readonly ImportLine[]) => faults.toSorted((a, b) => a.line - b.line)
const placeKey = (asked: { readonly group: string | null; readonly partnership: string | null }): string =>
  asked.group === null ? `partnership ${asked.partnership ?? ''}` : `group ${asked.group}`
const actionKey = (one: Belongs & { readonly heading: string | null; readonly what: string }): string =>
  JSON.stringify([one.group_id ?? one.partnership_id, one.heading, one.what])

async function placesNamed(
  inside: Inside,
  asked: readonly { readonly group: string | null; readonly partnership: string | null }[],
): Promise<Map<string, Belongs>> {
  const places = new Map<string, Belongs>()
  for (const { id, code } of await partnershipsNamed(inside))
    places.set(placeKey({ group: null, partnership: code }), { group_id: null, partnership_id: id })
  for (const code of new Set(asked.flatMap((one) => one.group ?? []))) {
    const group = await groupByCode(inside, code)
    if (group !== undefined && group.ended_on === null)
      places.set(placeKey({ group: code, partnership: null }), {
        group_id: group.id,
        partnership_id: group.partnership_id,
      })
  }
  return places
}

async function ownersNamed(inside: Inside, mails: readonly string[]): Promise<Map<string, string>> {
  const owners = new Map<string, string>()
  for (const mail of new Set(mails)) {
    const person = await personByMail(inside, mail)
    if (person !== undefined) owners.set(mail, person.id)
  }
  return owners
}

async function actionsIn(inside: Inside, places: readonly Belongs[]): Promise<Map<string, UndertakingRow>> {
  if (places.length === 0) return new Map()
  const partnerships = [...new Set(places.map((place) => place.partnership_id))]
  // Locked before they are read: what somebody closes at this moment is not opened or overwritten by the file.
  await inside.tx
    .selectFrom('governance.undertaking')
    .select('id')
    .where('partnership_id', 'in', partnerships)
    .where('heading', 'is not', null)
    .where('state', '=', 'open')
    .orderBy('id')
    .forUpdate()
    .execute()
  const rows = await undertakingRows(inside)
    .where('undertaking.partnership_id', 'in', partnerships)
    .where('undertaking.heading', 'is not', null)
    .execute()
  return new Map(
    rows.flatMap((row) =>
      row.partnership_id === null
        ? []
        : [[actionKey({ ...row, partnership_id: row.partnership_id }), row] as const],
    ),
  )
}

async function create(inside: Inside, planned: Planned): Promise<void> {
  const id = inside.id()
  const today = londonDate(inside.now)
  const isOpen = planned.state === 'open'
  await inside.tx
    .insertInto('governance.undertaking')
    .values({
      id,
      agenda_item_id: null,
      meeting_id: null,
      group_id: planned.group_id,
      partnership_id: planned.partnership_id,
      about_subject_id: planned.group_id ?? planned.partnership_id,
      about_address: null,
      heading: planned.heading,
      what: planned.what,
      owner_person_id: planned.owner,
      due_on: planned.due,
      given_on: Temporal.PlainDate.compare(planned.due, today) < 0 ? planned.due : today,
      given_by: null,
      state: planned.state,
      closed_on: isOpen ? null : today,
      closing_note: isOpen ? null : (planned.progress ?? BY_FILE),
      progress: planned.progress,
      progress_on: planned.progress === null ? null : today,
    })
    .execute()
  inside.found('governance.undertaking', id)
}

/** Makes what is recorded say what the file says; true where that was a change. What is closed here stays closed. */
async function bringUpToDate(inside: Inside, found: UndertakingRow, planned: Planned): Promise<boolean> {
  if (found.state !== 'open') return false
  const today = londonDate(inside.now)
  let version = found.version
  const change = async (
    what: Omit<Parameters<typeof changeUndertaking>[2], 'words'> & { words?: string },
  ) => {
    await changeUndertaking(inside, { ...found, version }, { words: BY_FILE, ...what })
    version += 1
  }
  if (planned.owner !== found.owner_person_id)
    await change({
      kind: 'handed-over',
      owner_before: found.owner_person_id,
      set: { owner_person_id: planned.owner },
    })
  if (!planned.due.equals(found.due_on))
    await change({
      kind: 'moved',
      words: `${BY_FILE} From ${formatDate(found.due_on)} to ${formatDate(planned.due)}.`,
      due_before: found.due_on,
      set: { due_on: planned.due },
    })
  if (planned.progress !== null && planned.progress !== found.progress)
    await change({
      kind: 'reported',
      words: planned.progress,
      set: { progress: planned.progress, progress_on: today },
    })
  if (planned.state !== 'open') {
    const note = planned.progress ?? BY_FILE
    await change({
      kind: planned.state,
      words: note,
      set: { state: planned.state, closed_on: today, closing_note: note },
    })
  }
  return version > found.version
}
