// A site opened as a workplace, and what its visitors are told: arriving, Wi-Fi, evacuation, whom to ask, privacy.
import { action } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { LONDON } from '#platform/time/index.ts'
import { holdsAt, MANAGE } from '../queries/seeing.ts'
import { workplaceByCode } from '../queries/workplaces.ts'
import { isTimeZone, SITE_CODES_NOT_TO_USE } from '../rules.ts'
import { WORKPLACE } from '../rules/finding.ts'
import { mustBeCurrent, notYours, today, workplaceToChange } from './locking.ts'
import { markBehalf } from './on-behalf.ts'

const words = {
  arrival: field
    .longText('When you arrive', {
      most: 2000,
      hint: 'Where to come in, whom to speak to, what to bring. Public: it stands on the page of the site',
    })
    .optional(),
  wifi: field
    .longText('Wi-Fi', { most: 1000, hint: 'Public. Never a password: govroam needs none' })
    .optional(),
  evacuation: field
    .longText('If there is an alarm', {
      most: 2000,
      hint: 'Public. Ways out, where to gather, refuge points',
    })
    .optional(),
  contact: field
    .longText('Whom to ask', { most: 500, hint: 'Public. A desk or a team rather than a person' })
    .optional(),
  privacy: field
    .longText('Privacy notice', { most: 3000, hint: 'Sent to visitors from outside before they come' })
    .optional(),
}

const timeZone = field.text('Time zone', { most: 60, hint: 'Like Europe/London' })

function mustBeZone(name: string): void {
  if (!isTimeZone(name))
    invalid('workspaces.workplace.time-zone', [
      { field: 'timeZone', message: `There is no time zone "${name}". It is like Europe/London` },
    ])
}

export const openWorkplace = action({
  name: 'workspaces.workplace.open',
  title: 'Open a site as a workplace',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: {
    site: field.pick('Site', { from: 'organisations.site' }),
    openedOn: field.date('Open from'),
    ...words,
  },
  async run(inside, answers) {
    const site = await inside.tx
      .selectFrom('organisations.site_card')
      .select(['id', 'code', 'name', 'organisation_id', 'organisation_name'])
      .where('id', '=', answers.site)
      .executeTakeFirst()
    if (site === undefined) return notFound('site')
    if (!holdsAt(inside, MANAGE, { site_id: site.id, owner_organisation_id: site.organisation_id }))
      notYours({ name: site.name, owner_name: site.organisation_name })
    await markBehalf(inside, { site_id: site.id, owner_organisation_id: site.organisation_id }, 'estate')
    if (SITE_CODES_NOT_TO_USE.has(site.code))
      refuse(
        'invalid',
        'workspaces.workplace.code',
        `"${site.code}" is an address of workspaces itself. Add the site again under another code.`,
      )
    const { numInsertedOrUpdatedRows } = await inside.tx
      .insertInto('workspaces.workplace')
      .values({
        site_id: site.id,
        opened_on: answers.openedOn,
        time_zone: LONDON,
        arrival_words: answers.arrival,
        wifi_words: answers.wifi,
        evacuation_words: answers.evacuation,
        contact_words: answers.contact,
        privacy_words: answers.privacy,
      })
      .onConflict((on) => on.column('site_id').doNothing())
      .executeTakeFirstOrThrow()
    if (numInsertedOrUpdatedRows === 0n)
      refuse(
        'conflict',
        'workspaces.workplace.there',
        `${site.name} keeps workspaces already. Change what it has on its own page.`,
      )
    inside.found(WORKPLACE, site.id)
    return {
      subject: site.id,
      result: { id: site.id, code: site.code },
      facts: { openedOn: answers.openedOn.toString() },
    }
  },
})

export const describeWorkplace = action({
  name: 'workspaces.workplace.describe',
  title: 'Change what is said of a workplace',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: {
    site: field.code('Site'),
    ...words,
    timeZone,
    furthestDays: field.integer('How many days ahead anything may be booked at all', {
      least: 1,
      most: 3660,
    }),
    retentionMonths: field.integer('After how many months a booking forgets its person', {
      least: 1,
      most: 84,
    }),
    version: field.version(),
  },
  async run(inside, answers) {
    mustBeZone(answers.timeZone)
    const { site_id } = await workplaceByCode(inside, answers.site)
    const workplace = await workplaceToChange(inside, site_id)
    mustBeCurrent(workplace, answers.version, {
      arrival: workplace.arrival_words,
      wifi: workplace.wifi_words,
      evacuation: workplace.evacuation_words,
      contact: workplace.contact_words,
      privacy: workplace.privacy_words,
      timeZone: workplace.time_zone,
      furthestDays: workplace.furthest_days,
      retentionMonths: workplace.retention_months,
    })
    if (answers.timeZone !== workplace.time_zone) await mustHaveNothingAhead(inside, site_id)
    await inside.tx
      .updateTable('workspaces.workplace')
      .set({
        arrival_words: answers.arrival,
        wifi_words: answers.wifi,
        evacuation_words: answers.evacuation,
        contact_words: answers.contact,
        privacy_words: answers.privacy,
        time_zone: answers.timeZone,
        furthest_days: answers.furthestDays,
        retention_months: answers.retentionMonths,
        version: workplace.version + 1,
      })
      .where('site_id', '=', site_id)
      .execute()
    return {
      subject: site_id,
      result: { code: workplace.code },
      facts: {
        timeZone: answers.timeZone,
        furthestDays: answers.furthestDays,
        retentionMonths: answers.retentionMonths,
        on: today(inside).toString(),
      },
    }
  },
})

// What is booked for 9am would be at another hour by the clock on the wall.
async function mustHaveNothingAhead(
  inside: Parameters<typeof workplaceToChange>[0],
  siteId: string,
): Promise<void> {
  const ahead = await inside.tx
    .selectFrom('workspaces.booking')
    .select('id')
    .where('site_id', '=', siteId)
    .where('ends_at', '>', inside.now)
    .where('state', 'in', ['held', 'pending', 'confirmed', 'checked-in'])
    .limit(1)
    .executeTakeFirst()
  if (ahead !== undefined)
    refuse(
      'conflict',
      'workspaces.workplace.booked',
      'Something is booked here, at hours of the old time zone. The zone can change when nothing is booked ahead.',
    )
}
