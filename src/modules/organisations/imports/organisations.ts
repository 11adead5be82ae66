// Files of organisations.
import type { Inside } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { readLines, type ImportOutcome, type ImportRow } from '#platform/module/index.ts'
import { ORGANISATION_KINDS } from '../rules.ts'
import { inChunks, nothing, subjects } from './writing.ts'

const REALM = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/

const organisationColumns = {
  id: field.code('id'),
  name: field.text('name', { most: 120 }),
  kind: field.choice('kind', ORGANISATION_KINDS),
  realm: field
    .text('realm', { most: 253, pattern: REALM, wording: 'realm must be a domain name, like example.gov.uk' })
    .optional(),
}

/** Loads the lines inside the import’s transaction. */
export async function loadOrganisations(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(rows, organisationColumns, (row) => row.id)
  if (faults.length > 0) return nothing(faults)
  const known = new Map(
    (await inside.tx.selectFrom('organisations.organisation').selectAll().execute()).map((row) => [
      row.code,
      row,
    ]),
  )
  const fresh = lines
    .filter(({ answers }) => !known.has(answers.id))
    .map(({ answers }) => ({ ...answers, id: inside.id(), code: answers.id }))
  await subjects(
    inside,
    fresh.map(({ id, name }) => ({ id, noun: 'organisation', title: name, audience: 'public' })),
  )
  await inChunks(fresh, (some) =>
    inside.tx
      .insertInto('organisations.organisation')
      .values(
        some.map(({ id, code, name, kind, realm }) => ({ id, code, name, kind, realm, ended_on: null })),
      )
      .execute(),
  )
  let changed = 0
  for (const { answers } of lines) {
    const old = known.get(answers.id)
    if (old === undefined) continue
    const realm = answers.realm ?? old.realm
    if (old.name === answers.name && old.kind === answers.kind && old.realm === realm) continue
    changed += 1
    await inside.subject({
      id: old.id,
      module: 'organisations',
      noun: 'organisation',
      title: answers.name,
      audience: 'public',
    })
    await inside.tx
      .updateTable('organisations.organisation')
      .set({ name: answers.name, kind: answers.kind, realm, version: old.version + 1 })
      .where('id', '=', old.id)
      .execute()
  }
  return { created: fresh.length, changed, unchanged: lines.length - fresh.length - changed, faults: [] }
}
