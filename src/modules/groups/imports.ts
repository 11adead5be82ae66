// A file of groups, as the partnerships keep it: loaded whole or not at all; loading it again changes nothing.
import type { Inside } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { field, readFields, type Answers } from '#platform/fields/index.ts'
import type { ImportKind, ImportLine, ImportOutcome, ImportRow } from '#platform/module/index.ts'
import { editGroup, presentGroup } from './actions/groups.ts'
import { ACCESS, CADENCE, KINDS } from './rules.ts'

// A county has some hundreds of groups; a file of many thousands is another file.
const MOST_ROWS = 5000

const columns = {
  partnership: field.code('partnership'),
  id: field.code('id'),
  name: field.text('name', { most: 120 }),
  access: field.choice('access', ACCESS),
  cadence: field.choice('cadence', CADENCE),
  purpose: field.text('purpose', { most: 1000 }).optional(),
  decides: field.yesNo('decides').optional(),
  kind: field.choice('kind', KINDS).optional(),
  parent: field.code('parent').optional(),
  public_introduction: field.text('public_introduction', { most: 3000 }).optional(),
  how_to_join: field.text('how_to_join', { most: 1000 }).optional(),
  public_contact: field.text('public_contact', { most: 200 }).optional(),
}
type Row = Answers<typeof columns>
type Line = { readonly line: number; readonly row: Row }

export const groupsFile: ImportKind = {
  kind: 'groups',
  title: 'Groups of partnerships',
  permission: 'groups.group.import',
  headers: ['partnership', 'id', 'name', 'access', 'cadence', 'purpose'],
  optionalHeaders: ['decides', 'kind', 'parent', 'public_introduction', 'how_to_join', 'public_contact'],
  load: loadGroups,
}

/** `options.deciding` names the codes of groups that decide for their partnership, for files without that column. */
async function loadGroups(
  inside: Inside,
  rows: readonly ImportRow[],
  options: Readonly<Record<string, string>>,
): Promise<ImportOutcome> {
  const { lines, faults } = readRows(rows)
  const partnerships = await codes(inside)
  for (const { line, row } of lines) {
    if (partnerships.has(row.partnership)) continue
    faults.push({
      line,
      message: `There is no partnership "${row.partnership}". Load the partnerships first`,
    })
  }
  const known = new Map(
    (await inside.tx.selectFrom('groups.group').selectAll().execute()).map((group) => [group.code, group]),
  )
  for (const { line, row } of lines) {
    const old = known.get(row.id)
    if (old === undefined || old.partnership_id === partnerships.get(row.partnership)) continue
    faults.push({ line, message: `The group "${row.id}" belongs to another partnership already` })
  }
  const inFile = new Map(lines.map(({ row }) => [row.id, row.partnership]))
  for (const { line, row } of lines) {
    if (row.parent === null || inFile.get(row.parent) === row.partnership) continue
    if (known.get(row.parent)?.partnership_id === partnerships.get(row.partnership)) continue
    faults.push({ line, message: `The partnership has no group "${row.parent}" for it to stand under` })
  }
  if (faults.length > 0) {
    const sorted = faults.toSorted((a, b) => a.line - b.line)
    return { created: 0, changed: 0, unchanged: 0, faults: sorted }
  }
  const deciding = (options['deciding'] ?? '').split(/[;,]/).map((code) => code.trim())
  const counts = { created: 0, changed: 0, unchanged: 0 }
  const unchanged = new Set<string>()
  for (const { row } of lines) {
    const old = known.get(row.id)
    const partnershipId = partnerships.get(row.partnership) ?? ''
    const purpose = row.purpose ?? old?.purpose ?? ''
    if (old === undefined) {
      await create(inside, row, partnershipId, row.decides ?? deciding.includes(row.id))
      counts.created += 1
    } else if (
      old.name === row.name &&
      old.access === row.access &&
      old.cadence === row.cadence &&
      old.purpose === purpose
    ) {
      unchanged.add(row.id)
    } else {
      await change(inside, { id: old.id, version: old.version }, { ...row, purpose })
      counts.changed += 1
    }
  }
  // Second, because a group may stand under one that comes later in the file.
  for (const { row } of lines) {
    const isPlaced = await place(inside, row)
    if (unchanged.has(row.id)) counts[isPlaced ? 'changed' : 'unchanged'] += 1
  }
  return { ...counts, faults: [] }
}

