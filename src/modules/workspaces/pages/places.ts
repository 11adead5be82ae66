// The page of one resource: facts, free times, terms with their sources, and why it is not to be had.
import { notFound } from '#platform/errors/index.ts'
import { field, readFields } from '#platform/fields/index.ts'
import { get, page, type Visit } from '#platform/http/index.ts'
import { LONDON } from '#platform/time/index.ts'
import { situationsOf, whyNot } from '../queries/deciding.ts'
import { resourceByCode, type Resource } from '../queries/estate.ts'
import { freeTimesOn } from '../queries/free-times.ts'
import { ownBodies } from '../queries/preferences.ts'
import { holdsAt, MANAGE, READ } from '../queries/seeing.ts'
import { workplaceByCode } from '../queries/workplaces.ts'
import { notLetIn } from '../rules.ts'
import { mustBeSpan, type InstantSpan } from '../rules/local-time.ts'
import { withFaults } from '../views/faults.ts'
import { resourceView } from '../views/resource-page.ts'
import { typedTime } from '../views/when.ts'
import { askedOr } from './asked.ts'
import { usualAnswers } from './start.ts'

const timeFields = {
  on: field.date('Date'),
  from: field.time('From'),
  until: field.time('Until'),
}

const showPlace = get('/workspaces/:site/places/:code', {
  permission: READ,
  async run(visit) {
    const workplace = await workplaceByCode(visit, visit.params['site'] ?? '')
    const resource = await resourceByCode(visit, workplace.code, visit.params['code'] ?? '')
    const manages = holdsAt(visit, MANAGE, workplace)
    if (!manages && isGone(resource, visit)) return notFound('place')
    const usual = await usualAnswers(visit)
    const {
      asked: { asked, span },
      faults,
    } = askedOr(
      () => timeAsked({ ...usual, ...visit.query }, workplace.time_zone),
      timeAsked(usual, workplace.time_zone),
    )
    const [body] = await ownBodies(visit)
    const whom = {
      organisationId: body?.id ?? (manages ? workplace.owner_organisation_id : null),
      personId: visit.actor.kind === 'person' ? visit.actor.id : null,
    }
    const [situation] = await situationsOf(visit, { resourceIds: [resource.id], ...whom, ...span })
    const reasons = (await whyNot(visit, { resourceIds: [resource.id], ...whom, ...span })).get(resource.id)
    if (situation === undefined || (reasons === undefined && !manages)) return notFound('place')
    const today = visit.now.toZonedDateTimeISO(workplace.time_zone).toPlainDate()
    const soon = [today, today.add({ days: 1 })]
    const days = soon.some((day) => day.equals(asked.on)) ? soon : [...soon, asked.on]
    return page(
      withFaults(
        faults,
        '',
        resourceView({
          resource,
          workplace,
          situation,
          span,
          asked: {
            on: asked.on.toString(),
            from: typedTime(asked.from),
            until: typedTime(asked.until),
          },
          reasons: reasons ?? [notLetIn(situation)],
          days: await freeTimesOn(visit, situation, days),
          now: visit.now,
          manages,
        }),
      ),
    )
  },
})

const isGone = (resource: Resource, visit: Visit): boolean =>
  resource.retired_on !== null &&
  Temporal.PlainDate.compare(resource.retired_on, visit.now.toZonedDateTimeISO(LONDON).toPlainDate()) <= 0

type TimeAsked = {
  readonly asked: {
    readonly on: Temporal.PlainDate
    readonly from: Temporal.PlainTime
    readonly until: Temporal.PlainTime
  }
  readonly span: InstantSpan
}

/** The time that is asked for; what cannot be read is refused. */
function timeAsked({ on, from, until }: Readonly<Record<string, unknown>>, zone: string): TimeAsked {
  const asked = readFields(timeFields, { on, from, until })
  return { asked, span: mustBeSpan(asked, zone) }
}

export const placePages = [showPlace]
