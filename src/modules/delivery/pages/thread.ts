// The golden thread of a plan, and the forms that tie an activity to what it serves and untie it.
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { undertakingsAbout } from '#modules/governance/index.ts'
import { filterPanel, hint, link, paragraph, table } from '#web/parts.ts'
import { linkThread, unlinkThread } from '../actions/threads.ts'
import type { ActivityFound } from '../queries/activities.ts'
import { plansListed } from '../queries/listing.ts'
import { outcomesOf } from '../queries/plans.ts'
import { holdsFor, READ_PUBLIC } from '../queries/seeing.ts'
import {
  activitiesByOutcome,
  activitiesNamed,
  firstActivitiesOf,
  threadOfPlan,
  threadUp,
  unthreadedOf,
  uppersFor,
  type ThreadEnd,
  type ThreadStep,
} from '../queries/threads.ts'
import { activityHref } from '../views/standing.ts'
import { planTabs } from '../views/plan.ts'
import { endLink, threadView } from '../views/thread.ts'
import { activityForm, activityKeptFor } from './activity-asked.ts'
import { thePlan, todayOf } from './asked.ts'

const MOST_LOOSE = 50
/** Of how many activities of its own a plan's thread shows what people do for them. */
const MOST_OWN = 500

const showThread = get('/delivery/:plan/thread', {
  permission: READ_PUBLIC,
  async run(visit) {
    const plan = await thePlan(visit)
    const { up, down } = await threadOfPlan(visit, plan.id)
    const ends = [...new Set([...up, ...down].flatMap((step) => [step.id, step.from_id]))]
    const own = await firstActivitiesOf(visit, plan.id, MOST_OWN)
    const undertakings = await undertakingsAbout(visit, [...new Set([...ends, ...own])])
    const acted = undertakings.flatMap((one) => one.about_subject_id ?? [])
    return page(
      threadView({
        plan,
        tabs: planTabs(visit, plan, 'thread'),
        outcomes: await outcomesOf(visit, plan.id),
        up,
        down,
        named: await activitiesNamed(visit, plan.id, [...ends, ...acted]),
        byOutcome: await activitiesByOutcome(visit, plan.id),
        unthreaded: await unthreadedOf(visit, plan.id, MOST_LOOSE),
        undertakings,
        mayLink: plan.state !== 'closed' && holdsFor(visit, 'delivery.thread.link', plan),
        today: todayOf(visit),
      }),
    )
  },
})

type Serving = ActivityFound & { readonly up: readonly ThreadStep[] }

async function servingFor(visit: Visit): Promise<Serving> {
  const found = await activityKeptFor('delivery.thread.link')(visit)
  const up = await threadUp(visit, [found.activity.id])
  return { ...found, up: up.filter((step) => step.step === 1) }
}

const nameOf = (end: ThreadEnd): string =>
  `${end.plan_title}: ${end.kind === 'outcome' ? 'outcome' : 'activity'} ${end.number} ${end.title}`

const serves = form('/delivery/:plan/activities/:number/serves', {
  action: linkThread,
  load: servingFor,
  values: (_visit, { activity }) => ({ activity: activity.id }),
  options: async (visit, { plan, up }) => {
    const { of, search } = visit.query
    const ends = await uppersFor(visit, plan.id, {
      plan: of === undefined || of === '' ? undefined : of,
      search: search === undefined || search === '' ? undefined : search,
    })
    return {
      serves: ends
        .filter((end) => !up.some((step) => step.id === end.id))
        .map((end) => ({ value: end.id, text: nameOf(end) })),
    }
  },
  async view(visit, found, state) {
    const plans = (await plansListed(visit, {}, 200)).rows.filter((one) => one.id !== found.plan.id)
    const offered = (state.options['serves'] ?? []).length
    return activityForm('Say what it serves', {
      submit: 'It serves this',
      fields: ['serves', 'activity'],
      more: { serves: { as: 'select' } },
      intro: html`${paragraph('Within its plan an activity stands under its outcome. Here it is tied to an outcome or an activity of another plan, such as a strategy.')}
        ${standing(found)}
        ${filterPanel({
          action: `${activityHref(found.plan, found.activity)}/serves`,
          label: 'What it may serve',
          submit: 'Look',
          fields: [
            {
              kind: 'select',
              name: 'of',
              label: 'Of which plan',
              value: visit.query['of'],
              any: 'Outcomes of every plan',
              options: plans.map((one) => ({ value: one.code, text: one.title })),
            },
            { kind: 'text', name: 'search', label: 'Words or number', value: visit.query['search'] },
          ],
        })}
        ${offered === 0 ? hint('There is no outcome here that it could serve: no other plan that you may see has one.') : null}`,
    })(visit, found, state)
  },
  then: (result) => ({ to: `${result.address}#thread`, notice: `It serves “${result.serves}” now.` }),
})

/** What it serves already, each with the way to untie it. */
const standing = ({ plan, activity, up }: Serving) =>
  up.length === 0
    ? null
    : table<ThreadStep>(
        [
          { key: 'end', label: 'It serves', kind: 'text', value: nameOf, show: endLink },
          {
            key: 'do',
            label: 'Change',
            kind: 'text',
            value: () => '',
            show: (step) =>
              link(`${activityHref(plan, activity)}/serves/${step.id}/unlink`, 'No longer', {
                hidden: step.title,
              }),
          },
        ],
        up,
        { caption: 'What it serves now' },
      )

const unlink = form('/delivery/:plan/activities/:number/serves/:upper/unlink', {
  action: unlinkThread,
  load: async (visit) => {
    const found = await servingFor(visit)
    const id = visit.params['upper'] ?? ''
    const end = isRecordId(id) ? found.up.find((step) => step.id === id) : undefined
    return { ...found, end: end ?? notFound('thread') }
  },
  values: (_visit, { activity, end }) => ({ activity: activity.id, serves: end.id }),
  view: (visit, found, state) =>
    activityForm('It no longer serves this', {
      submit: 'Untie it',
      look: 'warning',
      fields: ['activity', 'serves'],
      intro: paragraph(endLink(found.end)),
    })(visit, found, state),
  then: (result) => ({ to: `${result.address}#thread`, notice: 'It was untied.' }),
})

export const threadPages: readonly Page[] = [showThread, serves, unlink]
