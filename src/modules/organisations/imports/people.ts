// Files of people and where they work.
import type { Inside } from '#platform/actions/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { readLines, type ImportLine, type ImportOutcome, type ImportRow } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationsByCode } from '../queries/organisations.ts'
import { overlap } from '../rules.ts'
import { inChunks, nothing, subjects } from './writing.ts'

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

type PersonLine = Answers<typeof personColumns>
type Planned = { readonly line: number; readonly answers: PersonLine; readonly organisationId: string }
type Known = Awaited<ReturnType<typeof knownPeople>>

/** Loads the lines inside the import’s transaction. */
export async function loadPeople(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(rows, personColumns, (row) => row.mail)
  const bodies = await organisationsByCode(
    inside,
    lines.map(({ answers }) => answers.organisation),
  )
  const planned = lines.map((one): Planned => ({
    ...one,
    organisationId: bodies.get(one.answers.organisation)?.id ?? '',
  }))
  const known = await knownPeople(inside)
  const today = londonDate(inside.now)
  for (const one of planned) {
    const body = bodies.get(one.answers.organisation)
    if (body === undefined)
      faults.push({
        line: one.line,
        message: `There is no organisation "${one.answers.organisation}". Load the organisations first`,
      })
    else if (body.ended_on !== null) faults.push({ line: one.line, message: `${body.name} has ended` })
    else faults.push(...overlapFaults(one, known, today))
  }
  if (faults.length > 0) return nothing(faults.toSorted((one, other) => one.line - other.line))
  const fresh = planned.filter(({ answers }) => !known.people.has(answers.mail))
  await enter(inside, fresh, today)
  let changed = 0
  for (const one of planned) if (await correct(inside, one, known, today)) changed += 1
  return { created: fresh.length, changed, unchanged: planned.length - fresh.length - changed, faults: [] }
}

async function knownPeople(inside: Inside) {
  const people = await inside.tx
    .selectFrom('organisations.person')
    .selectAll()
    .where('mail', 'is not', null)
    .execute()
  const posts = await inside.tx.selectFrom('organisations.employment').selectAll().execute()
  return {
    people: new Map(people.map((person) => [person.mail ?? '', person])),
    posts: Map.groupBy(posts, (post) => `${post.person_id} ${post.organisation_id}`),
  }
}

const postsThere = ({ answers, organisationId }: Planned, known: Known) =>
  known.posts.get(`${known.people.get(answers.mail)?.id ?? ''} ${organisationId}`) ?? []

// A person who comes back needs the day of it, or the new post would run over the old one (O2).
function overlapFaults(one: Planned, known: Known, today: Temporal.PlainDate): ImportLine[] {
  const there = postsThere(one, known)
  if (there.some((post) => post.ended_on === null)) return []
  const wanted = { from: one.answers.started_on ?? today, to: null }
  const clash = there.some((post) => overlap({ from: post.started_on, to: post.ended_on }, wanted))
  return clash
    ? [
        {
          line: one.line,
          message: `The post of ${one.answers.mail} would overlap an earlier one there. Give the day it started in started_on`,
        },
      ]
    : []
}

async function enter(inside: Inside, fresh: readonly Planned[], today: Temporal.PlainDate): Promise<void> {
  const rows = fresh.map(({ answers, organisationId }) => ({ ...answers, id: inside.id(), organisationId }))
  await subjects(
    inside,
    rows.map(({ id, name }) => ({ id, noun: 'person', title: name, audience: 'staff' })),
  )
  await inChunks(rows, (some) =>
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
  await inChunks(rows, (some) =>
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
}

async function correct(
  inside: Inside,
  one: Planned,
  known: Known,
  today: Temporal.PlainDate,
): Promise<boolean> {
  const { answers, organisationId } = one
  const old = known.people.get(answers.mail)
  if (old === undefined) return false
  const post = postsThere(one, known).find(({ ended_on }) => ended_on === null)
  const phone = answers.phone ?? old.phone
  const isRenamed = old.name !== answers.name || old.phone !== phone
  if (post === undefined) {
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
  } else if (post.job_title !== answers.job_title) {
    await inside.tx
      .updateTable('organisations.employment')
      .set({ job_title: answers.job_title })
      .where('id', '=', post.id)
      .execute()
  } else if (!isRenamed) return false
  if (isRenamed) {
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
  inside.found('organisations.person', old.id)
  return true
}
