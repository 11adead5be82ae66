// What a visitor must know of a building: where it is, when it is open, how to get in and about.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field, isRecordId, type Field } from '#platform/fields/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import {
  ACCESS_ANSWERS,
  ACCESS_FACTS,
  readHours,
  readPostcode,
  WEEK,
  WEEKDAYS,
  type AccessAnswer,
  type AccessFact,
  type Span,
} from '../rules.ts'
import { mustLead, PHONE } from './organisations.ts'

export const mustBeCurrent = versionCheck('organisations.site.stale', 'site')

const site = field.code('Site')

export const describeSite = action({
  name: 'organisations.site.describe',
  title: 'Say where a site is and how to get there',
  doors: ['page', 'api', 'command'],
  fields: {
    site,
    postcode: field.text('Postcode', { most: 10 }).optional(),
    uprn: field
      .text('UPRN', {
        most: 12,
        pattern: /^[0-9]{1,12}$/,
        wording: 'UPRN must be up to 12 digits, like 100060000001',
        hint: 'The unique property reference number, if you know it',
      })
      .optional(),
    latitude: coordinate('Latitude', 90, '51.3894'),
    longitude: coordinate('Longitude', 180, '0.5272'),
    receptionPhone: field
      .text('Telephone of the reception', {
        most: 30,
        pattern: PHONE,
        wording: 'Telephone must be like 01632 960 001',
      })
      .optional(),
    transport: field
      .longText('Trains and buses', { most: 600, hint: 'The nearest station and stop, and how far they are' })
      .optional(),
    parking: field.longText('Parking', { most: 600 }).optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const found = await lockedSite(inside, answers.site, answers.version)
    const postcode = answers.postcode === null ? null : readPostcode(answers.postcode)
    if (postcode === undefined)
      invalid('organisations.site.postcode', [
        { field: 'postcode', message: 'Postcode must be like ME4 4TR' },
      ])
    if ((answers.latitude === null) !== (answers.longitude === null))
      invalid('organisations.site.half-a-place', [
        {
          field: answers.latitude === null ? 'latitude' : 'longitude',
          message: 'Give latitude and longitude, or neither',
        },
      ])
    await inside.tx
      .updateTable('organisations.site')
      .set({
        postcode,
        uprn: answers.uprn,
        latitude: answers.latitude,
        longitude: answers.longitude,
        reception_phone: answers.receptionPhone,
        transport: answers.transport,
        parking: answers.parking,
        version: found.version + 1,
      })
      .where('id', '=', found.id)
      .execute()
    return { subject: found.id, result: { id: found.id, code: found.code } }
  },
})

export function coordinate(label: string, most: number, example: string) {
  const whole = most === 90 ? '(?:90|[0-8]?[0-9])' : '(?:180|1[0-7][0-9]|[0-9]?[0-9])'
  return field
    .text(label, {
      most: 12,
      pattern: new RegExp(`^-?${whole}(?:\\.[0-9]{1,6})?$`),
      wording: `${label} must be degrees as a decimal number, like ${example}`,
    })
    .optional()
}

const hoursHint = 'Like "8:30am to 5pm", or "9am to noon, 1pm to 5pm"; leave it empty where it is closed'
const weekFields = Object.fromEntries(
  WEEK.map((day, nth) => [
    day,
    field.text(WEEKDAYS[day], { most: 80, ...(nth === 0 ? { hint: hoursHint } : {}) }).optional(),
  ]),
) as Record<(typeof WEEK)[number], Field<string | null>>

export const setSiteHours = action({
  name: 'organisations.site.set-hours',
  title: 'Say when a site is open',
  doors: ['page', 'api', 'command'],
  fields: { site, ...weekFields, version: field.version() },
  async run(inside, answers) {
    const found = await lockedSite(inside, answers.site, answers.version)
    const days = WEEK.map((day) => ({ day, spans: readHours(answers[day] ?? '') }))
    const faults = days.flatMap(({ day, spans }) =>
      spans === undefined
        ? [
            {
              field: day,
              message: `${WEEKDAYS[day]} must be like "8:30am to 5pm", or empty where it is closed`,
            },
          ]
        : [],
    )
    if (faults.length > 0) invalid('organisations.site.hours', faults)
    await writeHours(
      inside,
      found.id,
      days.map(({ spans }) => spans ?? []),
    )
    await bump(inside, found)
    return {
      subject: found.id,
      result: { id: found.id, code: found.code },
      facts: { days: days.filter(({ spans }) => spans !== undefined && spans.length > 0).length },
    }
  },
})

/** Puts a week, Monday first, in the place of the one that was recorded. */
export async function writeHours(
  inside: Inside,
  siteId: string,
  week: readonly (readonly Span[])[],
): Promise<void> {
  await inside.tx.deleteFrom('organisations.site_hours').where('site_id', '=', siteId).execute()
  const rows = week.flatMap((spans, nth) =>
    spans.map(({ opens, closes }) => ({
      site_id: siteId,
      weekday: nth + 1,
      opens_at: opens.toString(),
      closes_at: closes.toString(),
    })),
  )
  if (rows.length > 0) await inside.tx.insertInto('organisations.site_hours').values(rows).execute()
}

