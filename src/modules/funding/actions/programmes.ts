// Programmes and the criteria by which their cases are scored.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { partnershipById } from '#modules/partnerships/index.ts'
import { programmeById, type Programme } from '../queries/programmes.ts'
import { lockFund } from './decisions.ts'
import { bookEarlierPayments } from './ledger.ts'
import type { Route, Source } from '../schema.ts'

const mustBeCurrent = versionCheck('funding.programme.stale', 'programme')

const words = {
  name: field.text('Name'),
  funder: field.text('Funder', { hint: 'Who gives the money' }),
  note: field.longText('Note', { most: 2000 }).optional(),
  guidance: field.longText('Guidance for applicants', { most: 3000 }).optional(),
  opensOn: field.date('Takes cases from').optional(),
  closesOn: field.date('Takes cases until').optional(),
  leastAssessors: field.integer('How many must score a case', { least: 1, most: 9 }).optional(),
}

export type NewProgramme = {
  readonly code: string
  readonly partnershipId: string
  readonly name: string
  readonly funder: string
  readonly source: Source
  readonly route: Route
  readonly awardedPence?: bigint | null
  readonly successfulBids?: number | null
  readonly note?: string | null
  readonly guidance?: string | null
  readonly opensOn?: Temporal.PlainDate | null
  readonly closesOn?: Temporal.PlainDate | null
  readonly leastAssessors?: number
}

/** Writes a programme; an own fund books what was paid before it began, so that no payment is lost. */
export async function writeProgramme(inside: Inside, made: NewProgramme): Promise<string> {
  const id = inside.id()
  await inside.subject({ id, module: 'funding', noun: 'programme', title: made.name, audience: 'public' })
  await inside.tx
    .insertInto('funding.programme')
    .values({
      id,
      code: made.code,
      partnership_id: made.partnershipId,
      name: made.name,
      funder: made.funder,
      source: made.source,
      route: made.route,
      awarded_pence: made.awardedPence ?? null,
      successful_bids: made.successfulBids ?? null,
      note: made.note ?? null,
      guidance: made.guidance ?? null,
      opens_on: made.opensOn ?? null,
      closes_on: made.closesOn ?? null,
      least_assessors: made.leastAssessors ?? 2,
    })
    .execute()
  if (made.source === 'internal') await bookEarlierPayments(inside, { id, partnershipId: made.partnershipId })
  return id
}

/** Creates a programme: the partnership's own fund, or an external one. */
export const createProgramme = action({
  name: 'funding.programme.create',
  title: 'Add a programme',
  doors: ['page', 'api', 'command'],
  fields: {
    code: field.code('Code'),
    partnership: field.pick('Partnership'),
    ...words,
    source: field.choice('Kind', {
      internal: "The partnership's own fund",
      external: 'An external programme',
    }),
    route: field.choice('How the money flows', {
      held: 'Held by the partnership and released',
      monitored: 'Paid straight to the project lead, monitored only',
    }),
  },
  async run(inside, answers) {
    await partnershipById(inside, answers.partnership)
    mustKeep(inside, 'funding.programme.create', answers.partnership)
    if (answers.source === 'internal' && answers.route === 'monitored')
      invalid('funding.programme.route', [
        { field: 'route', message: "The partnership's own fund is held by the partnership" },
      ])
    const { partnership, leastAssessors, ...rest } = answers
    const id = await writeProgramme(inside, {
      ...rest,
      partnershipId: partnership,
      leastAssessors: leastAssessors ?? 2,
    })
    return {
      subject: id,
      result: { id, code: answers.code },
      facts: { source: answers.source, route: answers.route },
    }
  },
})

/** Changes a programme's words and dates. Its kind and route stay: they decide what its ledger means. */
export const editProgramme = action({
  name: 'funding.programme.edit',
  title: 'Change a programme',
  doors: ['page', 'api', 'command'],
  fields: { programme: field.id('Programme'), version: field.version(), ...words },
  async run(inside, answers) {
    const programme = await lockedProgramme(inside, 'funding.programme.edit', answers.programme)
    mustBeCurrent(programme, answers.version)
    await inside.subject({
      id: programme.id,
      module: 'funding',
      noun: 'programme',
      title: answers.name,
      audience: 'public',
    })
    await inside.tx
      .updateTable('funding.programme')
      .set({
        name: answers.name,
        funder: answers.funder,
        note: answers.note,
        guidance: answers.guidance,
        opens_on: answers.opensOn,
        closes_on: answers.closesOn,
        least_assessors: answers.leastAssessors ?? programme.leastAssessors,
        version: programme.version + 1,
      })
      .where('id', '=', programme.id)
      .execute()
    return { subject: programme.id, result: { id: programme.id, code: programme.code } }
  },
})

/** Publishes the criteria and weights. Not while cases wait for their scores: they are judged by what was published when they were submitted. */
export const publishCriteria = action({
  name: 'funding.criterion.publish',
  title: 'Publish the criteria',
  doors: ['page', 'api', 'command'],
  fields: {
    programme: field.id('Programme'),
    criteria: field.rows(
      'Criteria',
      {
        title: field.text('Criterion', { most: 120 }),
        guidance: field.longText('What assessors look for', { most: 800 }),
        weight: field.integer('Weight', { least: 1, most: 100 }),
      },
      { least: 1, most: 12, missing: 'Enter at least one criterion' },
    ),
  },
  async run(inside, answers) {
    const programme = await lockedProgramme(inside, 'funding.criterion.publish', answers.programme)
    const waiting = await inside.tx
      .selectFrom('funding.business_case')
      .select('reference')
      .where('programme_id', '=', programme.id)
      .where('state', '=', 'submitted')
      .executeTakeFirst()
    if (waiting)
      refuse(
        'conflict',
        'funding.criterion.in-use',
        `Business case ${waiting.reference} is being scored by the criteria as they are. Publish new ones when no case waits for its scores.`,
      )
    await inside.tx
      .updateTable('funding.criterion')
      .set({ retired_on: londonDate(inside.now) })
      .where('programme_id', '=', programme.id)
      .where('retired_on', 'is', null)
      .execute()
    for (const [position, one] of answers.criteria.entries())
      await inside.tx
        .insertInto('funding.criterion')
        .values({ id: inside.id(), programme_id: programme.id, position, ...one })
        .execute()
    return {
      subject: programme.id,
      result: { id: programme.id, code: programme.code },
      facts: { criteria: answers.criteria.length },
    }
  },
})

// Two people who change one programme at the same moment take their turn, and the second sees what the first wrote.
async function lockedProgramme(inside: Inside, permission: string, id: string): Promise<Programme> {
  mustKeep(inside, permission, (await programmeById(inside, id)).partnershipId)
  await lockFund(inside, id)
  return programmeById(inside, id)
}

function mustKeep(inside: Inside, permission: string, partnershipId: string): void {
  if (inside.may(permission, { kind: 'partnership', id: partnershipId })) return
  refuse(
    'forbidden',
    'funding.programme.not-yours',
    'The programmes of a partnership are kept by its own fund officer.',
  )
}
