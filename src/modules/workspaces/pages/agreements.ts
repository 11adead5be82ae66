// The pages of agreements: mine, given and taken; one as both sides see it; offer, answer, change, notice.
import { html } from '#platform/html/index.ts'
import { form, get, page, type FormState, type Page, type View, type Visit } from '#platform/http/index.ts'
import { readDate } from '#platform/time/index.ts'
import { errorSummary, renderForm, type FormMore } from '#web/forms.ts'
import { actionsList, downloads, emptyState, filterPanel, heading, inset, paragraph } from '#web/parts.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import {
  acceptAgreement,
  changeAgreement,
  declineAgreement,
  giveNotice,
  offerAgreement,
  withdrawAgreement,
} from '../actions/agreements.ts'
import { today } from '../actions/locking.ts'
import {
  agreed,
  agreementById,
  agreementsOf,
  agreementSteps,
  lostBookings,
  sidesOf,
  type Agreement,
} from '../queries/agreements.ts'
import { allocationsOf } from '../queries/allocations.ts'
import { bodiesBeside, circlesOf, partnershipsOfOwner } from '../queries/circles.ts'
import { MANAGE, READ } from '../queries/seeing.ts'
import { placesOf, rulesOf } from '../queries/terms.ts'
import { workplacesSeen } from '../queries/workplaces.ts'
import { holdsAt } from '../queries/seeing.ts'
import { AGREEMENT_STATES, earliestEnd, type AgreementState } from '../rules.ts'
import { agreementBody, agreementColumns, agreementsTable } from '../views/agreements.ts'
import { agreementHref, allocationsTable, lostList, manageHref, rulesInWords } from '../views/terms.ts'
import { managed } from './terms.ts'

const LIST = '/workspaces/agreements'

const stateOf = (text: string | undefined): AgreementState | undefined =>
  text !== undefined && Object.hasOwn(AGREEMENT_STATES, text) ? (text as AgreementState) : undefined

const mine = get(LIST, {
  permission: READ,
  async run(visit) {
    const state = stateOf(visit.query['state'])
    const only = state === undefined ? {} : { state }
    const [given, taken] = await Promise.all([
      agreementsOf(visit, { side: 'given', ...only }),
      agreementsOf(visit, { side: 'taken', ...only }),
    ])
    const format = formatOf(visit)
    const both = [...given, ...taken.filter((row) => !given.some((one) => one.id === row.id))]
    if (format !== undefined) return fileOf(format, 'agreements', agreementColumns(today(visit)), both)
    const manages = (await workplacesSeen(visit)).filter((one) => holdsAt(visit, MANAGE, one))
    return page({
      title: 'Agreements',
      back: { href: '/workspaces', text: 'Workspaces' },
      wide: true,
      body: html`${heading('Agreements')}
      ${paragraph('Whose workspaces your organisation may use, and whom it lets into its own. Both sides read the same terms.', { lead: true })}
      ${actionsList(
        manages.slice(0, 3).map((one) => ({
          href: manageHref(one.code, 'agreements/new'),
          text: `Let partners into ${one.name}`,
          look: 'secondary' as const,
        })),
      )}
      ${filterPanel({
        action: LIST,
        fields: [
          {
            kind: 'select',
            name: 'state',
            label: 'State',
            value: state,
            options: Object.entries(AGREEMENT_STATES).map(([value, text]) => ({ value, text })),
            any: 'Every state',
          },
        ],
      })}
      ${agreementsTable(taken, today(visit), {
        caption: 'Taken: where your staff may go',
        title: 'No agreement taken',
        text: 'When a partner lets your staff into its workspaces, it appears here. Ask a partner for an offer.',
      })}
      ${agreementsTable(given, today(visit), {
        caption: 'Given: whom you let in',
        title: 'No agreement given',
        text: 'When your organisation lets partners into a workplace, it appears here.',
      })}
      ${both.length === 0 ? null : downloads(LIST, visit.query)}`,
    })
  },
})

