// The list of plans, beginning one, and the plan itself: as a page, as a document, and the forms that change it.
import type { Choice } from '#platform/fields/index.ts'
import { DOCX_MEDIA, docxOf, htmlOf, PDF_MEDIA, pdfOf } from '#platform/documents/index.ts'
import { html } from '#platform/html/index.ts'
import { download, form, get, originOf, page, type Page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, formatOf } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { decisionsAbout } from '#modules/governance/index.ts'
import { groupsOf } from '#modules/groups/index.ts'
import { organisationsNamed } from '#modules/organisations/index.ts'
import { partnershipsNamed } from '#modules/partnerships/index.ts'
import { formPage } from '#web/forms.ts'
import { actionsList, heading, paragraph, taskList, warning } from '#web/parts.ts'
import { approvePlan, closePlan, createPlan, editPlan } from '../actions/plans.ts'
import { heldOf } from '../queries/contents.ts'
import { plansListed, type PlanFilter } from '../queries/listing.ts'
import type { Plan } from '../queries/plans.ts'
import { KEEP, READ_PUBLIC } from '../queries/seeing.ts'
import { TEMPLATE_READ, templatesNamed } from '../queries/templates.ts'
import { lackingForApproval, mustBeDraft, PLAN_STATE_WORDS, type PlanState } from '../rules.ts'
import { lackingHref, planHref, PLANS } from '../views/plan-words.ts'
import { planColumns, plansView } from '../views/plans.ts'
import { planForm, planKeptFor, thePlan, todayOf } from './asked.ts'
import { MOST_ON_A_PAGE, planDocument } from './plan-document.ts'
import { planPage } from './plan-page.ts'

function planFilter(visit: Visit): PlanFilter {
  const { search, template, state, after } = visit.query
  return {
    ...(search ? { search } : {}),
    ...(template ? { template } : {}),
    ...(state !== undefined && Object.hasOwn(PLAN_STATE_WORDS, state) ? { state: state as PlanState } : {}),
    ...(after ? { after } : {}),
  }
}

const showPlans = get('/delivery', {
  permission: READ_PUBLIC,
  async run(visit) {
    const filter = planFilter(visit)
    const format = formatOf(visit)
    if (format !== undefined) {
      const { after: _, ...rest } = filter
      const rows = await everyRow((after) =>
        plansListed(visit, { ...rest, ...(after === undefined ? {} : { after }) }, 1000),
      )
      return fileOf(format, 'delivery-plans', planColumns, rows)
    }
    return page(
      plansView(visit, {
        listed: await plansListed(visit, filter),
        kinds: await templatesNamed(visit),
        mayBegin: visit.may('delivery.plan.create'),
        mayReadKinds: visit.may(TEMPLATE_READ),
      }),
    )
  },
})

const someName = (rows: readonly { readonly id: string; readonly name: string }[]): Choice[] =>
  rows.map((one) => ({ value: one.id, text: one.name }))

/** The bodies for which the visitor may begin a plan, and the groups that may watch one. */
async function placesToBegin(visit: Visit) {
  const may = (kind: string, id: string): boolean => visit.may('delivery.plan.create', { kind, id })
  const partnerships = await partnershipsNamed(visit)
  const groups: Choice[] = []
  for (const one of partnerships)
    for (const group of await groupsOf(visit, one.id))
      groups.push({ value: group.id, text: `${group.name}, ${one.name}` })
  return {
    organisation: someName((await organisationsNamed(visit)).filter((one) => may('organisation', one.id))),
    partnership: someName(partnerships.filter((one) => may('partnership', one.id))),
    group: groups,
  }
}

const newPlan = form('/delivery/new', {
  action: createPlan,
  // Whoever may begin a plan for one body only is not asked for which.
  async values(visit) {
    const { organisation, partnership } = await placesToBegin(visit)
    const [one, other] = [...organisation, ...partnership]
    if (one === undefined || other !== undefined) return {}
    return organisation.length === 1 ? { organisation: one.value } : { partnership: one.value }
  },
  options: async (visit) => ({
    template: someName((await templatesNamed(visit)).filter((one) => one.retired_on === null)),
    ...(await placesToBegin(visit)),
  }),
  view: (_visit, _loaded, state) =>
    formPage(
      'Begin a plan',
      state,
      { href: PLANS.href, text: PLANS.text },
      {
        submit: 'Begin the plan',
        sections: [
          { title: 'The plan', fields: ['template', 'title', 'code', 'purpose', 'fromOn', 'untilOn'] },
          {
            title: 'Whose it is',
            text: 'A plan belongs to one organisation or to one partnership.',
            fields: ['organisation', 'partnership', 'group'].filter(
              (name) => (state.options[name] ?? []).length > 0,
            ),
          },
          {
            title: 'Who may read it',
            text: 'While it is a draft, those who keep the plans of its body and those who report in it read it, and nobody else.',
            fields: ['audience'],
          },
        ],
        more: {
          template: { as: 'radios' },
          organisation: { as: 'select' },
          partnership: { as: 'select' },
          group: { as: 'select' },
        },
      },
    ),
  then: (result) => ({
    to: result.address,
    notice: 'The plan was begun. It is a draft until its approval is recorded.',
  }),
})

