// Giving an activity to somebody to report, asking for more time, the officer's answer, and the choice of mail.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, type Page, type Visit } from '#platform/http/index.ts'
import { mailChoice, NO_MAIL } from '#platform/notifications/index.ts'
import { formatDate, formatDateTime, LONDON } from '#platform/time/index.ts'
import { errorSummary, formPage, renderForm } from '#web/forms.ts'
import { bullets, heading, link, paragraph } from '#web/parts.ts'
import { endDelegation, giveDelegation } from '../actions/delegations.ts'
import { askExtension, declineExtension, grantExtension } from '../actions/extensions.ts'
import { chooseRoundMail, ROUND_MAIL } from '../actions/reminding.ts'
import { activityByNumber } from '../queries/activities.ts'
import { delegationById, delegationsOf, type Delegation } from '../queries/delegations.ts'
import { extensionById, type ExtensionCard } from '../queries/extensions.ts'
import { reportHref } from '../views/round-words.ts'
import { activityForm, numberOf, ownActivityFor } from './activity-asked.ts'
import { personChoices } from './asked.ts'
import { roundForm, roundForReaders, roundKeptFor, type RoundFound } from './round-asked.ts'

type Given = Awaited<ReturnType<ReturnType<typeof ownActivityFor>>> & {
  readonly given: readonly Delegation[]
}

async function toGive(visit: Visit): Promise<Given> {
  const found = await ownActivityFor('delivery.delegation.give')(visit)
  return { ...found, given: await delegationsOf(visit, found.activity.id) }
}

const give = form('/delivery/:plan/activities/:number/give', {
  action: giveDelegation,
  load: toGive,
  values: (_visit, { activity }) => ({ activity: activity.id }),
  options: async (visit, { plan, activity, given }) => ({
    person: (await personChoices(visit, plan)).filter(
      (one) => one.value !== activity.lead_person_id && !given.some((had) => had.person_id === one.value),
    ),
  }),
  view: (visit, found, state) =>
    activityForm('Give it to somebody to report', {
      submit: 'Give it to them',
      more: { person: { as: 'select' } },
      fields: ['person', 'activity'],
      intro: html`${paragraph('They report in your place and are reminded as you are. You stay the lead: your name stands in the report.')}
        ${
          found.given.length === 0
            ? null
            : bullets(
                found.given.map(
                  (one) =>
                    html`${one.name}, since ${formatDate(one.from_on)}: ${link(`/delivery/${found.plan.code}/activities/${found.activity.number}/given/${one.id}/end`, 'take it back', { hidden: `from ${one.name}` })}`,
                ),
              )
        }`,
    })(visit, found, state),
  then: (result) => ({ to: `${result.address}/give`, notice: 'They can report it now.' }),
})

type Ending = Awaited<ReturnType<ReturnType<typeof ownActivityFor>>> & { readonly delegation: Delegation }

const takeBack = form('/delivery/:plan/activities/:number/given/:delegation/end', {
  action: endDelegation,
  load: async (visit): Promise<Ending> => {
    const found = await ownActivityFor('delivery.delegation.end')(visit)
    const delegation = await delegationById(visit, found.activity.id, visit.params['delegation'] ?? '')
    return { ...found, delegation: delegation ?? notFound('delegation') }
  },
  values: (_visit, { delegation }) => ({ delegation: delegation.id }),
  view: (visit, found, state) =>
    activityForm(`Take it back from ${found.delegation.name}`, { submit: 'Take it back' })(
      visit,
      found,
      state,
    ),
  then: (result) => ({ to: `${result.address}/give`, notice: 'It was taken back.' }),
})

type Late = RoundFound & { readonly activityId: string; readonly number: number; readonly title: string }

