// Addresses of shared-service arrangements: the list, the matrix, gaps and overlaps, one arrangement and its steps.
import { notFound } from '#platform/errors/index.ts'
import { field, readLoosely } from '#platform/fields/index.ts'
import { askFigure } from '#platform/figures/index.ts'
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { html } from '#platform/html/index.ts'
import { fileOf, filterOf, formatOf } from '#platform/tables/index.ts'
import { financialYearStarting, formatDate, londonDate } from '#platform/time/index.ts'
import { employersOf, organisationsNamed, peopleNamed, personCards } from '#modules/organisations/index.ts'
import type { FilterField } from '#web/parts.ts'
import { paragraph } from '#web/parts.ts'
import {
  editArrangement,
  endArrangement,
  joinArrangement,
  leaveArrangement,
  moveArrangement,
} from '../actions/arrangements.ts'
import { answerInterest, tellInterest } from '../actions/interests.ts'
import { claimSaving, confirmSaving } from '../actions/savings.ts'
import { agreementById, agreementsOf, maySeeAgreements } from '../queries/agreements.ts'
import {
  arrangementById,
  arrangementsOf,
  confirmsSavings,
  interestsIn,
  keepsArrangement,
  movesOf,
  savingsClaimed,
  savingsOf,
  seesToday,
  sharingNow,
  type Arrangement,
} from '../queries/arrangements.ts'
import { membersOfAny, partnershipsNamed } from '../queries/partnerships.ts'
import { servicesNamed } from '../queries/service-list.ts'
import { claimYears, STAGES } from '../rules/arrangements.ts'
import { gapsOf, matrixOf } from '../rules/matrix.ts'
import { arrangementsCount, savingsClaimedSum, savingsConfirmedSum } from '../sharing-figures.ts'
import {
  arrangementColumns,
  arrangementList,
  arrangementView,
  claimWords,
  savingColumns,
  savingList,
} from '../views/arrangements.ts'
import { gapsView, matrixColumns, matrixView } from '../views/matrix.ts'
import { formBody } from './here.ts'

const SHOWN = 100

export const sharingCrumbs = (one?: Arrangement) => [
  { text: 'Partnerships', href: '/partnerships' },
  { text: 'Shared services', href: '/shared-services' },
  ...(one === undefined
    ? []
    : [{ text: `${one.service_name}, ${one.area}`, href: `/shared-services/${one.id}` }]),
]

const here = (visit: Visit): Promise<Arrangement> => arrangementById(visit, visit.params['arrangement'] ?? '')

/** The arrangement for a form of those who keep it: nobody else is shown the form. */
async function keptHere(visit: Visit): Promise<Arrangement> {
  const one = await here(visit)
  return keepsArrangement(visit, one) && one.as_of_year === null ? one : notFound('arrangement')
}

const fixedArrangement = (visit: Visit) => ({ arrangement: visit.params['arrangement'] })
const addressOf = (one: Pick<Arrangement, 'id'>): string => `/shared-services/${one.id}`
const captionOf = (one: Arrangement): string => `${one.service_name}, ${one.area}`

export const bodyOptions = async (visit: Visit) =>
  (await organisationsNamed(visit)).map((one) => ({ value: one.id, text: one.name }))

export const partnershipOptions = async (visit: Visit) =>
  (await partnershipsNamed(visit)).map((one) => ({ value: one.id, text: one.name }))

export const personOptions = async (visit: Visit, organisationIds?: readonly string[]) =>
  (await peopleNamed(visit, organisationIds === undefined ? {} : { organisationIds })).map((one) => ({
    value: one.id,
    text: `${one.name}, ${one.organisation_name ?? ''}`,
  }))

const filters = {
  organisation: field.id('Body'),
  area: field.text('Area', { most: 80 }),
  stage: field.choice('Stage', STAGES),
  partnership: field.id('Partnership'),
  year: field.text('Year', { most: 4, pattern: /^(now|\d{4})$/ }),
}

const yearAsked = (text: string | undefined): number | null | undefined =>
  text === undefined ? undefined : text === 'now' ? null : Number(text)

