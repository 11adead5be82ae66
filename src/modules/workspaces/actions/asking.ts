// What every form that takes time asks: when, by the clock of the workplace, and for whom. Times that do not exist are
// refused by name, those that come twice are asked about (W8); nothing is rounded or moved (W9).
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, refuse, type Fault } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { clockWords, formatDate, instantAt, londonDate } from '#platform/time/index.ts'
import { BOOK } from '../queries/bookings.ts'

export const when = {
  on: field.date('Date'),
  from: field.time('From'),
  until: field.time('Until'),
  untilOn: field.date('Until, if on another day').optional(),
  which: field
    .choice('Which of the two', {
      first: 'The first, before the clocks go back',
      second: 'The second, after they have gone back',
    })
    .optional(),
}

export type When = Answers<typeof when>

const LONGEST_DAYS = 31

/** The time asked for, in the zone of its workplace, or every fault of it at once. */
export function spanOf(asked: When, zone: string): { startsAt: Temporal.Instant; endsAt: Temporal.Instant } {
  const endsOn = asked.untilOn ?? asked.on
  const start = instantAt(asked.on, asked.from, zone, asked.which)
  const end = instantAt(endsOn, asked.until, zone, asked.which)
  const faults: Fault[] = []
  if ('gap' in start) faults.push({ field: 'from', message: clockWords(asked.on, asked.from, 'gap') })
  if ('gap' in end) faults.push({ field: 'until', message: clockWords(endsOn, asked.until, 'gap') })
  if ('fold' in start) faults.push({ field: 'which', message: clockWords(asked.on, asked.from, 'fold') })
  else if ('fold' in end) faults.push({ field: 'which', message: clockWords(endsOn, asked.until, 'fold') })
  if (!('instant' in start) || !('instant' in end)) return invalid('workspaces.booking.when', faults)
  const span = { startsAt: start.instant, endsAt: end.instant }
  if (Temporal.PlainDate.compare(endsOn, asked.on) < 0)
    invalid('workspaces.booking.when', [
      { field: 'untilOn', message: `It begins on ${formatDate(asked.on)}, so it cannot end before that day` },
    ])
  if (Temporal.Instant.compare(span.endsAt, span.startsAt) <= 0)
    invalid('workspaces.booking.when', [
      {
        field: 'until',
        message: 'End must be after start. If it ends on another day, give that day too',
      },
    ])
  if (span.endsAt.since(span.startsAt).total('hours') > LONGEST_DAYS * 24)
    invalid('workspaces.booking.when', [
      { field: 'untilOn', message: `A booking lasts at most ${LONGEST_DAYS} days. Make a series instead` },
    ])
  return span
}

type Employer = { readonly id: string; readonly name: string; readonly is_delegated: boolean }

/** For whom a booking is: the person and the body they come for; `isOther` when it is not whoever books. */
export type Whom = { readonly personId: string; readonly organisationId: string; readonly isOther: boolean }

/**
 * Whose booking it will be. Oneself, for the body one works for; somebody else only as their delegate, or as a manager of
 * the workplaces (`isManager`); always for a body that the person works for today.
 */
export async function whomFor(
  reader: Reader,
  asked: { readonly person: string | null; readonly organisation: string | null },
  isManager: () => boolean,
): Promise<Whom> {
  const me = reader.actor.kind === 'person' ? reader.actor.id : null
  const personId = asked.person ?? me
  if (personId === null)
    return invalid('workspaces.booking.nobody', [
      { field: 'person', message: 'Select whom the booking is for' },
    ])
  const isOther = personId !== me
  const bodies = reader.scopes(BOOK, 'organisation')
  if (!isOther && bodies !== 'all' && (bodies.length === 1 || asked.organisation !== null)) {
    // The permission to book is held for the bodies one works for: nothing need be looked up.
    const body = asked.organisation ?? bodies[0]!
    if (bodies.includes(body)) return { personId, organisationId: body, isOther }
  }
  const employers = await employersOf(reader, personId, me)
  const isDelegate = (one: Employer): boolean =>
    one.is_delegated && (bodies === 'all' || bodies.includes(one.id))
  if (isOther && !isManager() && !employers.some(isDelegate))
    refuse(
      'forbidden',
      'workspaces.booking.not-delegate',
      'You can book for somebody else only when they have made you their delegate. Ask them to do that in their booking preferences, or book for yourself.',
    )
  // A delegate books for the bodies for which both work.
  const among = isOther && !isManager() ? employers.filter(isDelegate) : employers
  return { personId, organisationId: bodyAmong(among, asked.organisation, isOther), isOther }
}

function bodyAmong(employers: readonly Employer[], asked: string | null, isOther: boolean): string {
  const who = isOther ? 'This person works' : 'You work'
  const fault = (message: string): never =>
    invalid('workspaces.booking.which-organisation', [{ field: 'organisation', message }])
  if (asked !== null) {
    if (employers.some((one) => one.id === asked)) return asked
    return fault(
      `${who} for ${employers.map((one) => one.name).join(' and ') || 'no organisation'} today. Select one of those`,
    )
  }
  const [only, another] = employers
  if (only === undefined) return fault(`${who} for no organisation today, so nothing can be booked`)
  return another === undefined ? only.id : fault('Select for which organisation this booking is')
}

async function employersOf(reader: Reader, personId: string, delegateId: string | null): Promise<Employer[]> {
  const today = sql`${londonDate(reader.now).toString()}::date`
  const { rows } = await sql<Employer>`
    select distinct body.id, body.name, exists (
      select 1 from workspaces.delegation delegation where delegation.person_id = ${personId} and delegation.delegate_id = ${delegateId}
        and delegation.from_on <= ${today} and (delegation.ended_on is null or delegation.ended_on >= ${today})) as is_delegated
    from organisations.employment_card post
    join organisations.organisation_card body on body.id = post.organisation_id
    join organisations.person_card person on person.id = post.person_id and person.state = 'active'
    where post.person_id = ${personId} and post.started_on <= ${today} and (post.ended_on is null or post.ended_on >= ${today})
    order by body.name`.execute(reader.db)
  return rows
}