const ask = form('/delivery/:plan/rounds/:round/activities/:number/late', {
  action: askExtension,
  load: async (visit): Promise<Late> => {
    const found = await roundForReaders(visit)
    const { activity } = await activityByNumber(visit, found.plan.code, numberOf(visit))
    return { ...found, activityId: activity.id, number: activity.number, title: activity.title }
  },
  values: (_visit, { round, activityId }) => ({ round: round.id, activity: activityId }),
  view: (_visit, { plan, round, number, title }, state) =>
    formPage(
      'Ask for more time',
      state,
      { href: reportHref(plan, round, number), text: `${number} ${title}` },
      {
        submit: 'Ask for more time',
        fields: ['why', 'round', 'activity'],
        intro: paragraph(
          round.closes_at === null
            ? `${round.title} is closed.`
            : `${round.title} closed on ${formatDateTime(round.closes_at)}. An officer of the plan can let you report late; the report is then marked late.`,
        ),
      },
    ),
  then: (result) => ({
    to: result.address,
    notice: 'An officer of the plan was asked. You are told by mail when they answer.',
  }),
})

type Requested = RoundFound & { readonly request: ExtensionCard }

const requestFor =
  (permission: string) =>
  async (visit: Visit): Promise<Requested> => {
    const found = await roundKeptFor(permission)(visit)
    const id = visit.params['extension'] ?? ''
    const request = await extensionById(visit, found.round.id, id)
    return { ...found, request: request ?? notFound('request') }
  }

const asked = ({ request }: Requested) =>
  html`${paragraph(`${request.activity_number} ${request.activity_title}`)}${paragraph(
    `${request.asked_by ?? 'Somebody'} asked on ${formatDateTime(request.asked_at)}: ${request.why}`,
  )}`

const WORKING_WEEK_DAYS = 7

const grant = form('/delivery/:plan/rounds/:round/extensions/:extension/grant', {
  action: grantExtension,
  load: requestFor('delivery.extension.grant'),
  values: (visit, { request }) => ({
    extension: request.id,
    until: visit.now
      .toZonedDateTimeISO(LONDON)
      .add({ days: WORKING_WEEK_DAYS })
      .with({ hour: 17, minute: 0 })
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' }),
    version: request.version,
  }),
  view: (visit, found, state) =>
    roundForm('Grant more time', {
      submit: 'Grant it',
      fields: ['until', 'words', 'extension'],
      intro: asked(found),
    })(visit, found, state),
  then: (result) => ({
    to: `${result.address}#requests`,
    notice: `Activity ${result.number} has more time.`,
  }),
})

const decline = form('/delivery/:plan/rounds/:round/extensions/:extension/decline', {
  action: declineExtension,
  load: requestFor('delivery.extension.decline'),
  values: (_visit, { request }) => ({ extension: request.id, version: request.version }),
  view: (visit, found, state) =>
    roundForm('Decline more time', {
      submit: 'Decline it',
      fields: ['words', 'extension'],
      intro: asked(found),
    })(visit, found, state),
  then: (result) => ({
    to: `${result.address}#requests`,
    notice: `More time for activity ${result.number} was declined.`,
  }),
})

const mail = form('/delivery/rounds/mail', {
  action: chooseRoundMail,
  values: async (visit) => ({
    mail:
      visit.actor.kind === 'person' && (await mailChoice(visit.db, visit.actor.id, ROUND_MAIL)) === NO_MAIL
        ? 'no'
        : 'yes',
  }),
  view: (_visit, _loaded, state) => ({
    title: 'Mail about rounds',
    back: { href: '/delivery', text: 'Delivery plans' },
    body: html`${errorSummary(state)}${heading('Mail about rounds')}${renderForm(state, {
      submit: 'Save',
      summary: false,
      cancel: { href: '/delivery' },
    })}`,
  }),
  then: (result) => ({
    to: '/delivery',
    notice: result.mail ? 'You are reminded by mail.' : 'You get no more mail about rounds.',
  }),
})

export const reporterPages: readonly Page[] = [give, takeBack, ask, grant, decline, mail]
