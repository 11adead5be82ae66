// A file of risks into registers. A line that cannot be a risk stops the file; a word that is none of ours does not,
// and is not guessed: the risk comes in as a draft with the word kept beside it, for its keeper to settle (X2).
import type { Inside } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { field, isRecordId, type Answers } from '#platform/fields/index.ts'
import {
  readLines,
  type ImportKind,
  type ImportLine,
  type ImportOutcome,
  type ImportRow,
  type Line,
} from '#platform/module/index.ts'
import { personByMail, personCard } from '#modules/organisations/index.ts'
import { editRisk, handOverRisk, openRisk, raiseRisk } from './actions/risks.ts'
import { makeAssessment } from './actions/scoring.ts'
import { HEADINGS, NEEDED, unguarded } from './loadable.ts'
import { categories, currentVersion, type Category } from './queries/matrices.ts'
import { doubtsOf } from './queries/parts.ts'
import { registersSeen, type RegisterCard } from './queries/registers.ts'
import { riskRows, riskSeenById, type RiskRow } from './queries/risks.ts'
import { holdsFor } from './queries/seeing.ts'
import {
  MEASURES,
  MOST_STEPS,
  mustBeOn,
  PROXIMITIES,
  RESPONSES,
  sentenceFaults,
  STATES,
  type Measure,
} from './rules.ts'

const step = (label: string) => field.integer(label, { least: 1, most: MOST_STEPS }).optional()
const word = (label: string) => field.text(label, { most: 120 }).optional()

const columns = {
  register: field.code('register'),
  title: field.text('title', { most: 120 }),
  cause: field.longText('cause', { most: 600 }),
  event: field.longText('event', { most: 600 }),
  consequence: field.longText('consequence', { most: 600 }),
  reference: word('reference'),
  category: word('category'),
  proximity: word('proximity'),
  owner: word('owner'),
  response: word('response'),
  state: field.choice('state', STATES).optional(),
  inherent_likelihood: step('inherent_likelihood'),
  inherent_impact: step('inherent_impact'),
  residual_likelihood: step('residual_likelihood'),
  residual_impact: step('residual_impact'),
  target_likelihood: step('target_likelihood'),
  target_impact: step('target_impact'),
}

type Row = Answers<typeof columns>
type Doubt = { readonly heading: string; readonly raw: string; readonly doubt: string }
type World = {
  readonly registers: ReadonlyMap<string, RegisterCard>
  readonly categories: readonly Category[]
}
type Kept = 'created' | 'changed' | 'unchanged'

const REASON = 'Loaded from a file'

export const risksFile: ImportKind = {
  kind: 'risks',
  title: 'Risks',
  permission: 'risk.risk.import',
  headers: NEEDED,
  optionalHeaders: HEADINGS.slice(NEEDED.length),
  load: loadRisks,
}

async function loadRisks(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const cells = rows.map((row) => ({
    line: row.line,
    cells: Object.fromEntries(Object.entries(row.cells).map(([name, cell]) => [name, unguarded(cell)])),
  }))
  const key = (row: Row): string => row.reference?.toUpperCase() ?? `${row.register}: ${row.title}`
  const { lines, faults } = readLines(cells, columns, key)
  const registers = await registersSeen(inside)
  const world: World = {
    registers: new Map(registers.map((one) => [one.code, one])),
    categories: await categories(inside),
  }
  const outcome = { created: 0, changed: 0, unchanged: 0 }
  const all: ImportLine[] = [...faults]
  // In the order of their references, so that a new one takes the number it had.
  for (const one of lines.toSorted((a, b) =>
    (a.answers.reference ?? '~').localeCompare(b.answers.reference ?? '~'),
  )) {
    try {
      outcome[await keepRisk(inside, world, one)] += 1
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const messages = error.faults.length > 0 ? error.faults.map((fault) => fault.message) : [error.message]
      for (const message of messages) all.push({ line: one.line, message })
    }
  }
  if (all.length > 0)
    return {
      created: 0,
      changed: 0,
      unchanged: 0,
      faults: all.toSorted((one, other) => one.line - other.line),
    }
  return { ...outcome, faults: [] }
}