const showPlan = get('/delivery/:plan', {
  permission: READ_PUBLIC,
  run: async (visit) => page(await planPage(visit, await thePlan(visit))),
})

const readPlan = get('/delivery/:plan/document', {
  permission: READ_PUBLIC,
  async run(visit) {
    const plan = await thePlan(visit)
    const document = await planDocument(visit, plan, { most: MOST_ON_A_PAGE })
    return page({
      title: `The whole plan: ${plan.title}`,
      wide: true,
      back: { href: planHref(plan), text: plan.title },
      body: html`${heading(plan.title, { caption: `${plan.template_name}, ${plan.owner}` })}
        ${actionsList([
          { href: `${planHref(plan)}/plan.pdf`, text: 'Save as PDF', look: 'secondary' },
          { href: `${planHref(plan)}/plan.docx`, text: 'Save as Word', look: 'link' },
        ])}
        ${htmlOf(document)}`,
    })
  },
})

const planPdf = get('/delivery/:plan/plan.pdf', {
  permission: READ_PUBLIC,
  async run(visit) {
    const plan = await thePlan(visit)
    const document = await planDocument(visit, plan, { address: originOf(visit) })
    const bytes = await pdfOf(document, { now: visit.now })
    return download({ name: `${plan.code}.pdf`, type: PDF_MEDIA, bytes, inline: true })
  },
})

const planDocx = get('/delivery/:plan/plan.docx', {
  permission: READ_PUBLIC,
  async run(visit) {
    const plan = await thePlan(visit)
    const bytes = await docxOf(await planDocument(visit, plan, { address: originOf(visit) }))
    return download({ name: `${plan.code}.docx`, type: DOCX_MEDIA, bytes })
  },
})

const changePlan = form('/delivery/:plan/edit', {
  action: editPlan,
  load: planKeptFor(KEEP),
  values: (_visit, plan) => ({
    plan: plan.id,
    title: plan.title,
    purpose: plan.purpose ?? '',
    fromOn: plan.from_on.toString(),
    untilOn: plan.until_on.toString(),
    group: plan.group_id ?? '',
    audience: plan.audience,
    version: plan.version,
  }),
  options: async (visit) => ({ group: (await placesToBegin(visit)).group }),
  view: planForm('Change the plan', {
    submit: 'Save',
    fields: ['title', 'purpose', 'fromOn', 'untilOn', 'audience', 'group', 'plan'],
    more: { group: { as: 'select' } },
  }),
  then: (result) => ({ to: result.address, notice: 'The plan was changed.' }),
})

async function decisionChoices(visit: Visit, plan: Plan): Promise<Choice[]> {
  const decisions = await decisionsAbout(visit, plan.id)
  return decisions.map((one) => ({
    value: one.agenda_item_id,
    text: `${one.reference}, ${one.body_name}, ${formatDate(one.decided_on)}`,
  }))
}

async function theDraft(visit: Visit): Promise<Plan> {
  const plan = await planKeptFor('delivery.plan.approve')(visit)
  mustBeDraft(plan)
  return plan
}

const approve = form('/delivery/:plan/approve', {
  action: approvePlan,
  load: theDraft,
  values: (visit, plan) => ({
    plan: plan.id,
    approvedOn: todayOf(visit).toString(),
    version: plan.version,
  }),
  options: async (visit, plan) => {
    const decisions = await decisionChoices(visit, plan)
    return decisions.length === 0 ? {} : { decision: decisions }
  },
  async view(visit, plan, state) {
    const lacking = lackingForApproval(plan.template, await heldOf(visit, plan.id))
    const isAsked = state.options['decision'] !== undefined
    return planForm('Record the approval', {
      submit: 'Record the approval',
      fields: ['approvedOn', 'approvedBy', ...(isAsked ? ['decision'] : []), 'plan'],
      more: { decision: { as: 'select' } },
      before:
        lacking.length === 0
          ? paragraph(
              'Nothing is missing. From its approval on the plan is read by those it is for, and the original end of its activities never changes.',
            )
          : html`${warning('It cannot be approved yet. Do these first.')}
            ${taskList(
              lacking.map((one) => ({
                title: one.words,
                href: lackingHref(plan, one),
                status: 'To do',
                colour: 'blue' as const,
              })),
            )}`,
    })(visit, plan, state)
  },
  then: (result) => ({
    to: result.address,
    notice: 'The approval was recorded. The plan is open to its readers.',
  }),
})

const close = form('/delivery/:plan/close', {
  action: closePlan,
  load: planKeptFor('delivery.plan.close'),
  values: (_visit, plan) => ({ plan: plan.id, version: plan.version }),
  view: planForm('Close the plan', {
    submit: 'Close the plan',
    look: 'warning',
    before: warning(
      'A closed plan takes no reports and no changes, and is not opened again. Its record stays.',
    ),
  }),
  then: (result) => ({ to: result.address, notice: 'The plan was closed.' }),
})

export const planPages: readonly Page[] = [
  showPlans,
  newPlan,
  showPlan,
  readPlan,
  planPdf,
  planDocx,
  changePlan,
  approve,
  close,
]