// The choices of the filters, out of what this reader may see at all.
async function filterFields(visit: Visit, all: readonly Arrangement[], any: string): Promise<FilterField[]> {
  const areas = [...new Set(all.map((one) => one.area))].toSorted()
  const years = [...new Set(all.map((one) => one.as_of_year))].toSorted(
    (one, other) => (other ?? 9999) - (one ?? 9999),
  )
  const partnerships = (await partnershipsNamed(visit)).filter((one) =>
    all.some((each) => each.partnership_id === one.id),
  )
  const option = (value: string, text = value) => ({ value, text })
  return [
    ...(visit.path.split('?')[0] === '/shared-services'
      ? [
          {
            kind: 'select' as const,
            name: 'organisation',
            label: 'Body',
            value: visit.query['organisation'],
            options: matrixOf(all).bodies.map((one) => option(one.id, one.name)),
          },
        ]
      : []),
    {
      kind: 'select',
      name: 'area',
      label: 'Area',
      value: visit.query['area'],
      options: areas.map((one) => option(one)),
    },
    {
      kind: 'select',
      name: 'stage',
      label: 'Stage',
      value: visit.query['stage'],
      options: Object.entries(STAGES).map(([value, text]) => option(value, text)),
    },
    ...(partnerships.length === 0
      ? []
      : [
          {
            kind: 'select' as const,
            name: 'partnership',
            label: 'Partnership',
            value: visit.query['partnership'],
            options: partnerships.map((one) => option(one.id, one.name)),
          },
        ]),
    {
      kind: 'select',
      name: 'year',
      label: 'As of',
      value: visit.query['year'],
      any,
      options: years.map((one) => (one === null ? option('now', 'Today') : option(String(one)))),
    },
  ]
}

// A table of who shares what is about one moment: today, or for a visitor the latest papers.
async function laidOut(visit: Visit) {
  const { answers } = readLoosely(filters, visit.query)
  const all = await arrangementsOf(visit)
  const latest = Math.max(...all.flatMap((one) => one.as_of_year ?? []), 0)
  const hasToday = all.some((one) => one.as_of_year === null)
  const asked = yearAsked(answers.year)
  const year = asked === undefined ? (hasToday || latest === 0 ? null : latest) : asked
  const rows = all.filter(
    (one) =>
      one.as_of_year === year &&
      (answers.area === undefined || one.area === answers.area) &&
      (answers.partnership === undefined || one.partnership_id === answers.partnership) &&
      (answers.stage === undefined ? one.stage !== 'ended' : one.stage === answers.stage),
  )
  const fields = await filterFields(visit, all, year === null ? 'Today' : `Latest papers, ${latest}`)
  return { rows, fields, when: year === null ? 'today' : `as of ${year}` }
}