async function keepRisk(inside: Inside, world: World, { answers }: Line<typeof columns>): Promise<Kept> {
  const register = world.registers.get(answers.register)
  // Its lines are carried out as the system's: whoever loads them keeps this register, or any reader could change it so.
  if (register === undefined || !holdsFor(inside, 'risk.risk.import', register))
    throw stop(`There is no register "${answers.register}" that you may load risks into`)
  const [first] = sentenceFaults(answers)
  if (first !== undefined) throw stop(first.message)
  const old = await oldRisk(inside, register, answers.reference)
  const { words, doubts } = await read(inside, world, answers)
  const [doubt] = doubts
  if (old?.state === 'open' && doubt !== undefined)
    throw stop(
      `${old.reference} is open, and "${doubt.raw}" is no ${doubt.heading} of ours. ${doubt.doubt}: correct the cell or leave it empty`,
    )
  const scores = await scoresOf(inside, register, answers)
  const kept =
    old === undefined
      ? await create(inside, register, { answers, words, doubts })
      : await change(inside, old, { answers, words, doubts })
  let changed = kept.changed
  for (const [measure, score] of scores) if (await scoreAnew(inside, kept.id, measure, score)) changed = true
  const now = await riskSeenById(inside, kept.id)
  if (answers.state === 'open' && now?.state === 'draft' && doubts.length === 0) {
    await inside.act(openRisk, { risk: now.id, version: String(now.version) })
    changed = true
  }
  return old === undefined ? 'created' : changed ? 'changed' : 'unchanged'
}

const stop = (message: string): Refusal => new Refusal('invalid', 'risk.risk.not-loaded', message)

/** The risk the line is about, if there is one; the number a new one takes is put ready. */
async function oldRisk(
  inside: Inside,
  register: RegisterCard,
  reference: string | null,
): Promise<RiskRow | undefined> {
  if (reference === null) return undefined
  const wanted = reference.toUpperCase()
  // Whether another register has such a risk is not for this one to say.
  const number = new RegExp(`^${register.code.toUpperCase()}-R-(\\d{3,6})$`).exec(wanted)?.[1]
  if (number === undefined)
    throw stop(
      `"${reference}" is no reference of this register. They are like ${register.code.toUpperCase()}-R-012`,
    )
  const old = await riskRows(inside).where('risk.reference', '=', wanted).executeTakeFirst()
  if (old !== undefined) {
    if (old.state === 'closed') throw stop(`${wanted} is closed. Open it again before you load it`)
    return old
  }
  await inside.tx
    .updateTable('risk.register')
    .set({ last_number: Number(number) - 1 })
    .where('id', '=', register.id)
    .where('last_number', '<', Number(number))
    .execute()
  return undefined
}

type Words = {
  readonly category: string | null
  readonly proximity: string | null
  readonly response: string | null
  readonly owner: string | null
}

const fits = (cell: string, ...names: readonly string[]): boolean =>
  names.some((name) => name.toLowerCase() === cell.trim().toLowerCase())

/** What the words of the line mean, and which of them mean nothing to us. */
async function read(
  inside: Inside,
  world: World,
  row: Row,
): Promise<{ readonly words: Words; readonly doubts: readonly Doubt[] }> {
  const doubts: Doubt[] = []
  const settled = (heading: string, raw: string | null, found: string | undefined, doubt: string) => {
    if (raw !== null && found === undefined) doubts.push({ heading, raw, doubt })
    return found ?? null
  }
  const keyOf = (cell: string | null, words: Readonly<Record<string, string>>) =>
    cell === null
      ? undefined
      : Object.entries(words).find(([name, said]) => fits(cell, name, said, said.split(':')[0] ?? said))?.[0]
  const { category, proximity, response, owner } = row
  const words = {
    category: settled(
      'category',
      category,
      category === null ? undefined : world.categories.find((one) => fits(category, one.code, one.name))?.id,
      'There is no such category',
    ),
    proximity: settled('proximity', proximity, keyOf(proximity, PROXIMITIES), 'It does not say how soon'),
    response: settled('response', response, keyOf(response, RESPONSES), 'There is no such response'),
    owner: settled(
      'owner',
      owner,
      owner === null ? undefined : await personNamed(inside, owner),
      'Nobody is found by this; give a mail address',
    ),
  }
  return { words, doubts }
}