const one = get('/workspaces/agreements/:agreement', {
  permission: READ,
  async run(visit) {
    const row = await agreementById(visit, visit.params['agreement'] ?? '')
    const on = today(visit)
    const [steps, rules, places, allocations, circles] = await Promise.all([
      agreementSteps(visit, row.id),
      rulesOf(visit, row.site_id, on),
      placesOf(visit, row.site_id),
      allocationsOf(visit, row.site_id, on),
      circlesOf(visit, row.owner_organisation_id),
    ])
    const ids = new Set([
      row.audience_id,
      ...circles.filter((circle) => circle.member_ids.includes(row.audience_id)).map((circle) => circle.id),
    ])
    // For one partner or group: what is for all, and what names them. For a whole partnership: everything but the owner's own.
    const touches = (one: { audience: string; audience_id: string | null }) =>
      one.audience === 'partner' ||
      one.audience === 'visitor' ||
      (one.audience_id !== null && (row.audience === 'partnership' || ids.has(one.audience_id)))
    return page({
      title: `Agreement: ${row.site_name}`,
      back: { href: LIST, text: 'Agreements' },
      wide: true,
      body: agreementBody({
        row,
        steps,
        today: on,
        sides: sidesOf(visit, row),
        rules: rulesInWords(
          rules.filter((rule) => touches({ audience: rule.audience, audience_id: rule.audienceId })),
          places,
        ),
        allocations: allocationsTable(allocations.filter((kept) => touches(kept) || kept.audience === 'own')),
      }),
    })
  },
})

type Frame = Omit<FormMore, 'cancel' | 'summary'>

const framed = (
  title: string,
  row: Agreement,
  state: FormState,
  intro: ReturnType<typeof html> | null,
  more: Frame,
): View => ({
  title: `${title}: ${row.site_name}`,
  back: { href: agreementHref(row.id), text: row.site_name },
  body: html`${errorSummary(state)}${heading(title, { caption: `${row.site_name}: ${row.owner_name} lets in ${row.audience_name}` })}${intro}${renderForm(state, { ...more, summary: false, cancel: { href: agreementHref(row.id) } })}`,
})

const load = (visit: Visit): Promise<Agreement> => agreementById(visit, visit.params['agreement'] ?? '')
const values = (_visit: Visit, row: Agreement) => ({ agreement: row.id, version: row.version })
const back = (notice: string) => (_result: unknown, _visit: Visit, row: Agreement) => ({
  to: agreementHref(row.id),
  notice,
})

const accept = form('/workspaces/agreements/:agreement/accept', {
  action: acceptAgreement,
  load,
  values,
  view: (_visit, row, state) =>
    framed(
      'Accept',
      row,
      state,
      html`${inset(paragraph(row.proposed_terms ?? row.terms))}${paragraph(`Your staff can book there from the first day, on the rules shown with the agreement. Either side can end it with ${row.proposed_notice_days ?? row.notice_days} days of notice.`)}`,
      { submit: 'Accept the terms', fields: ['agreement'] },
    ),
  then: back('You have accepted. The terms stand.'),
})

const decline = form('/workspaces/agreements/:agreement/decline', {
  action: declineAgreement,
  load,
  values,
  view: (_visit, row, state) =>
    framed(
      'Decline',
      row,
      state,
      paragraph(
        row.state === 'offered'
          ? 'Nothing begins. The owner may offer again.'
          : 'What stood goes on standing. The owner may give notice, or propose something else.',
      ),
      { submit: 'Decline', look: 'warning', fields: ['because', 'agreement'] },
    ),
  then: back('You have declined.'),
})

const withdraw = form('/workspaces/agreements/:agreement/withdraw', {
  action: withdrawAgreement,
  load,
  values,
  view: (_visit, row, state) =>
    framed('Take it back', row, state, paragraph('There is then nothing left to answer.'), {
      submit: 'Take it back',
      look: 'warning',
      fields: ['agreement'],
    }),
  then: back('It was taken back.'),
})

/** The bookings after a last day that was answered, if it is one. */
async function lostAfter(visit: Visit, row: Agreement, state: FormState, field: string) {
  if (state.problem?.code !== 'workspaces.booking.ahead') return []
  const raw = state.values[field]
  const last = readDate(
    typeof raw === 'object' && raw !== null && 'day' in raw
      ? `${String(Reflect.get(raw, 'day'))} ${String(Reflect.get(raw, 'month'))} ${String(Reflect.get(raw, 'year'))}`
      : String(raw ?? ''),
  )
  if (last === undefined) return []
  return lostBookings(visit, visit.now, {
    siteIds: [row.site_id],
    agreement: { id: row.id, lastDay: last },
  })
}

const edit = form('/workspaces/agreements/:agreement/edit', {
  action: changeAgreement,
  load,
  values: (_visit, row) => ({
    agreement: row.id,
    version: row.version,
    terms: row.proposed_terms ?? row.terms,
    toOn: (row.proposed_at === null ? row.to_on : row.proposed_to_on)?.toString() ?? '',
    noticeDays: row.proposed_notice_days ?? row.notice_days,
  }),
  async view(visit, row, state) {
    const lost = await lostAfter(visit, row, state, 'toOn')
    return framed(
      'Change the terms',
      row,
      state,
      html`${paragraph(row.audience === 'organisation' && row.state === 'standing' ? `${row.audience_name} must accept the new terms. Until then what stands goes on standing.` : 'The new terms stand at once, and everybody concerned is told.')}${lostList(lost)}`,
      {
        submit: 'Save the terms',
        fields: [...(lost.length === 0 ? [] : ['ahead']), 'terms', 'toOn', 'noticeDays', 'agreement'],
        more: { ahead: { as: 'radios' } },
      },
    )
  },
  then: back('The terms were changed.'),
})

