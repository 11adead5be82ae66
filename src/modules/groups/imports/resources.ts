// A file of a group's links, as a county keeps them in a spreadsheet: known by group and title; loading it again
// changes nothing. Files themselves are put up one by one.
import type { Inside } from '#platform/actions/index.ts'
import type { Tables, Updateable } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import {
  readLines,
  type ImportKind,
  type ImportLine,
  type ImportOutcome,
  type ImportRow,
} from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { personByMail } from '#modules/organisations/index.ts'
import { addResource } from '../actions/resources.ts'
import { groupByCode } from '../queries.ts'
import { AUDIENCES } from '../rules/papers.ts'

const columns = {
  group: field.code('group'),
  title: field.text('title', { most: 160 }),
  link: field.text('link', {
    most: 500,
    pattern: /^https?:\/\/\S+$/,
    wording: 'link must be a whole address, like https://example.gov.uk/advice',
  }),
  audience: field.choice('audience', AUDIENCES),
  owner: field.mail('owner'),
  review_on: field.date('review_on'),
  description: field.text('description', { most: 1000 }).optional(),
}

export const resourcesFile: ImportKind = {
  kind: 'group-resources',
  title: 'Links that groups keep',
  permission: 'groups.resource.import',
  headers: ['group', 'title', 'link', 'audience', 'owner', 'review_on'],
  optionalHeaders: ['description'],
  load: loadResources,
}

async function loadResources(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(rows, columns, (row) => `${row.group}: ${row.title.toLowerCase()}`)
  const counts = { created: 0, changed: 0, unchanged: 0 }
  const ready: Readonly<Record<string, unknown>>[] = []
  const changed: { readonly id: string; readonly set: Updateable<Tables['groups.resource']> }[] = []
  for (const { line, answers } of lines) {
    const group = await groupByCode(inside, answers.group)
    const owner = await personByMail(inside, answers.owner)
    const missing: ImportLine[] = [
      ...(group === undefined ? [{ line, message: `There is no group "${answers.group}"` }] : []),
      ...(owner === undefined ? [{ line, message: `There is nobody with the mail "${answers.owner}"` }] : []),
      ...(Temporal.PlainDate.compare(answers.review_on, londonDate(inside.now)) > 0
        ? []
        : [{ line, message: 'review_on must lie ahead' }]),
    ]
    faults.push(...missing)
    if (group === undefined || owner === undefined || missing.length > 0) continue
    const there = await inside.tx
      .selectFrom('groups.resource')
      .select(['id', 'link', 'audience', 'description', 'version'])
      .where('group_id', '=', group.id)
      .where((where) => where(where.fn('lower', ['title']), '=', answers.title.toLowerCase()))
      .where('retired_on', 'is', null)
      .executeTakeFirst()
    const { title, link, audience, description, review_on: reviewOn } = answers
    if (there === undefined) {
      ready.push({ group: group.id, title, link, audience, description, owner: owner.id, reviewOn })
      counts.created += 1
    } else if (
      there.link === link &&
      there.audience === audience &&
      there.description === (description ?? there.description)
    ) {
      counts.unchanged += 1
    } else {
      changed.push({
        id: there.id,
        set: {
          link,
          file_id: null,
          audience,
          description: description ?? there.description,
          version: there.version + 1,
        },
      })
      counts.changed += 1
    }
  }
  if (faults.length > 0)
    return {
      created: 0,
      changed: 0,
      unchanged: 0,
      faults: faults.toSorted((one, other) => one.line - other.line),
    }
  for (const { id, set } of changed) {
    await inside.tx.updateTable('groups.resource').set(set).where('id', '=', id).execute()
    inside.found('groups.resource', id)
  }
  for (const raw of ready) await inside.act(addResource, { ...raw, reviewOn: String(raw['reviewOn']) })
  return { ...counts, faults: [] }
}