export const arrangementPages = [
  get('/shared-services', {
    permission: 'partnerships.arrangement.list',
    async run(visit) {
      const { answers } = readLoosely(filters, visit.query)
      const { year, ...wanted } = answers
      const rows = await arrangementsOf(visit, { ...wanted, year: yearAsked(year) })
      const format = formatOf(visit)
      if (format !== undefined) return fileOf(format, 'shared-services', arrangementColumns, rows)
      const from = Math.max(0, rows.findIndex((one) => one.id === filterOf(visit, 'after')) + 1)
      const shown = rows.slice(from, from + SHOWN)
      const sees = seesToday(visit)
      return page({
        title: 'Shared-service arrangements',
        breadcrumbs: sharingCrumbs().slice(0, 1),
        body: arrangementList({
          rows: shown,
          total: rows.length,
          next: from + SHOWN < rows.length ? shown.at(-1)?.id : undefined,
          filters: await filterFields(visit, await arrangementsOf(visit), 'Every year'),
          query: visit.query,
          figures: sees ? await figuresOf(visit) : [],
          isFiltered: Object.values(answers).some((one) => one !== undefined),
          seesToday: sees,
          mayRecord: visit.may('partnerships.arrangement.record'),
        }),
      })
    },
  }),

  get('/shared-services/matrix', {
    permission: 'partnerships.arrangement.list',
    async run(visit) {
      const { rows, fields, when } = await laidOut(visit)
      const matrix = matrixOf(rows)
      const format = formatOf(visit)
      if (format !== undefined)
        return fileOf(format, 'services-by-body', matrixColumns(matrix.bodies), matrix.rows)
      return page({
        title: 'Services by body',
        breadcrumbs: sharingCrumbs(),
        body: matrixView({ matrix, filters: fields, query: visit.query, when }),
      })
    },
  }),

  get('/shared-services/gaps', {
    permission: 'partnerships.arrangement.list',
    async run(visit) {
      const { rows, fields, when } = await laidOut(visit)
      const forming = rows.filter((one) => one.stage === 'exploring' || one.stage === 'in development')
      const bodies = await membersOfAny(visit, londonDate(visit.now))
      return page({
        title: 'Gaps and overlaps',
        breadcrumbs: sharingCrumbs(),
        body: gapsView(gapsOf(rows, forming, await servicesNamed(visit), bodies), fields, when),
      })
    },
  }),

  get('/shared-services/savings', {
    permission: 'partnerships.arrangement.read',
    async run(visit) {
      const { answers } = readLoosely(
        { year: field.integer('Year', { least: 1990, most: 2199 }) },
        visit.query,
      )
      const rows = await savingsClaimed(visit, answers)
      const format = formatOf(visit)
      if (format !== undefined) return fileOf(format, 'savings-of-shared-services', savingColumns, rows)
      const years = [...new Set((await savingsClaimed(visit)).map((one) => one.year_starting))]
      return page({
        title: 'Savings of shared services',
        breadcrumbs: sharingCrumbs(),
        body: savingList(rows, years, visit.query),
      })
    },
  }),

  get('/shared-services/:arrangement', {
    permission: 'partnerships.arrangement.list',
    async run(visit) {
      const one = await here(visit)
      const seePeople = visit.may('organisations.person.read')
      const keep = keepsArrangement(visit, one)
      const today = one.as_of_year === null
      const people = one.lead_person_id === null ? new Map() : await personCards(visit, [one.lead_person_id])
      const others = one.service_id === null ? [] : await sharingNow(visit, one.service_id)
      const showsAgreement =
        one.agreement_id !== null &&
        one.partnership_id !== null &&
        maySeeAgreements(visit, one.partnership_id)
      return page({
        title: captionOf(one),
        breadcrumbs: sharingCrumbs(),
        body: arrangementView({
          one,
          leadPerson: people.get(one.lead_person_id ?? '') ?? null,
          agreement: showsAgreement ? await agreementById(visit, one.agreement_id ?? '') : null,
          moves: today ? await movesOf(visit, one.id) : [],
          savings: today ? await savingsOf(visit, one.id) : [],
          interests: today && keep ? await interestsIn(visit, one.id) : null,
          others: others.filter((other) => other.id !== one.id),
          may: {
            keep,
            confirm: confirmsSavings(visit, one),
            tell: visit.may('partnerships.interest.tell') && !keep,
            seePeople,
          },
        }),
      })
    },
  }),

  form('/shared-services/:arrangement/edit', {
    action: editArrangement,
    load: keptHere,
    fixed: fixedArrangement,
    options: async (visit, one) => ({
      lead: one.parties.map((party) => ({ value: party.organisation_id, text: party.name })),
      partnership: await partnershipOptions(visit),
      leadPerson: await personOptions(
        visit,
        one.parties.map((party) => party.organisation_id),
      ),
      agreement:
        one.partnership_id === null || !maySeeAgreements(visit, one.partnership_id)
          ? []
          : (await agreementsOf(visit, one.partnership_id)).map((paper) => ({
              value: paper.id,
              text: paper.title,
            })),
    }),
    values: (_visit, one) => ({
      lead: one.parties.find((party) => party.role === 'lead')?.organisation_id ?? '',
      area: one.area,
      partnership: one.partnership_id ?? '',
      leadPerson: one.lead_person_id ?? '',
      startedOn: one.started_on?.toString() ?? '',
      expectedOn: one.expected_on?.toString() ?? '',
      liveOn: one.live_on?.toString() ?? '',
      reviewOn: one.review_on?.toString() ?? '',
      legalBasis: one.legal_basis ?? '',
      note: one.note ?? '',
      agreement: one.agreement_id ?? '',
      version: String(one.version),
    }),
    view: (_visit, one, state) => ({
      title: 'Change the arrangement',
      breadcrumbs: sharingCrumbs(one),
      body: formBody(state, 'Change the arrangement', captionOf(one), {
        submit: 'Save',
        cancel: { href: addressOf(one) },
        more: { lead: { as: 'select' }, leadPerson: { as: 'select' } },
      }),
    }),
    then: ({ id }) => ({ to: `/shared-services/${id}`, notice: 'The arrangement was changed.' }),
  }),

  form('/shared-services/:arrangement/move', {
    action: moveArrangement,
    load: keptHere,
    fixed: fixedArrangement,
    values: (visit, one) => ({ on: londonDate(visit.now).toString(), version: String(one.version) }),
    view: (_visit, one, state) => ({
      title: 'Move it to another stage',
      breadcrumbs: sharingCrumbs(one),
      body: formBody(
        state,
        'Move it to another stage',
        captionOf(one),
        { submit: 'Record the stage', cancel: { href: addressOf(one) } },
        paragraph(`It is at this stage now: ${STAGES[one.stage].toLowerCase()}.`),
      ),
    }),
    then: ({ id }) => ({ to: `/shared-services/${id}`, notice: 'The stage was recorded.' }),
  }),

  form('/shared-services/:arrangement/end', {
    action: endArrangement,
    load: keptHere,
    fixed: fixedArrangement,
    values: (visit, one) => ({ endedOn: londonDate(visit.now).toString(), version: String(one.version) }),
    view: (_visit, one, state) => ({
      title: 'End the arrangement',
      breadcrumbs: sharingCrumbs(one),
      body: formBody(
        state,
        'End the arrangement',
        captionOf(one),
        { submit: 'End it', look: 'warning', cancel: { href: addressOf(one) } },
        paragraph('It stays in the record with its history and its savings.'),
      ),
    }),
    then: ({ id }) => ({ to: `/shared-services/${id}`, notice: 'The arrangement was ended.' }),
  }),

  form('/shared-services/:arrangement/join', {
    action: joinArrangement,
    load: keptHere,
    fixed: fixedArrangement,
    options: async (visit, one) => ({
      organisation: (await bodyOptions(visit)).filter(
        (body) => !one.parties.some((party) => party.organisation_id === body.value),
      ),
    }),
    view: (_visit, one, state) => ({
      title: 'A body joins',
      breadcrumbs: sharingCrumbs(one),
      body: formBody(state, 'A body joins', captionOf(one), {
        submit: 'Record that it joins',
        cancel: { href: addressOf(one) },
        more: { organisation: { as: 'select' } },
      }),
    }),
    then: ({ arrangement }) => ({ to: `/shared-services/${arrangement}`, notice: 'The body was added.' }),
  }),

  form('/shared-services/:arrangement/leave', {
    action: leaveArrangement,
    load: keptHere,
    fixed: fixedArrangement,
    options: (_visit, one) => ({
      party: one.parties.map((party) => ({ value: party.id, text: party.name })),
    }),
    view: (_visit, one, state) => ({
      title: 'A body leaves',
      breadcrumbs: sharingCrumbs(one),
      body: formBody(
        state,
        'A body leaves',
        captionOf(one),
        { submit: 'Record its last day', look: 'warning', cancel: { href: addressOf(one) } },
        paragraph('The lead leaves only after another body leads, and two bodies must remain.'),
      ),
    }),
    then: ({ id }) => ({ to: `/shared-services/${id}`, notice: 'The last day was recorded.' }),
  }),

  form('/shared-services/:arrangement/claim', {
    action: claimSaving,
    load: keptHere,
    fixed: fixedArrangement,
    values: (visit, one) => ({ year: String(claimYears(one.started_on, londonDate(visit.now))[0] ?? '') }),
    view: (_visit, one, state) => ({
      title: 'Claim a saving',
      breadcrumbs: sharingCrumbs(one),
      body: formBody(
        state,
        'Claim a saving',
        captionOf(one),
        { submit: 'Claim it', cancel: { href: addressOf(one) } },
        paragraph(
          'Somebody else confirms it: the finance officer of its partnership, or the lead of another party. Until then a new claim for the same year takes the place of the earlier one.',
        ),
      ),
    }),
    then: ({ arrangement }) => ({
      to: `/shared-services/${arrangement}`,
      notice: 'The saving was claimed. Somebody else confirms it.',
    }),
  }),

  form('/shared-services/:arrangement/savings/:saving', {
    action: confirmSaving,
    async load(visit) {
      const one = await here(visit)
      const saving = (await savingsOf(visit, one.id)).find((each) => each.id === visit.params['saving'])
      if (saving === undefined || !confirmsSavings(visit, one)) return notFound('saving')
      return { one, saving }
    },
    fixed: (visit) => ({ saving: visit.params['saving'] }),
    values: (_visit, { saving }) => ({ version: String(saving.version) }),
    view: (_visit, { one, saving }, state) => ({
      title: 'Confirm a saving',
      breadcrumbs: sharingCrumbs(one),
      body: formBody(
        state,
        `Confirm the saving of ${financialYearStarting(saving.year_starting).label}`,
        captionOf(one),
        { submit: 'Confirm it', cancel: { href: addressOf(one) } },
        paragraph(claimWords(saving)),
      ),
    }),
    then: ({ arrangement }) => ({
      to: `/shared-services/${arrangement}`,
      notice: 'The saving was confirmed.',
    }),
  }),

  form('/shared-services/:arrangement/interest', {
    action: tellInterest,
    load: here,
    fixed: fixedArrangement,
    options: async (visit) => ({
      organisation:
        visit.actor.kind === 'person'
          ? (await employersOf(visit, visit.actor.id, londonDate(visit.now))).map((post) => ({
              value: post.organisation_id,
              text: post.organisation_name,
            }))
          : [],
    }),
    async values(visit) {
      if (visit.actor.kind !== 'person') return {}
      const [post] = await employersOf(visit, visit.actor.id, londonDate(visit.now))
      return { organisation: post?.organisation_id ?? '' }
    },
    view: (_visit, one, state) => ({
      title: 'Tell them you are interested',
      breadcrumbs: sharingCrumbs(one),
      body: formBody(
        state,
        'Tell them you are interested',
        captionOf(one),
        { submit: 'Tell the lead', cancel: { href: addressOf(one) } },
        paragraph('The lead gets a mail and sees it on their home page. You get the answer by mail.'),
      ),
    }),
    then: ({ arrangement, told }) => ({
      to: `/shared-services/${arrangement}`,
      notice:
        told === 0
          ? 'Your interest was recorded. Nobody is named as its lead yet; they see it once somebody is.'
          : 'The lead was told. You get the answer by mail.',
    }),
  }),

  form('/shared-services/:arrangement/interests/:interest', {
    action: answerInterest,
    async load(visit) {
      const one = await keptHere(visit)
      const interest = (await interestsIn(visit, one.id)).find((each) => each.id === visit.params['interest'])
      return { one, interest: interest ?? notFound('interest') }
    },
    fixed: (visit) => ({ interest: visit.params['interest'] }),
    view: (_visit, { one, interest }, state) => ({
      title: 'Answer',
      breadcrumbs: sharingCrumbs(one),
      body: formBody(
        state,
        `Answer ${interest.organisation_name}`,
        captionOf(one),
        { submit: 'Send the answer', cancel: { href: addressOf(one) } },
        html`${paragraph(`${interest.person_name ?? 'Somebody'} of ${interest.organisation_name} asked on ${formatDate(londonDate(interest.told_at))}:`)}${paragraph(interest.words ?? 'They left no further words.')}`,
      ),
    }),
    then: ({ arrangement }) => ({ to: `/shared-services/${arrangement}`, notice: 'Your answer was sent.' }),
  }),
]

async function figuresOf(visit: Visit) {
  const at = async (stage: 'shared service' | 'joint management' | 'in development' | 'exploring') => ({
    label: STAGES[stage],
    value: (await askFigure(visit, arrangementsCount, { stage })).text,
    href: `/shared-services?${new URLSearchParams({ stage, year: 'now' }).toString()}`,
  })
  return [
    await at('exploring'),
    await at('in development'),
    await at('joint management'),
    await at('shared service'),
    {
      label: 'Savings claimed',
      value: (await askFigure(visit, savingsClaimedSum, {})).text,
      href: '/shared-services/savings',
      note: `${(await askFigure(visit, savingsConfirmedSum, {})).text} of it confirmed`,
    },
  ]
}
