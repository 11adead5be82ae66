// Files of buildings.
import type { Inside } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { readLines, type ImportOutcome, type ImportRow } from '#platform/module/index.ts'
import { organisationsByCode } from '../queries/organisations.ts'
import { inChunks, nothing, subjects } from './writing.ts'

const siteColumns = {
  id: field.code('id'),
  office: field.text('office', { most: 120 }),
  town: field.text('town', { most: 80 }),
  owner: field.code('owner'),
  address: field.longText('address', { most: 400 }).optional(),
}

/** Loads the lines inside the import’s transaction. */
export async function loadSites(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(rows, siteColumns, (row) => row.id)
  const owners = await organisationsByCode(
    inside,
    lines.map(({ answers }) => answers.owner),
  )
  for (const { line, answers } of lines) {
    if (!owners.has(answers.owner))
      faults.push({
        line,
        message: `There is no organisation "${answers.owner}". Load the organisations first`,
      })
  }
  if (faults.length > 0) return nothing(faults)
  const known = new Map(
    (await inside.tx.selectFrom('organisations.site').selectAll().execute()).map((row) => [row.code, row]),
  )
  const fresh = lines
    .filter(({ answers }) => !known.has(answers.id))
    .map(({ answers }) => ({ ...answers, code: answers.id, id: inside.id() }))
  await subjects(
    inside,
    fresh.map(({ id, office }) => ({ id, noun: 'site', title: office, audience: 'public' })),
  )
  await inChunks(fresh, (some) =>
    inside.tx
      .insertInto('organisations.site')
      .values(
        some.map(({ id, code, office, town, address, owner }) => ({
          id,
          code,
          organisation_id: owners.get(owner)?.id ?? '',
          name: office,
          town,
          address,
        })),
      )
      .execute(),
  )
  let changed = 0
  for (const { answers } of lines) {
    const old = known.get(answers.id)
    if (old === undefined) continue
    const address = answers.address ?? old.address
    const owner = owners.get(answers.owner)?.id ?? old.organisation_id
    if (
      old.name === answers.office &&
      old.town === answers.town &&
      old.address === address &&
      old.organisation_id === owner
    )
      continue
    changed += 1
    await inside.subject({
      id: old.id,
      module: 'organisations',
      noun: 'site',
      title: answers.office,
      audience: 'public',
    })
    await inside.tx
      .updateTable('organisations.site')
      .set({
        name: answers.office,
        town: answers.town,
        address,
        organisation_id: owner,
        version: old.version + 1,
      })
      .where('id', '=', old.id)
      .execute()
  }
  return { created: fresh.length, changed, unchanged: lines.length - fresh.length - changed, faults: [] }
}
