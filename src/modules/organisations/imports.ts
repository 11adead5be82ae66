// Files of organisations, people and sites. A file is loaded whole or not at all; loading it again changes nothing;
// an empty cell leaves what is recorded as it is (O10).
import type { Inside } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { field, readFields, type Answers, type Fields } from '#platform/fields/index.ts'
import type { ImportKind, ImportLine, ImportOutcome, ImportRow } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationsByCode } from './queries/organisations.ts'
import { ORGANISATION_KINDS, overlap } from './rules.ts'

const CHUNK = 500
const REALM = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/

type Line<F extends Fields> = { readonly line: number; readonly answers: Answers<F> }

/** Reads each line's cells by the fields named like its columns; a fault names its line. A key that stands twice is a fault too. */
export function readLines<F extends Fields>(
  rows: readonly ImportRow[],
  fields: F,
  key: (answers: Answers<F>) => string,
  what: string,
): { lines: Line<F>[]; faults: ImportLine[] } {
  const lines: Line<F>[] = []
  const faults: ImportLine[] = []
  const seen = new Map<string, number>()
  for (const { line, cells } of rows) {
    try {
      const answers = readFields(fields, cells)
      const first = seen.get(key(answers))
      if (first !== undefined)
        faults.push({ line, message: `${what} "${key(answers)}" stands on line ${first} already` })
      else {
        seen.set(key(answers), line)
        lines.push({ line, answers })
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      for (const fault of error.faults) faults.push({ line, message: fault.message })
    }
  }
  return { lines, faults }
}

const nothing = (faults: readonly ImportLine[]): ImportOutcome => ({
  created: 0,
  changed: 0,
  unchanged: 0,
  faults,
})

async function inChunks<T>(rows: readonly T[], write: (some: T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += CHUNK) await write(rows.slice(at, at + CHUNK))
}

type NewSubject = {
  readonly id: string
  readonly noun: string
  readonly title: string
  readonly audience: string
}

const subjects = (inside: Inside, rows: readonly NewSubject[]): Promise<void> =>
  inChunks(rows, (some) =>
    inside.tx
      .insertInto('platform.subject')
      .values(some.map((row) => ({ ...row, module: 'organisations', ended_on: null })))
      .execute(),
  )

const organisationColumns = {
  id: field.code('id'),
  name: field.text('name', { most: 120 }),
  kind: field.choice('kind', ORGANISATION_KINDS),
  realm: field
    .text('realm', { most: 253, pattern: REALM, wording: 'realm must be a domain name, like example.gov.uk' })
    .optional(),
}

async function loadOrganisations(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(rows, organisationColumns, (row) => row.id, 'The organisation')
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

const personColumns = {
  mail: field.mail('mail'),
  name: field.text('name', { most: 120 }),
  organisation: field.code('organisation'),
  job_title: field.text('job_title', { most: 120 }),
  phone: field
    .text('phone', {
      most: 30,
      pattern: /^\+?[0-9][0-9 ()-]{5,24}$/,
      wording: 'phone must be like 01632 960 001',
    })
    .optional(),
  started_on: field.date('started_on').optional(),
}

async function loadPeople(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(rows, personColumns, (row) => row.mail, 'The address')
  const bodies = await organisationsByCode(
    inside,
    lines.map(({ answers }) => answers.organisation),
  )
  for (const { line, answers } of lines) {
    const body = bodies.get(answers.organisation)
    if (body === undefined)
      faults.push({
        line,
        message: `There is no organisation "${answers.organisation}". Load the organisations first`,
      })
    else if (body.ended_on !== null) faults.push({ line, message: `${body.name} has ended` })
  }
  const known = new Map(
    (
      await inside.tx.selectFrom('organisations.person').selectAll().where('mail', 'is not', null).execute()
    ).map((row) => [row.mail ?? '', row]),
  )
  const posts = await inside.tx.selectFrom('organisations.employment').selectAll().execute()
  const postsOf = Map.groupBy(posts, (post) => post.person_id)
  const today = londonDate(inside.now)
  const fresh = []
  const plans: {
    old: NonNullable<ReturnType<typeof known.get>>
    answers: Answers<typeof personColumns>
    organisationId: string
  }[] = []
  for (const { line, answers } of lines) {
    const organisationId = bodies.get(answers.organisation)?.id ?? ''
    const old = known.get(answers.mail)
    if (old === undefined) {
      fresh.push({ ...answers, id: inside.id(), organisationId })
      continue
    }
    const here = (postsOf.get(old.id) ?? []).filter((post) => post.organisation_id === organisationId)
    const startsOn = answers.started_on ?? today
    if (
      !here.some((post) => post.ended_on === null) &&
      here.some((post) => overlap({ from: post.started_on, to: post.ended_on }, { from: startsOn, to: null }))
    ) {
      faults.push({
        line,
        message: `The post of ${answers.mail} would overlap an earlier one there. Give the day it started in started_on`,
      })
    }
    plans.push({ old, answers, organisationId })
  }
  if (faults.length > 0) return nothing(faults)
  await subjects(
    inside,
    fresh.map(({ id, name }) => ({ id, noun: 'person', title: name, audience: 'staff' })),
  )
  await inChunks(fresh, (some) =>
    inside.tx
      .insertInto('organisations.person')
      .values(
        some.map(({ id, mail, name, phone }) => ({
          id,
          mail,
          name,
          phone,
          left_on: null,
          forgotten_at: null,
        })),
      )
      .execute(),
  )
  await inChunks(fresh, (some) =>
    inside.tx
      .insertInto('organisations.employment')
      .values(
        some.map((row) => ({
          id: inside.id(),
          person_id: row.id,
          organisation_id: row.organisationId,
          job_title: row.job_title,
          started_on: row.started_on ?? today,
          ended_on: null,
        })),
      )
      .execute(),
  )
  let changed = 0
  for (const { old, answers, organisationId } of plans) {
    const here = (postsOf.get(old.id) ?? []).find(
      (post) => post.organisation_id === organisationId && post.ended_on === null,
    )
    const phone = answers.phone ?? old.phone
    const moved = here === undefined
    const retitled = here !== undefined && here.job_title !== answers.job_title
    const renamed = old.name !== answers.name || old.phone !== phone
    if (!moved && !retitled && !renamed) continue
    changed += 1
    if (moved)
      await inside.tx
        .insertInto('organisations.employment')
        .values({
          id: inside.id(),
          person_id: old.id,
          organisation_id: organisationId,
          job_title: answers.job_title,
          started_on: answers.started_on ?? today,
          ended_on: null,
        })
        .execute()
    if (retitled)
      await inside.tx
        .updateTable('organisations.employment')
        .set({ job_title: answers.job_title })
        .where('id', '=', here.id)
        .execute()
    if (renamed) {
      await inside.subject({
        id: old.id,
        module: 'organisations',
        noun: 'person',
        title: answers.name,
        audience: 'staff',
      })
      await inside.tx
        .updateTable('organisations.person')
        .set({ name: answers.name, phone, version: old.version + 1 })
        .where('id', '=', old.id)
        .execute()
    }
  }
  return { created: fresh.length, changed, unchanged: plans.length - changed, faults: [] }
}

const siteColumns = {
  id: field.code('id'),
  office: field.text('office', { most: 120 }),
  town: field.text('town', { most: 80 }),
  owner: field.code('owner'),
  address: field.longText('address', { most: 400 }).optional(),
}

async function loadSites(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(rows, siteColumns, (row) => row.id, 'The site')
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

/** The kinds of file this module loads. */
export const imports: readonly ImportKind[] = [
  {
    kind: 'organisations',
    title: 'Organisations',
    permission: 'organisations.organisation.create',
    headers: ['id', 'name', 'kind'],
    optionalHeaders: ['realm'],
    load: loadOrganisations,
  },
  {
    kind: 'people',
    title: 'People and where they work',
    permission: 'organisations.person.import',
    headers: ['mail', 'name', 'organisation', 'job_title'],
    optionalHeaders: ['phone', 'started_on'],
    load: loadPeople,
  },
  {
    kind: 'sites',
    title: 'Sites',
    permission: 'organisations.site.import',
    headers: ['id', 'office', 'town', 'owner'],
    optionalHeaders: ['address'],
    load: loadSites,
  },
]