export const closeSite = action({
  name: 'organisations.site.close',
  title: 'Say that a site is closed, or open at other hours',
  doors: ['page', 'api', 'command'],
  fields: {
    site,
    from: field.date('First day'),
    to: field.date('Last day', { hint: 'Leave it empty for one day' }).optional(),
    hours: field
      .text('Hours', { most: 40, hint: 'Like "10am to 2pm"; leave it empty where it is closed' })
      .optional(),
    because: field.text('Why', { most: 200, hint: 'Visitors read it: "Electrical testing"' }),
  },
  async run(inside, answers) {
    const found = await lockedSite(inside, answers.site)
    const to = answers.to ?? answers.from
    const spans = readHours(answers.hours ?? '')
    if (Temporal.PlainDate.compare(to, answers.from) < 0)
      invalid('organisations.site.ends-first', [
        { field: 'to', message: `The last day must not be before ${formatDate(answers.from)}` },
      ])
    if (Temporal.PlainDate.compare(to, londonDate(inside.now)) < 0)
      invalid('organisations.site.long-past', [
        { field: answers.to === null ? 'from' : 'to', message: 'Give days from today on' },
      ])
    if (Temporal.PlainDate.compare(to, answers.from.add({ years: 1 })) > 0)
      invalid('organisations.site.too-long', [
        { field: 'to', message: 'Give at most a year; change the ordinary week for longer' },
      ])
    if (spans === undefined || spans.length > 1)
      invalid('organisations.site.hours', [
        { field: 'hours', message: 'Hours must be like "10am to 2pm", or empty where it is closed' },
      ])
    const [hours] = spans
    const id = inside.id()
    await inside.tx
      .insertInto('organisations.site_exception')
      .values({
        id,
        site_id: found.id,
        from_on: answers.from,
        to_on: to,
        opens_at: hours?.opens.toString() ?? null,
        closes_at: hours?.closes.toString() ?? null,
        because: answers.because,
        recorded_at: inside.now,
        recorded_by: inside.actor.kind === 'person' ? inside.actor.id : null,
        withdrawn_at: null,
      })
      .execute()
    return {
      subject: found.id,
      result: { id, code: found.code },
      facts: { from: answers.from.toString(), to: to.toString(), closed: hours === undefined },
    }
  },
})

export const reopenSite = action({
  name: 'organisations.site.reopen',
  title: 'Withdraw a closure',
  doors: ['page', 'api', 'command'],
  fields: { site, closure: field.id('Closure') },
  async run(inside, answers) {
    const found = await lockedSite(inside, answers.site)
    const row = await inside.tx
      .selectFrom('organisations.site_exception')
      .select(['id', 'withdrawn_at'])
      .where('id', '=', answers.closure)
      .where('site_id', '=', found.id)
      .executeTakeFirst()
    if (row === undefined) return notFound('closure')
    if (row.withdrawn_at !== null)
      refuse('conflict', 'organisations.site.withdrawn', 'This closure was withdrawn already.')
    await inside.tx
      .updateTable('organisations.site_exception')
      .set({ withdrawn_at: inside.now })
      .where('id', '=', row.id)
      .execute()
    return { subject: found.id, result: { id: row.id, code: found.code }, facts: { closure: row.id } }
  },
})

const FACTS = Object.keys(ACCESS_FACTS) as AccessFact[]
export const noteOf = (fact: AccessFact): string => `${fact}-note`
const accessFields: Record<string, Field<AccessAnswer | null> | Field<string | null>> = Object.fromEntries(
  FACTS.flatMap((fact) => [
    [fact, field.choice(ACCESS_FACTS[fact], ACCESS_ANSWERS).optional()],
    [noteOf(fact), field.text(`Note on: ${ACCESS_FACTS[fact]}`, { most: 200 }).optional()],
  ]),
)

export const setSiteAccess = action({
  name: 'organisations.site.set-access',
  title: 'Say how to get in and about',
  doors: ['page', 'api', 'command'],
  fields: { site, ...accessFields, version: field.version() },
  async run(inside, answers) {
    const asked = answers as Readonly<Record<string, string | null>> & { site: string; version: number }
    const found = await lockedSite(inside, asked.site, asked.version)
    await writeAccess(
      inside,
      found.id,
      FACTS.flatMap((fact) => {
        const answer = asked[fact] as AccessAnswer | null | undefined
        return answer === null || answer === undefined
          ? []
          : [{ fact, answer, note: asked[noteOf(fact)] ?? null }]
      }),
    )
    await bump(inside, found)
    return { subject: found.id, result: { id: found.id, code: found.code } }
  },
})

/** Answers facts about a building; those not named stay as they are. */
export async function writeAccess(
  inside: Inside,
  siteId: string,
  rows: readonly { readonly fact: AccessFact; readonly answer: AccessAnswer; readonly note: string | null }[],
): Promise<void> {
  for (const { fact, answer, note } of rows) {
    await inside.tx
      .insertInto('organisations.site_access')
      .values({ site_id: siteId, fact, answer, note })
      .onConflict((there) => there.columns(['site_id', 'fact']).doUpdateSet({ answer, note }))
      .execute()
  }
}

async function bump(inside: Inside, found: { readonly id: string; readonly version: number }): Promise<void> {
  await inside.tx
    .updateTable('organisations.site')
    .set({ version: found.version + 1 })
    .where('id', '=', found.id)
    .execute()
}

async function lockedSite(inside: Inside, codeOrId: string, version?: number) {
  const found = await inside.tx
    .selectFrom('organisations.site')
    .selectAll()
    .where(isRecordId(codeOrId) ? 'id' : 'code', '=', codeOrId)
    .forUpdate()
    .executeTakeFirst()
  if (found === undefined) return notFound('site')
  mustLead(inside, 'organisations.site.edit', found.organisation_id)
  if (version !== undefined) mustBeCurrent(found, version)
  return found
}