const end = form('/workspaces/agreements/:agreement/end', {
  action: giveNotice,
  load,
  values: (visit, row) => ({
    agreement: row.id,
    version: row.version,
    endsOn: earliestEnd(agreed(row), today(visit)).toString(),
  }),
  async view(visit, row, state) {
    const lost = await lostAfter(visit, row, state, 'endsOn')
    return framed(
      'Give notice',
      row,
      state,
      html`${paragraph(`The notice agreed is ${row.notice_days} days. What is booked after the last day, and let in by nothing else, is withdrawn; you see it before anything is saved.`)}${lostList(lost)}`,
      {
        submit: 'Give notice',
        look: 'warning',
        fields: [...(lost.length === 0 ? [] : ['ahead']), 'endsOn', 'because', 'agreement'],
        more: { ahead: { as: 'radios' } },
      },
    )
  },
  then: back('Notice was given, and the other side is told.'),
})

const ofSite = get('/workspaces/:site/manage/agreements', {
  permission: MANAGE,
  async run(visit) {
    const workplace = await managed(visit)
    const rows = await agreementsOf(visit, { siteId: workplace.site_id })
    return page({
      title: `Whom you let in: ${workplace.name}`,
      back: { href: manageHref(workplace.code, 'terms'), text: `Rules: ${workplace.name}` },
      wide: true,
      body: html`${heading('Whom you let in', { caption: workplace.name })}
      ${actionsList([{ href: manageHref(workplace.code, 'agreements/new'), text: 'Let partners in' }])}
      ${agreementsTable(rows, today(visit), {
        caption: 'Agreements for this workplace',
        title: 'Only your own staff',
        text: 'Nobody else sees this workplace until you let partners in. Choose one partner, a group, or everybody in a partnership.',
      })}`,
    })
  },
})

const offer = form('/workspaces/:site/manage/agreements/new', {
  action: offerAgreement,
  load: (visit) => managed(visit, 'workspaces.agreement.offer'),
  values: (visit, workplace) => ({
    site: workplace.site_id,
    fromOn: today(visit).toString(),
    noticeDays: 30,
  }),
  options: async (visit, workplace) => {
    const [bodies, circles, partnerships] = await Promise.all([
      bodiesBeside(visit, workplace.owner_organisation_id),
      circlesOf(visit, workplace.owner_organisation_id),
      partnershipsOfOwner(visit, workplace.owner_organisation_id, today(visit)),
    ])
    const choices = (all: readonly { id: string; name: string }[]) =>
      all.map((each) => ({ value: each.id, text: each.name }))
    return { organisation: choices(bodies), circle: choices(circles), partnership: choices(partnerships) }
  },
  view: (_visit, workplace, state) => ({
    title: `Let partners in: ${workplace.name}`,
    back: { href: manageHref(workplace.code, 'agreements'), text: 'Whom you let in' },
    body: html`${errorSummary(state)}${heading('Let partners in', { caption: workplace.name })}
    ${paragraph('Choose whom, then name them below. No rule is needed: without one the usual terms hold.')}
    ${
      (state.options['circle'] ?? []).length === 0
        ? emptyState('No group of partners yet', 'A group that you name can be let in as one.', {
            href: manageHref(workplace.code, 'groups/new'),
            text: 'Name a group of partners',
          })
        : null
    }
    ${renderForm(state, {
      submit: 'Let them in',
      summary: false,
      fields: [
        'audience',
        'organisation',
        'circle',
        'partnership',
        'terms',
        'fromOn',
        'toOn',
        'noticeDays',
        'site',
      ],
      more: {
        organisation: { as: 'select', hint: 'Only for one partner' },
        circle: { as: 'select', hint: 'Only for a group of partners' },
        partnership: { as: 'select', hint: 'Only for all partners' },
      },
      cancel: { href: manageHref(workplace.code, 'agreements') },
    })}`,
  }),
  then: (result) => ({
    to: agreementHref(result.id),
    notice:
      result.state === 'offered'
        ? 'The offer was made. They are told, and it stands when they accept.'
        : 'It stands, and everybody concerned is told.',
  }),
})

export const agreementPages: readonly Page[] = [
  mine,
  one,
  accept,
  decline,
  withdraw,
  edit,
  end,
  ofSite,
  offer,
]