async function personNamed(inside: Inside, cell: string): Promise<string | undefined> {
  const person = isRecordId(cell)
    ? await personCard(inside, cell)
    : await personByMail(inside, cell.toLowerCase())
  return person?.id
}

type Score = { readonly likelihood: number; readonly impact: number }

async function scoresOf(
  inside: Inside,
  register: RegisterCard,
  row: Row,
): Promise<readonly (readonly [Measure, Score])[]> {
  const matrix = await currentVersion(inside, register.matrix_id)
  return (Object.keys(MEASURES) as Measure[]).flatMap((measure) => {
    const [likelihood, impact] = [row[`${measure}_likelihood`], row[`${measure}_impact`]]
    if (likelihood === null && impact === null) return []
    if (likelihood === null || impact === null)
      throw stop(`The ${measure} score has a likelihood or an impact, and needs both`)
    mustBeOn(matrix, { likelihood, impact })
    return [[measure, { likelihood, impact }] as const]
  })
}

type Made = { readonly answers: Row; readonly words: Words; readonly doubts: readonly Doubt[] }

async function create(
  inside: Inside,
  register: RegisterCard,
  { answers, words, doubts }: Made,
): Promise<{ id: string; changed: boolean }> {
  const { title, cause, event, consequence } = answers
  const { id } = await inside.act(raiseRisk, {
    register: register.id,
    title,
    cause,
    event,
    consequence,
    ...words,
  })
  await keepDoubts(inside, id, doubts)
  return { id, changed: true }
}

async function change(
  inside: Inside,
  old: RiskRow,
  { answers, words, doubts }: Made,
): Promise<{ id: string; changed: boolean }> {
  const { title, cause, event, consequence } = answers
  const next = {
    title,
    cause,
    event,
    consequence,
    category: words.category ?? old.category_id,
    proximity: words.proximity ?? old.proximity,
    response: words.response ?? old.response,
  }
  const before = [
    old.title,
    old.cause,
    old.event,
    old.consequence,
    old.category_id,
    old.proximity,
    old.response,
  ]
  const edits = JSON.stringify(Object.values(next)) !== JSON.stringify(before)
  let version = old.version
  if (edits) {
    await inside.act(editRisk, { risk: old.id, ...next, version: String(version) })
    version += 1
  }
  const hands = words.owner !== null && words.owner !== old.owner_person_id
  if (hands)
    await inside.act(handOverRisk, {
      risk: old.id,
      owner: words.owner,
      reason: REASON,
      version: String(version),
    })
  const kept = await keepDoubts(inside, old.id, doubts)
  return { id: old.id, changed: edits || hands || kept }
}

/** Whether there was one that is not kept already: the same file again doubts nothing twice. */
async function keepDoubts(inside: Inside, riskId: string, doubts: readonly Doubt[]): Promise<boolean> {
  const known = doubts.length === 0 ? [] : await doubtsOf(inside, riskId)
  const fresh = doubts.filter(
    (one) => !known.some((old) => old.heading === one.heading && old.raw === one.raw),
  )
  for (const one of fresh)
    await inside.tx
      .insertInto('risk.doubt')
      .values({ id: inside.id(), risk_id: riskId, ...one })
      .execute()
  return fresh.length > 0
}

async function scoreAnew(inside: Inside, id: string, measure: Measure, score: Score): Promise<boolean> {
  const risk = await riskSeenById(inside, id)
  if (risk === undefined) return false
  if (risk[`${measure}_likelihood`] === score.likelihood && risk[`${measure}_impact`] === score.impact)
    return false
  await inside.act(makeAssessment, {
    risk: id,
    measure,
    likelihood: String(score.likelihood),
    impact: String(score.impact),
    reason: REASON,
    version: String(risk.version),
  })
  return true
}