function readRows(rows: readonly ImportRow[]): { lines: Line[]; faults: ImportLine[] } {
  const lines: Line[] = []
  const faults: ImportLine[] = []
  const seen = new Map<string, number>()
  const beyond = rows[MOST_ROWS]
  if (beyond !== undefined) {
    const message = `A file of groups has at most ${MOST_ROWS} rows. This looks like another file`
    return { lines, faults: [{ line: beyond.line, message }] }
  }
  for (const { line, cells } of rows) {
    try {
      const row = readFields(columns, cells)
      const first = seen.get(row.id)
      if (first === undefined) lines.push({ line, row })
      else faults.push({ line, message: `The group "${row.id}" stands on line ${first} already` })
      seen.set(row.id, first ?? line)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      for (const fault of error.faults) faults.push({ line, message: fault.message })
    }
  }
  return { lines, faults }
}

async function codes(inside: Inside): Promise<Map<string, string>> {
  const rows = await inside.db.selectFrom('partnerships.partnership_card').select(['id', 'code']).execute()
  return new Map(rows.map((row) => [row.code, row.id]))
}

async function create(inside: Inside, row: Row, partnershipId: string, decides: boolean): Promise<void> {
  const id = inside.id()
  await inside.subject({ id, module: 'groups', noun: 'group', title: row.name, audience: 'public' })
  await inside.tx
    .insertInto('groups.group')
    .values({
      id,
      code: row.id,
      partnership_id: partnershipId,
      name: row.name,
      access: row.access,
      cadence: row.cadence,
      purpose: row.purpose ?? '',
      decides,
      ended_on: null,
      kind: row.kind ?? (decides ? 'leadership' : 'specialist'),
    })
    .execute()
  await inside.pass('groups.group.create', id, 'created', { name: row.name, decides: decides ? 'yes' : 'no' })
}

async function change(
  inside: Inside,
  old: { readonly id: string; readonly version: number },
  row: Omit<Row, 'purpose'> & { readonly purpose: string },
): Promise<void> {
  const { name, access, cadence, purpose } = row
  await inside.subject({ id: old.id, module: 'groups', noun: 'group', title: name, audience: 'public' })
  await inside.tx
    .updateTable('groups.group')
    .set({ name, access, cadence, purpose, version: old.version + 1 })
    .where('id', '=', old.id)
    .execute()
  await inside.pass('groups.group.edit', old.id, 'changed', { name })
}

/** Its kind, the group it stands under, and its public face, where the file says them; whether anything changed. */
async function place(inside: Inside, row: Row): Promise<boolean> {
  const { kind, parent, public_introduction: introduction, public_contact: contact } = row
  if (kind === null && parent === null && introduction === null) return false
  const group = await inside.tx
    .selectFrom('groups.group as group')
    .leftJoin('groups.group as parent', 'parent.id', 'group.parent_id')
    .selectAll('group')
    .select('parent.code as parent_code')
    .where('group.code', '=', row.id)
    .executeTakeFirstOrThrow()
  const moved = (kind !== null && kind !== group.kind) || (parent !== null && parent !== group.parent_code)
  if (moved) {
    const above = await inside.tx
      .selectFrom('groups.group')
      .select('id')
      .where('code', '=', parent ?? group.parent_code ?? '')
      .executeTakeFirst()
    await inside.act(editGroup, {
      group: group.id,
      name: group.name,
      access: group.access,
      cadence: group.cadence,
      purpose: group.purpose,
      kind: kind ?? group.kind,
      ...(above === undefined ? {} : { parent: above.id }),
      version: group.version,
    })
  }
  const shown =
    introduction !== null &&
    (introduction !== group.public_introduction ||
      (row.how_to_join ?? '') !== group.how_to_join ||
      (contact ?? '') !== group.public_contact)
  if (shown)
    await inside.act(presentGroup, {
      group: group.id,
      isPublic: 'yes',
      introduction,
      howToJoin: row.how_to_join,
      contact,
      version: group.version + (moved ? 1 : 0),
    })
  return moved || shown
}
